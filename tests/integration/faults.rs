//! Few calls, and honest about those that fail. Counted and refused at an endpoint that stands before the emulator.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::awsert::{Ran, awsert};
use crate::local_aws::MOTO;
use crate::proxy::fault::{Fault, Policy, SERVICE_CONTROL_POLICY, Times};
use crate::proxy::{Behaviour, Proxy};

/// Document a's initial account, seen through a proxy.
fn scan<const N: usize>(proxy: &Proxy, arguments: [&str; N]) -> Ran {
    crate::awsert::scan(&proxy.url, "111111111111")
        .args(["--format", "json"])
        .args(arguments)
        .run()
}

fn denying<const N: usize>(calls: [&str; N]) -> Behaviour {
    Behaviour {
        denied: calls.into_iter().map(ToOwned::to_owned).collect(),
        ..Behaviour::default()
    }
}

/// Check, resource and status of each finding.
fn verdicts(report: &Json) -> BTreeSet<(String, String, String)> {
    let text = |value: &Json| value.as_str().unwrap_or("-").to_owned();
    let findings = report["findings"].as_array().expect("findings");
    findings
        .iter()
        .map(|finding| {
            (
                text(&finding["check"]),
                text(&finding["resource"]["id"]),
                text(&finding["status"]),
            )
        })
        .collect()
}

#[test]
fn a_check_makes_only_the_calls_it_needs() {
    let proxy = Proxy::before(&MOTO.url, Behaviour::default());
    scan(&proxy, ["--check", "rds-instance-multi-az"]).exits(1);
    let seen: Vec<(String, usize)> = proxy.seen().into_iter().collect();
    let expected = [
        ("rds:DescribeDBInstances", 1),
        ("sts:AssumeRole", 1),
        ("sts:GetCallerIdentity", 1),
    ];
    assert_eq!(seen, expected.map(|(call, times)| (call.to_owned(), times)));
}

#[test]
fn a_denied_listing_makes_its_checks_unknown_and_names_the_missing_action() {
    let proxy = Proxy::before(&MOTO.url, denying(["rds:DescribeDBInstances"]));
    let ran = scan(&proxy, ["--check", "rds-instance-*"]).exits(3);
    let report = ran.json();
    for finding in report["findings"].as_array().unwrap() {
        assert_eq!(finding["status"], "unknown", "{finding}");
        assert_eq!(finding["resource"]["id"], Json::Null);
        assert_eq!(finding["gaps"][0]["call"], "rds:DescribeDBInstances");
        assert_eq!(finding["gaps"][0]["outcome"], "denied");
    }
    let refused = report["ledger"]
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["call"] == "rds:DescribeDBInstances")
        .expect("the ledger names the call");
    assert_eq!(refused["outcome"], "denied");
    assert!(
        refused["error"]
            .as_str()
            .unwrap()
            .contains("not authorized to perform: rds:DescribeDBInstances")
    );
    assert!(!refused["blinds"].as_array().unwrap().is_empty());
    crate::awsert::scan(&proxy.url, "111111111111")
        .args(["--check", "rds-instance-multi-az", "--allow-unknown"])
        .run()
        .exits(0);
}

#[test]
fn denying_a_detail_call_changes_no_verdict_but_those_that_rest_on_it() {
    let whole = Proxy::before(&MOTO.url, Behaviour::default());
    let with_all = verdicts(&scan(&whole, ["--service", "kms"]).json());
    let partial = Proxy::before(&MOTO.url, denying(["kms:GetKeyRotationStatus"]));
    let report = scan(&partial, ["--service", "kms"]).json();
    let without = verdicts(&report);
    let unknown: BTreeSet<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| {
            finding["gaps"]
                .as_array()
                .unwrap()
                .iter()
                .any(|gap| gap["call"] == "kms:GetKeyRotationStatus")
        })
        .filter_map(|finding| finding["check"].as_str())
        .collect();
    assert_eq!(
        unknown,
        BTreeSet::from(["kms-key-rotation", "kms-key-rotation-period"])
    );
    let changed: BTreeSet<&str> = with_all
        .symmetric_difference(&without)
        .map(|(check, ..)| check.as_str())
        .collect();
    assert_eq!(changed, unknown);
}

/// What the program says of `kms:GetKeyRotationStatus` in the ledger of a JSON report and in a table, when this policy denies it.
fn rotation_denied(policy: Policy) -> (Json, String) {
    let call = "kms:GetKeyRotationStatus".to_owned();
    let behaviour = Behaviour {
        faults: [(call, Fault::Denied(policy))].into(),
        ..Behaviour::default()
    };
    let proxy = Proxy::before(&MOTO.url, behaviour);
    let report = scan(&proxy, ["--check", "kms-key-rotation"])
        .exits(3)
        .json();
    let gap = &report["findings"][0]["gaps"][0];
    let line = report["ledger"]
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["call"] == "kms:GetKeyRotationStatus")
        .expect("the ledger names the call");
    for member in ["missing_action", "denied_by", "denied_by_policy"] {
        assert_eq!(gap[member], line[member], "{member}");
    }
    let table = crate::awsert::scan(&proxy.url, "111111111111")
        .args(["--check", "kms-key-rotation", "--verbose"])
        .run()
        .exits(3)
        .stdout;
    // However the lines are broken.
    let table = table.split_whitespace().collect::<Vec<_>>().join(" ");
    (line.clone(), table)
}

#[test]
fn who_denies_is_told_and_with_it_whom_to_ask() {
    let (line, table) = rotation_denied(Policy::ServiceControl);
    assert_eq!(line["outcome"], "denied");
    assert_eq!(line["missing_action"], "kms:GetKeyRotationStatus");
    assert_eq!(line["denied_by"], "service control policy");
    assert_eq!(line["denied_by_policy"], SERVICE_CONTROL_POLICY);
    assert_eq!(line["explicit_deny"], true);
    for told in [
        "? kms:GetKeyRotationStatus was denied by a service control policy",
        "! Not seen: kms:GetKeyRotationStatus (denied by a service control policy;",
        "— ask whoever owns the service control policy to let kms:GetKeyRotationStatus through.",
    ] {
        assert!(table.contains(told), "{told:?} is not in {table}");
    }
    assert!(!table.contains("allow kms:"), "{table}");
}

#[test]
fn a_missing_permission_is_named_in_the_footer_and_in_the_ledger() {
    let (line, table) = rotation_denied(Policy::Identity);
    assert_eq!(line["missing_action"], "kms:GetKeyRotationStatus");
    assert_eq!(line["denied_by"], "identity-based policy");
    for told in [
        "allow kms:GetKeyRotationStatus",
        "! Not seen: kms:GetKeyRotationStatus (denied;",
        "— allow kms:GetKeyRotationStatus.",
        "ok kms:DescribeKey in us-east-1:",
        "denied kms:GetKeyRotationStatus in us-east-1:",
        "blinds kms-key-rotation",
    ] {
        assert!(table.contains(told), "{told:?} is not in {table}");
    }
}

#[test]
fn no_call_that_changes_anything_reaches_the_endpoint() {
    let proxy = Proxy::before(&MOTO.url, Behaviour::default());
    scan(&proxy, []).exits(1);
    for call in proxy.seen().keys() {
        let (_, operation) = call.split_once(':').unwrap();
        let reads = ["List", "Get", "Describe", "Search"]
            .iter()
            .any(|verb| operation.starts_with(verb))
            || (operation.starts_with("Generate") && operation.ends_with("Report"))
            || operation == "AssumeRole";
        assert!(reads, "{call}");
        assert_ne!(operation, "GetSecretValue");
    }
    assert!(
        proxy.calls() < 200,
        "{} calls: {:?}",
        proxy.calls(),
        proxy.seen()
    );
}

#[test]
fn endpoints_come_from_the_environment_too_one_per_service() {
    let databases = Proxy::before(&MOTO.url, Behaviour::default());
    awsert([
        "scan",
        "--region",
        "us-east-1",
        "--check",
        "rds-instance-multi-az",
    ])
    .args(["--assume-role", "arn:aws:iam::111111111111:role/Auditor"])
    .env("AWS_ENDPOINT_URL", &MOTO.url)
    .env("AWS_ENDPOINT_URL_RDS", &databases.url)
    .run()
    .exits(1);
    let seen: Vec<String> = databases.seen().into_keys().collect();
    assert_eq!(seen, ["rds:DescribeDBInstances"]);
}

#[test]
fn fails_below_the_asked_severity_do_not_count() {
    let proxy = Proxy::before(&MOTO.url, Behaviour::default());
    scan(
        &proxy,
        ["--check", "rds-instance-multi-az", "--fail-on", "high"],
    )
    .exits(0);
    scan(
        &proxy,
        ["--check", "rds-instance-multi-az", "--fail-on", "medium"],
    )
    .exits(1);
}

#[test]
fn details_are_asked_only_of_what_a_check_is_about() {
    let proxy = Proxy::before(&MOTO.url, Behaviour::default());
    let report = scan(&proxy, ["--check", "kms-key-rotation"]).json();
    let judged = report["findings"].as_array().unwrap().len();
    let seen = proxy.seen();
    assert!(judged > 0);
    // Every key has to be described to know whose it is; only those that can rotate are asked whether they do.
    assert_eq!(seen.get("kms:GetKeyRotationStatus"), Some(&judged));
    assert!(seen["kms:DescribeKey"] >= judged, "{seen:?}");
    assert!(!seen.contains_key("kms:GetKeyPolicy"), "{seen:?}");
}

#[test]
fn a_waiver_covers_a_failure_and_one_that_matches_nothing_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("awsert.yaml");
    std::fs::write(
        &config,
        "format: 1\nwaivers:\n  \
           - { check: rds-instance-multi-az, resource: \"secure-app-*\", reason: a test, owner: us, expires: 2999-12-31 }\n  \
           - { check: rds-instance-multi-az, resource: \"other-*\", reason: a test, owner: us }\n  \
           - { check: \"rds-*\", resource: \"*\", reason: it was long ago, owner: us, expires: 2001-01-01 }\n",
    )
    .unwrap();
    let proxy = Proxy::before(&MOTO.url, Behaviour::default());
    let config = config.to_str().unwrap();
    let ran = scan(
        &proxy,
        ["--check", "rds-instance-multi-az", "--config", config],
    )
    .exits(0);
    for finding in ran.json()["findings"].as_array().unwrap() {
        assert_eq!(finding["status"], "waived");
        assert_eq!(finding["waiver"]["owner"], "us");
    }
    let table = crate::awsert::scan(&proxy.url, "111111111111")
        .args(["--check", "rds-instance-multi-az", "--config", config])
        .run()
        .exits(0)
        .stdout;
    // However the lines are broken.
    let table = table.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(table.contains("matches no failure"), "{table}");
    assert!(table.contains("expired on 2001-01-01"), "{table}");
}

/// The SDK reads a missing truth value as false: an answer without it must not become "not rotated".
#[test]
fn an_answer_that_lacks_what_aws_always_tells_is_unknown() {
    let replaced = vec![(
        "kms:GetKeyRotationStatus".to_owned(),
        "KeyRotationEnabled".to_owned(),
        "Other".to_owned(),
    )];
    let behaviour = Behaviour {
        replaced,
        ..Behaviour::default()
    };
    let proxy = Proxy::before(&MOTO.url, behaviour);
    let report = scan(&proxy, ["--check", "kms-key-rotation"])
        .exits(3)
        .json();
    let finding = &report["findings"][0];
    assert_eq!(finding["status"], "unknown");
    assert_eq!(finding["gaps"][0]["outcome"], "malformed", "{finding}");
    assert!(
        finding["gaps"][0]["error"]
            .as_str()
            .unwrap()
            .contains("KeyRotationEnabled"),
        "{finding}"
    );
}

/// The SDK's paginators take a repeated token for the end: the listing must not look whole.
#[test]
fn a_token_that_repeats_leaves_an_unknown_finding() {
    let replaced = vec![(
        "kms:ListKeys".to_owned(),
        r#""NextMarker": null"#.to_owned(),
        r#""NextMarker": "again""#.to_owned(),
    )];
    let behaviour = Behaviour {
        replaced,
        ..Behaviour::default()
    };
    let proxy = Proxy::before(&MOTO.url, behaviour);
    let report = scan(&proxy, ["--check", "kms-key-has-alias"]).json();
    assert_eq!(proxy.seen()["kms:ListKeys"], 2);
    let unseen = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .any(|finding| {
            finding["status"] == "unknown"
                && finding["resource"]["id"].is_null()
                && finding["gaps"][0]["outcome"] == "malformed"
        });
    assert!(unseen, "{report}");
}

/// Whatever single call is denied: no verdict turns into another, and no resource goes unmentioned.
#[test]
fn denying_any_call_makes_verdicts_unknown_and_nothing_else() {
    // What the emulator answers with a server error is refused too, so that nobody waits for retries.
    let quick = |denied: Behaviour| Behaviour {
        refuse_server_errors: true,
        ..denied
    };
    let whole = Proxy::before(&MOTO.url, quick(Behaviour::default()));
    let with_all = verdicts(&scan(&whole, []).json());
    let calls = whole
        .seen()
        .into_keys()
        .filter(|call| !call.starts_with("sts:"));
    let mut wrong = Vec::new();
    let mut denied = 0;
    for call in calls {
        denied += 1;
        let partial = Proxy::before(&MOTO.url, quick(denying([call.as_str()])));
        let without = verdicts(&scan(&partial, []).json());
        for (check, id, status) in &without {
            let known = status != "unknown";
            if known && !with_all.contains(&(check.clone(), id.clone(), status.clone())) {
                wrong.push(format!("{call} denied: {check} on {id} became {status}"));
            }
        }
        for (check, id, _) in &with_all {
            let told = |other: &str| without.iter().any(|(c, i, _)| c == check && i == other);
            if !told(id) && !told("-") {
                wrong.push(format!("{call} denied: {check} says nothing of {id}"));
            }
        }
    }
    assert!(denied > 30, "{denied} calls");
    assert_eq!(wrong, Vec::<String>::new());
}

/// A call that is made for details must not wipe out what the listing told: snapshots once lost their ids to the question whether they are public.
#[test]
fn every_finding_names_its_resource_and_its_region() {
    for account in ["111111111111", "111111111112", "111111111115"] {
        let report = crate::awsert::scan(&MOTO.url, account)
            .args(["--format", "json"])
            .run()
            .json();
        for finding in report["findings"].as_array().unwrap() {
            let resource = &finding["resource"];
            assert_ne!(resource["id"], "", "{finding}");
            assert!(
                ["us-east-1", "global"].contains(&resource["region"].as_str().unwrap()),
                "{finding}"
            );
        }
    }
}

/// Flow logs that cannot be read for throttling are not flow logs that are off.
#[test]
fn flow_logs_that_are_throttled_for_good_are_unknown_and_not_off() {
    let throttled = Behaviour {
        faults: BTreeMap::from([(
            "ec2:DescribeFlowLogs".to_owned(),
            Fault::Throttled(Times::Always),
        )]),
        ..Behaviour::default()
    };
    let proxy = Proxy::before(&MOTO.url, throttled);
    let checks = ["--check", "ec2-vpc-flow-logs-enabled,ec2-volume-encrypted"];
    let report = scan(&proxy, checks).json();
    let whole = Proxy::before(&MOTO.url, Behaviour::default());
    let quiet = scan(&whole, checks).json();
    let of = |report: &Json, check: &str| -> BTreeSet<(String, String, String)> {
        let all = verdicts(report);
        all.into_iter().filter(|(of, ..)| of == check).collect()
    };
    let flow_logs = of(&report, "ec2-vpc-flow-logs-enabled");
    assert_eq!(
        flow_logs.len(),
        of(&quiet, "ec2-vpc-flow-logs-enabled").len()
    );
    for (_, vpc, status) in &flow_logs {
        assert_eq!(status, "unknown", "{vpc}");
    }
    for finding in report["findings"].as_array().unwrap() {
        for gap in finding["gaps"].as_array().unwrap() {
            assert_eq!(gap["call"], "ec2:DescribeFlowLogs");
            assert_eq!(gap["outcome"], "throttled");
        }
    }
    assert_eq!(
        of(&report, "ec2-volume-encrypted"),
        of(&quiet, "ec2-volume-encrypted")
    );
    let line = report["ledger"]
        .as_array()
        .unwrap()
        .iter()
        .find(|line| line["call"] == "ec2:DescribeFlowLogs")
        .expect("the ledger names the call");
    assert_eq!(line["outcome"], "throttled");
    assert_eq!(line["retries"], 5);
    assert_eq!(
        line["blinds"],
        serde_json::json!(["ec2-vpc-flow-logs-enabled"])
    );
}

/// Nothing is known of any secret: one unknown verdict for each check on secrets, and no clean account.
#[test]
fn a_region_whose_secrets_cannot_be_listed_has_one_unknown_verdict_for_each_check() {
    let proxy = Proxy::before(&MOTO.url, denying(["secretsmanager:ListSecrets"]));
    let report = scan(&proxy, ["--check", "secretsmanager-secret-*"])
        .exits(3)
        .json();
    let findings = verdicts(&report);
    let listed = awsert(["checks", "list", "--check", "secretsmanager-secret-*"])
        .run()
        .exits(0)
        .stdout;
    // Those for everything that is deployed wait for what the configuration asks, one for leave to read secrets' shape.
    let waits = [
        "-required-tags",
        "-expected-region",
        "-naming-convention",
        "-database-connection",
    ];
    let is_check = |line: &&str| {
        let id = line.split_whitespace().next().unwrap_or_default();
        id.starts_with("secretsmanager-secret-") && !waits.iter().any(|what| id.ends_with(what))
    };
    let count = listed.lines().filter(is_check).count();
    assert_eq!(findings.len(), count, "{findings:?}");
    assert_eq!(
        report["findings"].as_array().unwrap().len(),
        count,
        "one each"
    );
    for finding in report["findings"].as_array().unwrap() {
        assert_eq!(finding["status"], "unknown");
        assert_eq!(finding["resource"]["id"], Json::Null);
        assert_eq!(finding["resource"]["region"], "us-east-1");
        assert_eq!(finding["gaps"][0]["call"], "secretsmanager:ListSecrets");
        assert_eq!(finding["gaps"][0]["outcome"], "denied");
    }
}
