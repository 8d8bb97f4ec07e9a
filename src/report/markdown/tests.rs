//! What the summary looks like, that it ends in time, and that nothing from AWS is Markdown in it.

use insta::assert_snapshot;
use proptest::prelude::*;

use super::page::LIMIT;
use super::text::{code, prose};
use super::write;
use crate::finding::Status;
use crate::report::{Report, sample};

fn written(report: &Report) -> String {
    let mut out = Vec::new();
    write(report, &mut out).expect("memory takes all");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn a_summary_of_a_deployment() {
    assert_snapshot!(written(&sample::deployment()), @r#"
    ## awsert: ❌ 9 failed, ❔ 6 unknown

    Account `123456789012` · `eu-west-1`, `us-east-1` · 2026-11-21 02:13 UTC · 120 resources, 84 checks, 16 calls in 1.2 s

    | | failed | unknown | waived | passed |
    |---|--:|--:|--:|--:|
    | expectations | 2 | 1 | · | 1 |
    | deployed resources | 2 | 1 | · | 1 |
    | checks: critical | 1 | 3 | · | · |
    | checks: medium | 3 | 1 | 2 | 1 |
    | checks: low | 1 | · | · | · |

    ### Expected

    - ❌ the orders database survives the loss of a zone (`deploy/expectations.yaml:9`): 1 of 2 assertions does not hold for orders.
      - `orders`: `resource.multi_az` – `multi_az = false`
    - ❌ ``x\u{1b}[2J`|</code><script>alert(1)</script>]]> @everyone #1 https://evil.example **b** [a](b) ::error::no %0A ::stop-commands::a ##[error]no\u{0}\u{fffe}\u{202e}`` (`deploy/expectations.yaml:25`): ``x\u{1b}[2J`|</code><script>alert(1)</script>]]> @everyone #1 https://evil.example **b** [a](b) ::error::no %0A ::stop-commands::a ##[error]no\u{0}\u{fffe}\u{202e}``
      - ``x\u{1b}[2J`|</code><script>alert(1)</script>]]> @everyone #1 https://evil.example **b** [a](b) ::error::no %0A\n::stop-commands::a\n##[error]no\u{0}\u{fffe}\u{202e}``: ``resource.id != "x\u{1b}[2J`|</code><script>alert(1)</script>]]> @everyone #1 https://evil.example **b** [a](b) ::error::no %0A\n::stop-commands::a\n##[error]no\0\u{fffe}\u{202e}"`` – ``id = "x\u001b[2J`|</code><script>alert(1)</script>]]> @everyone #1 https://evil.example **b** [a](b) ::error::no %0A\n::stop-commands::a\n##[error]no\u0000\u{fffe}\u{202e}"``
      - on its way: orders is modifying
    - ❔ its key is ours (`deploy/expectations.yaml:16`): 1 assertion is not known to hold for orders.
      - `orders`: `resource.kms_key.arn == outputs.kms_key_arn` – `kms_key.arn unknown: kms:DescribeKey denied`

    ### Missing

    - ❌ `module.db.aws_db_instance.replica[0]`: AWS knows no `AWS::RDS::DBInstance` `orders-replica` in `eu-west-1`
    - ❌ ``aws_s3_bucket.this["x\u{1b}[2J`|</code><script>alert(1)</script>]]> @everyone #1 https://evil.example **b** [a](b) ::error::no %0A\n::stop-commands::a\n##[error]no\u{0}\u{fffe}\u{202e}"]``: AWS knows no `AWS::S3::Bucket` ``x\u{1b}[2J`|</code><script>alert(1)</script>]]> @everyone #1 https://evil.example **b** [a](b) ::error::no %0A\n::stop-commands::a\n##[error]no\u{0}\u{fffe}\u{202e}`` in `eu-west-1`
    - ❔ `aws_kms_key.orders`: `kms:DescribeKey denied`

    ### Failed

    #### CRITICAL: RDS snapshot is not public

    `rds-snapshot-not-public` · 1 of 4 resources

    - `billing-final-before-migration` in `eu-west-1`: can be restored by every AWS account

    What to do: Take back the public sharing. Whoever copied the snapshot keeps the copy: treat the data in it as disclosed.

    ```sh
    aws rds modify-db-snapshot-attribute --db-snapshot-identifier billing-final-before-migration --attribute-name restore \
      --values-to-remove all
    ```

    #### MEDIUM: RDS DB instance runs in more than one Availability Zone

    `rds-instance-multi-az` · 3 of 6 resources

    - `orders` in `eu-west-1`: runs in one Availability Zone
    - `payments` in `eu-west-1`: runs in one Availability Zone
    - `users` in `eu-west-1`: runs in one Availability Zone

    What to do: Turn Multi-AZ on; the instance stays reachable meanwhile.

    For `orders`:

    ```sh
    aws rds modify-db-instance --db-instance-identifier orders --multi-az
    ```

    #### LOW: Secret is rotated

    `secretsmanager-secret-rotated` · 1 of 1 resource

    - `prod/payments/gateway/api-key` (`arn:aws:secretsmanager:us-east-1:123456789012:secret:prod/payments/gateway/api-key-AbCdEf`) in `us-east-1`: is not rotated

    ### Not read

    - `rds:DescribeDBSnapshotAttributes` denied: 3 findings unknown – `User: arn:aws:sts::123456789012:assumed-role/audit/night-run is not authorized to perform: rds:DescribeDBSnapshotAttributes on resource: arn:aws:rds:eu-west-1:123456789012:snapshot:billing-2026-01 because no identity-based policy allows the rds:DescribeDBSnapshotAttributes action`
    - `kms:DescribeKey` denied: 1 expectation, 1 deployed resource unknown – `User: arn:aws:sts::123456789012:assumed-role/audit/night-run is not authorized to perform: kms:DescribeKey on resource: arn:aws:rds:eu-west-1:123456789012:snapshot:billing-2026-10 because no identity-based policy allows the kms:DescribeKey action`
    - `kms:ListKeys` throttled: 1 finding unknown – `Rate exceeded`

    To see it:

    - allow `kms:DescribeKey, rds:DescribeDBSnapshotAttributes`
    - run again when the API is less busy (throttled)

    ### Notices

    - The waiver of rds-instance-multi-az for `db-old-*` expired on `2026-10-31`; what it covered counts again.

    <details><summary>Waived: 2</summary>

    - `rds-instance-multi-az`, `db-old-1` in `eu-west-1`: Being switched off; the data lives in the new cluster already `(OPS-1234)`. (`database team <dba@example.com>`, until `2026-12-31`)
    - `rds-instance-multi-az`, `db-old-2` in `eu-west-1`: Being switched off; the data lives in the new cluster already `(OPS-1234)`. (`database team <dba@example.com>`, until `2026-12-31`)

    </details>

    <details><summary>Expected and so: 1</summary>

    - the orders database is encrypted

    </details>

    <details><summary>Deployed, but not looked for: 4</summary>

    - `aws_route53_record.www` (`aws_route53_record`): of a type that awsert does not read
    - `aws_route53_record.api` (`aws_route53_record`): of a type that awsert does not read
    - `random_password.db` (`random_password`): another provider's
    - `aws_iam_role_policy_attachment.app` (`aws_iam_role_policy_attachment`): part of another resource, and read with that one

    </details>

    <details><summary>Deployed and found: 1</summary>

    - `module.db.aws_db_instance.this[0]`: `orders`

    </details>

    <details><summary>Passed: 1</summary>

    - `rds-instance-multi-az`: 1 resource

    </details>
    "#);
}

#[test]
fn many_resources_of_a_check_are_folded() {
    let mut report = sample::report();
    let check = "ec2-security-group-ssh-not-open";
    report.findings.retain(|finding| finding.check.id == check);
    report.findings.truncate(13);
    report.notices.clear();
    assert_snapshot!(written(&report), @r"
    ## awsert: ❌ 13 failed

    Account `123456789012` · `eu-west-1`, `us-east-1` · 2026-11-21 02:13 UTC · 120 resources, 84 checks, 16 calls in 1.2 s

    | | failed | unknown | waived | passed |
    |---|--:|--:|--:|--:|
    | checks: high | 13 | · | · | · |

    ### Failed

    #### HIGH: Security group does not let the whole internet reach the port of SSH

    `ec2-security-group-ssh-not-open` · 13 of 13 resources

    - `bastion` (`sg-0000046be35ad2499`) in `eu-west-1`: lets `0.0.0.0/0` reach port 22
    - `evil\u{1b}[2J\u{1b}]0;owned\u{7}\nFAKE  ✓ 999 passed` (`sg-0000050d961ea72f8`) in `eu-west-1`: lets `0.0.0.0/0` reach port 22
    - `invoice\u{202e}gnp.exe` (`sg-000005af48e27c157`) in `us-east-1`: lets `0.0.0.0/0` reach port 22
    - `a-name-that-goes-on-and-on-because-someone-put-a-whole-sentence-into-the-tag` (`sg-00000650fba650fb6`) in `eu-west-1`: lets `0.0.0.0/0` reach port 22
    - `東京のウェブサーバー` (`sg-000006f2ae6a25e15`) in `eu-west-1`: lets `::/0` reach ports 0 to 65535, which holds 22
    - `web-5` (`sg-00000794612dfac74`) in `us-east-1`: lets `0.0.0.0/0` reach port 22
    - `web-6` (`sg-0000083613f1cfad3`) in `eu-west-1`: lets `0.0.0.0/0` reach port 22
    - `web-7` (`sg-000008d7c6b5a4932`) in `eu-west-1`: lets `0.0.0.0/0` reach port 22
    - `web-8` (`sg-00000979797979791`) in `us-east-1`: lets `0.0.0.0/0` reach port 22
    - `web-9` (`sg-00000a1b2c3d4e5f0`) in `eu-west-1`: lets `0.0.0.0/0` reach port 22

    <details><summary>3 more</summary>

    - `web-10` (`sg-00000abcdf012344f`) in `eu-west-1`: lets `0.0.0.0/0` reach port 22
    - `web-11` (`sg-00000b5e91c4f82ae`) in `us-east-1`: lets `0.0.0.0/0` reach port 22
    - `web-12` (`sg-00000c004488cd10d`) in `eu-west-1`: lets `0.0.0.0/0` reach port 22

    </details>

    What to do: Remove the rule, or narrow it to the addresses that need it; Session Manager needs no open port at all.

    For `sg-0000046be35ad2499`:

    ```sh
    aws ec2 revoke-security-group-ingress --group-id sg-0000046be35ad2499 --protocol tcp --port 22 --cidr 0.0.0.0/0
    ```
    ");
}

#[test]
fn nothing_is_told_as_such() {
    let mut report = sample::empty();
    assert_snapshot!(written(&report), @r"
    ## awsert: nothing was judged

    Account `123456789012` · `eu-west-1`, `us-east-1` · 2026-11-21 02:13 UTC · 0 resources, 84 checks, 0 calls in 1.2 s
    ");
    report.run.complete = false;
    assert!(written(&report).contains("**The run was cut short"));
    let waived = sample::report().findings.into_iter();
    report.findings = waived
        .filter(|finding| finding.status == Status::Waived)
        .collect();
    report.run.complete = true;
    let text = written(&report);
    assert!(text.starts_with("## awsert: ✅ nothing failed, save what is waived (2)"));
}

#[test]
fn a_code_span_ends_where_the_text_does() {
    let cases = [
        ("plain", "`plain`"),
        ("a`b", "``a`b``"),
        ("`a``b`", "``` `a``b` ```"),
        (" a ", "`  a  `"),
        ("", "(empty)"),
        ("a\nb\u{1b}", r"`a\nb\u{1b}`"),
    ];
    for (text, expected) in cases {
        assert_eq!(code(text), expected, "{text:?}");
    }
}

#[test]
fn words_are_words_and_the_rest_is_code() {
    let cases = [
        (
            "It runs in one zone (for now).",
            "It runs in one zone (for now).",
        ),
        ("orders lets 0.0.0.0/0 in", "orders lets `0.0.0.0/0` in"),
        ("ask @team or #12", "ask `@team` or `#12`"),
        ("see https://a.example, now", "see `https://a.example`, now"),
        ("...", "`...`"),
        ("**b** _i_ <b> [a](b)", "`**b** _i_ <b> [a](b)`"),
        ("deadbeef OPS-1234 :smile:", "`deadbeef OPS-1234 :smile:`"),
        ("www.a.example a.b", "`www.a.example a.b`"),
    ];
    for (text, expected) in cases {
        assert_eq!(prose(text), expected, "{text:?}");
    }
}

#[test]
fn it_is_cut_at_what_github_takes_and_says_so() {
    let mut report = sample::report();
    let one = report.findings[5].clone();
    report.findings.extend(std::iter::repeat_n(one, 20_000));
    let text = written(&report);
    assert!(text.len() <= LIMIT, "{}", text.len());
    assert!(text.len() > LIMIT - 2_048, "{}", text.len());
    assert_eq!(
        text.matches("<details>").count(),
        text.matches("</details>").count()
    );
    assert_snapshot!(text.lines().last().unwrap_or_default(), @"**Cut here: GitHub takes no more than 1 MiB. `--output json=FILE` has all of it.**");
}

/// The text without its code spans and blocks: what a reader of Markdown takes for more than text.
fn outside_code(text: &str) -> String {
    let mut outside = String::new();
    let mut rest = text;
    while let Some(start) = rest.find('`') {
        outside.push_str(&rest[..start]);
        let run = rest[start..].len() - rest[start..].trim_start_matches('`').len();
        let mut after = &rest[start + run..];
        loop {
            let end = after.find('`').expect("every span ends");
            let len = after[end..].len() - after[end..].trim_start_matches('`').len();
            after = &after[end + len..];
            if len == run {
                break;
            }
        }
        rest = after;
    }
    outside + rest
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn nothing_from_aws_is_markdown(
        text in prop_oneof![any::<String>(), "[ `|<>@#*_~!\\[\\]()&:/$%\\\\\n\u{0}\u{202e}aA1]{0,40}"],
    ) {
        let report = sample::saying(&text);
        let out = written(&report);
        let outside = outside_code(&out)
            .replace("<details><summary>", "")
            .replace("</summary>", "")
            .replace("</details>", "");
        let ours = |letter: char| matches!(letter, '#' | '|' | '-' | '\n' | ':' | '(' | ')' | '·' | '–' | '❌' | '❔' | '✅');
        for line in outside.lines() {
            // The table of counts and the headings are ours.
            let inner = if line.starts_with('|') { "" } else { line.trim_start_matches('#') };
            let bad: Vec<char> = inner.chars().filter(|letter| !ours(*letter) && "`<>@#*_~!&$%\\|[]/=+".contains(*letter)).collect();
            prop_assert!(bad.is_empty(), "{:?} in {:?}", bad, line);
            let obeyed = |letter: char| letter.is_control() || matches!(letter, '\u{202a}'..='\u{202e}');
            prop_assert!(!inner.contains(obeyed), "{:?}", line);
        }
    }
}
