//! What watches an account: that it is off is a failure, that it could not be read is not.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::awsert::{Awsert, awsert, scan};
use crate::local_aws::MOTO;
use crate::proxy::fault::{Fault, Times};
use crate::proxy::{Behaviour, Proxy};

/// Document c's corrected account, which is watched.
const WATCHED: &str = "222222222223";
/// Document a's, which is not.
const UNWATCHED: &str = "222222222221";

fn findings(run: Awsert, check: &str) -> Vec<Json> {
    let report = run
        .args(["--format", "json", "--check", check])
        .run()
        .json();
    report["findings"].as_array().expect("findings").clone()
}

fn statuses(account: &str, check: &str, behaviour: Behaviour) -> Vec<String> {
    let proxy = Proxy::before(&MOTO.url, behaviour);
    let status = |finding: &Json| finding["status"].as_str().unwrap_or_default().to_owned();
    findings(scan(&proxy.url, account), check)
        .iter()
        .map(status)
        .collect()
}

fn answering<const N: usize>(answers: [(&str, &str); N]) -> Behaviour {
    Behaviour {
        answered: answers
            .into_iter()
            .map(|(call, body)| (call.to_owned(), body.to_owned()))
            .collect(),
        ..Behaviour::default()
    }
}

fn failing(call: &str, fault: Fault) -> Behaviour {
    Behaviour {
        faults: BTreeMap::from([(call.to_owned(), fault)]),
        ..Behaviour::default()
    }
}

#[test]
fn what_is_off_fails_and_what_is_denied_is_unknown() {
    for (check, call) in [
        ("guardduty-region-enabled", "guardduty:ListDetectors"),
        (
            "config-region-recorder-enabled",
            "config:DescribeConfigurationRecorders",
        ),
        ("securityhub-region-enabled", "securityhub:DescribeHub"),
        (
            "cloudtrail-account-multi-region-trail",
            "cloudtrail:DescribeTrails",
        ),
    ] {
        assert_eq!(
            statuses(UNWATCHED, check, Behaviour::default()),
            ["fail"],
            "{check}"
        );
        let denied = Behaviour {
            denied: [call.to_owned()].into(),
            ..Behaviour::default()
        };
        assert_eq!(statuses(UNWATCHED, check, denied), ["unknown"], "{check}");
    }
}

/// The code with which Security Hub says that it is off is also that of a missing permission.
#[test]
fn only_the_words_tell_that_security_hub_is_off() {
    let check = "securityhub-region-enabled";
    let refused = Fault::Error(403, "InvalidAccessException".to_owned());
    assert_eq!(
        statuses(
            UNWATCHED,
            check,
            failing("securityhub:DescribeHub", refused)
        ),
        ["unknown"]
    );
}

#[test]
fn security_hub_and_its_standards() {
    let hub = (
        "securityhub:DescribeHub",
        r#"{"HubArn": "arn:aws:securityhub:us-east-1:222222222221:hub/default", "SubscribedAt": "2026-01-01T00:00:00.000Z",
            "AutoEnableControls": true, "ControlFindingGenerator": "SECURITY_CONTROL"}"#,
    );
    let none = (
        "securityhub:GetEnabledStandards",
        r#"{"StandardsSubscriptions": []}"#,
    );
    let one = (
        "securityhub:GetEnabledStandards",
        r#"{"StandardsSubscriptions": [{"StandardsArn": "arn:aws:securityhub:us-east-1::standards/cis-aws-foundations-benchmark/v/5.0.0",
            "StandardsSubscriptionArn": "arn:aws:securityhub:us-east-1:222222222221:subscription/cis-aws-foundations-benchmark/v/5.0.0",
            "StandardsInput": {}, "StandardsStatus": "READY"}]}"#,
    );
    let standards = "securityhub-region-standards";
    assert_eq!(
        statuses(UNWATCHED, "securityhub-region-enabled", answering([hub])),
        ["pass"]
    );
    assert_eq!(
        statuses(UNWATCHED, standards, answering([hub, none])),
        ["fail"]
    );
    assert_eq!(
        statuses(UNWATCHED, standards, answering([hub, one])),
        ["pass"]
    );
    assert_eq!(
        statuses(UNWATCHED, standards, answering([none])),
        Vec::<String>::new()
    );
}

#[test]
fn the_encryption_of_traces() {
    let check = "xray-traces-encrypted-with-kms";
    let config = |body: &str| answering([("xray:GetEncryptionConfig", body)]);
    let off = r#"{"EncryptionConfig": {"Type": "NONE", "Status": "ACTIVE"}}"#;
    assert_eq!(statuses(UNWATCHED, check, config(off)), ["fail"]);
    assert_eq!(statuses(UNWATCHED, check, config("{}")), ["unknown"]);
}

/// AWS says by an error that a trail looks for nothing unusual; an answer without the list says nothing.
#[test]
fn a_trail_without_insights() {
    let check = "cloudtrail-trail-insights";
    let call = "cloudtrail:GetInsightSelectors";
    let off = Fault::Error(400, "InsightNotEnabledException".to_owned());
    assert_eq!(statuses(WATCHED, check, failing(call, off)), ["fail"]);
    let mute = answering([(call, r#"{"TrailARN": "arn"}"#)]);
    assert_eq!(statuses(WATCHED, check, mute), ["unknown"]);
}

/// The API reference spells a status `Failure`, the answers in the Developer Guide `FAILURE`.
#[test]
fn a_recorder_that_fails_does_not_record() {
    let check = "config-region-recorder-enabled";
    let status = |status: &str| {
        let body = format!(
            r#"{{"ConfigurationRecordersStatus": [{{"name": "default", "recording": true{status}}}]}}"#
        );
        answering([("config:DescribeConfigurationRecorderStatus", body.as_str())])
    };
    for (said, verdict) in [
        (r#", "lastStatus": "SUCCESS""#, "pass"),
        (r#", "lastStatus": "FAILURE""#, "fail"),
        (r#", "lastStatus": "Failure""#, "fail"),
        ("", "unknown"),
    ] {
        assert_eq!(statuses(WATCHED, check, status(said)), [verdict], "{said}");
    }
}

/// It is answered in each region; its home tells of it, or, where that is not scanned, the first that is.
#[test]
fn a_trail_of_all_regions_is_judged_once() {
    for regions in [
        "us-east-1",
        "us-east-1,eu-west-1",
        "eu-west-1,us-east-1",
        "eu-west-1,eu-central-1",
    ] {
        let run = awsert(["scan", "--region", regions, "--endpoint-url", &MOTO.url])
            .arg("--assume-role")
            .arg(format!("arn:aws:iam::{WATCHED}:role/Auditor"));
        let found = findings(run, "cloudtrail-trail-logging");
        assert_eq!(found.len(), 1, "{regions}: {found:?}");
        assert_eq!(found[0]["status"], "pass", "{regions}");
        assert_eq!(found[0]["resource"]["region"], "us-east-1", "{regions}");
    }
}

#[test]
fn an_alarm_counts_when_its_pattern_takes_in_every_event() {
    let check = "logs-alarm-on-cloudtrail-changes";
    let patterned = |from: &str, to: &str| Behaviour {
        replaced: vec![(
            "logs:DescribeMetricFilters".to_owned(),
            from.to_owned(),
            to.to_owned(),
        )],
        ..Behaviour::default()
    };
    assert_eq!(statuses(WATCHED, check, Behaviour::default()), ["pass"]);
    assert_eq!(
        statuses(
            WATCHED,
            check,
            patterned("= StopLogging", "= StopLoggingNever")
        ),
        ["fail"]
    );
    assert_eq!(
        statuses(
            WATCHED,
            check,
            patterned(
                "= StopLogging) }",
                "= StopLogging) && ($.userIdentity.userName != deploy) }"
            )
        ),
        ["fail"]
    );
    assert_eq!(
        statuses(
            WATCHED,
            check,
            patterned("{ ($.eventName = CreateTrail)", "[ x")
        ),
        ["unknown"]
    );
}

/// CloudWatch speaks CBOR.
#[test]
fn refusals_in_cbor_are_understood() {
    let check = "cloudwatch-alarm-has-action";
    let call = "cloudwatch:DescribeAlarms";
    assert_eq!(statuses(WATCHED, check, Behaviour::default()), ["pass"]);
    let proxy = Proxy::before(
        &MOTO.url,
        Behaviour {
            denied: [call.to_owned()].into(),
            ..Behaviour::default()
        },
    );
    let found = findings(scan(&proxy.url, WATCHED), check);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["status"], "unknown");
    assert_eq!(found[0]["gaps"][0]["outcome"], "denied");
    assert_eq!(found[0]["gaps"][0]["call"], call);
    let throttled = failing(call, Fault::Throttled(Times::First(1)));
    assert_eq!(statuses(WATCHED, check, throttled), ["pass"]);
}
