//! What the table says below the findings: what was not seen, and what to do about it.

use insta::assert_snapshot;

use super::super::super::sample;
use super::super::super::terminal::Style;
use super::{PLAIN, rendered};
use crate::check::Severity;
use crate::finding::{Finding, Status};
use crate::inventory::Outcome;

/// An unknown finding on a key, for a call that failed with these words.
fn unseen(key: &str, call: &str, outcome: Outcome, words: &str) -> Finding {
    let check = sample::check("kms-key-rotated", "KMS key is rotated", Severity::High, &[]);
    let mut finding = sample::finding(
        &check,
        Status::Unknown,
        "AWS::KMS::Key",
        key,
        "could not be judged",
    );
    finding.gaps = vec![sample::gap("rotated", call, outcome, words)];
    finding
}

#[test]
fn who_denies_decides_what_to_do() {
    let user = "AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role/audit/a is not authorized to perform:";
    let mut report = sample::empty();
    report.run.regions = vec!["eu-west-1".to_owned()];
    for (key, call, outcome, words) in [
        (
            "key-1",
            "kms:GetKeyRotationStatus",
            Outcome::Denied,
            format!(
                "{user} kms:GetKeyRotationStatus on resource: key-1 with an explicit deny in a service control policy: arn:aws:organizations::999988887777:policy/o-exampleorgid/service_control_policy/p-examplepolicyid"
            ),
        ),
        (
            "key-2",
            "kms:GetKeyRotationStatus",
            Outcome::Denied,
            format!(
                "{user} kms:GetKeyRotationStatus on resource: key-2 because no resource-based policy allows the kms:GetKeyRotationStatus action"
            ),
        ),
        (
            "key-3",
            "kms:DescribeKey",
            Outcome::Denied,
            format!(
                "{user} kms:DescribeKey on resource: key-3 with an explicit deny in an identity-based policy: arn:aws:iam::123456789012:policy/no-kms"
            ),
        ),
        (
            "key-4",
            "kms:ListGrants",
            Outcome::Denied,
            "AccessDeniedException: Access Denied".to_owned(),
        ),
        (
            "key-5",
            "kms:GetKeyPolicy",
            Outcome::Denied,
            format!("{user} kms:GetKeyPolicy on resource: key-5 with an explicit deny"),
        ),
    ] {
        report.findings.push(unseen(key, call, outcome, &words));
    }
    assert_snapshot!(rendered(&report, &PLAIN), @r#"
    Account 123456789012 · eu-west-1 · 2026-11-21 02:13 UTC

    ── Unknown ─────────────────────────────────────────────────────────────────────

    ? kms:DescribeKey was denied by an identity-based policy
        not judged  1 resource in eu-west-1
        blinds      kms-key-rotated
        reason      AccessDeniedException: User:
                    arn:aws:sts::123456789012:assumed-role/audit/a is not authorized
                    to perform: kms:DescribeKey on resource: key-3 with an explicit…
        to see it   take what denies kms:DescribeKey out of the identity-based
                    policy arn:aws:iam::123456789012:policy/no-kms

    ? kms:GetKeyPolicy was denied
        not judged  1 resource in eu-west-1
        blinds      kms-key-rotated
        reason      AccessDeniedException: User:
                    arn:aws:sts::123456789012:assumed-role/audit/a is not authorized
                    to perform: kms:GetKeyPolicy on resource: key-5 with an explici…
        to see it   find the policy that denies kms:GetKeyPolicy, which AWS does not
                    name

    ? kms:GetKeyRotationStatus was denied by a service control policy
        not judged  1 resource in eu-west-1
        blinds      kms-key-rotated
        reason      AccessDeniedException: User:
                    arn:aws:sts::123456789012:assumed-role/audit/a is not authorized
                    to perform: kms:GetKeyRotationStatus on resource: key-1 with an…
        to see it   ask whoever owns the service control policy
                    arn:aws:organizations::999988887777:policy/o-exampleorgid/
                    service_control_policy/p-examplepolicyid to let
                    kms:GetKeyRotationStatus through

    ? kms:GetKeyRotationStatus was denied by a resource-based policy
        not judged  1 resource in eu-west-1
        blinds      kms-key-rotated
        reason      AccessDeniedException: User:
                    arn:aws:sts::123456789012:assumed-role/audit/a is not authorized
                    to perform: kms:GetKeyRotationStatus on resource: key-2 because…
        to see it   allow kms:GetKeyRotationStatus in the policy of the key, or by a
                    grant

    ? kms:ListGrants was denied
        not judged  1 resource in eu-west-1
        blinds      kms-key-rotated
        reason      AccessDeniedException: Access Denied
        allow       kms:ListGrants
                    (what the call needs; AWS does not name the action)

    ── Summary ─────────────────────────────────────────────────────────────────────

      SEVERITY  FAILED  UNKNOWN  WAIVED  PASSED
      high           ·        5       ·       ·

    ! Not seen: kms:DescribeKey (denied by an identity-based policy; 1 verdict),
      kms:GetKeyPolicy (denied; 1 verdict), kms:GetKeyRotationStatus (denied by a
      service control policy; 1 verdict), kms:GetKeyRotationStatus (denied by a
      resource-based policy; 1 verdict), kms:ListGrants (denied; 1 verdict) — allow
      kms:ListGrants; allow kms:GetKeyRotationStatus in the policy of the key, or by
      a grant; take what denies kms:DescribeKey out of the identity-based policy;
      find the policy that denies kms:GetKeyPolicy, which AWS does not name; ask
      whoever owns the service control policy to let kms:GetKeyRotationStatus
      through.

    ? 5 unknown  ·  0 resources, 84 checks, 0 calls in 1.2 s
    "#);
}

#[test]
fn a_footer_stays_short_whatever_was_not_seen() {
    let mut report = sample::empty();
    for number in 0..200 {
        let outcome = [Outcome::Denied, Outcome::Throttled, Outcome::Timeout][number % 3];
        let call = format!("service{number}:DescribeThings");
        let words =
            format!("User: arn:aws:iam::123456789012:user/a is not authorized to perform: {call}");
        report
            .findings
            .push(unseen(&format!("key-{number}"), &call, outcome, &words));
    }
    let text = rendered(&report, &PLAIN);
    let (_, footer) = text.split_once("! Not seen:").expect("a footer");
    assert_snapshot!(footer, @r#"
     service0:DescribeThings in eu-west-1 (denied; 1 verdict),
      service100:DescribeThings in eu-west-1 (throttled; 1 verdict),
      service101:DescribeThings in eu-west-1 (timeout; 1 verdict),
      service102:DescribeThings in eu-west-1 (denied; 1 verdict),
      service103:DescribeThings in eu-west-1 (throttled; 1 verdict),
      service104:DescribeThings in eu-west-1 (timeout; 1 verdict), and 194 more —
      allow service0:DescribeThings, service102:DescribeThings,
      service105:DescribeThings, service108:DescribeThings,
      service111:DescribeThings, service114:DescribeThings and 61 more (see above);
      run again when the API is less busy (throttled); look at the network and the
      endpoint (timeout).

    ? 200 unknown  ·  0 resources, 84 checks, 0 calls in 1.2 s
    "#);
}

#[test]
fn the_ledger_tells_of_every_call() {
    let mut report = sample::two_accounts();
    report.findings.clear();
    report.notices.clear();
    let described = &mut report.ledger[0];
    described.resources = 80;
    let throttled = &mut report.ledger[3];
    throttled.retries = 5;
    throttled.blinds = vec!["kms-key-rotated".to_owned(), "kms-key-in-use".to_owned()];
    let by_scp = "not authorized to perform: rds:DescribeDBSnapshotAttributes with an explicit deny in a service control policy";
    let denial = sample::denial("rds:DescribeDBSnapshotAttributes", by_scp).expect("a denial");
    report.ledger[2].denials.push((denial, 1));
    let style = Style {
        verbose: true,
        ..PLAIN
    };
    assert_snapshot!(rendered(&report, &style), @r#"
    Accounts 123456789012, 210987654321 · eu-west-1, us-east-1 · 2026-11-21 02:13
    UTC

    None of the 84 checks applies to the 120 resources found in 123456789012,
    210987654321 (eu-west-1, us-east-1).

    ── Ledger ──────────────────────────────────────────────────────────────────────

      ok             ec2:DescribeSecurityGroups in eu-west-1 of 123456789012: 2
                     calls; told of 80 resources
      ok             rds:DescribeDBInstances in eu-west-1 of 123456789012: 2 calls
      denied         rds:DescribeDBSnapshotAttributes in eu-west-1 of 123456789012:
                     3 calls; denied 3 times; denied by a service control policy
                     once; blinds rds-snapshot-not-public
      throttled      kms:ListKeys in eu-west-1 of 123456789012: 9 calls, 5 of them
                     retries; blinds kms-key-rotated, kms-key-in-use

    ── Summary ─────────────────────────────────────────────────────────────────────

    120 resources, 84 checks, 16 calls in 1.2 s
    "#);
}
