//! What the table looks like.

use insta::assert_snapshot;

use super::super::super::sample;
use super::super::super::terminal::Style;
use super::{PLAIN, rendered};
use crate::check::Severity;
use crate::finding::{Finding, Status};
use crate::inventory::Outcome;

#[test]
fn a_bad_night_at_80_columns() {
    assert_snapshot!(rendered(&sample::report(), &PLAIN), @r#"
    Account 123456789012 · eu-west-1, us-east-1 · 2026-11-21 02:13 UTC

    ── Failed ──────────────────────────────────────────────────────────────────────

    ✗ CRITICAL  RDS snapshot is not public
      rds-snapshot-not-public · 1 of 4 resources

        RESOURCE                        REGION     WHAT IS WRONG
        billing-final-before-migration  eu-west-1  can be restored by every AWS
                                                   account

      What to do  Take back the public sharing. Whoever copied the snapshot keeps
                  the copy: treat the data in it as disclosed.

        aws rds modify-db-snapshot-attribute \
          --db-snapshot-identifier billing-final-before-migration \
          --attribute-name restore --values-to-remove all

      RDS.1 · PCI DSS 4.0.1 1.4.4, 7.2.1, 7.2.2, 7.3.1 · +1 more


    ✗ HIGH  Security group does not let the whole internet reach the port of SSH
      ec2-security-group-ssh-not-open · 50 of 80 resources

        RESOURCE                          REGION     WHAT IS WRONG
        bastion (sg-0000046be35ad2499)    eu-west-1  lets 0.0.0.0/0 reach port 22
        evil\u{1b}[2J\u{…E  ✓ 999 passed  eu-west-1  lets 0.0.0.0/0 reach port 22
        (sg-0000050d961ea72f8)
        invoice\u{202e}gnp.exe            us-east-1  lets 0.0.0.0/0 reach port 22
        (sg-000005af48e27c157)
        a-name-that-goes…ce-into-the-tag  eu-west-1  lets 0.0.0.0/0 reach port 22
        (sg-00000650fba650fb6)
        東京のウェブサーバー              eu-west-1  lets ::/0 reach ports 0 to
        (sg-000006f2ae6a25e15)                       65535, which holds 22
        web-5 (sg-00000794612dfac74)      us-east-1  lets 0.0.0.0/0 reach port 22
        web-6 (sg-0000083613f1cfad3)      eu-west-1  lets 0.0.0.0/0 reach port 22
        web-7 (sg-000008d7c6b5a4932)      eu-west-1  lets 0.0.0.0/0 reach port 22
        web-8 (sg-00000979797979791)      us-east-1  lets 0.0.0.0/0 reach port 22
        web-9 (sg-00000a1b2c3d4e5f0)      eu-west-1  lets 0.0.0.0/0 reach port 22
        … and 40 more (--verbose shows all)

      What to do  Remove the rule, or narrow it to the addresses that need it;
                  Session Manager needs no open port at all.

        for sg-0000046be35ad2499:
        aws ec2 revoke-security-group-ingress --group-id sg-0000046be35ad2499 \
          --protocol tcp --port 22 --cidr 0.0.0.0/0

      CIS 5.0 5.3 · EC2.13, EC2.53 · SOC 2 CC6.6


    ✗ MEDIUM  RDS DB instance runs in more than one Availability Zone
      rds-instance-multi-az · 3 of 6 resources

        Each runs in one Availability Zone

        RESOURCE  REGION
        orders    eu-west-1
        payments  eu-west-1
        users     eu-west-1

      What to do  Turn Multi-AZ on; the instance stays reachable meanwhile.

        for orders:
        aws rds modify-db-instance --db-instance-identifier orders --multi-az

      RDS.5 · NIST 800-53 r5 CP-10, CP-6(2), SC-36, SC-5(2), SI-13(5) · +2 more


    ✗ LOW  Secret is rotated
      secretsmanager-secret-rotated · 1 resource

        RESOURCE                                           REGION     WHAT IS WRONG
        prod/payments/gateway/api-key                      us-east-1  is not rotated
        (arn:aws:secretsmanager:…/gateway/api-key-AbCdEf)

      SecretsManager.1

    ── Unknown ─────────────────────────────────────────────────────────────────────

    ? rds:DescribeDBSnapshotAttributes was denied
        not judged  3 resources in eu-west-1
        blinds      rds-snapshot-not-public
        reason      User: arn:aws:sts::123456789012:assumed-role/audit/night-run is
                    not authorized to perform: rds:DescribeDBSnapshotAttributes on
                    resource:…
                    (and 2 answers like it)
        allow       rds:DescribeDBSnapshotAttributes

    ? kms:ListKeys was throttled until the attempts ran out
        not judged  AWS::KMS::Key resources that were not listed in eu-west-1
        blinds      kms-key-rotated
        reason      Rate exceeded
        to see it   run again when the API is less busy

    ── Waived ──────────────────────────────────────────────────────────────────────

      FINDINGS  REASON                       OWNER              EXPIRES
             2  Being switched off; the      database team      2026-12-31
                data lives in the new        <dba@example.com>
                cluster already (OPS-1234).

    ── Notices ─────────────────────────────────────────────────────────────────────

    ! The waiver of rds-instance-multi-az for db-old-* expired on 2026-10-31; what
      it covered counts again.

    ── Summary ─────────────────────────────────────────────────────────────────────

      SEVERITY  FAILED  UNKNOWN  WAIVED  PASSED
      critical       1        3       ·       ·
      high          50        ·       ·      30
      medium         3        1       2       1
      low            1        ·       ·       ·

    ! Not seen: rds:DescribeDBSnapshotAttributes in eu-west-1 (denied; 3 verdicts),
      kms:ListKeys in eu-west-1 (throttled; 1 verdict) — allow
      rds:DescribeDBSnapshotAttributes; run again when the API is less busy
      (throttled).

    ✗ 55 failed (1 critical, 50 high, 3 medium, 1 low)  ✓ 31 passed  ? 4 unknown
    ~ 2 waived  ·  120 resources, 84 checks, 16 calls in 1.2 s
    "#);
}

#[test]
fn a_bad_night_at_200_columns() {
    let style = Style {
        width: 200,
        ..PLAIN
    };
    assert_snapshot!(rendered(&sample::report(), &style), @r#"
    Account 123456789012 · eu-west-1, us-east-1 · 2026-11-21 02:13 UTC

    ── Failed ──────────────────────────────────────────────────────────────────────────────────────────

    ✗ CRITICAL  RDS snapshot is not public
      rds-snapshot-not-public · 1 of 4 resources

        RESOURCE                        REGION     WHAT IS WRONG
        billing-final-before-migration  eu-west-1  can be restored by every AWS account

      What to do  Take back the public sharing. Whoever copied the snapshot keeps the copy: treat the
                  data in it as disclosed.

        aws rds modify-db-snapshot-attribute --db-snapshot-identifier billing-final-before-migration --attribute-name restore --values-to-remove all

      RDS.1 · PCI DSS 4.0.1 1.4.4, 7.2.1, 7.2.2, 7.3.1 · NIST 800-53 r5 AC-3, AC-4, AC-6, SC-7


    ✗ HIGH  Security group does not let the whole internet reach the port of SSH
      ec2-security-group-ssh-not-open · 50 of 80 resources

        RESOURCE                                                                                             REGION     WHAT IS WRONG
        bastion (sg-0000046be35ad2499)                                                                       eu-west-1  lets 0.0.0.0/0 reach port 22
        evil\u{1b}[2J\u{1b}]0;owned\u{7}\nFAKE  ✓ 999 passed (sg-0000050d961ea72f8)                          eu-west-1  lets 0.0.0.0/0 reach port 22
        invoice\u{202e}gnp.exe (sg-000005af48e27c157)                                                        us-east-1  lets 0.0.0.0/0 reach port 22
        a-name-that-goes-on-and-on-because-someone-put-a-whole-sentence-into-the-tag (sg-00000650fba650fb6)  eu-west-1  lets 0.0.0.0/0 reach port 22
        東京のウェブサーバー (sg-000006f2ae6a25e15)                                                          eu-west-1  lets ::/0 reach ports 0 to 65535, which holds 22
        web-5 (sg-00000794612dfac74)                                                                         us-east-1  lets 0.0.0.0/0 reach port 22
        web-6 (sg-0000083613f1cfad3)                                                                         eu-west-1  lets 0.0.0.0/0 reach port 22
        web-7 (sg-000008d7c6b5a4932)                                                                         eu-west-1  lets 0.0.0.0/0 reach port 22
        web-8 (sg-00000979797979791)                                                                         us-east-1  lets 0.0.0.0/0 reach port 22
        web-9 (sg-00000a1b2c3d4e5f0)                                                                         eu-west-1  lets 0.0.0.0/0 reach port 22
        … and 40 more (--verbose shows all)

      What to do  Remove the rule, or narrow it to the addresses that need it; Session Manager needs no
                  open port at all.

        for sg-0000046be35ad2499:
        aws ec2 revoke-security-group-ingress --group-id sg-0000046be35ad2499 --protocol tcp --port 22 --cidr 0.0.0.0/0

      CIS 5.0 5.3 · EC2.13, EC2.53 · SOC 2 CC6.6


    ✗ MEDIUM  RDS DB instance runs in more than one Availability Zone
      rds-instance-multi-az · 3 of 6 resources

        Each runs in one Availability Zone

        RESOURCE  REGION
        orders    eu-west-1
        payments  eu-west-1
        users     eu-west-1

      What to do  Turn Multi-AZ on; the instance stays reachable meanwhile.

        for orders:
        aws rds modify-db-instance --db-instance-identifier orders --multi-az

      RDS.5 · NIST 800-53 r5 CP-10, CP-6(2), SC-36, SC-5(2), SI-13(5) · ISO 27001:2022 A.8.14 · +1 more


    ✗ LOW  Secret is rotated
      secretsmanager-secret-rotated · 1 resource

        RESOURCE                                                                                                                   REGION     WHAT IS WRONG
        prod/payments/gateway/api-key (arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/payments/gateway/api-key-AbCdEf)  us-east-1  is not rotated

      SecretsManager.1

    ── Unknown ─────────────────────────────────────────────────────────────────────────────────────────

    ? rds:DescribeDBSnapshotAttributes was denied
        not judged  3 resources in eu-west-1
        blinds      rds-snapshot-not-public
        reason      User: arn:aws:sts::123456789012:assumed-role/audit/night-run is not authorized to
                    perform: rds:DescribeDBSnapshotAttributes on resource:
                    arn:aws:rds:eu-west-1:123456789012:snapshot:billing-2026-01 because no…
                    (and 2 answers like it)
        allow       rds:DescribeDBSnapshotAttributes

    ? kms:ListKeys was throttled until the attempts ran out
        not judged  AWS::KMS::Key resources that were not listed in eu-west-1
        blinds      kms-key-rotated
        reason      Rate exceeded
        to see it   run again when the API is less busy

    ── Waived ──────────────────────────────────────────────────────────────────────────────────────────

      FINDINGS  REASON                                                                     OWNER                            EXPIRES
             2  Being switched off; the data lives in the new cluster already (OPS-1234).  database team <dba@example.com>  2026-12-31

    ── Notices ─────────────────────────────────────────────────────────────────────────────────────────

    ! The waiver of rds-instance-multi-az for db-old-* expired on 2026-10-31; what it covered counts
      again.

    ── Summary ─────────────────────────────────────────────────────────────────────────────────────────

      SEVERITY  FAILED  UNKNOWN  WAIVED  PASSED
      critical       1        3       ·       ·
      high          50        ·       ·      30
      medium         3        1       2       1
      low            1        ·       ·       ·

    ! Not seen: rds:DescribeDBSnapshotAttributes in eu-west-1 (denied; 3 verdicts), kms:ListKeys in
      eu-west-1 (throttled; 1 verdict) — allow rds:DescribeDBSnapshotAttributes; run again when the API
      is less busy (throttled).

    ✗ 55 failed (1 critical, 50 high, 3 medium, 1 low)  ✓ 31 passed  ? 4 unknown  ~ 2 waived  ·  120 resources, 84 checks, 16 calls in 1.2 s
    "#);
}

#[test]
fn several_accounts_and_several_places_in_one_resource() {
    let mut report = sample::two_accounts();
    report
        .findings
        .retain(|finding| finding.check.severity == Severity::Info);
    report.notices.clear();
    assert_snapshot!(rendered(&report, &PLAIN), @r#"
    Accounts 123456789012, 210987654321 · eu-west-1, us-east-1 · 2026-11-21 02:13
    UTC

    ── Failed ──────────────────────────────────────────────────────────────────────

    ✗ INFO  Security group says what each rule is for
      ec2-security-group-rules-described · 3 places in 2 resources

        RESOURCE              ACCOUNT       REGION     WHAT IS WRONG
        sg-0aaaaaaaaaaaaaaa1  123456789012  eu-west-1  sgr-01: has a rule without a
                                                       description
                                                       sgr-02: has a rule without a
                                                       description
        sg-0bbbbbbbbbbbbbbb2  210987654321  eu-west-1  sgr-09: has a rule without a
                                                       description

      What to do  Describe the rule.

    ── Summary ─────────────────────────────────────────────────────────────────────

      SEVERITY  FAILED  UNKNOWN  WAIVED  PASSED
      info           3        ·       ·       ·

    ✗ 3 failed (3 info)  ·  120 resources, 84 checks, 16 calls in 1.2 s
    "#);
}

#[test]
fn verbose_shows_passes_risks_and_terraform() {
    let mut report = sample::report();
    report.findings.retain(|finding| {
        finding.check.id == "rds-instance-multi-az" || finding.status == Status::Unknown
    });
    report.notices.clear();
    let style = Style {
        verbose: true,
        ..PLAIN
    };
    assert_snapshot!(rendered(&report, &style), @r#"
    Account 123456789012 · eu-west-1, us-east-1 · 2026-11-21 02:13 UTC

    ── Failed ──────────────────────────────────────────────────────────────────────

    ✗ MEDIUM  RDS DB instance runs in more than one Availability Zone
      rds-instance-multi-az · 3 of 6 resources

        Whoever finds it can use it.

        Each runs in one Availability Zone

        RESOURCE  REGION
        orders    eu-west-1
        payments  eu-west-1
        users     eu-west-1

      What to do  Turn Multi-AZ on; the instance stays reachable meanwhile.

        for orders:
        aws rds modify-db-instance --db-instance-identifier orders --multi-az

        in Terraform:
        multi_az = true

      RDS.5 · NIST 800-53 r5 CP-10, CP-6(2), SC-36, SC-5(2), SI-13(5) · ISO
      27001:2022 A.8.14 · HIPAA 164_308_a_7_i, 164_308_a_7_ii_b, 164_312_a_2_ii

    ── Unknown ─────────────────────────────────────────────────────────────────────

    ? rds:DescribeDBSnapshotAttributes was denied
        not judged  3 resources in eu-west-1
        blinds      rds-snapshot-not-public
        reason      User: arn:aws:sts::123456789012:assumed-role/audit/night-run is
                    not authorized to perform: rds:DescribeDBSnapshotAttributes on
                    resource:
                    arn:aws:rds:eu-west-1:123456789012:snapshot:billing-2026-01
                    because no identity-based policy allows the
                    rds:DescribeDBSnapshotAttributes action
                    (and 2 answers like it)
        allow       rds:DescribeDBSnapshotAttributes
        resources   billing-2026-01, billing-2026-02, billing-2026-03

    ? kms:ListKeys was throttled until the attempts ran out
        not judged  AWS::KMS::Key resources that were not listed in eu-west-1
        blinds      kms-key-rotated
        reason      Rate exceeded
        to see it   run again when the API is less busy

    ── Waived ──────────────────────────────────────────────────────────────────────

      FINDINGS  REASON                       OWNER              EXPIRES
             2  Being switched off; the      database team      2026-12-31
                data lives in the new        <dba@example.com>
                cluster already (OPS-1234).

        rds-instance-multi-az · db-old-1
        rds-instance-multi-az · db-old-2

    ── Passed ──────────────────────────────────────────────────────────────────────

    ✓ rds-instance-multi-az · 1 resource
        ledger

    ── Ledger ──────────────────────────────────────────────────────────────────────

      ok             ec2:DescribeSecurityGroups in eu-west-1: 2 calls
      ok             rds:DescribeDBInstances in eu-west-1: 2 calls
      denied         rds:DescribeDBSnapshotAttributes in eu-west-1: 3 calls; denied
                     3 times; blinds rds-snapshot-not-public
      throttled      kms:ListKeys in eu-west-1: 9 calls

    ── Summary ─────────────────────────────────────────────────────────────────────

      SEVERITY  FAILED  UNKNOWN  WAIVED  PASSED
      critical       ·        3       ·       ·
      medium         3        1       2       1

    ! Not seen: rds:DescribeDBSnapshotAttributes in eu-west-1 (denied; 3 verdicts),
      kms:ListKeys in eu-west-1 (throttled; 1 verdict) — allow
      rds:DescribeDBSnapshotAttributes; run again when the API is less busy
      (throttled).

    ✗ 3 failed (3 medium)  ✓ 1 passed  ? 4 unknown  ~ 2 waived
    120 resources, 84 checks, 16 calls in 1.2 s
    "#);
}

#[test]
fn everything_holds() {
    let mut report = sample::empty();
    report.run.resources = 2;
    report.findings = vec![passing("orders"), passing("payments")];
    report.ledger = vec![sample::ledger("rds:DescribeDBInstances", Outcome::Ok, 2)];
    assert_snapshot!(rendered(&report, &PLAIN), @r#"
    Account 123456789012 · eu-west-1, us-east-1 · 2026-11-21 02:13 UTC

    ── Summary ─────────────────────────────────────────────────────────────────────

      SEVERITY  FAILED  UNKNOWN  WAIVED  PASSED
      medium         ·        ·       ·       2

    Everything that was asked holds.

    ✓ 2 passed  ·  2 resources, 84 checks, 2 calls in 1.2 s
    "#);
}

#[test]
fn no_resources_at_all() {
    assert_snapshot!(rendered(&sample::empty(), &PLAIN), @r#"
    Account 123456789012 · eu-west-1, us-east-1 · 2026-11-21 02:13 UTC

    No resources of the selected types in 123456789012 (eu-west-1, us-east-1).

    ── Summary ─────────────────────────────────────────────────────────────────────

    0 resources, 84 checks, 0 calls in 1.2 s
    "#);
}

#[test]
fn resources_that_no_check_applies_to() {
    let mut report = sample::empty();
    report.run.resources = 1;
    report.run.regions = (1..=17).map(|number| format!("region-{number}")).collect();
    assert_snapshot!(rendered(&report, &PLAIN), @r#"
    Account 123456789012 · 17 regions · 2026-11-21 02:13 UTC

    None of the 84 checks applies to the 1 resource found in 123456789012 (17
    regions).

    ── Summary ─────────────────────────────────────────────────────────────────────

    1 resource, 84 checks, 0 calls in 1.2 s
    "#);
}

#[test]
fn a_run_that_was_cut_short() {
    let mut report = sample::empty();
    report.run.complete = false;
    assert_snapshot!(rendered(&report, &PLAIN), @r#"
    Account 123456789012 · eu-west-1, us-east-1 · 2026-11-21 02:13 UTC

    Nothing was judged before the run was cut short.

    ── Summary ─────────────────────────────────────────────────────────────────────

    ! The run was cut short: what is missing here was not looked at.

    0 resources, 84 checks, 0 calls in 1.2 s
    "#);
}

fn passing(id: &str) -> Finding {
    let check = sample::check(
        "rds-instance-multi-az",
        "RDS DB instance runs in more than one Availability Zone",
        Severity::Medium,
        &[],
    );
    sample::finding(
        &check,
        Status::Pass,
        "AWS::RDS::DBInstance",
        id,
        "has a standby",
    )
}
