//! Documents that are made from what the project holds: written anew with `AWSERT_UPDATE_DOCS=1`, else compared.

mod checks;
mod coverage;
mod samples;

use std::fs;

use crate::local_aws::root;

/// Writes a page, or holds it against the one that is committed.
fn made(name: &str, page: &str) {
    let path = root().join("docs").join(name);
    if std::env::var_os("AWSERT_UPDATE_DOCS").is_some() {
        fs::create_dir_all(root().join("docs")).unwrap();
        fs::write(&path, page).unwrap();
        return;
    }
    let committed = fs::read_to_string(path).unwrap_or_default();
    assert!(
        page == committed,
        "docs/{name} is not what it is made from: AWSERT_UPDATE_DOCS=1 cargo test --test integration docs"
    );
}

/// A row of a table in Markdown.
fn row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells
        .iter()
        .map(|cell| cell.trim().replace('|', "\\|").replace('\n', " "))
        .collect();
    format!("| {} |\n", cells.join(" | "))
}

#[test]
fn docs_samples_md_is_what_the_samples_expect() {
    made("samples.md", &samples::page());
}

#[test]
fn docs_checks_md_lists_the_checks_that_ship() {
    made("checks.md", &checks::page());
}

#[test]
fn docs_coverage_md_leaves_no_row_empty() {
    made("coverage.md", &coverage::page());
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
