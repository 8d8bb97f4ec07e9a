//! `docs/samples.md`: which rows the sample accounts show, and which they cannot.

use std::fmt::Write as _;

use crate::samples::rows;

const DOCUMENTS: [(char, &str); 5] = [
    ('a', "Secure app: EC2 and RDS MySQL (moto)"),
    ('b', "Corporate stack: IAM, RDS PostgreSQL (moto)"),
    ('c', "Hardened EC2 in a VPC (moto)"),
    (
        'd',
        "State backend, network, EC2 with a bastion (LocalStack)",
    ),
    (
        'e',
        "PCI platform: Aurora Serverless v2, containers' roles (moto)",
    ),
];

/// The page.
pub fn page() -> String {
    let mut page = String::from(
        "# What the sample accounts show\n\n\
         Each document is deployed twice: *initial*, as first written, and *corrected*. On *initial* every row's checks fail on the\n\
         resources named; on *corrected* they pass, save for weaknesses that the correction keeps. The tests require exactly this.\n\
         [localstack/NOT-REPRESENTED.md](../localstack/NOT-REPRESENTED.md) says more about what the emulators cannot show;\n\
         where there is a check for it all the same, `tests/integration/answers.rs` shows it with answers of our own.\n\n\
         Made from `localstack/samples/*/expected.yaml` by `AWSERT_UPDATE_DOCS=1 cargo test --test integration docs`.\n",
    );
    for (document, title) in DOCUMENTS {
        let _ = write!(
            page,
            "\n## {}. {title}\n\n| row | asserted | checks | initial | corrected |\n|---|---|---|---|---|\n",
            document.to_ascii_uppercase()
        );
        for row in rows(document) {
            let checks = if row.checks.is_empty() {
                "–".to_owned()
            } else {
                row.checks
                    .iter()
                    .map(|check| format!("`{check}`"))
                    .collect::<Vec<_>>()
                    .join(", ")
            };
            let checks = if row.also.is_empty() {
                checks
            } else {
                format!("{checks}; not wrong at first: {}", row.also.join(", "))
            };
            let (initial, corrected) = match &row.not_represented {
                Some(reason) => ("cannot be shown".to_owned(), reason.clone()),
                None if row.still_fails.is_empty() => (
                    format!("fails on {}", row.initial.join(", ")),
                    "passes".to_owned(),
                ),
                None => (
                    format!("fails on {}", row.initial.join(", ")),
                    format!(
                        "still fails on {}: {}",
                        row.still_fails.join(", "),
                        row.reason.as_deref().unwrap_or_default()
                    ),
                ),
            };
            let cells = [
                row.name.as_str(),
                &row.assertion,
                &checks,
                &initial,
                &corrected,
            ];
            let cells = cells.map(|cell| cell.replace('|', "\\|").replace('\n', " "));
            let _ = writeln!(page, "| {} |", cells.join(" | "));
        }
    }
    page
}
