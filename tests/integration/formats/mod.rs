//! Every format of one run, held against what its publisher says of it: the official schemas, Security Hub's own model of the request, and
//! readers of others.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value as Json, json};

use crate::awsert::{Awsert, scan};
use crate::hostile::account::{Which, defaced};
use crate::local_aws::{MOTO, root};
use crate::proxy::{Behaviour, Proxy};
use crate::reports::to;

/// The sample of document a as it was at first: much of it fails.
const ACCOUNT: &str = "111111111111";

const FORMATS: [(&str, &str); 7] = [
    ("json", "r.json"),
    ("jsonl", "r.jsonl"),
    ("csv", "r.csv"),
    ("sarif", "r.sarif"),
    ("ocsf", "r.ocsf.jsonl"),
    ("asff", "r.asff.json"),
    ("junit", "r.xml"),
];

/// All formats of a run, into a folder.
pub fn all(run: Awsert, folder: &Path) -> Awsert {
    FORMATS.iter().fold(run, |run, (format, name)| {
        run.args(["--output", &to(format, folder, name)])
    })
}

/// What others read in the reports of a folder; it fails where one is not as its publisher says.
pub fn validated(folder: &Path) -> Json {
    let setup = Command::new(root().join("localstack/setup"))
        .arg("moto")
        .status();
    assert!(setup.expect("localstack/setup starts").success());
    let ran = Command::new(root().join("localstack/.venv/moto/bin/python"))
        .arg(root().join("tests/integration/formats/validate.py"))
        .arg(folder)
        .env("SCHEMAS", root().join("tests/schemas"))
        .output()
        .expect("python starts");
    let told = String::from_utf8_lossy(&ran.stderr);
    assert!(ran.status.success(), "{told}");
    serde_json::from_slice(&ran.stdout).expect("JSON")
}

/// How many findings have which status, and all fingerprints, as the contract has them.
fn contract(folder: &Path) -> (BTreeMap<String, u64>, Vec<String>) {
    let text = fs::read_to_string(folder.join("r.json")).unwrap();
    let report: Json = serde_json::from_str(&text).unwrap();
    let mut counts: BTreeMap<String, u64> = BTreeMap::new();
    let mut fingerprints = Vec::new();
    for finding in report["findings"].as_array().unwrap() {
        let status = finding["status"].as_str().unwrap();
        *counts.entry(status.to_owned()).or_default() += 1;
        fingerprints.push(finding["fingerprint"].as_str().unwrap().to_owned());
    }
    fingerprints.sort();
    (counts, fingerprints)
}

#[test]
fn every_format_of_a_run_is_as_its_publisher_says_and_tells_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("awsert.yaml");
    fs::write(
        &path,
        "format: 1\nwaivers:\n  - { check: rds-instance-multi-az, resource: '*', reason: 'no need', owner: us }\n",
    )
    .unwrap();
    let proxy = Proxy::before(
        &MOTO.url,
        Behaviour {
            denied: ["rds:DescribeDBSnapshotAttributes", "iam:ListUsers"]
                .map(str::to_owned)
                .into(),
            ..Behaviour::default()
        },
    );
    let run = scan(&proxy.url, ACCOUNT)
        .args(["--service", "rds,ec2,iam,s3,kms"])
        .arg("--config")
        .arg(&path);
    all(run, folder.path()).run().exits(1);

    let read = validated(folder.path());
    let (mut counts, fingerprints) = contract(folder.path());
    for status in ["pass", "fail", "unknown", "waived"] {
        assert!(
            counts.get(status).is_some_and(|count| *count > 0),
            "{counts:?}"
        );
    }
    for format in ["jsonl", "csv", "ocsf", "asff"] {
        assert_eq!(read[format]["status"], json!(counts), "{format}");
        assert_eq!(
            read[format]["fingerprints"],
            json!(fingerprints),
            "{format}"
        );
    }
    let passes = counts.remove("pass");
    assert_eq!(read["sarif"]["passes"], json!(passes));
    assert_eq!(read["sarif"]["status"], json!(counts));
    assert_eq!(read["sarif"]["successful"], false, "calls were denied");
    assert!(read["jsonl"]["calls"].as_u64().unwrap() > 5);
    assert_eq!(
        read["junit"]["suites"],
        json!(["ec2", "iam", "kms", "rds", "s3"])
    );
}

#[test]
fn whatever_things_are_called_every_format_is_as_its_publisher_says() {
    let attack =
        "=cmd|'/c calc'!A1 [a](https://evil.example) {0} ../..\u{1b}[2J\u{202e}\u{fffe}\",\r\n@x";
    let proxy = Proxy::before(
        &MOTO.url,
        defaced(Which::Names, &|text| format!("{attack}{text}")),
    );
    let folder = tempfile::tempdir().unwrap();
    all(scan(&proxy.url, ACCOUNT), folder.path()).run().exits(1);
    let read = validated(folder.path());
    let (counts, fingerprints) = contract(folder.path());
    assert_eq!(read["csv"]["status"], json!(counts));
    assert_eq!(read["asff"]["fingerprints"], json!(fingerprints));
    let csv = fs::read_to_string(folder.path().join("r.csv")).unwrap();
    assert!(csv.contains("'=cmd|"), "the attack is shown");
}
