//! What `deliver:` of `awsert.yaml` may say, and what is told where it is wrong: never a secret.

use std::collections::BTreeSet;

use super::{folder, scan, write};
use crate::awsert::awsert;

#[test]
fn all_that_is_wrong_is_told_with_its_place() {
    let folder = folder(
        "  - { formats: [json] }
  - { s3: \"s3://b/\", formats: [jsn, github] }
  - { s3: reports, sns: x }
  - { sns: \"arn:aws:sqs:eu-west-1:111122223333:q\", latest: true }
  - { slack: \"${HOOK}\", when: sometimes, least: hgih }
  - { security_hub: false }
  - { webhook: \"${HOOK\", headers: { Host: x } }",
        "",
    );
    let ran = awsert(["config", "check"])
        .in_folder(folder.path())
        .run()
        .exits(2);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: this names no place to deliver to
     --> awsert.yaml:6:5
      |
    6 |   - { formats: [json] }
      |     ^
      |
      = help: name one of s3, security_hub, sns, slack, webhook

    error: `b` is not the name of a bucket
     --> awsert.yaml:7:11
      |
    7 |   - { s3: "s3://b/", formats: [jsn, github] }
      |           ^^^^^^^^^
      |
      = help: write it like s3://bucket/awsert/

    error: a delivery goes to one place, and this to s3 and sns
     --> awsert.yaml:8:5
      |
    8 |   - { s3: reports, sns: x }
      |     ^
      |
      = help: make an entry of each

    error: sns takes no `latest`
     --> awsert.yaml:9:5
      |
    9 |   - { sns: "arn:aws:sqs:eu-west-1:111122223333:q", latest: true }
      |     ^
      |
      = help: it is for s3

    error: `arn:aws:sqs:eu-west-1:111122223333:q` is not the ARN of a topic
     --> awsert.yaml:9:12
      |
    9 |   - { sns: "arn:aws:sqs:eu-west-1:111122223333:q", latest: true }
      |            ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      |
      = help: write it like arn:aws:sns:eu-west-1:111122223333:awsert

    error: `sometimes` is no time to deliver
      --> awsert.yaml:10:31
       |
    10 |   - { slack: "${HOOK}", when: sometimes, least: hgih }
       |                               ^^^^^^^^^
       |
       = help: always, or new: only what the run before did not say

    error: `hgih` is no severity
      --> awsert.yaml:10:49
       |
    10 |   - { slack: "${HOOK}", when: sometimes, least: hgih }
       |                                                 ^^^^
       |
       = help: there are: critical, high, medium, low, info

    error: an entry that is off delivers nothing
      --> awsert.yaml:11:21
       |
    11 |   - { security_hub: false }
       |                     ^^^^^
       |
       = help: leave the entry out

    error: `${` is followed by a variable's name and `}`
      --> awsert.yaml:12:5
       |
    12 |   - { webhook: "${HOOK", headers: { Host: x } }
       |     ^
       |
       = help: write ${NAME}
    "#);
}

#[test]
fn a_secret_that_stands_in_the_file_is_refused_and_not_repeated() {
    for entry in [
        "{ slack: \"https://hooks.slack.com/services/T0/B0/s3cr3t\" }",
        "{ slack: \"https://hooks.slack.com/services/T0/B0/s3cr3t\", whne: new }",
        "{ slack: s3cr3t }",
        "slack:https://hooks.slack.com/services/T0/B0/s3cr3t",
        "{ webhook: \"${H}\", secret: s3cr3t }",
        "{ webhook: \"${H}\", secret: [s3cr3t] }",
        "{ webhook: \"${H}\", headers: { Authorization: \"Bearer s3cr3t\" } }",
        "{ webhook: \"${H}\", headers: { X-Api-Key: s3cr3t }, when: never }",
        "{ webhook: \"https://h/s3cr3t\", when: never }",
        "{ webhook: \"https://u:s3cr3t@h/\" }",
        "{ webhook: \"ftp://h/s3cr3t\" }",
    ] {
        let folder = folder(&format!("  - {entry}"), "");
        for command in [["config", "check"].as_slice(), &["scan"]] {
            let ran = awsert([])
                .args(command.iter().copied())
                .env("H", "http://127.0.0.1:9/x")
                .in_folder(folder.path())
                .run()
                .exits(2);
            assert!(
                ran.stderr.contains("awsert.yaml:6"),
                "{entry}: {}",
                ran.stderr
            );
            assert!(!ran.stderr.contains("s3cr3t"), "{entry}: {}", ran.stderr);
        }
    }
}

#[test]
fn a_variable_that_is_not_set_is_told_before_anything_is_read() {
    let folder = folder("  - { slack: \"${SLACK_WEBHOOK_URL}\" }", "");
    let ran = awsert(["config", "check"])
        .in_folder(folder.path())
        .run()
        .exits(2);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: awsert.yaml:6: slack asks for the environment variable SLACK_WEBHOOK_URL, which is not set or empty
      set SLACK_WEBHOOK_URL where awsert runs, or leave deliveries out with --no-deliver
    "#);
    let ran = scan(folder.path())
        .env("SLACK_WEBHOOK_URL", "")
        .run()
        .exits(2);
    assert!(ran.stderr.contains("awsert.yaml:6"), "{}", ran.stderr);
    let ran = scan(folder.path())
        .env("SLACK_WEBHOOK_URL", "http://hooks.example/s3cr3t")
        .run()
        .exits(2);
    insta::assert_snapshot!(ran.stderr, @r#"error: awsert.yaml:6: the address of the slack (of SLACK_WEBHOOK_URL): it is a secret, and http:// would show it to others: use https://"#);
}

#[test]
fn what_is_new_needs_a_run_to_compare_with() {
    let folder = folder("  - { webhook: \"${HOOK}\", when: new }", "");
    let check = |command: crate::awsert::Awsert| {
        let command = command.env("HOOK", "http://127.0.0.1:9/x");
        command.in_folder(folder.path()).run()
    };
    let ran = check(awsert(["config", "check"])).exits(2);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: awsert.yaml:6: `when: new` is told by an earlier run, and there is none to compare with
      set `baseline: last` and `store: FILE` in the configuration, or give --baseline last and --store FILE
    "#);
    check(scan(folder.path())).exits(2);
    write(
        folder.path(),
        "  - { webhook: \"${HOOK}\", when: new, least: high }
  - { s3: \"s3://reports/awsert\", formats: [json, html], latest: true }
  - { security_hub: true, least: medium, passed: false }
  - { sns: \"arn:aws:sns:eu-west-1:111122223333:awsert\" }",
        "store: runs.awsert\nbaseline: last",
    );
    let ran = check(awsert(["config", "check"])).exits(0);
    insta::assert_snapshot!(ran.stdout, @r#"
    awsert.yaml is fine.
      targets    the configured account and region, or what flags say
      checks     1 selected, of 1 services
      waivers    0 valid, 0 expired
      outputs    json
      deliver    webhook (127.0.0.1:9), what is new, high and above
      deliver    s3://reports/awsert/, json, html, and as latest
      deliver    Security Hub, not what passes, medium and above
      deliver    arn:aws:sns:eu-west-1:111122223333:awsert
      exit       1 on any failure; 3 where something is unknown
      store      runs.awsert
      baseline   last
    "#);
}

#[test]
fn the_policy_of_deliveries_stands_apart_from_what_reads() {
    let folder = folder(
        "  - { s3: \"s3://reports/awsert\", kms_key: \"arn:aws:kms:eu-west-1:111122223333:key/k\" }
  - { security_hub: true }
  - { sns: \"arn:aws:sns:eu-west-1:111122223333:awsert\" }
  - { slack: \"${HOOK}\" }",
        "",
    );
    let plan = |form: &str| {
        let form = format!("--iam-policy={form}");
        awsert(["plan", &form])
            .in_folder(folder.path())
            .run()
            .exits(0)
    };
    let ran = plan("json");
    let documents = ran.json();
    let documents = documents.as_array().unwrap();
    assert_eq!(documents.len(), 3);
    assert!(documents[0].to_string().contains("rds:DescribeDBInstances"));
    insta::assert_json_snapshot!(documents[1..], @r#"
    [
      {
        "Statement": [
          {
            "Action": [
              "s3:PutObject"
            ],
            "Effect": "Allow",
            "Resource": [
              "arn:aws:s3:::reports/awsert/*"
            ],
            "Sid": "AwsertPutsReports"
          },
          {
            "Action": [
              "kms:GenerateDataKey"
            ],
            "Effect": "Allow",
            "Resource": [
              "arn:aws:kms:eu-west-1:111122223333:key/k"
            ],
            "Sid": "AwsertEncryptsReports"
          },
          {
            "Action": [
              "sns:Publish"
            ],
            "Effect": "Allow",
            "Resource": [
              "arn:aws:sns:eu-west-1:111122223333:awsert"
            ],
            "Sid": "AwsertTellsTopics"
          }
        ],
        "Version": "2012-10-17"
      },
      {
        "Statement": [
          {
            "Action": [
              "securityhub:BatchImportFindings"
            ],
            "Effect": "Allow",
            "Resource": [
              "arn:aws:securityhub:*:*:product/*/default"
            ],
            "Sid": "AwsertImportsFindings"
          }
        ],
        "Version": "2012-10-17"
      }
    ]
    "#);
    insta::assert_snapshot!(ran.stderr, @r#"beside what is read there is a policy for each kind of delivery: awsert-delivers is for whoever runs awsert, awsert-imports for each account whose findings go to Security Hub; --no-deliver leaves them out"#);
    let terraform = plan("terraform").stdout;
    assert!(terraform.contains("\"awsert_reads\""), "{terraform}");
    assert!(terraform.contains("\"awsert_delivers\""), "{terraform}");
    let template = plan("cloudformation").json();
    let names: BTreeSet<&String> = template["Resources"].as_object().unwrap().keys().collect();
    assert_eq!(
        names.into_iter().collect::<Vec<_>>(),
        ["AwsertDelivers", "AwsertImports", "AwsertReads"]
    );
    let reading = awsert(["plan", "--iam-policy", "--no-deliver"])
        .in_folder(folder.path())
        .run()
        .exits(0);
    assert_eq!(reading.json(), documents[0]);
    assert_eq!(reading.stderr, "");
}
