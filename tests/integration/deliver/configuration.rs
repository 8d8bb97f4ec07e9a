//! What `deliver:` of `awsert.yaml` may say, and what is told where it is wrong: never a secret.

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
    insta::assert_snapshot!(ran.stderr, @"");
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
    insta::assert_snapshot!(ran.stderr, @"");
    let ran = scan(folder.path())
        .env("SLACK_WEBHOOK_URL", "")
        .run()
        .exits(2);
    assert!(ran.stderr.contains("awsert.yaml:6"), "{}", ran.stderr);
    let ran = scan(folder.path())
        .env("SLACK_WEBHOOK_URL", "http://hooks.example/s3cr3t")
        .run()
        .exits(2);
    insta::assert_snapshot!(ran.stderr, @"");
}

#[test]
fn what_is_new_needs_a_run_to_compare_with() {
    let folder = folder("  - { webhook: \"${HOOK}\", when: new }", "");
    let check = |command: crate::awsert::Awsert| {
        let command = command.env("HOOK", "http://127.0.0.1:9/x");
        command.in_folder(folder.path()).run()
    };
    let ran = check(awsert(["config", "check"])).exits(2);
    insta::assert_snapshot!(ran.stderr, @"");
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
    insta::assert_snapshot!(ran.stdout, @"");
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
    insta::assert_json_snapshot!(documents[1..], @"");
    insta::assert_snapshot!(ran.stderr, @"");
    let terraform = plan("terraform").stdout;
    assert!(terraform.contains("\"awsert_reads\""), "{terraform}");
    assert!(terraform.contains("\"awsert_delivers\""), "{terraform}");
    let template = plan("cloudformation").json();
    let names: Vec<&String> = template["Resources"].as_object().unwrap().keys().collect();
    assert_eq!(names, ["AwsertReads", "AwsertDelivers", "AwsertImports"]);
    let reading = awsert(["plan", "--iam-policy", "--no-deliver"])
        .in_folder(folder.path())
        .run()
        .exits(0);
    assert_eq!(reading.json(), documents[0]);
    assert_eq!(reading.stderr, "");
}
