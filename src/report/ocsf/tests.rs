//! What the events look like, and what holds of them whatever is in a report. The schema is held against them in
//! `tests/integration/formats`.

use insta::assert_snapshot;
use proptest::prelude::*;
use serde_json::Value;

use super::*;
use crate::report::sample;

fn written(report: &Report) -> String {
    let mut out = Vec::new();
    write(report, &mut out).expect("memory takes all");
    String::from_utf8(out).expect("UTF-8")
}

fn read(report: &Report) -> Vec<Value> {
    let event = |line| serde_json::from_str(line).expect("JSON");
    written(report).lines().map(event).collect()
}

#[test]
fn the_events() {
    let report = sample::one_of_each_status();
    assert_snapshot!(written(&report).replace(env!("CARGO_PKG_VERSION"), "0.0.0"), @r#"
    {"activity_id":1,"activity_name":"Create","category_uid":2,"category_name":"Findings","class_uid":2003,"class_name":"Compliance Finding","type_uid":200301,"type_name":"Compliance Finding: Create","time":1795227185000,"severity_id":5,"severity":"Critical","status_id":1,"status":"New","status_code":"fail","message":"billing-final-before-migration can be restored by every AWS account","compliance":{"status_id":3,"status":"Fail","status_details":[],"control":"rds-snapshot-not-public","desc":"RDS snapshot is not public","standards":["securityhub","pci-dss-4.0.1","nist-800-53-r5"],"requirements":["securityhub RDS.1","pci-dss-4.0.1 1.4.4","pci-dss-4.0.1 7.2.1","pci-dss-4.0.1 7.2.2","pci-dss-4.0.1 7.3.1","nist-800-53-r5 AC-3","nist-800-53-r5 AC-4","nist-800-53-r5 AC-6","nist-800-53-r5 SC-7"],"checks":[{"uid":"rds-snapshot-not-public","name":"RDS snapshot is not public","severity_id":5,"severity":"Critical","status_id":3,"status":"Fail","standards":["securityhub","pci-dss-4.0.1","nist-800-53-r5"]}]},"finding_info":{"uid":"ffd71a97aeb0fe8de9e93047edad172f","title":"RDS snapshot is not public","desc":"Whoever finds it can use it.","last_seen_time":1795227185000,"analytic":{"uid":"rds-snapshot-not-public","name":"RDS snapshot is not public","type_id":1,"type":"Rule"}},"resources":[{"uid":"billing-final-before-migration","name":"billing-final-before-migration","type":"AWS::RDS::DBSnapshot","region":"eu-west-1","cloud_partition":"aws","tags":[{"name":"team","value":"payments"}],"data":{"evidence":{"restorable_by":["all"]}}}],"remediation":{"desc":"Take back the public sharing. Whoever copied the snapshot\nkeeps the copy: treat the data in it as disclosed.\n\naws rds modify-db-snapshot-attribute --db-snapshot-identifier billing-final-before-migration --attribute-name restore --values-to-remove all\n\nresource \"aws_db_snapshot\" \"this\" {\n  shared_accounts = []\n}"},"cloud":{"provider":"AWS","account":{"uid":"123456789012","type_id":10,"type":"AWS Account"},"region":"eu-west-1","cloud_partition":"aws"},"metadata":{"version":"1.5.0","product":{"name":"awsert","vendor_name":"awsert","version":"0.0.0"},"profiles":["cloud"],"uid":"2026-11-21T02-13-05-k3x/ffd71a97aeb0fe8de9e93047edad172f","correlation_uid":"2026-11-21T02-13-05-k3x","event_code":"rds-snapshot-not-public","original_time":"2026-11-21T02:13:05.000Z"}}
    {"activity_id":1,"activity_name":"Create","category_uid":2,"category_name":"Findings","class_uid":2003,"class_name":"Compliance Finding","type_uid":200301,"type_name":"Compliance Finding: Create","time":1795227185000,"severity_id":5,"severity":"Critical","status_id":1,"status":"New","status_code":"unknown","message":"billing-2026-01 could not be judged","compliance":{"status_id":0,"status":"Unknown","status_details":["restorable_by unknown: rds:DescribeDBSnapshotAttributes denied: User: arn:aws:sts::123456789012:assumed-role/audit/night-run is not authorized to perform: rds:DescribeDBSnapshotAttributes on resource: arn:aws:rds:eu-west-1:123456789012:snapshot:billing-2026-01 because no identity-based policy allows the rds:DescribeDBSnapshotAttributes action; to see it: allow rds:DescribeDBSnapshotAttributes"],"control":"rds-snapshot-not-public","desc":"RDS snapshot is not public","standards":["securityhub","pci-dss-4.0.1","nist-800-53-r5"],"requirements":["securityhub RDS.1","pci-dss-4.0.1 1.4.4","pci-dss-4.0.1 7.2.1","pci-dss-4.0.1 7.2.2","pci-dss-4.0.1 7.3.1","nist-800-53-r5 AC-3","nist-800-53-r5 AC-4","nist-800-53-r5 AC-6","nist-800-53-r5 SC-7"],"checks":[{"uid":"rds-snapshot-not-public","name":"RDS snapshot is not public","severity_id":5,"severity":"Critical","status_id":0,"status":"Unknown","standards":["securityhub","pci-dss-4.0.1","nist-800-53-r5"]}]},"finding_info":{"uid":"4b7c46e27856fe04d27aaac91358dbf6","title":"RDS snapshot is not public","desc":"Whoever finds it can use it.","last_seen_time":1795227185000,"analytic":{"uid":"rds-snapshot-not-public","name":"RDS snapshot is not public","type_id":1,"type":"Rule"}},"resources":[{"uid":"billing-2026-01","name":"billing-2026-01","type":"AWS::RDS::DBSnapshot","region":"eu-west-1","cloud_partition":"aws","tags":[{"name":"team","value":"payments"}],"data":{"evidence":{}}}],"cloud":{"provider":"AWS","account":{"uid":"123456789012","type_id":10,"type":"AWS Account"},"region":"eu-west-1","cloud_partition":"aws"},"metadata":{"version":"1.5.0","product":{"name":"awsert","vendor_name":"awsert","version":"0.0.0"},"profiles":["cloud"],"uid":"2026-11-21T02-13-05-k3x/4b7c46e27856fe04d27aaac91358dbf6","correlation_uid":"2026-11-21T02-13-05-k3x","event_code":"rds-snapshot-not-public","original_time":"2026-11-21T02:13:05.000Z"}}
    {"activity_id":1,"activity_name":"Create","category_uid":2,"category_name":"Findings","class_uid":2003,"class_name":"Compliance Finding","type_uid":200301,"type_name":"Compliance Finding: Create","time":1795227185000,"severity_id":4,"severity":"High","status_id":1,"status":"New","status_code":"pass","message":"sg-closed0 lets nobody reach port 22","compliance":{"status_id":1,"status":"Pass","status_details":[],"control":"ec2-security-group-ssh-not-open","desc":"Security group does not let the whole internet reach the port of SSH","standards":["cis-aws-3.0","cis-aws-5.0","securityhub","soc2"],"requirements":["cis-aws-3.0 5.2","cis-aws-5.0 5.3","securityhub EC2.13","securityhub EC2.53","soc2 CC6.6"],"checks":[{"uid":"ec2-security-group-ssh-not-open","name":"Security group does not let the whole internet reach the port of SSH","severity_id":4,"severity":"High","status_id":1,"status":"Pass","standards":["cis-aws-3.0","cis-aws-5.0","securityhub","soc2"]}]},"finding_info":{"uid":"584f10665a83baea2588ad849afa2d51","title":"Security group does not let the whole internet reach the port of SSH","desc":"Whoever finds it can use it.","last_seen_time":1795227185000,"analytic":{"uid":"ec2-security-group-ssh-not-open","name":"Security group does not let the whole internet reach the port of SSH","type_id":1,"type":"Rule"}},"resources":[{"uid":"sg-closed0","name":"sg-closed0","type":"AWS::EC2::SecurityGroup","region":"eu-west-1","cloud_partition":"aws","tags":[{"name":"team","value":"payments"}],"data":{"evidence":{}}}],"cloud":{"provider":"AWS","account":{"uid":"123456789012","type_id":10,"type":"AWS Account"},"region":"eu-west-1","cloud_partition":"aws"},"metadata":{"version":"1.5.0","product":{"name":"awsert","vendor_name":"awsert","version":"0.0.0"},"profiles":["cloud"],"uid":"2026-11-21T02-13-05-k3x/584f10665a83baea2588ad849afa2d51","correlation_uid":"2026-11-21T02-13-05-k3x","event_code":"ec2-security-group-ssh-not-open","original_time":"2026-11-21T02:13:05.000Z"}}
    {"activity_id":1,"activity_name":"Create","category_uid":2,"category_name":"Findings","class_uid":2003,"class_name":"Compliance Finding","type_uid":200301,"type_name":"Compliance Finding: Create","time":1795227185000,"severity_id":3,"severity":"Medium","status_id":3,"status":"Suppressed","status_code":"waived","message":"db-old-1 runs in one Availability Zone","comment":"waived: Being switched off; the data lives in the new cluster already (OPS-1234). (database team <dba@example.com>, until 2026-12-31)","compliance":{"status_id":3,"status":"Fail","status_details":[],"control":"rds-instance-multi-az","desc":"RDS DB instance runs in more than one Availability Zone","standards":["securityhub","nist-800-53-r5","iso-27001-2022","hipaa"],"requirements":["securityhub RDS.5","nist-800-53-r5 CP-10","nist-800-53-r5 CP-6(2)","nist-800-53-r5 SC-36","nist-800-53-r5 SC-5(2)","nist-800-53-r5 SI-13(5)","iso-27001-2022 A.8.14","hipaa 164_308_a_7_i","hipaa 164_308_a_7_ii_b","hipaa 164_312_a_2_ii"],"checks":[{"uid":"rds-instance-multi-az","name":"RDS DB instance runs in more than one Availability Zone","severity_id":3,"severity":"Medium","status_id":3,"status":"Fail","standards":["securityhub","nist-800-53-r5","iso-27001-2022","hipaa"]}]},"finding_info":{"uid":"2e8d1b015887b775e5a29636f384d4a6","title":"RDS DB instance runs in more than one Availability Zone","desc":"Whoever finds it can use it.","last_seen_time":1795227185000,"analytic":{"uid":"rds-instance-multi-az","name":"RDS DB instance runs in more than one Availability Zone","type_id":1,"type":"Rule"}},"resources":[{"uid":"db-old-1","name":"db-old-1","type":"AWS::RDS::DBInstance","region":"eu-west-1","cloud_partition":"aws","tags":[{"name":"team","value":"payments"}],"data":{"evidence":{}}}],"cloud":{"provider":"AWS","account":{"uid":"123456789012","type_id":10,"type":"AWS Account"},"region":"eu-west-1","cloud_partition":"aws"},"metadata":{"version":"1.5.0","product":{"name":"awsert","vendor_name":"awsert","version":"0.0.0"},"profiles":["cloud"],"uid":"2026-11-21T02-13-05-k3x/2e8d1b015887b775e5a29636f384d4a6","correlation_uid":"2026-11-21T02-13-05-k3x","event_code":"rds-instance-multi-az","original_time":"2026-11-21T02:13:05.000Z"}}
    "#);
}

#[test]
fn what_is_unknown_is_no_pass_and_what_is_waived_stays_a_fail() {
    let report = sample::report();
    let counts = crate::report::Counts::of(&report.findings);
    let events = read(&report);
    let of = |id: u8| {
        let of_it = events
            .iter()
            .filter(|event| event["compliance"]["status_id"] == id);
        of_it.count()
    };
    assert_eq!(of(1), counts.pass);
    assert_eq!(of(0), counts.unknown);
    assert_eq!(of(3), counts.fail + counts.waived);
    let suppressed = events.iter().filter(|event| event["status_id"] == 3);
    assert_eq!(suppressed.count(), counts.waived);
}

#[test]
fn a_run_that_was_cut_short_says_so_in_each_event() {
    let mut report = sample::report();
    report.run.complete = false;
    assert!(
        read(&report)
            .iter()
            .all(|event| event["unmapped"]["run_complete"] == false)
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_text_breaks_an_event(
        text in prop_oneof![any::<String>(), "[\u{0}-\u{1f}\u{7f}-\u{9f}\u{2028}-\u{202e}\\\"a]{0,40}"],
    ) {
        let report = sample::saying(&text);
        let out = written(&report);
        prop_assert!(!out.chars().any(|letter| letter.is_control() && letter != '\n'));
        let events = read(&report);
        prop_assert_eq!(events.len(), flat::each(&report).count());
        let last = events.last().expect("an event");
        prop_assert_eq!(&last["message"], text.as_str());
        prop_assert_eq!(&last["resources"][0]["uid"], text.as_str());
    }
}
