//! What the annotations look like, and that a runner obeys nothing but them.

use insta::assert_snapshot;
use proptest::prelude::*;

use super::write;
use crate::report::{Report, sample};

fn written(report: &Report) -> String {
    let mut out = Vec::new();
    write(report, &mut out).expect("memory takes all");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn annotations_of_a_deployment() {
    assert_snapshot!(written(&sample::deployment()), @r#"
    ::error file=deploy/expectations.yaml,line=9,title=the orders database survives the loss of a zone::1 of 2 assertions does not hold for orders.%0Aorders: resource.multi_az (multi_az = false)
    ::error file=deploy/expectations.yaml,line=25,title=x\u{1b}[2J`|</code><script>alert(1)</script>]]> @everyone #1 https%3A//evil.example **b** [a](b) %3A%3Aerror%3A%3Ano %250A\n%3A%3Astop-commands%3A%3Aa\n##[error]no\u{0}\u{fffe}\u{202e}::x\u{1b}[2J`|</code><script>alert(1)</script>]]> @everyone #1 https://evil.example **b** [a](b) ::error::no %250A\n::stop-commands::a\n##[error]no\u{0}\u{fffe}\u{202e}%0Ax\u{1b}[2J`|</code><script>alert(1)</script>]]> @everyone #1 https://evil.example **b** [a](b) ::error::no %250A\n::stop-commands::a\n##[error]no\u{0}\u{fffe}\u{202e}: resource.id != "x\u{1b}[2J`|</code><script>alert(1)</script>]]> @everyone #1 https://evil.example **b** [a](b) ::error::no %250A\n::stop-commands::a\n##[error]no\0\u{fffe}\u{202e}" (id = "x\u001b[2J`|</code><script>alert(1)</script>]]> @everyone #1 https://evil.example **b** [a](b) ::error::no %250A\n::stop-commands::a\n##[error]no\u0000\u{fffe}\u{202e}")%0AOn its way: orders is modifying
    ::error title=2 resources of the deployment missing::AWS knows none such:%0Amodule.db.aws_db_instance.replica[0]: AWS::RDS::DBInstance orders-replica in eu-west-1%0Aaws_s3_bucket.this["x\u{1b}[2J`|</code><script>alert(1)</script>]]> @everyone #1 https://evil.example **b** [a](b) ::error::no %250A\n::stop-commands::a\n##[error]no\u{0}\u{fffe}\u{202e}"]: AWS::S3::Bucket x\u{1b}[2J`|</code><script>alert(1)</script>]]> @everyone #1 https://evil.example **b** [a](b) ::error::no %250A\n::stop-commands::a\n##[error]no\u{0}\u{fffe}\u{202e} in eu-west-1
    ::error title=CRITICAL rds-snapshot-not-public%3A 1 of 4 resources::RDS snapshot is not public%0Abilling-final-before-migration in eu-west-1: can be restored by every AWS account%0AWhat to do: Take back the public sharing. Whoever copied the snapshot keeps the copy: treat the data in it as disclosed.
    ::error title=MEDIUM rds-instance-multi-az%3A 3 of 6 resources::RDS DB instance runs in more than one Availability Zone%0Aorders in eu-west-1: runs in one Availability Zone%0Apayments in eu-west-1: runs in one Availability Zone%0Ausers in eu-west-1: runs in one Availability Zone%0AWhat to do: Turn Multi-AZ on; the instance stays reachable meanwhile.
    ::error title=LOW secretsmanager-secret-rotated%3A 1 of 1 resource::Secret is rotated%0Aprod/payments/gateway/api-key (arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/payments/gateway/api-key-AbCdEf) in us-east-1: is not rotated
    ::warning file=deploy/expectations.yaml,line=16,title=its key is ours::1 assertion is not known to hold for orders.%0Aorders: resource.kms_key.arn == outputs.kms_key_arn (kms_key.arn unknown: kms:DescribeKey denied)%0ATo see it: allow kms:DescribeKey
    ::warning title=rds%3ADescribeDBSnapshotAttributes was denied::Unknown: 3 findings%0AUser: arn:aws:sts::123456789012:assumed-role/audit/night-run is not authorized to perform: rds:DescribeDBSnapshotAttributes on resource: arn:aws:rds:eu-west-1:123456789012:snapshot:billing-2026-01 because no identity-based policy allows the rds:DescribeDBSnapshotAttributes action%0ATo see it: allow rds:DescribeDBSnapshotAttributes
    ::warning title=kms%3ADescribeKey was denied::Unknown: 1 expectation, 1 deployed resource%0AUser: arn:aws:sts::123456789012:assumed-role/audit/night-run is not authorized to perform: kms:DescribeKey on resource: arn:aws:rds:eu-west-1:123456789012:snapshot:billing-2026-10 because no identity-based policy allows the kms:DescribeKey action%0ATo see it: allow kms:DescribeKey
    ::warning title=kms%3AListKeys was throttled until the attempts ran out::Unknown: 1 finding%0ARate exceeded%0ATo see it: run again when the API is less busy
    "#);
}

#[test]
fn what_is_cut_short_is_told() {
    let mut report = sample::empty();
    report.run.complete = false;
    assert_snapshot!(written(&report), @"::warning title=awsert%3A the run was cut short::What is missing here was not looked at.");
    assert_eq!(written(&sample::empty()), "");
}

#[test]
fn no_more_than_github_shows_and_how_many_there_are() {
    let mut report = sample::deployment();
    let verified = report.verified.as_mut().expect("a deployment");
    let (failed, unknown) = (
        verified.expectations[1].clone(),
        verified.expectations[2].clone(),
    );
    verified.expectations = [vec![failed; 13], vec![unknown; 11]].concat();
    let text = written(&report);
    let count = |level: &str| text.lines().filter(|line| line.starts_with(level)).count();
    assert_eq!(
        (count("::error "), count("::warning "), count("::notice ")),
        (10, 10, 1)
    );
    assert_snapshot!(text.lines().last().unwrap_or_default(), @r"
    ::notice title=awsert%3A there is more::7 failures and 4 warnings more than GitHub shows for a step: see the log, or the other reports of this run.
    ");
}

/// What a runner takes for a command: `::name …::` at the start of a line, and `##[name]` anywhere in one that is none of those.
fn is_command_of_ours(line: &str) -> bool {
    ["::error ", "::warning ", "::notice "]
        .iter()
        .any(|level| line.starts_with(level))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_runner_obeys_nothing_from_aws(
        text in prop_oneof![any::<String>(), "[\u{0}-\u{1f}\u{85}\u{2028}:,%#\\[\\]=0ADa ]{0,40}"],
    ) {
        let report = sample::saying(&text);
        let out = written(&report);
        for line in out.split(['\n', '\r', '\u{85}', '\u{2028}', '\u{2029}']).filter(|line| !line.is_empty()) {
            prop_assert!(is_command_of_ours(line), "{:?}", line);
            // The head ends where we ended it: nothing in a property looks like the end or like another property.
            let head = line[2..].split("::").next().unwrap_or_default();
            let properties = head.split_once(' ').map_or("", |(_, properties)| properties);
            for property in properties.split(',') {
                let name = property.split('=').next().unwrap_or_default();
                prop_assert!(["file", "line", "title"].contains(&name), "{:?}", property);
            }
        }
    }
}
