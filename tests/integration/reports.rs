//! Several reports of one run: which go where, what other programs make of them, and what becomes of one that cannot be written.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value as Json, json};

use crate::awsert::{Awsert, awsert, scan};
use crate::local_aws::{MOTO, root};

/// The sample of document a as it was at first: much of it fails.
const ACCOUNT: &str = "111111111111";

/// A scan that finds something to say in few calls.
fn databases() -> Awsert {
    scan(&MOTO.url, ACCOUNT).args(["--service", "rds"])
}

/// `format=folder/name`, as `--output` takes it.
pub fn to(format: &str, folder: &Path, name: &str) -> String {
    format!("{format}={}", folder.join(name).display())
}

/// What a program in the environment of an emulator prints, as JSON.
pub fn python(environment: &str, program: &str, file: &Path) -> Json {
    let setup = Command::new(root().join("localstack/setup")).status();
    assert!(setup.expect("localstack/setup starts").success());
    let python = root().join(format!("localstack/.venv/{environment}/bin/python"));
    let ran = Command::new(python)
        .args(["-c", program])
        .arg(file)
        .output()
        .expect("python starts");
    let told = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{told}");
    serde_json::from_slice(&ran.stdout).expect("JSON")
}

/// Every case as a JUnit parser of others reads it: suite, class, name, what became of it.
pub fn cases(file: &Path) -> Vec<[String; 4]> {
    let program = r"
import json, sys
from junitparser import JUnitXml
cases = []
for suite in JUnitXml.fromfile(sys.argv[1]):
    counted = [suite.tests, suite.failures, suite.errors, suite.skipped]
    kinds = [type(case.result[0]).__name__.lower() if case.result else 'passed' for case in suite]
    assert counted == [len(kinds), *(kinds.count(kind) for kind in ('failure', 'error', 'skipped'))], counted
    cases += [[suite.name, case.classname, case.name, kind] for case, kind in zip(suite, kinds)]
print(json.dumps(cases))
";
    serde_json::from_value(python("moto", program, file)).expect("cases")
}

#[test]
fn one_run_writes_every_report_that_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let ran = databases()
        .args(["--output", "table"])
        .args(["--output", &to("json", folder.path(), "r.json")])
        .args(["-o", &to("junit", folder.path(), "j.xml")])
        .args(["--output", &to("markdown", folder.path(), "s.md")])
        .args(["--output", &to("github", folder.path(), "g.txt")])
        .run()
        .exits(1);
    assert!(ran.stdout.contains("── Summary"), "{}", ran.stdout);
    let read = |name| fs::read_to_string(folder.path().join(name)).unwrap();
    let report: Json = serde_json::from_str(&read("r.json")).unwrap();
    assert!(report["summary"]["fail"].as_u64().unwrap() > 0);
    assert!(read("s.md").starts_with("## awsert: ❌ "));
    assert!(read("g.txt").starts_with("::error "));
    let names: BTreeSet<String> = fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert_eq!(
        names,
        ["g.txt", "j.xml", "r.json", "s.md"]
            .map(str::to_owned)
            .into()
    );
}

#[test]
fn another_s_junit_parser_finds_a_case_for_each_check_on_each_resource() {
    let folder = tempfile::tempdir().unwrap();
    let ran = scan(&MOTO.url, ACCOUNT)
        .args(["--service", "rds,ec2", "--format", "json"])
        .args(["--output", &to("junit", folder.path(), "j.xml")])
        .run()
        .exits(1);
    let report = ran.json();
    let mut expected: BTreeMap<(String, String), BTreeSet<&str>> = BTreeMap::new();
    for finding in report["findings"].as_array().unwrap() {
        let resource = [&finding["resource"]["id"], &finding["resource"]["region"]];
        expected
            .entry((finding["check"].to_string(), json!(resource).to_string()))
            .or_default()
            .insert(finding["status"].as_str().unwrap());
    }
    let cases = cases(&folder.path().join("j.xml"));
    assert_eq!(cases.len(), expected.len());
    let names: BTreeSet<&[String]> = cases.iter().map(|case| &case[1..3]).collect();
    assert_eq!(names.len(), cases.len(), "two cases share a name");
    let count = |kind: &str| cases.iter().filter(|case| case[3] == kind).count();
    let worst = |status: &str, beaten_by: &[&str]| {
        expected
            .values()
            .filter(|all| all.contains(status) && !beaten_by.iter().any(|by| all.contains(by)))
            .count()
    };
    assert_eq!(count("failure"), worst("fail", &[]));
    assert_eq!(count("error"), worst("unknown", &["fail"]));
    assert!(count("failure") > 0 && count("passed") > 0);
    for [suite, class, ..] in &cases {
        assert!(class.starts_with(suite.as_str()), "{class} in {suite}");
    }
}

#[test]
fn a_report_that_cannot_be_written_keeps_no_other_from_it() {
    let folder = tempfile::tempdir().unwrap();
    let ran = databases()
        .args(["--output", "json=/dev/full"])
        .args(["--output", &to("junit", folder.path(), "j.xml")])
        .args(["--output", "table"])
        .run()
        .exits(2);
    insta::assert_snapshot!(ran.stderr, @"error: cannot write /dev/full: No space left on device (os error 28)");
    assert!(ran.stdout.contains("── Summary"));
    assert!(!cases(&folder.path().join("j.xml")).is_empty());
}

#[test]
fn a_report_is_replaced_as_a_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.json");
    fs::write(&path, "x".repeat(1_000_000)).unwrap();
    databases()
        .args(["--check", "rds-instance-multi-az"])
        .args(["--output", &to("json", folder.path(), "r.json")])
        .run()
        .exits(1);
    let text = fs::read_to_string(&path).unwrap();
    serde_json::from_str::<Json>(&text).expect("nothing of the old file is left");
}

#[test]
fn where_a_report_cannot_go_is_told_before_anything_is_read() {
    let refused = |arguments: &[&str]| {
        // Nobody answers there: whatever is told is told before anybody is asked.
        let ran = awsert(["scan", "--endpoint-url", "http://127.0.0.1:9"])
            .args(arguments.iter().copied())
            .run()
            .exits(2);
        ran.stderr
    };
    insta::assert_snapshot!(refused(&["--output", "report.json"]), @r"
    error: invalid value 'report.json' for '--output <FORMAT[=FILE]>': a file needs its format before it: --output json=report.json

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(refused(&["--output", "xml=report.xml"]), @r"
    error: invalid value 'xml=report.xml' for '--output <FORMAT[=FILE]>': there is no format `xml`, but table, json, jsonl, csv, html, sarif, ocsf, asff, junit, github, markdown

    For more information, try '--help'.
    ");
    insta::assert_snapshot!(refused(&["--output", "table", "--output", "json"]), @r"
    error: only one report can go to standard output, save that github may follow table
      give the others a file: --output json=awsert.json
    ");
    insta::assert_snapshot!(refused(&["--format", "json", "--output", "github"]), @r"
    error: only one report can go to standard output, save that github may follow table
      give the others a file: --output json=awsert.json
    ");
    insta::assert_snapshot!(refused(&["--output", "json=nowhere/r.json"]), @"error: cannot write nowhere/r.json: there is no folder nowhere; make it first");
    insta::assert_snapshot!(refused(&["--output", "json=/"]), @"error: cannot write /: it is a folder; name a file in it");
    insta::assert_snapshot!(refused(&["--output", "json=r", "--output", "junit=r"]), @"error: two reports cannot go to the same file: r");
}
