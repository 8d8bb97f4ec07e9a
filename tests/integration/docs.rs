//! Documents that are made from what the project holds: written anew with `AWSERT_UPDATE_DOCS=1`, else compared.

use std::fmt::Write as _;
use std::fs;

use crate::local_aws::root;
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

/// Which rows the sample accounts show, and which they cannot.
fn samples() -> String {
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

#[test]
fn docs_samples_md_is_what_the_samples_expect() {
    let path = root().join("docs/samples.md");
    let made = samples();
    if std::env::var_os("AWSERT_UPDATE_DOCS").is_some() {
        fs::create_dir_all(root().join("docs")).unwrap();
        fs::write(&path, made).unwrap();
        return;
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    assert!(
        made == committed,
        "docs/samples.md is not what the samples expect: AWSERT_UPDATE_DOCS=1 cargo test --test integration docs"
    );
}

#[test]
fn the_readme_s_walk_through_works_to_the_letter() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (_, rest) = readme
        .split_once("Make `our-checks/rds-instance-graviton.yaml`:")
        .unwrap();
    let (_, rest) = rest.split_once("```yaml\n").unwrap();
    let (check, rest) = rest.split_once("```").unwrap();
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("our-checks")).unwrap();
    fs::write(
        folder.path().join("our-checks/rds-instance-graviton.yaml"),
        check,
    )
    .unwrap();
    let (_, commands) = rest.split_once("```sh\n").unwrap();
    let (commands, _) = commands.split_once("```").unwrap();
    let commands: Vec<&str> = commands
        .lines()
        .filter_map(|line| line.strip_prefix("awsert "))
        .collect();
    assert_eq!(commands.len(), 3);
    for command in commands {
        let words = command.split('#').next().unwrap().split_whitespace();
        let mut run = crate::awsert::awsert([])
            .args(words)
            .in_folder(folder.path());
        if command.starts_with("scan") {
            run = run
                .args([
                    "--region",
                    "us-east-1",
                    "--endpoint-url",
                    &crate::local_aws::MOTO.url,
                ])
                .args(["--assume-role", "arn:aws:iam::111111111111:role/Auditor"]);
        }
        let ran = run.run();
        if command.starts_with("scan") {
            assert!(
                ran.stdout.contains("2 resources, 1 check,"),
                "{}",
                ran.stdout
            );
        } else {
            ran.exits(0);
        }
    }
}
