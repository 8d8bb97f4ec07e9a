//! What the file looks like, and what holds of it whatever is in a report. Security Hub's own model of the request is held against it in
//! `tests/integration/formats`.

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

fn read(report: &Report) -> Vec<Value> {
    serde_json::from_str(&written(report)).expect("a list")
}

#[test]
fn the_file() {
    let report = sample::one_of_each_status();
    assert_snapshot!(written(&report).replace(env!("CARGO_PKG_VERSION"), "0.0.0"), @r#"
    [
    {"SchemaVersion":"2018-10-08","Id":"awsert/ffd71a97aeb0fe8de9e93047edad172f","ProductArn":"arn:aws:securityhub:eu-west-1:123456789012:product/123456789012/default","GeneratorId":"awsert/rds-snapshot-not-public","AwsAccountId":"123456789012","Types":["Software and Configuration Checks/AWS Security Best Practices"],"CreatedAt":"2026-11-21T02:13:05.000Z","UpdatedAt":"2026-11-21T02:13:05.000Z","LastObservedAt":"2026-11-21T02:13:05.000Z","Severity":{"Label":"CRITICAL","Original":"critical"},"Title":"RDS snapshot is not public","Description":"billing-final-before-migration can be restored by every AWS account. Whoever finds it can use it.","Remediation":{"Recommendation":{"Text":"Take back the public sharing. Whoever copied the snapshot keeps the copy: treat the data in it as disclosed."}},"ProductFields":{"awsert/Check":"rds-snapshot-not-public","awsert/Region":"eu-west-1","awsert/RemediationCli":"aws rds modify-db-snapshot-attribute --db-snapshot-identifier billing-final-before-migration --attribute-name restore --values-to-remove all","awsert/ResourceType":"AWS::RDS::DBSnapshot","awsert/Run":"2026-11-21T02-13-05-k3x","awsert/Version":"0.0.0"},"Resources":[{"Type":"AwsRdsDbSnapshot","Id":"billing-final-before-migration","Partition":"aws","Region":"eu-west-1","Tags":{"team":"payments"},"Details":{"Other":{"restorable_by":"[\"all\"]"}}}],"Compliance":{"Status":"FAILED","RelatedRequirements":["securityhub RDS.1","pci-dss-4.0.1 1.4.4","pci-dss-4.0.1 7.2.1","pci-dss-4.0.1 7.2.2","pci-dss-4.0.1 7.3.1","nist-800-53-r5 AC-3","nist-800-53-r5 AC-4","nist-800-53-r5 AC-6","nist-800-53-r5 SC-7"]},"Workflow":{"Status":"NEW"},"RecordState":"ACTIVE","FindingProviderFields":{"Severity":{"Label":"CRITICAL","Original":"critical"},"Types":["Software and Configuration Checks/AWS Security Best Practices"]}},
    {"SchemaVersion":"2018-10-08","Id":"awsert/4b7c46e27856fe04d27aaac91358dbf6","ProductArn":"arn:aws:securityhub:eu-west-1:123456789012:product/123456789012/default","GeneratorId":"awsert/rds-snapshot-not-public","AwsAccountId":"123456789012","Types":["Software and Configuration Checks/AWS Security Best Practices"],"CreatedAt":"2026-11-21T02:13:05.000Z","UpdatedAt":"2026-11-21T02:13:05.000Z","LastObservedAt":"2026-11-21T02:13:05.000Z","Severity":{"Label":"CRITICAL","Original":"critical"},"Title":"RDS snapshot is not public","Description":"billing-2026-01 could not be judged. Whoever finds it can use it.","ProductFields":{"awsert/Check":"rds-snapshot-not-public","awsert/Region":"eu-west-1","awsert/ResourceType":"AWS::RDS::DBSnapshot","awsert/Run":"2026-11-21T02-13-05-k3x","awsert/Version":"0.0.0"},"Resources":[{"Type":"AwsRdsDbSnapshot","Id":"billing-2026-01","Partition":"aws","Region":"eu-west-1","Tags":{"team":"payments"}}],"Compliance":{"Status":"WARNING","RelatedRequirements":["securityhub RDS.1","pci-dss-4.0.1 1.4.4","pci-dss-4.0.1 7.2.1","pci-dss-4.0.1 7.2.2","pci-dss-4.0.1 7.3.1","nist-800-53-r5 AC-3","nist-800-53-r5 AC-4","nist-800-53-r5 AC-6","nist-800-53-r5 SC-7"],"StatusReasons":[{"ReasonCode":"CALL_DENIED","Description":"restorable_by unknown: rds:DescribeDBSnapshotAttributes denied; to see it: allow rds:DescribeDBSnapshotAttributes"}]},"Workflow":{"Status":"NEW"},"RecordState":"ACTIVE","FindingProviderFields":{"Severity":{"Label":"CRITICAL","Original":"critical"},"Types":["Software and Configuration Checks/AWS Security Best Practices"]}},
    {"SchemaVersion":"2018-10-08","Id":"awsert/584f10665a83baea2588ad849afa2d51","ProductArn":"arn:aws:securityhub:eu-west-1:123456789012:product/123456789012/default","GeneratorId":"awsert/ec2-security-group-ssh-not-open","AwsAccountId":"123456789012","Types":["Software and Configuration Checks/AWS Security Best Practices"],"CreatedAt":"2026-11-21T02:13:05.000Z","UpdatedAt":"2026-11-21T02:13:05.000Z","LastObservedAt":"2026-11-21T02:13:05.000Z","Severity":{"Label":"INFORMATIONAL","Original":"high"},"Title":"Security group does not let the whole internet reach the port of SSH","Description":"sg-closed0 lets nobody reach port 22","ProductFields":{"awsert/Check":"ec2-security-group-ssh-not-open","awsert/Region":"eu-west-1","awsert/ResourceType":"AWS::EC2::SecurityGroup","awsert/Run":"2026-11-21T02-13-05-k3x","awsert/Version":"0.0.0"},"Resources":[{"Type":"AwsEc2SecurityGroup","Id":"sg-closed0","Partition":"aws","Region":"eu-west-1","Tags":{"team":"payments"}}],"Compliance":{"Status":"PASSED","RelatedRequirements":["cis-aws-3.0 5.2","cis-aws-5.0 5.3","securityhub EC2.13","securityhub EC2.53","soc2 CC6.6"]},"Workflow":{"Status":"RESOLVED"},"RecordState":"ACTIVE","FindingProviderFields":{"Severity":{"Label":"INFORMATIONAL","Original":"high"},"Types":["Software and Configuration Checks/AWS Security Best Practices"]}},
    {"SchemaVersion":"2018-10-08","Id":"awsert/2e8d1b015887b775e5a29636f384d4a6","ProductArn":"arn:aws:securityhub:eu-west-1:123456789012:product/123456789012/default","GeneratorId":"awsert/rds-instance-multi-az","AwsAccountId":"123456789012","Types":["Software and Configuration Checks/AWS Security Best Practices"],"CreatedAt":"2026-11-21T02:13:05.000Z","UpdatedAt":"2026-11-21T02:13:05.000Z","LastObservedAt":"2026-11-21T02:13:05.000Z","Severity":{"Label":"MEDIUM","Original":"medium"},"Title":"RDS DB instance runs in more than one Availability Zone","Description":"db-old-1 runs in one Availability Zone. Whoever finds it can use it.","ProductFields":{"awsert/Check":"rds-instance-multi-az","awsert/Region":"eu-west-1","awsert/ResourceType":"AWS::RDS::DBInstance","awsert/Run":"2026-11-21T02-13-05-k3x","awsert/Version":"0.0.0"},"Resources":[{"Type":"AwsRdsDbInstance","Id":"db-old-1","Partition":"aws","Region":"eu-west-1","Tags":{"team":"payments"}}],"Compliance":{"Status":"FAILED","RelatedRequirements":["securityhub RDS.5","nist-800-53-r5 CP-10","nist-800-53-r5 CP-6(2)","nist-800-53-r5 SC-36","nist-800-53-r5 SC-5(2)","nist-800-53-r5 SI-13(5)","iso-27001-2022 A.8.14","hipaa 164_308_a_7_i","hipaa 164_308_a_7_ii_b","hipaa 164_312_a_2_ii"]},"Workflow":{"Status":"SUPPRESSED"},"RecordState":"ACTIVE","Note":{"Text":"Waived: Being switched off; the data lives in the new cluster already (OPS-1234). (until 2026-12-31)","UpdatedBy":"database team <dba@example.com>","UpdatedAt":"2026-11-21T02:13:05.000Z"},"FindingProviderFields":{"Severity":{"Label":"MEDIUM","Original":"medium"},"Types":["Software and Configuration Checks/AWS Security Best Practices"]}}
    ]
    "#);
}

#[test]
fn a_report_of_nothing_is_an_empty_list() {
    assert_eq!(read(&sample::empty()), Vec::<Value>::new());
}

#[test]
fn what_is_unknown_is_no_pass_and_what_is_waived_is_suppressed() {
    let report = sample::report();
    let counts = crate::report::Counts::of(&report.findings);
    let findings = read(&report);
    let of = |status: &str| {
        let of_it = findings
            .iter()
            .filter(|of| of["Compliance"]["Status"] == status);
        of_it.count()
    };
    assert_eq!(of("PASSED"), counts.pass);
    assert_eq!(of("WARNING"), counts.unknown);
    assert_eq!(of("FAILED"), counts.fail + counts.waived);
    let suppressed = findings
        .iter()
        .filter(|of| of["Workflow"]["Status"] == "SUPPRESSED");
    assert_eq!(suppressed.count(), counts.waived);
}

#[test]
fn what_has_no_region_is_kept_where_the_run_looked() {
    let mut report = sample::report();
    report.findings.truncate(1);
    report.findings[0].resource.region = "global".to_owned();
    let arn = |report: &Report| read(report)[0]["ProductArn"].clone();
    assert_eq!(
        arn(&report),
        json!("arn:aws:securityhub:us-east-1:123456789012:product/123456789012/default")
    );
    report.run.regions = vec!["eu-west-1".to_owned()];
    assert_eq!(
        arn(&report),
        json!("arn:aws:securityhub:eu-west-1:123456789012:product/123456789012/default")
    );
}

/// The most letters that the API takes, by what the text is.
fn most(path: &str) -> usize {
    match path {
        "Title" => 256,
        "Description" => 1024,
        "Id" | "GeneratorId" | "Text" => 512,
        "Region" => 16,
        _ => 2048,
    }
}

fn texts(name: &str, value: &Value, check: &mut impl FnMut(&str, &str)) {
    match value {
        Value::String(text) => check(name, text),
        Value::Array(list) => list.iter().for_each(|value| texts(name, value, check)),
        Value::Object(members) => {
            for (name, value) in members {
                texts(name, value, check);
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn whatever_is_in_a_report_no_text_is_blank_or_too_long(
        text in prop_oneof![any::<String>(), "[ \u{0}-\u{1f}\u{7f}-\u{9f}\u{202e}東\\\"a]{0,40}"],
        times in 1usize..100,
    ) {
        let mut report = sample::saying(&text.repeat(times));
        report.findings.truncate(3);
        for finding in &mut report.findings {
            for number in 0..60 {
                let key = format!("{number}{text}");
                finding.evidence.insert(key.clone(), json!(text.repeat(times)));
                finding.resource.tags.insert(key, text.repeat(times));
            }
        }
        let out = written(&report);
        prop_assert!(!out.chars().any(|letter| letter.is_control() && letter != '\n'));
        for line in out.lines() {
            prop_assert!(line.len() < 240_000, "{}", line.len());
        }
        for finding in read(&report) {
            let mut wrong = None;
            texts("", &finding, &mut |name, text| {
                if text.trim().is_empty() || text.chars().count() > most(name) {
                    wrong = Some(format!("{name}: {text}"));
                }
            });
            prop_assert_eq!(wrong, None);
        }
    }
}
