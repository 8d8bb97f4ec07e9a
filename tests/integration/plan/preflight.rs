//! The preflight: each call once, and what is missing before the long run.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use super::{CONFIG, calls, endpoint, plan, text};
use crate::awsert::{Awsert, awsert};
use crate::local_aws::MOTO;
use crate::proxy::{Behaviour, Proxy};

fn preflight<const N: usize>(proxy: &Proxy, arguments: [&str; N]) -> Awsert {
    awsert(["plan", "--preflight", "--endpoint-url", &proxy.url])
        .args(["--assume-role", "arn:aws:iam::111111111111:role/Auditor"])
        .args(arguments)
}

/// The outcome of each call and region of a preflight.
fn outcomes(report: &Json) -> BTreeMap<(String, String), String> {
    let owned = |value: &Json| text(value).to_owned();
    calls(report)
        .iter()
        .map(|call| {
            let at = (owned(&call["call"]), owned(&call["region"]));
            (at, owned(&call["outcome"]))
        })
        .collect()
}

#[test]
fn a_preflight_tries_each_call_once_and_finds_the_one_that_is_denied() {
    let select = [
        "--region",
        "us-east-1",
        "--check",
        "kms-*,secretsmanager-*",
        "--format",
        "json",
    ];
    let whole = endpoint('a', &[]);
    let before = preflight(&whole, select).run().exits(0).json();
    assert_eq!(before["allowed"], true);
    assert_eq!(before["missing_actions"], serde_json::json!([]));
    for (call, times) in whole.seen() {
        assert_eq!(times, 1, "{call}");
    }
    let partial = endpoint('a', &["kms:GetKeyRotationStatus"]);
    let after = preflight(&partial, select).run().exits(3).json();
    assert_eq!(after["allowed"], false);
    assert_eq!(
        after["missing_actions"],
        serde_json::json!(["kms:GetKeyRotationStatus"])
    );
    let (mut before, mut after) = (outcomes(&before), outcomes(&after));
    let at = (
        "kms:GetKeyRotationStatus".to_owned(),
        "us-east-1".to_owned(),
    );
    assert_eq!(before.remove(&at).as_deref(), Some("ok"));
    assert_eq!(after.remove(&at).as_deref(), Some("denied"));
    assert_eq!(before, after, "all else is as before");
}

#[test]
fn a_preflight_of_all_checks_asks_no_more_than_the_plan_says() {
    let plan = plan(["--format", "json"]).json();
    let proxy = endpoint('a', &[]);
    // An emulator that is late is waited for: what is asked once more for want of an answer is in no plan.
    let patient = [
        "--region",
        "us-east-1",
        "--format",
        "json",
        "--read-timeout",
        "300s",
    ];
    let report = preflight(&proxy, patient)
        .arg("--config")
        .arg(CONFIG.path())
        .run()
        .json();
    let planned: BTreeMap<&str, u64> = calls(&plan)
        .iter()
        .map(|call| {
            let asked = call["asked"].as_array().unwrap();
            // Each listing that begins with the call makes it.
            let most = asked.iter().filter_map(|ask| ask["requests"].as_u64());
            (text(&call["call"]), most.sum())
        })
        .collect();
    let outcomes = outcomes(&report);
    for (call, times) in proxy.seen() {
        // The one is made before there is a plan, the other until the report is there.
        if !["sts:AssumeRole", "iam:GenerateCredentialReport"].contains(&call.as_str()) {
            let most = planned[call.as_str()];
            assert!(
                u64::try_from(times).unwrap() <= most,
                "{call}: {times} of {most}"
            );
        }
    }
    // All that is planned is accounted for, tried or not.
    let told: BTreeSet<&str> = outcomes.keys().map(|(call, _)| call.as_str()).collect();
    assert_eq!(told, planned.into_keys().collect());
}

#[test]
fn a_preflight_reads_the_first_page_of_a_listing_alone() {
    let behaviour = Behaviour {
        replaced: vec![(
            "kms:ListKeys".to_owned(),
            r#""NextMarker": null"#.to_owned(),
            r#""NextMarker": "more""#.to_owned(),
        )],
        ..Behaviour::default()
    };
    let proxy = Proxy::before(&MOTO.url, behaviour);
    preflight(
        &proxy,
        ["--region", "us-east-1", "--check", "kms-key-rotation"],
    )
    .run()
    .exits(0);
    assert_eq!(proxy.seen()["kms:ListKeys"], 1);
}

#[test]
fn what_a_preflight_cannot_try_it_says_with_the_reason() {
    let select = ["--region", "us-east-1", "--check", "kms-key-rotation"];
    let proxy = endpoint('a', &["kms:ListKeys"]);
    let denied = preflight(&proxy, select)
        .env("COLUMNS", "80")
        .run()
        .exits(3);
    insta::assert_snapshot!(denied.stdout, @r#"
    Account 111111111111 · us-east-1

    CALL                      REGION     OUTCOME
    kms:DescribeKey           us-east-1  not tried: kms:ListKeys came to nothing
    kms:GetKeyRotationStatus  us-east-1  not tried: kms:ListKeys came to nothing
    kms:ListKeys              us-east-1  denied
    sts:GetCallerIdentity     us-east-1  allowed

    ── Not allowed, or not answered ────────────────────────────────────────────────

    ✗ kms:ListKeys was denied (us-east-1)
      AccessDeniedException: User:
      arn:aws:sts::111122223333:assumed-role/Auditor/awsert is not authorized to
      perform: kms:ListKeys because no identity-based policy allows the kms:ListKeys
      action
      To mend it, allow kms:ListKeys

    ── Summary ─────────────────────────────────────────────────────────────────────

    ! A scan would not see everything: allow kms:ListKeys.

    ✓ 1 allowed  ✗ 1 denied  ~ 2 not tried · 4 calls
    "#);
    let empty = ["--region", "eu-west-1", "--check", "kms-key-rotation"];
    let proxy = endpoint('a', &[]);
    let untried = preflight(&proxy, empty).env("COLUMNS", "80").run().exits(0);
    insta::assert_snapshot!(untried.stdout, @r#"
    Account 111111111111 · eu-west-1

    CALL                      REGION     OUTCOME
    kms:DescribeKey           eu-west-1  not tried: no such resource
    kms:GetKeyRotationStatus  eu-west-1  not tried: no such resource
    kms:ListKeys              eu-west-1  allowed
    sts:GetCallerIdentity     eu-west-1  allowed

    ── Summary ─────────────────────────────────────────────────────────────────────

    ✓ 2 allowed  ~ 2 not tried · 4 calls
    "#);
}

#[test]
fn a_region_that_does_not_answer_is_told_before_the_long_run() {
    let behaviour = Behaviour {
        silent_regions: BTreeSet::from(["eu-west-1".to_owned()]),
        ..Behaviour::default()
    };
    let proxy = Proxy::before(&MOTO.url, behaviour);
    let select = [
        "--region",
        "us-east-1,eu-west-1",
        "--check",
        "kms-key-rotation",
        "--format",
        "json",
    ];
    let report = preflight(&proxy, select).run().exits(3).json();
    assert_eq!(report["missing_actions"], serde_json::json!([]));
    let outcomes = outcomes(&report);
    let outcome = |call: &str, region: &str| {
        let at = (call.to_owned(), region.to_owned());
        outcomes.get(&at).map(String::as_str)
    };
    assert_eq!(outcome("kms:ListKeys", "us-east-1"), Some("ok"));
    assert_eq!(
        outcome("sts:GetCallerIdentity", "eu-west-1"),
        Some("timeout")
    );
    // Nothing more is sent there, and the reason is told.
    assert_eq!(outcome("kms:ListKeys", "eu-west-1"), Some("not_attempted"));
    let unsent = calls(&report)
        .iter()
        .find(|call| call["call"] == "kms:ListKeys" && call["region"] == "eu-west-1");
    let error = unsent.and_then(|call| call["error"].as_str());
    assert!(
        error.is_some_and(|error| error.contains("does not answer")),
        "{report}"
    );
}

#[test]
fn a_preflight_whose_endpoint_is_away_is_an_error_of_credentials() {
    let ran = awsert([
        "plan",
        "--preflight",
        "--endpoint-url",
        "http://127.0.0.1:9",
        "--region",
        "us-east-1",
    ])
    .run()
    .exits(2);
    assert!(
        ran.stderr.contains("cannot tell which account this is"),
        "{}",
        ran.stderr
    );
}
