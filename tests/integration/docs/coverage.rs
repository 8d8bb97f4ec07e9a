//! `docs/coverage.md`: what the documents ask for and what frameworks ask for, each with its checks, or why there is none.

use std::fmt::Write as _;

use awsert::check::{Library, Overrides};
use awsert::framework::{Framework, Frameworks, Requirement};
use indexmap::IndexMap;
use serde::Deserialize;

use super::row;
use crate::local_aws::root;
use crate::samples::{Row, rows};

/// A numbered item of a document.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    asserts: String,
    /// The rows of the samples that show it.
    #[serde(default)]
    rows: Vec<String>,
    /// Checks beside those of the rows.
    #[serde(default)]
    checks: Vec<String>,
    /// Why no account shows it, or what of it.
    #[serde(default)]
    not_visible: Option<String>,
}

const DOCUMENTS: [char; 5] = ['a', 'b', 'c', 'd', 'e'];

/// The page.
pub fn page() -> String {
    let library = Library::load(&[], &Overrides::default()).expect("the checks are right");
    let frameworks = Frameworks::load(&[]).expect("the frameworks are right");
    let mut page = String::from(
        "# Coverage\n\n\
         What each numbered item of the documents and each requirement of the frameworks comes to. Documents: **A** secure app on EC2 and RDS\n\
         MySQL, **B** corporate stack, **C** hardened EC2 in a VPC, **D** state backend, network and EC2, **E** PCI platform of containers. How the sample\n\
         accounts show a row is in [samples.md](samples.md).\n\n\
         Made from `localstack/samples/`, `checks/` and `frameworks/` by `AWSERT_UPDATE_DOCS=1 cargo test --test integration docs`.\n",
    );
    documents(&library, &mut page);
    for framework in frameworks.all() {
        framework_table(framework, &library, &mut page);
    }
    page
}

fn documents(library: &Library, page: &mut String) {
    let path = root().join("localstack/samples/items.yaml");
    let text = std::fs::read_to_string(path).expect("the items are there");
    let items: IndexMap<String, Item> = serde_saphyr::from_str(&text).expect("the items are right");
    let all: Vec<Row> = DOCUMENTS.into_iter().flat_map(rows).collect();
    page.push_str(
        "\n## The documents\n\n| item | asserted | checks | shown |\n|---|---|---|---|\n",
    );
    for (number, item) in &items {
        let shown: Vec<&Row> = item
            .rows
            .iter()
            .flat_map(|name| {
                let of_it: Vec<&Row> = all.iter().filter(|row| row.name == *name).collect();
                assert!(!of_it.is_empty(), "{number}: no sample has a row `{name}`");
                of_it
            })
            .collect();
        let mut checks: Vec<&str> = Vec::new();
        let of_rows = shown
            .iter()
            .flat_map(|row| row.checks.iter().chain(&row.also));
        for check in of_rows.chain(&item.checks) {
            assert!(
                library.find(check).is_some(),
                "{number}: no check `{check}`"
            );
            if !checks.contains(&check.as_str()) {
                checks.push(check);
            }
        }
        assert!(
            !checks.is_empty() || item.not_visible.is_some(),
            "{number} has neither checks nor a reason"
        );
        page.push_str(&row(&[
            number,
            &item.asserts,
            &listed(&checks),
            &how(&shown, item),
        ]));
    }
}

fn how(shown: &[&Row], item: &Item) -> String {
    let mut parts = Vec::new();
    let fails = shown
        .iter()
        .filter(|row| row.not_represented.is_none())
        .count();
    if fails > 0 {
        parts.push(format!(
            "{fails} of {} rows in the sample accounts",
            shown.len()
        ));
    }
    parts.extend(
        shown
            .iter()
            .filter_map(|row| Some(format!("not shown: {}", row.not_represented.as_ref()?))),
    );
    parts.extend(item.not_visible.clone());
    if parts.is_empty() {
        parts.push("by the checks' own examples".to_owned());
    }
    parts.join("; ")
}

fn framework_table(framework: &Framework, library: &Library, page: &mut String) {
    let answered: Vec<(&Requirement, Vec<&str>)> = framework
        .requirements
        .iter()
        .map(|requirement| {
            let checks = library
                .checks()
                .filter(|check| framework.answered_by(requirement, check))
                .map(|check| check.about.id.as_str());
            (requirement, checks.collect())
        })
        .collect();
    let with = answered
        .iter()
        .filter(|(_, checks)| !checks.is_empty())
        .count();
    let _ = write!(
        page,
        "\n## {}\n\n`--framework {}`: {} requirements, {with} of them with checks.\n\n| requirement | asks for | checks | what is left |\n|---|---|---|---|\n",
        framework.title,
        framework.id,
        answered.len()
    );
    for (requirement, checks) in answered {
        let left = requirement
            .manual
            .as_deref()
            .or(requirement.no_check.as_deref());
        assert!(
            left.is_some() || !checks.is_empty(),
            "{} {} has neither checks nor a reason",
            framework.id,
            requirement.id
        );
        page.push_str(&row(&[
            &requirement.id,
            requirement.title.as_deref().unwrap_or_default(),
            &listed(&checks),
            left.unwrap_or_default(),
        ]));
    }
}

fn listed(checks: &[&str]) -> String {
    let checks: Vec<String> = checks.iter().map(|check| format!("`{check}`")).collect();
    checks.join(", ")
}
