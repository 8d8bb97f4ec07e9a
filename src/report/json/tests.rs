//! The contract, and what holds of it whatever is in a report.

use insta::{assert_json_snapshot, assert_snapshot};
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::inventory::Outcome;
use crate::report::sample;

fn written(report: &Report) -> String {
    let mut out = Vec::new();
    write(report, &mut out).expect("memory takes all");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn the_contract() {
    let report = sample::one_of_each_status();
    assert_snapshot!(written(&report).replace(env!("CARGO_PKG_VERSION"), "0.0.0"), @r#"
    {
    "schema_version":1,
    "run":{"id":"2026-11-21T02-13-05-k3x","started_at":"2026-11-21T02:13:05.000Z","finished_at":"2026-11-21T02:13:06.234Z","tool":{"name":"awsert","version":"0.0.0"},"accounts":["123456789012"],"regions":["eu-west-1","us-east-1"],"checks":84,"complete":true},
    "summary":{"pass":1,"fail":1,"unknown":1,"waived":1,"by_severity":{"critical":{"pass":0,"fail":1,"unknown":1,"waived":0},"high":{"pass":1,"fail":0,"unknown":0,"waived":0},"medium":{"pass":0,"fail":0,"unknown":0,"waived":1},"low":{"pass":0,"fail":0,"unknown":0,"waived":0},"info":{"pass":0,"fail":0,"unknown":0,"waived":0}}},
    "findings":[
    {"check":"rds-snapshot-not-public","title":"RDS snapshot is not public","severity":"critical","status":"fail","message":"billing-final-before-migration can be restored by every AWS account","fingerprint":"ffd71a97aeb0fe8de9e93047edad172f","resource":{"type":"AWS::RDS::DBSnapshot","id":"billing-final-before-migration","arn":null,"name":null,"account":"123456789012","region":"eu-west-1","tags":{"team":"payments"}},"evidence":{"restorable_by":["all"]},"gaps":[],"controls":{"securityhub":["RDS.1"],"pci-dss-4.0.1":["1.4.4","7.2.1","7.2.2","7.3.1"],"nist-800-53-r5":["AC-3","AC-4","AC-6","SC-7"]},"aliases":{"prowler":["rds_snapshot_not_public"]},"remediation":{"text":"Take back the public sharing. Whoever copied the snapshot\nkeeps the copy: treat the data in it as disclosed.","cli":"aws rds modify-db-snapshot-attribute --db-snapshot-identifier billing-final-before-migration --attribute-name restore --values-to-remove all","terraform":"resource \"aws_db_snapshot\" \"this\" {\n  shared_accounts = []\n}"}},
    {"check":"rds-snapshot-not-public","title":"RDS snapshot is not public","severity":"critical","status":"unknown","message":"billing-2026-01 could not be judged","fingerprint":"4b7c46e27856fe04d27aaac91358dbf6","resource":{"type":"AWS::RDS::DBSnapshot","id":"billing-2026-01","arn":null,"name":null,"account":"123456789012","region":"eu-west-1","tags":{"team":"payments"}},"evidence":{},"gaps":[{"attribute":"restorable_by","call":"rds:DescribeDBSnapshotAttributes","outcome":"denied","error":"User: arn:aws:sts::123456789012:assumed-role/audit/night-run is not authorized to perform: rds:DescribeDBSnapshotAttributes on resource: arn:aws:rds:eu-west-1:123456789012:snapshot:billing-2026-01 because no identity-based policy allows the rds:DescribeDBSnapshotAttributes action","missing_action":"rds:DescribeDBSnapshotAttributes","denied_by":"identity-based policy"}],"controls":{"securityhub":["RDS.1"],"pci-dss-4.0.1":["1.4.4","7.2.1","7.2.2","7.3.1"],"nist-800-53-r5":["AC-3","AC-4","AC-6","SC-7"]},"aliases":{"prowler":["rds_snapshot_not_public"]},"remediation":{"text":""}},
    {"check":"ec2-security-group-ssh-not-open","title":"Security group does not let the whole internet reach the port of SSH","severity":"high","status":"pass","message":"sg-closed0 lets nobody reach port 22","fingerprint":"584f10665a83baea2588ad849afa2d51","resource":{"type":"AWS::EC2::SecurityGroup","id":"sg-closed0","arn":null,"name":null,"account":"123456789012","region":"eu-west-1","tags":{"team":"payments"}},"evidence":{},"gaps":[],"controls":{"cis-aws-3.0":["5.2"],"cis-aws-5.0":["5.3"],"securityhub":["EC2.13","EC2.53"],"soc2":["CC6.6"]},"aliases":{"prowler":["ec2_security_group_ssh_not_open"]},"remediation":{"text":""}},
    {"check":"rds-instance-multi-az","title":"RDS DB instance runs in more than one Availability Zone","severity":"medium","status":"waived","message":"db-old-1 runs in one Availability Zone","fingerprint":"2e8d1b015887b775e5a29636f384d4a6","resource":{"type":"AWS::RDS::DBInstance","id":"db-old-1","arn":null,"name":null,"account":"123456789012","region":"eu-west-1","tags":{"team":"payments"}},"evidence":{},"gaps":[],"controls":{"securityhub":["RDS.5"],"nist-800-53-r5":["CP-10","CP-6(2)","SC-36","SC-5(2)","SI-13(5)"],"iso-27001-2022":["A.8.14"],"hipaa":["164_308_a_7_i","164_308_a_7_ii_b","164_312_a_2_ii"]},"aliases":{"prowler":["rds_instance_multi_az"]},"waiver":{"reason":"Being switched off; the data lives in the new cluster already (OPS-1234).","owner":"database team <dba@example.com>","expires":"2026-12-31"},"remediation":{"text":""}}],
    "ledger":[
    {"account":"123456789012","region":"eu-west-1","call":"ec2:DescribeSecurityGroups","outcome":"ok","calls":2,"retries":0,"resources":0,"blinds":[]},
    {"account":"123456789012","region":"eu-west-1","call":"rds:DescribeDBInstances","outcome":"ok","calls":2,"retries":0,"resources":0,"blinds":[]},
    {"account":"123456789012","region":"eu-west-1","call":"rds:DescribeDBSnapshotAttributes","outcome":"denied","calls":3,"retries":0,"resources":0,"error":"User: arn:aws:sts::123456789012:assumed-role/audit/night-run is not authorized to perform: rds:DescribeDBSnapshotAttributes on resource: arn:aws:rds:eu-west-1:123456789012:snapshot:billing-2026-10 because no identity-based policy allows the rds:DescribeDBSnapshotAttributes action","missing_action":"rds:DescribeDBSnapshotAttributes","denied_by":"identity-based policy","blinds":["rds-snapshot-not-public"]},
    {"account":"123456789012","region":"eu-west-1","call":"kms:ListKeys","outcome":"throttled","calls":9,"retries":0,"resources":0,"blinds":[]}],
    "notices":[
    "The waiver of rds-instance-multi-az for db-old-* expired on 2026-10-31; what it covered counts again."]
    }
    "#);
}

#[test]
fn a_denial_says_which_action_is_missing_and_who_denies() {
    let words = |reason: &str| {
        format!(
            "User: arn:aws:iam::123456789012:user/a is not authorized to perform: kms:DescribeKey on resource: key-1 {reason}"
        )
    };
    let by_scp = words(
        "with an explicit deny in a service control policy: arn:aws:organizations::999988887777:policy/o-1/service_control_policy/p-1",
    );
    let by_key = words("because no resource-based policy allows the kms:DescribeKey action");
    let mut report = sample::report();
    report.findings.retain(|finding| !finding.gaps.is_empty());
    report.findings.truncate(1);
    report.findings[0].gaps = [by_scp.as_str(), by_key.as_str(), "Access Denied"]
        .map(|words| sample::gap("rotated", "kms:DescribeKey", Outcome::Denied, words))
        .into();
    let denials = report.findings[0].gaps.iter();
    let denials = denials.filter_map(|gap| gap.denial.clone());
    report.ledger.truncate(1);
    report.ledger[0].denials = denials.zip([7, 2, 1]).collect();
    let read: Value = serde_json::from_str(&written(&report)).expect("JSON");
    assert_json_snapshot!([&read["findings"][0]["gaps"], &read["ledger"][0]], @r#"
    [
      [
        {
          "attribute": "rotated",
          "call": "kms:DescribeKey",
          "denied_by": "service control policy",
          "denied_by_policy": "arn:aws:organizations::999988887777:policy/o-1/service_control_policy/p-1",
          "error": "User: arn:aws:iam::123456789012:user/a is not authorized to perform: kms:DescribeKey on resource: key-1 with an explicit deny in a service control policy: arn:aws:organizations::999988887777:policy/o-1/service_control_policy/p-1",
          "explicit_deny": true,
          "missing_action": "kms:DescribeKey",
          "outcome": "denied"
        },
        {
          "attribute": "rotated",
          "call": "kms:DescribeKey",
          "denied_by": "resource-based policy",
          "error": "User: arn:aws:iam::123456789012:user/a is not authorized to perform: kms:DescribeKey on resource: key-1 because no resource-based policy allows the kms:DescribeKey action",
          "missing_action": "kms:DescribeKey",
          "outcome": "denied"
        },
        {
          "attribute": "rotated",
          "call": "kms:DescribeKey",
          "error": "Access Denied",
          "missing_action": "kms:DescribeKey",
          "missing_action_assumed": true,
          "outcome": "denied"
        }
      ],
      {
        "account": "123456789012",
        "blinds": [],
        "call": "ec2:DescribeSecurityGroups",
        "calls": 2,
        "denials": [
          {
            "denied_by": "service control policy",
            "denied_by_policy": "arn:aws:organizations::999988887777:policy/o-1/service_control_policy/p-1",
            "explicit_deny": true,
            "missing_action": "kms:DescribeKey",
            "times": 7
          },
          {
            "denied_by": "resource-based policy",
            "missing_action": "kms:DescribeKey",
            "times": 2
          },
          {
            "missing_action": "kms:DescribeKey",
            "missing_action_assumed": true,
            "times": 1
          }
        ],
        "denied_by": "service control policy",
        "denied_by_policy": "arn:aws:organizations::999988887777:policy/o-1/service_control_policy/p-1",
        "explicit_deny": true,
        "missing_action": "kms:DescribeKey",
        "outcome": "ok",
        "region": "eu-west-1",
        "resources": 0,
        "retries": 0
      }
    ]
    "#);
}

#[test]
fn a_deployment_adds_its_resources_and_expectations() {
    let mut report = sample::deployment();
    report.findings.clear();
    report.ledger.clear();
    report.notices.clear();
    let verified = report.verified.as_mut().expect("a deployment");
    verified.resources.remove(2);
    verified.expectations.truncate(3);
    let text = written(&report);
    let members = text.find("\"deployed\"").expect("the member");
    assert_snapshot!(&text[members..], @r#"
    "deployed":[
    {"address":"module.db.aws_db_instance.this[0]","declared_type":"aws_db_instance","status":"found","resource":{"type":"AWS::RDS::DBInstance","id":"orders","arn":"arn:aws:rds:eu-west-1:123456789012:db:orders","name":null,"account":"123456789012","region":"eu-west-1","tags":{"team":"payments"}}},
    {"address":"module.db.aws_db_instance.replica[0]","declared_type":"aws_db_instance","status":"missing","missing":{"type":"AWS::RDS::DBInstance","name":"orders-replica","region":"eu-west-1"}},
    {"address":"aws_kms_key.orders","declared_type":"aws_kms_key","status":"unknown","gap":{"attribute":"","call":"kms:DescribeKey","outcome":"denied","error":"User: arn:aws:sts::123456789012:assumed-role/audit/night-run is not authorized to perform: kms:DescribeKey on resource: arn:aws:rds:eu-west-1:123456789012:snapshot:billing-2026-10 because no identity-based policy allows the kms:DescribeKey action","missing_action":"kms:DescribeKey","denied_by":"identity-based policy"}},
    {"address":"aws_route53_record.www","declared_type":"aws_route53_record","status":"uncovered","reason":"type"},
    {"address":"aws_route53_record.api","declared_type":"aws_route53_record","status":"uncovered","reason":"type"},
    {"address":"random_password.db","declared_type":"random_password","status":"uncovered","reason":"provider"},
    {"address":"aws_iam_role_policy_attachment.app","declared_type":"aws_iam_role_policy_attachment","status":"uncovered","reason":"part_of_another"}],
    "expectations":[
    {"name":"the orders database is encrypted","file":"deploy/expectations.yaml","line":3,"type":"AWS::RDS::DBInstance","status":"pass","message":"All hold for orders.","resources":[{"type":"AWS::RDS::DBInstance","id":"orders","arn":"arn:aws:rds:eu-west-1:123456789012:db:orders","name":null,"account":"123456789012","region":"eu-west-1","tags":{"team":"payments"}}],"unmet":[]},
    {"name":"the orders database survives the loss of a zone","file":"deploy/expectations.yaml","line":9,"type":"AWS::RDS::DBInstance","status":"fail","message":"1 of 2 assertions does not hold for orders.","resources":[{"type":"AWS::RDS::DBInstance","id":"orders","arn":"arn:aws:rds:eu-west-1:123456789012:db:orders","name":null,"account":"123456789012","region":"eu-west-1","tags":{"team":"payments"}}],"unmet":[{"assertion":"resource.multi_az","status":"fail","resource":{"type":"AWS::RDS::DBInstance","id":"orders","arn":"arn:aws:rds:eu-west-1:123456789012:db:orders","name":null,"account":"123456789012","region":"eu-west-1","tags":{"team":"payments"}},"evidence":{"multi_az":false},"gaps":[]}]},
    {"name":"its key is ours","file":"deploy/expectations.yaml","line":16,"type":"AWS::RDS::DBInstance","status":"unknown","message":"1 assertion is not known to hold for orders.","resources":[{"type":"AWS::RDS::DBInstance","id":"orders","arn":"arn:aws:rds:eu-west-1:123456789012:db:orders","name":null,"account":"123456789012","region":"eu-west-1","tags":{"team":"payments"}}],"unmet":[{"assertion":"resource.kms_key.arn == outputs.kms_key_arn","status":"unknown","resource":{"type":"AWS::RDS::DBInstance","id":"orders","arn":"arn:aws:rds:eu-west-1:123456789012:db:orders","name":null,"account":"123456789012","region":"eu-west-1","tags":{"team":"payments"}},"evidence":{},"gaps":[{"attribute":"kms_key.arn","call":"kms:DescribeKey","outcome":"denied","error":"User: arn:aws:sts::123456789012:assumed-role/audit/night-run is not authorized to perform: kms:DescribeKey on resource: arn:aws:rds:eu-west-1:123456789012:snapshot:billing-2026-10 because no identity-based policy allows the kms:DescribeKey action","missing_action":"kms:DescribeKey","denied_by":"identity-based policy"}]}]}]
    }
    "#);
}

#[test]
fn a_report_of_nothing_has_every_member() {
    assert_snapshot!(written(&sample::empty()).replace(env!("CARGO_PKG_VERSION"), "0.0.0"), @r#"
    {
    "schema_version":1,
    "run":{"id":"2026-11-21T02-13-05-k3x","started_at":"2026-11-21T02:13:05.000Z","finished_at":"2026-11-21T02:13:06.234Z","tool":{"name":"awsert","version":"0.0.0"},"accounts":["123456789012"],"regions":["eu-west-1","us-east-1"],"checks":84,"complete":true},
    "summary":{"pass":0,"fail":0,"unknown":0,"waived":0,"by_severity":{"critical":{"pass":0,"fail":0,"unknown":0,"waived":0},"high":{"pass":0,"fail":0,"unknown":0,"waived":0},"medium":{"pass":0,"fail":0,"unknown":0,"waived":0},"low":{"pass":0,"fail":0,"unknown":0,"waived":0},"info":{"pass":0,"fail":0,"unknown":0,"waived":0}}},
    "findings":[],
    "ledger":[]
    }
    "#);
}

#[test]
fn it_is_json_with_the_text_as_aws_has_it() {
    let report = sample::report();
    let read: Value = serde_json::from_str(&written(&report)).expect("JSON");
    let findings = read["findings"].as_array().expect("a list");
    assert_eq!(findings.len(), report.findings.len());
    for (read, finding) in findings.iter().zip(&report.findings) {
        assert_eq!(
            read["resource"]["name"].as_str(),
            finding.resource.name.as_deref()
        );
        assert_eq!(read["message"], finding.message.as_str());
        assert_eq!(read["fingerprint"], finding.fingerprint());
    }
    assert_eq!(
        written(&report),
        written(&report.clone()),
        "not the same twice"
    );
}

#[test]
fn a_terminal_obeys_none_of_it() {
    let text = written(&sample::report());
    let obeyed = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}');
    assert!(!text.chars().any(obeyed));
    assert!(text.contains(r"invoice\u202egnp.exe"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn any_text_comes_back_as_it_was_and_no_terminal_obeys_it(
        text in prop_oneof![any::<String>(), "[\u{0}-\u{1f}\u{7f}-\u{9f}\u{61c}\u{200b}-\u{206f}\u{feff}\u{fffe}\u{e0001}\"\\\\a]{0,40}"],
    ) {
        let mut report = sample::report();
        report.findings.truncate(1);
        let finding = &mut report.findings[0];
        finding.message.clone_from(&text);
        finding.resource.name = Some(text.clone());
        finding.resource.tags = BTreeMap::from([(text.clone(), text.clone())]);
        finding.evidence = IndexMap::from([(text.clone(), Value::from(text.as_str()))]);
        finding.remediation.cli = Some(text.clone());
        report.ledger[0].error = Some(text.clone());
        let out = written(&report);
        let obeyed = |c: char| {
            (c.is_control() && c != '\n')
                || matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        };
        prop_assert!(!out.chars().any(obeyed));
        let read: Value = serde_json::from_str(&out).expect("JSON");
        let finding = &read["findings"][0];
        for read in [
            &finding["message"],
            &finding["resource"]["name"],
            &finding["resource"]["tags"][&text],
            &finding["evidence"][&text],
            &finding["remediation"]["cli"],
            &read["ledger"][0]["error"],
        ] {
            prop_assert_eq!(read, text.as_str());
        }
    }
}
