//! What the table says of a deployment that was verified.

use insta::assert_snapshot;

use super::super::super::sample;
use super::super::super::terminal::Style;
use super::super::super::verified::Verified;
use super::{PLAIN, rendered};

fn of_a_deployment(style: &Style) -> String {
    let mut report = sample::deployment();
    report.findings.clear();
    rendered(&report, style)
}

#[test]
fn a_deployment_at_80_columns() {
    assert_snapshot!(of_a_deployment(&PLAIN), @r#"
    Account 123456789012 · eu-west-1, us-east-1 · 2026-11-21 02:13 UTC

    ── Expected ────────────────────────────────────────────────────────────────────

    ✗ the orders database survives the loss of a zone
      deploy/expectations.yaml:9 · AWS::RDS::DBInstance

        1 of 2 assertions does not hold for orders.

        RESOURCE  ASSERTION          WHAT IS THERE
        orders    resource.multi_az  multi_az = false

    ✗ x\u{1b}[2J`|</code><script>alert(1)</script>]]> @everyone #1
      https://evil.example **b** [a](b) ::error::no %0A ::stop-commands::a
      ##[error]no\u{0}\u{fffe}\u{202e}
      deploy/expectations.yaml:25 · AWS::RDS::DBInstance

        x\u{1b}[2J`|</code><script>alert(1)</script>]]> @everyone #1
        https://evil.example **b** [a](b) ::error::no %0A ::stop-commands::a
        ##[error]no\u{0}\u{fffe}\u{202e}

        RESOURCE                 ASSERTION                   WHAT IS THERE
        x\u{1b}[2J`…fe}\u{202e}  resource.id !=              id =
                                 "x\u{1b}[2J`|</code><scrip  "x\u001b[2J`|</code><sc
                                 t>alert(1)</script>]]>      ript>alert(1)</script>]
                                 @everyone #1…               ]> @everyone #1…

      On its way  orders is modifying

    ? its key is ours
      deploy/expectations.yaml:16 · AWS::RDS::DBInstance

        1 assertion is not known to hold for orders.

        RESOURCE  ASSERTION                WHAT IS THERE
        orders    resource.kms_key.arn ==  kms_key.arn unknown:
                  outputs.kms_key_arn      kms:DescribeKey denied

    ✓ the orders database is encrypted

    ── Deployed ────────────────────────────────────────────────────────────────────

      1 of 8 resources found

    ✗ 2 missing: AWS knows none such

        IN THE DEPLOYMENT                 ASKED FOR                        REGION
        module.db.aws_db_instance.        AWS::RDS::DBInstance             eu-west-1
        replica[0]                        orders-replica
        aws_s3_bucket.this["x\u{1b}[2J`|  AWS::S3::Bucket                  eu-west-1
        </code><script>alert(1)</         x\u{1b}[2J`|</code><script>aler
        script>]]> @everyone #1           t(1)</script>]]> @everyone #1
        https://evil.example **b**…       https://evil.example **b**…

    ? 1 not known to be there

        IN THE DEPLOYMENT   WHY                     TO SEE IT
        aws_kms_key.orders  kms:DescribeKey denied  allow kms:DescribeKey

    ~ 4 not looked for
        of a type that awsert does not read: aws_route53_record (2)
        another provider's: random_password (1)
        part of another resource, and read with that one:
        aws_iam_role_policy_attachment (1)

    ── Unknown ─────────────────────────────────────────────────────────────────────

    ? kms:DescribeKey was denied
        expected    its key is ours
        deployed    aws_kms_key.orders
        reason      User: arn:aws:sts::123456789012:assumed-role/audit/night-run is
                    not authorized to perform: kms:DescribeKey on resource:
                    arn:aws:rds:eu-west-1:123456789012:snapshot:billing-2026-10…
        allow       kms:DescribeKey

    ── Notices ─────────────────────────────────────────────────────────────────────

    ! The waiver of rds-instance-multi-az for db-old-* expired on 2026-10-31; what
      it covered counts again.

    ── Summary ─────────────────────────────────────────────────────────────────────

    ! Not seen: kms:DescribeKey (denied; 2 verdicts) — allow kms:DescribeKey.

    Expected: 2 failed, 1 unknown, 1 passed
    Deployed: 2 missing, 1 unknown, 1 found, 4 not looked for

    120 resources, 84 checks, 16 calls in 1.2 s
    "#);
}

#[test]
fn a_deployment_at_200_columns() {
    let style = Style {
        width: 200,
        ..PLAIN
    };
    assert_snapshot!(of_a_deployment(&style), @r#"
    Account 123456789012 · eu-west-1, us-east-1 · 2026-11-21 02:13 UTC

    ── Expected ────────────────────────────────────────────────────────────────────────────────────────

    ✗ the orders database survives the loss of a zone
      deploy/expectations.yaml:9 · AWS::RDS::DBInstance

        1 of 2 assertions does not hold for orders.

        RESOURCE  ASSERTION          WHAT IS THERE
        orders    resource.multi_az  multi_az = false

    ✗ x\u{1b}[2J`|</code><script>alert(1)</script>]]> @everyone #1 https://evil.example **b** [a](b)
      ::error::no %0A ::stop-commands::a ##[error]no\u{0}\u{fffe}\u{202e}
      deploy/expectations.yaml:25 · AWS::RDS::DBInstance

        x\u{1b}[2J`|</code><script>alert(1)</script>]]> @everyone #1 https://evil.example **b** [a](b)
        ::error::no %0A ::stop-commands::a ##[error]no\u{0}\u{fffe}\u{202e}

        RESOURCE                                                          ASSERTION                                                        WHAT IS THERE
        x\u{1b}[2J`|</code><script>alert…#[error]no\u{0}\u{fffe}\u{202e}  resource.id != "x\u{1b}[2J`|</code><script>alert(1)</script>]]>  id = "x\u001b[2J`|</code><script>alert(1)</script>]]> @everyone
                                                                          @everyone #1 https://evil.example **b** [a](b) ::error::no       #1 https://evil.example **b** [a](b) ::error::no
                                                                          %0A\n::stop-commands::a\n##[error]no\0\u{fffe}\u{202e}"          %0A\n::stop-commands::a\n##[error]no\u0000\u{fffe}\u{202e}"

      On its way  orders is modifying

    ? its key is ours
      deploy/expectations.yaml:16 · AWS::RDS::DBInstance

        1 assertion is not known to hold for orders.

        RESOURCE  ASSERTION                                    WHAT IS THERE
        orders    resource.kms_key.arn == outputs.kms_key_arn  kms_key.arn unknown: kms:DescribeKey denied

    ✓ the orders database is encrypted

    ── Deployed ────────────────────────────────────────────────────────────────────────────────────────

      1 of 8 resources found

    ✗ 2 missing: AWS knows none such

        IN THE DEPLOYMENT                                                                 ASKED FOR                                                                     REGION
        module.db.aws_db_instance.replica[0]                                              AWS::RDS::DBInstance orders-replica                                           eu-west-1
        aws_s3_bucket.this["x\u{1b}[2J`|</code><script>alert(1)</script>]]> @everyone #1  AWS::S3::Bucket x\u{1b}[2J`|</code><script>alert(1)</script>]]> @everyone #1  eu-west-1
        https://evil.example **b** [a](b) ::error::no                                     https://evil.example **b** [a](b) ::error::no
        %0A\n::stop-commands::a\n##[error]no\u{0}\u{fffe}\u{202e}"]                       %0A\n::stop-commands::a\n##[error]no\u{0}\u{fffe}\u{202e}

    ? 1 not known to be there

        IN THE DEPLOYMENT   WHY                     TO SEE IT
        aws_kms_key.orders  kms:DescribeKey denied  allow kms:DescribeKey

    ~ 4 not looked for
        of a type that awsert does not read: aws_route53_record (2)
        another provider's: random_password (1)
        part of another resource, and read with that one: aws_iam_role_policy_attachment (1)

    ── Unknown ─────────────────────────────────────────────────────────────────────────────────────────

    ? kms:DescribeKey was denied
        expected    its key is ours
        deployed    aws_kms_key.orders
        reason      User: arn:aws:sts::123456789012:assumed-role/audit/night-run is not authorized to
                    perform: kms:DescribeKey on resource:
                    arn:aws:rds:eu-west-1:123456789012:snapshot:billing-2026-10 because no…
        allow       kms:DescribeKey

    ── Notices ─────────────────────────────────────────────────────────────────────────────────────────

    ! The waiver of rds-instance-multi-az for db-old-* expired on 2026-10-31; what it covered counts
      again.

    ── Summary ─────────────────────────────────────────────────────────────────────────────────────────

    ! Not seen: kms:DescribeKey (denied; 2 verdicts) — allow kms:DescribeKey.

    Expected: 2 failed, 1 unknown, 1 passed
    Deployed: 2 missing, 1 unknown, 1 found, 4 not looked for

    120 resources, 84 checks, 16 calls in 1.2 s
    "#);
}

#[test]
fn a_deployment_that_is_as_it_was_meant() {
    let mut report = sample::deployment();
    report.findings.clear();
    report.ledger.clear();
    report.notices.clear();
    let verified = report.verified.as_mut().expect("a deployment");
    verified.resources.truncate(1);
    verified.expectations.truncate(1);
    assert_snapshot!(rendered(&report, &PLAIN), @r"
    Account 123456789012 · eu-west-1, us-east-1 · 2026-11-21 02:13 UTC

    ── Expected ────────────────────────────────────────────────────────────────────

    ✓ the orders database is encrypted

    ── Deployed ────────────────────────────────────────────────────────────────────

    ✓ 1 of 1 resource found

    ── Summary ─────────────────────────────────────────────────────────────────────

    Expected: 1 passed
    Deployed: 1 found

    120 resources, 84 checks, 0 calls in 1.2 s
    ");
}

#[test]
fn findings_hold_but_the_deployment_does_not() {
    let mut report = sample::deployment();
    report.findings.truncate(0);
    let everything =
        |report: &_| rendered(report, &PLAIN).contains("Everything that was asked holds");
    let mut pass = sample::report().findings;
    pass.retain(|finding| finding.status == crate::finding::Status::Pass);
    report.findings = pass;
    assert!(!everything(&report));
    report.verified = Some(Verified::default());
    assert!(everything(&report));
}
