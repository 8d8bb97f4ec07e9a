//! What the file looks like, and what holds of it whatever is in a report. The schema is held against it in `tests/integration/formats`.

use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::report::sample;

fn written(report: &Report) -> String {
    let mut out = Vec::new();
    write(report, &mut out).expect("memory takes all");
    String::from_utf8(out).expect("UTF-8")
}

fn read(report: &Report) -> Value {
    let log: Value = serde_json::from_str(&written(report)).expect("JSON");
    log["runs"][0].clone()
}

#[test]
fn the_file() {
    let report = sample::one_of_each_status();
    assert_snapshot!(written(&report).replace(env!("CARGO_PKG_VERSION"), "0.0.0"), @r#"
    {"$schema":"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json","version":"2.1.0","runs":[{
    "tool":{"driver":{"name":"awsert","semanticVersion":"0.0.0","rules":[
    {"id":"rds-snapshot-not-public","shortDescription":{"text":"RDS snapshot is not public"},"fullDescription":{"text":"Whoever finds it can use it."},"help":{"text":"RDS snapshot is not public\n\nWhoever finds it can use it.\n\nWhat to do about a resource stands in the message of its result."},"defaultConfiguration":{"level":"error"},"properties":{"tags":["security","aws","rds","securityhub","pci-dss-4.0.1","nist-800-53-r5"],"security-severity":"9.5","severity":"critical","controls":{"securityhub":["RDS.1"],"pci-dss-4.0.1":["1.4.4","7.2.1","7.2.2","7.3.1"],"nist-800-53-r5":["AC-3","AC-4","AC-6","SC-7"]},"aliases":{"prowler":["rds_snapshot_not_public"]}}},
    {"id":"ec2-security-group-ssh-not-open","shortDescription":{"text":"Security group does not let the whole internet reach the port of SSH"},"fullDescription":{"text":"Whoever finds it can use it."},"help":{"text":"Security group does not let the whole internet reach the port of SSH\n\nWhoever finds it can use it.\n\nWhat to do about a resource stands in the message of its result."},"defaultConfiguration":{"level":"error"},"properties":{"tags":["security","aws","ec2","cis-aws-3.0","cis-aws-5.0","securityhub","soc2"],"security-severity":"8.0","severity":"high","controls":{"cis-aws-3.0":["5.2"],"cis-aws-5.0":["5.3"],"securityhub":["EC2.13","EC2.53"],"soc2":["CC6.6"]},"aliases":{"prowler":["ec2_security_group_ssh_not_open"]}}},
    {"id":"rds-instance-multi-az","shortDescription":{"text":"RDS DB instance runs in more than one Availability Zone"},"fullDescription":{"text":"Whoever finds it can use it."},"help":{"text":"RDS DB instance runs in more than one Availability Zone\n\nWhoever finds it can use it.\n\nWhat to do about a resource stands in the message of its result."},"defaultConfiguration":{"level":"warning"},"properties":{"tags":["security","aws","rds","securityhub","nist-800-53-r5","iso-27001-2022","hipaa"],"security-severity":"5.5","severity":"medium","controls":{"securityhub":["RDS.5"],"nist-800-53-r5":["CP-10","CP-6(2)","SC-36","SC-5(2)","SI-13(5)"],"iso-27001-2022":["A.8.14"],"hipaa":["164_308_a_7_i","164_308_a_7_ii_b","164_312_a_2_ii"]},"aliases":{"prowler":["rds_instance_multi_az"]}}}]}},
    "invocations":[{"executionSuccessful":false,"startTimeUtc":"2026-11-21T02:13:05.000Z","endTimeUtc":"2026-11-21T02:13:06.234Z","toolExecutionNotifications":[{"level":"error","message":{"text":"rds:DescribeDBSnapshotAttributes denied in eu-west-1 of 123456789012: User: arn:aws:sts::123456789012:assumed-role/audit/night-run is not authorized to perform: rds:DescribeDBSnapshotAttributes on resource: arn:aws:rds:eu-west-1:123456789012:snapshot:billing-2026-10 because no identity-based policy allows the rds:DescribeDBSnapshotAttributes action"},"properties":{"account":"123456789012","region":"eu-west-1","call":"rds:DescribeDBSnapshotAttributes","outcome":"denied","blinds":["rds-snapshot-not-public"]}},{"level":"warning","message":{"text":"kms:ListKeys throttled in eu-west-1 of 123456789012"},"properties":{"account":"123456789012","region":"eu-west-1","call":"kms:ListKeys","outcome":"throttled","blinds":[]}}],"toolConfigurationNotifications":[{"level":"note","message":{"text":"The waiver of rds-instance-multi-az for db-old-* expired on 2026-10-31; what it covered counts again."}}]}],
    "results":[
    {"ruleId":"rds-snapshot-not-public","ruleIndex":0,"kind":"fail","level":"error","message":{"text":"billing-final-before-migration can be restored by every AWS account\n\nWhat to do: Take back the public sharing. Whoever copied the snapshot\nkeeps the copy: treat the data in it as disclosed."},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"aws/123456789012/eu-west-1/AWS::RDS::DBSnapshot/billing-final-before-migration"},"region":{"startLine":1}},"logicalLocations":[{"name":"billing-final-before-migration","fullyQualifiedName":"123456789012/eu-west-1/AWS::RDS::DBSnapshot/billing-final-before-migration","kind":"resource"}]}],"partialFingerprints":{"awsert/v1":"ffd71a97aeb0fe8de9e93047edad172f","primaryLocationLineHash":"ffd71a97aeb0fe8de9e93047edad172f:1"},"properties":{"status":"fail","account":"123456789012","region":"eu-west-1","type":"AWS::RDS::DBSnapshot","id":"billing-final-before-migration","evidence":{"restorable_by":["all"]},"remediation_cli":"aws rds modify-db-snapshot-attribute --db-snapshot-identifier billing-final-before-migration --attribute-name restore --values-to-remove all","remediation_terraform":"resource \"aws_db_snapshot\" \"this\" {\n  shared_accounts = []\n}"}},
    {"ruleId":"rds-snapshot-not-public","ruleIndex":0,"kind":"open","level":"none","message":{"text":"billing-2026-01 could not be judged\nrestorable_by unknown: rds:DescribeDBSnapshotAttributes denied; to see it: allow rds:DescribeDBSnapshotAttributes"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"aws/123456789012/eu-west-1/AWS::RDS::DBSnapshot/billing-2026-01"},"region":{"startLine":1}},"logicalLocations":[{"name":"billing-2026-01","fullyQualifiedName":"123456789012/eu-west-1/AWS::RDS::DBSnapshot/billing-2026-01","kind":"resource"}]}],"partialFingerprints":{"awsert/v1":"4b7c46e27856fe04d27aaac91358dbf6","primaryLocationLineHash":"4b7c46e27856fe04d27aaac91358dbf6:1"},"properties":{"status":"unknown","account":"123456789012","region":"eu-west-1","type":"AWS::RDS::DBSnapshot","id":"billing-2026-01","evidence":{}}},
    {"ruleId":"rds-instance-multi-az","ruleIndex":2,"kind":"fail","level":"warning","message":{"text":"db-old-1 runs in one Availability Zone"},"locations":[{"physicalLocation":{"artifactLocation":{"uri":"aws/123456789012/eu-west-1/AWS::RDS::DBInstance/db-old-1"},"region":{"startLine":1}},"logicalLocations":[{"name":"db-old-1","fullyQualifiedName":"123456789012/eu-west-1/AWS::RDS::DBInstance/db-old-1","kind":"resource"}]}],"partialFingerprints":{"awsert/v1":"2e8d1b015887b775e5a29636f384d4a6","primaryLocationLineHash":"2e8d1b015887b775e5a29636f384d4a6:1"},"suppressions":[{"kind":"external","status":"accepted","justification":"Being switched off; the data lives in the new cluster already (OPS-1234). (database team <dba@example.com>, until 2026-12-31)"}],"properties":{"status":"waived","account":"123456789012","region":"eu-west-1","type":"AWS::RDS::DBInstance","id":"db-old-1","evidence":{}}}],
    "properties":{"run":"2026-11-21T02-13-05-k3x","accounts":["123456789012"],"regions":["eu-west-1","us-east-1"],"checks":84,"complete":true,"summary":{"pass":1,"fail":1,"unknown":1,"waived":1,"by_severity":{"critical":{"pass":0,"fail":1,"unknown":1,"waived":0},"high":{"pass":1,"fail":0,"unknown":0,"waived":0},"medium":{"pass":0,"fail":0,"unknown":0,"waived":1},"low":{"pass":0,"fail":0,"unknown":0,"waived":0},"info":{"pass":0,"fail":0,"unknown":0,"waived":0}}}}}]}
    "#);
}

#[test]
fn what_is_unknown_is_open_and_what_is_waived_is_suppressed() {
    let report = sample::report();
    let run = read(&report);
    let results = run["results"].as_array().expect("a list");
    let counts = crate::report::Counts::of(&report.findings);
    assert_eq!(
        results.len(),
        counts.fail + counts.unknown + counts.waived,
        "passes are no results"
    );
    let of = |key: &str, value: &str| results.iter().filter(|one| one[key] == value).count();
    assert_eq!(of("kind", "open"), counts.unknown);
    assert_eq!(of("kind", "fail"), counts.fail + counts.waived);
    assert_eq!(of("level", "none"), counts.unknown);
    let suppressed = results
        .iter()
        .filter(|one| one.get("suppressions").is_some());
    assert_eq!(suppressed.count(), counts.waived);
    assert_eq!(run["properties"]["summary"]["pass"], counts.pass);
    for result in results {
        let rule = result["ruleIndex"].as_u64().expect("a number");
        let rule = &run["tool"]["driver"]["rules"][usize::try_from(rule).expect("small")];
        assert_eq!(rule["id"], result["ruleId"]);
    }
}

#[test]
fn an_expectation_stands_where_it_is_written() {
    let run = read(&sample::deployment());
    let places: Vec<&Value> = run["results"]
        .as_array()
        .expect("a list")
        .iter()
        .filter(|result| result["ruleId"] == "expectation")
        .map(|result| &result["locations"][0]["physicalLocation"])
        .collect();
    assert_eq!(places.len(), 3);
    assert_eq!(
        places[0],
        &json!({ "artifactLocation": { "uri": "deploy/expectations.yaml" }, "region": { "startLine": 9 } })
    );
}

#[test]
fn a_run_that_saw_all_was_successful_and_one_that_was_cut_short_was_not() {
    let mut report = sample::empty();
    let successful =
        |report: &Report| read(report)["invocations"][0]["executionSuccessful"].clone();
    assert_eq!(successful(&report), true);
    report.ledger = sample::report().ledger;
    assert_eq!(successful(&report), false);
    report.ledger.clear();
    report.run.complete = false;
    assert_eq!(successful(&report), false);
}

#[test]
fn a_name_is_no_link_no_placeholder_and_leads_nowhere() {
    let run = read(&sample::saying("[x](https://evil.example) {0}"));
    let text = run["results"][0]["message"]["text"].as_str().expect("text");
    assert!(text.contains("[x] (https://evil.example) {{0}}"), "{text}");
    for (id, end) in [
        ("../../etc/passwd", "..%2F..%2Fetc%2Fpasswd"),
        ("..", "_.."),
        ("", "_"),
        ("a b", "a%20b"),
    ] {
        let run = read(&sample::saying(id));
        let results = run["results"].as_array().expect("a list");
        let of_check = results
            .iter()
            .find(|result| result["ruleId"] == "kms-key-rotated");
        let location = &of_check.expect("a result")["locations"][0]["physicalLocation"];
        let uri = location["artifactLocation"]["uri"].as_str().expect("text");
        assert!(uri.ends_with(&format!("/AWS::KMS::Key/{end}")), "{uri}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn whatever_is_in_a_report_it_is_json_that_no_viewer_obeys(
        text in prop_oneof![any::<String>(), "[\u{0}-\u{1f}\u{7f}-\u{9f}\u{202e}\\[\\](){}0-9/.%\\\\\"a]{0,40}"],
    ) {
        let report = sample::saying(&text);
        let out = written(&report);
        prop_assert!(!out.chars().any(|letter| letter.is_control() && letter != '\n'));
        let run = read(&report);
        for result in run["results"].as_array().expect("a list") {
            let message = result["message"]["text"].as_str().expect("text");
            prop_assert!(!message.contains("]("));
            let single = message.replace("{{", "").replace("}}", "");
            prop_assert!(!single.contains(['{', '}']), "{}", single);
            let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
            let uri = uri.as_str().expect("text");
            prop_assert!(uri.is_ascii() && !uri.contains([' ', '\\', '"']), "{}", uri);
        }
    }
}
