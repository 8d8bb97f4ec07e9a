//! What the XML looks like, and that XML it is whatever is in a report.

use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;
use crate::finding::Status;
use crate::report::sample;

/// The file of a report whose findings are in the order that a run has them.
fn written(report: &Report) -> String {
    let mut report = report.clone();
    let order = |finding: &Finding| (finding.resource.account.clone(), finding.check.id.clone());
    report.findings.sort_by_key(order);
    let mut out = Vec::new();
    write(&report, &mut out).expect("memory takes all");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn the_file() {
    assert_snapshot!(written(&sample::deployment()), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="awsert" tests="24" failures="9" errors="6" time="1.234">
        <testsuite name="expectations" tests="4" disabled="0" errors="1" failures="2" timestamp="2026-11-21T02:13:05.000+00:00" skipped="0">
            <testcase name="the orders database is encrypted" classname="expectations" time="0.000">
            </testcase>
            <testcase name="the orders database survives the loss of a zone" classname="expectations" time="0.000">
                <failure message="1 of 2 assertions does not hold for orders." type="expectation">1 of 2 assertions does not hold for orders.
    deploy/expectations.yaml:9

    orders: resource.multi_az
      multi_az = false
    </failure>
            </testcase>
            <testcase name="its key is ours" classname="expectations" time="0.000">
                <error message="1 assertion is not known to hold for orders." type="denied">1 assertion is not known to hold for orders.
    deploy/expectations.yaml:16

    orders: resource.kms_key.arn == outputs.kms_key_arn
      kms_key.arn unknown: kms:DescribeKey denied
        User: arn:aws:sts::123456789012:assumed-role/audit/night-run is not authorized to perform: kms:DescribeKey on resource: arn:aws:rds:eu-west-1:123456789012:snapshot:billing-2026-10 because no identity-based policy allows the kms:DescribeKey action
        to see it: allow kms:DescribeKey
    </error>
            </testcase>
            <testcase name="x\u{1b}[2J`|&lt;/code&gt;&lt;script&gt;alert(1)&lt;/script&gt;]]&gt; @everyone #1 https://evil.example **b** [a](b) ::error::no %0A\n::stop-commands::a\n##[error]no\u{0}\u{fffe}\u{202e}" classname="expectations" time="0.000">
                <failure message="x\u{1b}[2J`|&lt;/code&gt;&lt;script&gt;alert(1)&lt;/script&gt;]]&gt; @everyone #1 https://evil.example **b** [a](b) ::error::no %0A\n::stop-commands::a\n##[error]no\u{0}\u{fffe}\u{202e}" type="expectation">x\u{1b}[2J`|&lt;/code&gt;&lt;script&gt;alert(1)&lt;/script&gt;]]&gt; @everyone #1 https://evil.example **b** [a](b) ::error::no %0A\n::stop-commands::a\n##[error]no\u{0}\u{fffe}\u{202e}
    deploy/expectations.yaml:25

    x\u{1b}[2J`|&lt;/code&gt;&lt;script&gt;alert(1)&lt;/script&gt;]]&gt; @everyone #1 https://evil.example **b** [a](b) ::error::no %0A\n::stop-commands::a\n##[error]no\u{0}\u{fffe}\u{202e}: resource.id != &quot;x\u{1b}[2J`|&lt;/code&gt;&lt;script&gt;alert(1)&lt;/script&gt;]]&gt; @everyone #1 https://evil.example **b** [a](b) ::error::no %0A\n::stop-commands::a\n##[error]no\0\u{fffe}\u{202e}&quot;
      id = &quot;x\u001b[2J`|&lt;/code&gt;&lt;script&gt;alert(1)&lt;/script&gt;]]&gt; @everyone #1 https://evil.example **b** [a](b) ::error::no %0A\n::stop-commands::a\n##[error]no\u0000\u{fffe}\u{202e}&quot;

    On its way: orders is modifying
    </failure>
            </testcase>
        </testsuite>
        <testsuite name="deployed resources" tests="8" disabled="0" errors="1" failures="2" timestamp="2026-11-21T02:13:05.000+00:00" skipped="4">
            <testcase name="module.db.aws_db_instance.this[0]" classname="aws_db_instance" time="0.000">
            </testcase>
            <testcase name="module.db.aws_db_instance.replica[0]" classname="aws_db_instance" time="0.000">
                <failure message="AWS knows no AWS::RDS::DBInstance orders-replica in eu-west-1" type="missing">AWS knows no AWS::RDS::DBInstance orders-replica in eu-west-1</failure>
            </testcase>
            <testcase name="aws_s3_bucket.this[&quot;x\u{1b}[2J`|&lt;/code&gt;&lt;script&gt;alert(1)&lt;/script&gt;]]&gt; @everyone #1 https://evil.example **b** [a](b) ::error::no %0A\n::stop-commands::a\n##[error]no\u{0}\u{fffe}\u{202e}&quot;]" classname="aws_s3_bucket" time="0.000">
                <failure message="AWS knows no AWS::S3::Bucket x\u{1b}[2J`|&lt;/code&gt;&lt;script&gt;alert(1)&lt;/script&gt;]]&gt; @everyone #1 https://evil.example **b** [a](b) ::error::no %0A\n::stop-commands::a\n##[error]no\u{0}\u{fffe}\u{202e} in eu-west-1" type="missing">AWS knows no AWS::S3::Bucket x\u{1b}[2J`|&lt;/code&gt;&lt;script&gt;alert(1)&lt;/script&gt;]]&gt; @everyone #1 https://evil.example **b** [a](b) ::error::no %0A
    ::stop-commands::a
    ##[error]no\u{0}\u{fffe}\u{202e} in eu-west-1</failure>
            </testcase>
            <testcase name="aws_kms_key.orders" classname="aws_kms_key" time="0.000">
                <error message="It is not known whether it is there: kms:DescribeKey denied" type="denied">It is not known whether it is there: kms:DescribeKey denied
      kms:DescribeKey denied
        User: arn:aws:sts::123456789012:assumed-role/audit/night-run is not authorized to perform: kms:DescribeKey on resource: arn:aws:rds:eu-west-1:123456789012:snapshot:billing-2026-10 because no identity-based policy allows the kms:DescribeKey action
        to see it: allow kms:DescribeKey
    </error>
            </testcase>
            <testcase name="aws_route53_record.www" classname="aws_route53_record" time="0.000">
                <skipped message="not looked for: of a type that awsert does not read" type="uncovered"/>
            </testcase>
            <testcase name="aws_route53_record.api" classname="aws_route53_record" time="0.000">
                <skipped message="not looked for: of a type that awsert does not read" type="uncovered"/>
            </testcase>
            <testcase name="random_password.db" classname="random_password" time="0.000">
                <skipped message="not looked for: another provider&apos;s" type="uncovered"/>
            </testcase>
            <testcase name="aws_iam_role_policy_attachment.app" classname="aws_iam_role_policy_attachment" time="0.000">
                <skipped message="not looked for: part of another resource, and read with that one" type="uncovered"/>
            </testcase>
        </testsuite>
        <testsuite name="kms" tests="1" disabled="0" errors="1" failures="0" timestamp="2026-11-21T02:13:05.000+00:00" skipped="0">
            <testcase name="AWS::KMS::Key that could not be listed in eu-west-1" classname="kms-key-rotated" time="0.000">
                <error message=" the keys could not be listed" type="throttled"> the keys could not be listed
      kms:ListKeys throttled
        Rate exceeded
        to see it: run again when the API is less busy

    KMS key is rotated
    </error>
            </testcase>
        </testsuite>
        <testsuite name="rds" tests="10" disabled="0" errors="3" failures="4" timestamp="2026-11-21T02:13:05.000+00:00" skipped="2">
            <testcase name="orders in eu-west-1" classname="rds-instance-multi-az" time="0.000">
                <failure message="orders runs in one Availability Zone" type="medium">orders runs in one Availability Zone

    RDS DB instance runs in more than one Availability Zone
    AWS::RDS::DBInstance orders in eu-west-1 of 123456789012

    What to do:
      Turn Multi-AZ on; the instance stays reachable meanwhile.

      aws rds modify-db-instance --db-instance-identifier orders --multi-az
    </failure>
            </testcase>
            <testcase name="payments in eu-west-1" classname="rds-instance-multi-az" time="0.000">
                <failure message="payments runs in one Availability Zone" type="medium">payments runs in one Availability Zone

    RDS DB instance runs in more than one Availability Zone
    AWS::RDS::DBInstance payments in eu-west-1 of 123456789012

    What to do:
      Turn Multi-AZ on; the instance stays reachable meanwhile.

      aws rds modify-db-instance --db-instance-identifier payments --multi-az
    </failure>
            </testcase>
            <testcase name="users in eu-west-1" classname="rds-instance-multi-az" time="0.000">
                <failure message="users runs in one Availability Zone" type="medium">users runs in one Availability Zone

    RDS DB instance runs in more than one Availability Zone
    AWS::RDS::DBInstance users in eu-west-1 of 123456789012

    What to do:
      Turn Multi-AZ on; the instance stays reachable meanwhile.

      aws rds modify-db-instance --db-instance-identifier users --multi-az
    </failure>
            </testcase>
            <testcase name="db-old-1 in eu-west-1" classname="rds-instance-multi-az" time="0.000">
                <skipped message="waived: Being switched off; the data lives in the new cluster already (OPS-1234). (database team &lt;dba@example.com&gt;, until 2026-12-31)" type="waived">waived: db-old-1 runs in one Availability Zone

    RDS DB instance runs in more than one Availability Zone
    AWS::RDS::DBInstance db-old-1 in eu-west-1 of 123456789012
    </skipped>
            </testcase>
            <testcase name="db-old-2 in eu-west-1" classname="rds-instance-multi-az" time="0.000">
                <skipped message="waived: Being switched off; the data lives in the new cluster already (OPS-1234). (database team &lt;dba@example.com&gt;, until 2026-12-31)" type="waived">waived: db-old-2 runs in one Availability Zone

    RDS DB instance runs in more than one Availability Zone
    AWS::RDS::DBInstance db-old-2 in eu-west-1 of 123456789012
    </skipped>
            </testcase>
            <testcase name="ledger in eu-west-1" classname="rds-instance-multi-az" time="0.000">
            </testcase>
            <testcase name="billing-final-before-migration in eu-west-1" classname="rds-snapshot-not-public" time="0.000">
                <failure message="billing-final-before-migration can be restored by every AWS account" type="critical">billing-final-before-migration can be restored by every AWS account
      restorable_by = [&quot;all&quot;]

    RDS snapshot is not public
    AWS::RDS::DBSnapshot billing-final-before-migration in eu-west-1 of 123456789012

    What to do:
      Take back the public sharing. Whoever copied the snapshot
      keeps the copy: treat the data in it as disclosed.

      aws rds modify-db-snapshot-attribute --db-snapshot-identifier billing-final-before-migration --attribute-name restore --values-to-remove all
    </failure>
            </testcase>
            <testcase name="billing-2026-01 in eu-west-1" classname="rds-snapshot-not-public" time="0.000">
                <error message="billing-2026-01 could not be judged" type="denied">billing-2026-01 could not be judged
      restorable_by unknown: rds:DescribeDBSnapshotAttributes denied
        User: arn:aws:sts::123456789012:assumed-role/audit/night-run is not authorized to perform: rds:DescribeDBSnapshotAttributes on resource: arn:aws:rds:eu-west-1:123456789012:snapshot:billing-2026-01 because no identity-based policy allows the rds:DescribeDBSnapshotAttributes action
        to see it: allow rds:DescribeDBSnapshotAttributes

    RDS snapshot is not public
    AWS::RDS::DBSnapshot billing-2026-01 in eu-west-1 of 123456789012
    </error>
            </testcase>
            <testcase name="billing-2026-02 in eu-west-1" classname="rds-snapshot-not-public" time="0.000">
                <error message="billing-2026-02 could not be judged" type="denied">billing-2026-02 could not be judged
      restorable_by unknown: rds:DescribeDBSnapshotAttributes denied
        User: arn:aws:sts::123456789012:assumed-role/audit/night-run is not authorized to perform: rds:DescribeDBSnapshotAttributes on resource: arn:aws:rds:eu-west-1:123456789012:snapshot:billing-2026-02 because no identity-based policy allows the rds:DescribeDBSnapshotAttributes action
        to see it: allow rds:DescribeDBSnapshotAttributes

    RDS snapshot is not public
    AWS::RDS::DBSnapshot billing-2026-02 in eu-west-1 of 123456789012
    </error>
            </testcase>
            <testcase name="billing-2026-03 in eu-west-1" classname="rds-snapshot-not-public" time="0.000">
                <error message="billing-2026-03 could not be judged" type="denied">billing-2026-03 could not be judged
      restorable_by unknown: rds:DescribeDBSnapshotAttributes denied
        User: arn:aws:sts::123456789012:assumed-role/audit/night-run is not authorized to perform: rds:DescribeDBSnapshotAttributes on resource: arn:aws:rds:eu-west-1:123456789012:snapshot:billing-2026-03 because no identity-based policy allows the rds:DescribeDBSnapshotAttributes action
        to see it: allow rds:DescribeDBSnapshotAttributes

    RDS snapshot is not public
    AWS::RDS::DBSnapshot billing-2026-03 in eu-west-1 of 123456789012
    </error>
            </testcase>
        </testsuite>
        <testsuite name="secretsmanager" tests="1" disabled="0" errors="0" failures="1" timestamp="2026-11-21T02:13:05.000+00:00" skipped="0">
            <testcase name="prod/payments/gateway/api-key (arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/payments/gateway/api-key-AbCdEf) in us-east-1" classname="secretsmanager-secret-rotated" time="0.000">
                <failure message="arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/payments/gateway/api-key-AbCdEf is not rotated" type="low">arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/payments/gateway/api-key-AbCdEf is not rotated

    Secret is rotated
    AWS::SecretsManager::Secret arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/payments/gateway/api-key-AbCdEf in us-east-1 of 123456789012
    </failure>
            </testcase>
        </testsuite>
    </testsuites>
    "#);
}

#[test]
fn places_of_one_resource_are_one_case() {
    let mut report = sample::two_accounts();
    report
        .findings
        .retain(|finding| finding.check.id == "ec2-security-group-rules-described");
    report.findings[1].status = Status::Waived;
    report.findings[2].sub_key = None;
    assert_snapshot!(written(&report), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="awsert" tests="2" failures="2" errors="0" time="1.234">
        <testsuite name="ec2 of 123456789012" tests="1" disabled="0" errors="0" failures="1" timestamp="2026-11-21T02:13:05.000+00:00" skipped="0">
            <testcase name="sg-0aaaaaaaaaaaaaaa1 in eu-west-1 of 123456789012" classname="ec2-security-group-rules-described" time="0.000">
                <failure message="sg-0aaaaaaaaaaaaaaa1 has a rule without a description (and 1 more)" type="info">sgr-01: sg-0aaaaaaaaaaaaaaa1 has a rule without a description
    waived: sgr-02: sg-0aaaaaaaaaaaaaaa1 has a rule without a description

    Security group says what each rule is for
    AWS::EC2::SecurityGroup sg-0aaaaaaaaaaaaaaa1 in eu-west-1 of 123456789012

    What to do:
      Describe the rule.
    </failure>
            </testcase>
        </testsuite>
        <testsuite name="ec2 of 210987654321" tests="1" disabled="0" errors="0" failures="1" timestamp="2026-11-21T02:13:05.000+00:00" skipped="0">
            <testcase name="sg-0bbbbbbbbbbbbbbb2 in eu-west-1 of 210987654321" classname="ec2-security-group-rules-described" time="0.000">
                <failure message="sg-0bbbbbbbbbbbbbbb2 has a rule without a description" type="info">sg-0bbbbbbbbbbbbbbb2 has a rule without a description

    Security group says what each rule is for
    AWS::EC2::SecurityGroup sg-0bbbbbbbbbbbbbbb2 in eu-west-1 of 210987654321

    What to do:
      Describe the rule.
    </failure>
            </testcase>
        </testsuite>
    </testsuites>
    "#);
}

#[test]
fn what_was_not_looked_at_is_an_error_and_no_pass() {
    let mut report = sample::empty();
    report.run.complete = false;
    assert_snapshot!(written(&report), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="awsert" tests="1" failures="0" errors="1" time="1.234">
        <testsuite name="run" tests="1" disabled="0" errors="1" failures="0" timestamp="2026-11-21T02:13:05.000+00:00" skipped="0">
            <testcase name="the run is complete" classname="run" time="0.000">
                <error message="The run was cut short: what is missing here was not looked at." type="incomplete">The run was cut short: what is missing here was not looked at.</error>
            </testcase>
        </testsuite>
    </testsuites>
    "#);
}

#[test]
fn a_run_without_verdicts_is_an_empty_file() {
    assert_snapshot!(written(&sample::empty()), @r#"
    <?xml version="1.0" encoding="UTF-8"?>
    <testsuites name="awsert" tests="0" failures="0" errors="0" time="1.234">
    </testsuites>
    "#);
}

#[test]
fn no_two_cases_share_a_name() {
    let mut report = sample::deployment();
    let verified = report.verified.as_mut().expect("a deployment");
    for expected in &mut verified.expectations {
        "the same".clone_into(&mut expected.name);
    }
    let text = written(&report);
    for name in ["the same", "the same (2)", "the same (3)", "the same (4)"] {
        assert_eq!(
            text.matches(&format!("name=\"{name}\"")).count(),
            1,
            "{name}"
        );
    }
}

/// Letters that XML 1.0 has a place for.
fn is_xml(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn whatever_is_in_a_report_it_is_a_file_of_junit(
        text in prop_oneof![any::<String>(), "[\u{0}-\u{1f}\u{7f}-\u{9f}\u{fffe}\u{ffff}\u{202e}<>&\"'\\]\\[!%a]{0,40}"],
    ) {
        let mut report = sample::deployment();
        for finding in &mut report.findings {
            finding.message.clone_from(&text);
            finding.resource.id = Some(text.clone());
            finding.evidence.insert(text.clone(), text.clone().into());
            finding.remediation.text.clone_from(&text);
            finding.remediation.cli = Some(text.clone());
        }
        let verified = report.verified.as_mut().expect("a deployment");
        for expected in &mut verified.expectations {
            expected.name.clone_from(&text);
            expected.message.clone_from(&text);
        }
        for line in &mut verified.resources {
            line.address.clone_from(&text);
            line.declared_type.clone_from(&text);
        }
        let out = written(&report);
        prop_assert!(out.chars().all(is_xml));
        let read = quick_junit::Report::deserialize_from_str(&out).expect("JUnit");
        let first = &read.test_suites[0].test_cases[0];
        prop_assert_eq!(first.name.as_str(), line(&text));
        let (tests, failures) = (read.tests, read.failures);
        prop_assert!(tests > failures && failures > 0);
    }
}
