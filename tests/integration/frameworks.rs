//! Frameworks: what a scan says of each requirement, and that requirements and checks fit together.

use awsert::check::{Library, Overrides};
use awsert::framework::Frameworks;
use serde_json::Value as Json;

use crate::awsert::{awsert, scan};
use crate::local_aws::MOTO;
use crate::proxy::{Behaviour, Proxy};

/// Document b's first attempt.
const ACCOUNT: &str = "111111111112";

/// The requirements of the one framework of a report.
fn requirements(report: &Json) -> &Vec<Json> {
    report["frameworks"][0]["requirements"]
        .as_array()
        .expect("requirements")
}

fn requirement<'a>(report: &'a Json, id: &str) -> &'a Json {
    let mut all = requirements(report).iter();
    all.find(|requirement| requirement["id"] == id)
        .unwrap_or_else(|| panic!("no requirement {id}"))
}

#[test]
fn what_a_check_answers_is_a_requirement_of_the_framework() {
    let library = Library::load(&[], &Overrides::default()).unwrap();
    let frameworks = Frameworks::load(&[]).unwrap();
    let mut wrong = Vec::new();
    for check in library.checks() {
        for (name, ids) in &check.about.controls {
            let framework = frameworks.find(name).unwrap();
            for id in ids {
                if !framework.requirements.iter().any(|of| of.id == *id) {
                    wrong.push(format!(
                        "{}: {name} has no requirement {id}",
                        check.about.id
                    ));
                }
            }
        }
    }
    assert_eq!(wrong, Vec::<String>::new());
}

/// A framework's file may name checks by pattern: a pattern of nothing is a typo.
#[test]
fn the_checks_that_a_framework_names_exist() {
    let library = Library::load(&[], &Overrides::default()).unwrap();
    let frameworks = Frameworks::load(&[]).unwrap();
    for framework in frameworks.all() {
        for requirement in &framework.requirements {
            for pattern in &requirement.checks {
                let found = library
                    .checks()
                    .any(|check| pattern.is_match(&check.about.id));
                let glob = pattern.glob();
                assert!(found, "{} {}: {glob}", framework.id, requirement.id);
            }
        }
    }
}

#[test]
fn a_scan_reports_each_requirement_of_a_framework() {
    let proxy = Proxy::before(&MOTO.url, Behaviour::default());
    let report = scan(&proxy.url, ACCOUNT)
        .args(["--framework", "cis-5.0", "--format", "json"])
        .run()
        .json();
    assert_eq!(report["frameworks"][0]["id"], "cis-aws-5.0");
    assert_eq!(requirements(&report).len(), 63);
    let failed = requirement(&report, "1.8");
    assert_eq!(failed["standing"], "fail");
    assert_eq!(
        failed["checks"],
        serde_json::json!(["iam-password-policy-reuse"])
    );
    assert_eq!(requirement(&report, "2.2.1")["standing"], "pass");
    // What no check can answer is for a person, with the reason.
    let manual = requirement(&report, "5.6");
    assert_eq!(manual["standing"], "manual");
    assert!(manual["note"].as_str().is_some_and(|note| !note.is_empty()));
    // Every finding belongs to a requirement that was asked for.
    for finding in report["findings"].as_array().unwrap() {
        let id = finding["check"].as_str().unwrap();
        let answers = |requirement: &&Json| {
            let checks = requirement["checks"].as_array().unwrap();
            checks.iter().any(|check| check == id)
        };
        assert!(requirements(&report).iter().any(|of| answers(&of)), "{id}");
    }
}

#[test]
fn a_requirement_whose_checks_could_not_see_is_unknown_and_never_passed() {
    let behaviour = Behaviour {
        denied: ["rds:DescribeDBInstances".to_owned()].into(),
        ..Behaviour::default()
    };
    let proxy = Proxy::before(&MOTO.url, behaviour);
    let report = scan(&proxy.url, ACCOUNT)
        .args(["--framework", "cis-aws-5.0:2.2.1", "--format", "json"])
        .run()
        .exits(3)
        .json();
    assert_eq!(requirements(&report).len(), 1);
    assert_eq!(requirement(&report, "2.2.1")["standing"], "unknown");
}

#[test]
fn the_table_lists_the_requirements() {
    let table = scan(&MOTO.url, ACCOUNT)
        .args(["--framework", "cis-5.0"])
        .env("COLUMNS", "100")
        .run()
        .stdout;
    let (_, section) = table
        .split_once("CIS Amazon Web Services Foundations Benchmark 5.0.0")
        .expect("the framework's section");
    for line in [
        "fail              1.8    Passwords cannot be used again",
        "pass              2.2.1  Databases are encrypted",
        "manual            5.6    Routes of VPC peerings",
        "63 requirements:",
    ] {
        assert!(section.contains(line), "{line}: {section}");
    }
}

#[test]
fn a_framework_of_ones_own_is_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("ours.yaml");
    let ours = "format: 1\nid: ours\ntitle: Our rules\nrequirements:\n  \"1\":\n    title: Databases last\n    \
                checks: [rds-instance-multi-az, rds-instance-deletion-*]\n  \"2\":\n    manual: Ask the owner.\n";
    std::fs::write(&path, ours).unwrap();
    let report = scan(&MOTO.url, ACCOUNT)
        .args([
            "--framework",
            "ours",
            "--format",
            "json",
            "--framework-file",
        ])
        .arg(&path)
        .run()
        .json();
    assert_eq!(report["frameworks"][0]["title"], "Our rules");
    assert_eq!(
        requirement(&report, "1")["checks"],
        serde_json::json!(["rds-instance-deletion-protection", "rds-instance-multi-az"])
    );
    assert_eq!(requirement(&report, "2")["standing"], "manual");
}

#[test]
fn a_typo_in_a_framework_s_name_is_an_error_with_a_suggestion() {
    let ran = awsert(["scan", "--framework", "cis-aws-5.1"])
        .run()
        .exits(2);
    assert!(
        ran.stderr.contains("did you mean `cis-aws-5.0`"),
        "{}",
        ran.stderr
    );
    let ran = awsert(["scan", "--framework", "cis-5.0:9.9"])
        .run()
        .exits(2);
    assert!(ran.stderr.contains("9.9"), "{}", ran.stderr);
}
