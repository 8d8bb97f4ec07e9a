//! The sample accounts: on *initial* every row's checks fail on the intended resource, on *corrected* they pass, save for the
//! corrections' own listed weaknesses.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use serde::Deserialize;
use serde_json::Value as Json;

use crate::awsert::{Ran, awsert};
use crate::local_aws::{Emulator, LOCALSTACK, MOTO, root};

/// A row of a sample's `expected.yaml`.
#[derive(Debug, Deserialize)]
pub struct Row {
    #[serde(rename = "row")]
    pub name: String,
    pub assertion: String,
    #[serde(default)]
    pub resource_type: String,
    #[serde(default)]
    pub initial: Vec<String>,
    #[serde(default)]
    pub still_fails: Vec<String>,
    pub reason: Option<String>,
    pub not_represented: Option<String>,
    #[serde(default)]
    pub checks: Vec<String>,
    #[serde(default)]
    pub also: Vec<String>,
}

/// The account of a document's sample.
fn account(document: char, sample: &str) -> String {
    let prefix = if sample == "initial" {
        "11111111111"
    } else {
        "22222222222"
    };
    format!("{prefix}{}", u32::from(document) - u32::from('a') + 1)
}

/// Scans one sample account with the configuration it ships.
fn scan(emulator: &Emulator, document: char, sample: &str) -> Ran {
    crate::awsert::scan(&emulator.url, &account(document, sample))
        .args(["--format", "json"])
        .arg("--config")
        .arg(root().join(format!("localstack/samples/{document}/awsert.yaml")))
        .run()
}

/// What did not hold; a failure that someone has accepted is waived.
const FAILED: &[&str] = &["fail", "waived"];

/// A finding: its check, its status, and the names its resource goes by.
struct Seen {
    check: String,
    status: String,
    names: Vec<String>,
    message: String,
}

impl Seen {
    /// Whether it is about what people call by this name; a key has none but the description that messages give.
    fn is_about(&self, name: &str) -> bool {
        self.names.iter().any(|own| own == name) || self.message.contains(name)
    }
}

fn seen(ran: &Ran) -> Vec<Seen> {
    let text = |value: &Json| value.as_str().unwrap_or_default().to_owned();
    let report = ran.json();
    let findings = report["findings"].as_array().expect("findings");
    findings
        .iter()
        .map(|finding| {
            let resource = &finding["resource"];
            Seen {
                check: text(&finding["check"]),
                status: text(&finding["status"]),
                message: text(&finding["message"]),
                names: vec![
                    text(&resource["id"]),
                    text(&resource["name"]),
                    text(&resource["tags"]["Name"]),
                ],
            }
        })
        .collect()
}

/// The findings of a row's checks with one of the statuses.
fn of<'a>(seen: &'a [Seen], row: &'a Row, statuses: &'a [&str]) -> impl Iterator<Item = &'a Seen> {
    seen.iter().filter(|seen| {
        (row.checks.contains(&seen.check) || row.also.contains(&seen.check))
            && statuses.contains(&seen.status.as_str())
    })
}

/// What a document's two accounts are expected to show.
pub fn rows(document: char) -> Vec<Row> {
    let path = root().join(format!("localstack/samples/{document}/expected.yaml"));
    serde_saphyr::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// What a document's two accounts say that its rows do not expect.
fn surprises(emulator: &Emulator, document: char) -> Vec<String> {
    let initial = seen(&scan(emulator, document, "initial"));
    let corrected = seen(&scan(emulator, document, "corrected"));
    let listed = awsert(["checks", "list"]).run().exits(0).stdout;
    let known: BTreeSet<&str> = listed
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    let mut surprises = Vec::new();
    for row in rows(document) {
        let mut surprise =
            |what: String| surprises.push(format!("{document}: {}: {what}", row.name));
        if row.not_represented.is_some() {
            continue;
        }
        let missing = row
            .checks
            .iter()
            .chain(&row.also)
            .filter(|id| !known.contains(id.as_str()));
        missing.for_each(|id| surprise(format!("there is no check {id}")));
        if row.checks.is_empty() {
            surprise("no check answers it".to_owned());
        }
        for resource in &row.initial {
            if !of(&initial, &row, FAILED).any(|seen| seen.is_about(resource)) {
                surprise(format!(
                    "initial: none of {:?} fails on {resource}",
                    row.checks
                ));
            }
        }
        for check in &row.checks {
            let intended = |seen: &Seen| row.initial.iter().any(|name| seen.is_about(name));
            if !of(&initial, &row, FAILED).any(|seen| seen.check == *check && intended(seen)) {
                surprise(format!(
                    "initial: {check} fails on none of {:?}",
                    row.initial
                ));
            }
        }
        for failed in of(&corrected, &row, &["fail", "unknown"]) {
            if !row.still_fails.iter().any(|name| failed.is_about(name)) {
                surprise(format!(
                    "corrected: {} is {} on {}",
                    failed.check,
                    failed.status,
                    failed.names.join(" ")
                ));
            }
        }
        for resource in &row.still_fails {
            // A weakness that someone has accepted is waived.
            if !of(&corrected, &row, FAILED).any(|seen| seen.is_about(resource)) {
                surprise(format!("corrected: the weakness on {resource} is not seen"));
            }
        }
    }
    surprises
}

#[test]
fn document_a_secure_app() {
    assert_eq!(surprises(&MOTO, 'a'), Vec::<String>::new());
}

#[test]
fn document_b_corporate_stack() {
    assert_eq!(surprises(&MOTO, 'b'), Vec::<String>::new());
}

#[test]
fn document_c_hardened_instance() {
    assert_eq!(surprises(&MOTO, 'c'), Vec::<String>::new());
}

#[test]
fn document_d_state_backend_and_network() {
    assert_eq!(surprises(&LOCALSTACK, 'd'), Vec::<String>::new());
}

#[test]
fn document_e_pci_platform() {
    assert_eq!(surprises(&MOTO, 'e'), Vec::<String>::new());
}

/// Services whose answers differ a little between the emulators are read from both.
#[test]
fn both_emulators_are_read() {
    for (emulator, document) in [(&*MOTO, 'a'), (&*LOCALSTACK, 'd')] {
        let ran = scan(emulator, document, "corrected");
        let report = ran.json();
        for service in ["ec2", "iam", "secretsmanager", "kms"] {
            let known = report["findings"]
                .as_array()
                .expect("findings")
                .iter()
                .filter(|finding| {
                    finding["check"]
                        .as_str()
                        .is_some_and(|check| check.starts_with(service))
                })
                .filter(|finding| finding["status"] != "unknown")
                .count();
            assert!(known > 0, "{document}: nothing is known of {service}");
        }
        for line in report["ledger"].as_array().expect("a ledger") {
            assert_ne!(line["outcome"], "denied", "{line}");
        }
    }
}

/// The first attempt of document c has a password in its user data.
#[test]
fn a_secret_in_user_data_reaches_no_output() {
    let ran = scan(&MOTO, 'c', "initial").exits(1);
    assert!(
        ran.stdout.contains("ec2-instance-user-data-no-secret"),
        "{}",
        ran.stdout
    );
    let table = crate::awsert::scan(&MOTO.url, "111111111113")
        .args(["--verbose", "--opt-in", "user_data"])
        .run()
        .exits(1);
    for output in [&ran.stdout, &ran.stderr, &table.stdout, &table.stderr] {
        assert!(!output.contains("sample-leak-canary"), "{output}");
    }
}

#[test]
fn what_is_read_on_request_is_not_read_otherwise() {
    let unasked = awsert(["scan", "--check", "ec2-instance-user-data-no-secret"])
        .run()
        .exits(2);
    assert!(
        unasked.stderr.contains("--opt-in user_data"),
        "{}",
        unasked.stderr
    );
}

/// Verifies what a document's deployment is said to have made, held to the document's items.
fn verify(emulator: &Emulator, document: char, sample: &str) -> Ran {
    let folder = emulator.run_dir.join("deployments");
    let begins = format!("{document}-{sample}-");
    let is_its = |path: &PathBuf| {
        let name = path.file_name().map(|name| name.to_string_lossy());
        name.is_some_and(|name| name.starts_with(&begins))
    };
    let files = fs::read_dir(&folder).expect("deployments are written");
    let file = files.map(|file| file.unwrap().path()).find(is_its);
    awsert([
        "verify",
        "--region",
        "us-east-1",
        "--endpoint-url",
        &emulator.url,
    ])
    .arg("--assume-role")
    .arg(format!(
        "arn:aws:iam::{}:role/Auditor",
        account(document, sample)
    ))
    .arg("--config")
    .arg(folder.join(format!("{document}-{sample}.yaml")))
    .args(["--format", "json"])
    .arg(file.expect("the document's deployment"))
    .run()
}

/// What no deployment makes: the settings of a region, and what is missing in it.
const NOT_DEPLOYED: &[&str] = &["AWS::::Region", "AWS::EC2::RegionSettings"];

/// What verifying a document's two deployments says beside what its rows expect. `not_named` is of types that the deployment's file does not name.
fn verified(emulator: &Emulator, document: char, not_named: &[&str]) -> Vec<String> {
    let mut surprises = Vec::new();
    let corrected = verify(emulator, document, "corrected");
    if corrected.code != 0 {
        surprises.push(format!(
            "corrected: {}: {}{}",
            corrected.code, corrected.stdout, corrected.stderr
        ));
    }
    let initial = verify(emulator, document, "initial").exits(1);
    let failed = seen(&initial);
    for row in rows(document) {
        if row.not_represented.is_some() {
            continue;
        }
        let shown = of(&failed, &row, FAILED)
            .any(|seen| row.initial.iter().any(|name| seen.is_about(name)));
        let ty = row.resource_type.as_str();
        if shown == (NOT_DEPLOYED.contains(&ty) || not_named.contains(&ty)) {
            surprises.push(format!("initial: {} shown: {shown}", row.name));
        }
    }
    surprises
}

#[test]
fn deployments_are_verified_as_their_documents_say() {
    // Document e's outputs are ARNs, and that of an alarm does not say which of two types it is of.
    let documents: [(&Emulator, char, &[&str]); 5] = [
        (&MOTO, 'a', &[]),
        (&MOTO, 'b', &[]),
        (&MOTO, 'c', &[]),
        (&LOCALSTACK, 'd', &[]),
        (&MOTO, 'e', &["AWS::CloudWatch::Alarm"]),
    ];
    let surprises = documents.map(|(emulator, document, not_named)| {
        let surprises = verified(emulator, document, not_named).into_iter();
        surprises
            .map(|surprise| format!("{document}: {surprise}"))
            .collect::<Vec<_>>()
    });
    assert_eq!(surprises.concat(), Vec::<String>::new());
}
