//! What a scan would ask of AWS, told beforehand: the plan, held against what the endpoint was asked.

mod policy;
mod preflight;

use std::sync::LazyLock;

use serde_json::Value as Json;

use crate::awsert::{Awsert, Ran, awsert};
use crate::local_aws::{LOCALSTACK, MOTO};
use crate::proxy::{Behaviour, Proxy};

fn emulator(document: char) -> &'static str {
    match document {
        'd' => &LOCALSTACK.url,
        _ => &MOTO.url,
    }
}

/// An endpoint that refuses some calls. What the emulator answers with a server error it refuses too, so that nobody waits for retries.
fn endpoint(document: char, denied: &[&str]) -> Proxy {
    let behaviour = Behaviour {
        denied: denied.iter().map(ToString::to_string).collect(),
        refuse_server_errors: true,
        ..Behaviour::default()
    };
    Proxy::before(emulator(document), behaviour)
}

/// A configuration with which every check has something to read.
static CONFIG: LazyLock<tempfile::NamedTempFile> = LazyLock::new(|| {
    let config = tempfile::NamedTempFile::new().expect("a file");
    let text = "format: 1\nopt_in: [user_data]\nrequired_tags: [Name]\nexpected_regions: [us-east-1]\nnaming: .*\n";
    std::fs::write(config.path(), text).expect("it can be written");
    config
});

fn scan(proxy: &Proxy, account: &str) -> Awsert {
    crate::awsert::scan(&proxy.url, account)
        .arg("--config")
        .arg(CONFIG.path())
}

fn plan<const N: usize>(arguments: [&str; N]) -> Ran {
    awsert(["plan"])
        .args(arguments)
        .arg("--config")
        .arg(CONFIG.path())
        .run()
        .exits(0)
}

fn calls(document: &Json) -> &Vec<Json> {
    document["calls"].as_array().expect("calls")
}

fn text(value: &Json) -> &str {
    value.as_str().expect("a text")
}

#[test]
fn the_plan_tells_how_many_requests_there_will_be() {
    let select = [
        "--check",
        "kms-*,rds-*,iam-*",
        "--region",
        "us-east-1,eu-west-1",
    ];
    let [check, checks, region, regions] = select;
    let plan = plan(["--format", "json", check, checks, region, regions]).json();
    let proxy = endpoint('a', &[]);
    crate::awsert::scan(&proxy.url, "111111111111")
        .args(["--region", "eu-west-1", "--check", "kms-*,rds-*,iam-*"])
        .arg("--config")
        .arg(CONFIG.path())
        .run();
    let seen = proxy.seen();
    let mut compared = 0;
    for call in calls(&plan) {
        let asked = call["asked"].as_array().unwrap();
        if asked.iter().all(|ask| ask["on_demand"] == false) {
            let expected: u64 = asked
                .iter()
                .map(|ask| ask["expected"].as_u64().unwrap())
                .sum();
            let seen = seen.get(text(&call["call"])).copied();
            assert_eq!(seen, usize::try_from(expected).ok(), "{call}");
            compared += 1;
        }
    }
    assert!(compared > 12, "{compared} calls");
}

#[test]
fn the_plan_is_a_table_for_people() {
    let select = [
        "plan",
        "--check",
        "kms-key-rotation,iam-user-mfa,ec2-instance-image-*",
        "--region",
    ];
    let narrow = awsert(select)
        .args([
            "eu-west-1,us-east-1",
            "--assume-role",
            "arn:aws:iam::111122223333:role/Auditor",
        ])
        .env("COLUMNS", "80")
        .run()
        .exits(0)
        .stdout;
    insta::assert_snapshot!(narrow, @r#"
    Plan of a scan · 4 checks · eu-west-1, us-east-1

    ── In any case ─────────────────────────────────────────────────────────────────

      CALL                                HOW OFTEN         PER PAGE  CHECKS
      ec2:DescribeImages                  2 (1 per region)      1000       2
      ec2:DescribeInstances               2 (1 per region)      1000       2
      iam:GetAccountAuthorizationDetails  once                  1000       1
      kms:ListKeys                        2 (1 per region)      1000       1
      sts:AssumeRole                      once                     ·       4
      sts:GetCallerIdentity               2 (1 per region)         ·       4

    ── Only where a verdict hangs on it ────────────────────────────────────────────

      CALL                          HOW OFTEN                       PER PAGE  CHECKS
      ec2:DescribeImages            1 per image that no list holds      1000       2
      iam:GenerateCredentialReport  once for all users                     ·       1
      iam:GetCredentialReport       once for all users                     ·       1
      kms:DescribeKey               1 per key                              ·       1
      kms:GetKeyRotationStatus      1 per key                              ·       1

    ── What takes its time ─────────────────────────────────────────────────────────

      iam:GenerateCredentialReport
        AWS makes the report anew once it is four hours old: in seconds, for
        thousands of users in minutes. awsert asks every two seconds whether it is
        done.
      iam:GetAccountAuthorizationDetails
        Its answers are large: the documents of all policies and roles are in them.
      ec2:DescribeImages
        AWS refuses more than about 20 a second.

    ── Summary ─────────────────────────────────────────────────────────────────────

    Each call needs the IAM action of its name. sts:AssumeRole is for the
    credentials that assume the role. sts:GetCallerIdentity needs none.
    awsert plan --iam-policy prints the permissions; awsert plan --preflight tries
    each call once.

    6 calls in any case (10 requests when each answer fits on a page), 5 where a
    verdict hangs on them.
    "#);
    let wide = awsert(select)
        .args(["all", "--verbose"])
        .env("COLUMNS", "200")
        .run()
        .exits(0)
        .stdout;
    insta::assert_snapshot!(wide, @r#"
    Plan of a scan · 4 checks · all enabled regions

    ── In any case ─────────────────────────────────────────────────────────────────────────────────────

      CALL                                HOW OFTEN     PER PAGE  CHECKS
      ec2:DescribeImages                  1 per region      1000       2
      ec2:DescribeInstances               1 per region      1000       2
      ec2:DescribeRegions                 once                 ·       4
      iam:GetAccountAuthorizationDetails  once              1000       1
      kms:ListKeys                        1 per region      1000       1
      sts:GetCallerIdentity               1 per region         ·       4

    ── Only where a verdict hangs on it ────────────────────────────────────────────────────────────────

      CALL                          HOW OFTEN                       PER PAGE  CHECKS
      ec2:DescribeImages            1 per image that no list holds      1000       2
      iam:GenerateCredentialReport  once for all users                     ·       1
      iam:GetCredentialReport       once for all users                     ·       1
      kms:DescribeKey               1 per key                              ·       1
      kms:GetKeyRotationStatus      1 per key                              ·       1

    ── What takes its time ─────────────────────────────────────────────────────────────────────────────

      iam:GenerateCredentialReport
        AWS makes the report anew once it is four hours old: in seconds, for thousands of users in
        minutes. awsert asks every two seconds whether it is done.
      iam:GetAccountAuthorizationDetails
        Its answers are large: the documents of all policies and roles are in them.
      ec2:DescribeImages
        AWS refuses more than about 20 a second.

    ── Which checks need them ──────────────────────────────────────────────────────────────────────────

      ec2:DescribeImages
        ec2-instance-image-allowed, ec2-instance-image-not-deprecated

      ec2:DescribeInstances
        ec2-instance-image-allowed, ec2-instance-image-not-deprecated

      ec2:DescribeRegions
        ec2-instance-image-allowed, ec2-instance-image-not-deprecated, iam-user-mfa, kms-key-rotation

      iam:GenerateCredentialReport
        iam-user-mfa

      iam:GetAccountAuthorizationDetails
        iam-user-mfa

      iam:GetCredentialReport
        iam-user-mfa

      kms:DescribeKey
        kms-key-rotation

      kms:GetKeyRotationStatus
        kms-key-rotation

      kms:ListKeys
        kms-key-rotation

      sts:GetCallerIdentity
        ec2-instance-image-allowed, ec2-instance-image-not-deprecated, iam-user-mfa, kms-key-rotation

    ── Summary ─────────────────────────────────────────────────────────────────────────────────────────

    Each call needs the IAM action of its name. sts:GetCallerIdentity needs none.
    awsert plan --iam-policy prints the permissions; awsert plan --preflight tries each call once.

    6 calls in any case, 5 where a verdict hangs on them.
    "#);
}

#[test]
fn what_can_be_asked_for_beside_is_known_by_name() {
    let ran = awsert(["plan", "--opt-in", "user-data"]).run().exits(2);
    assert!(ran.stderr.contains("user_data"), "{}", ran.stderr);
    let asked = awsert(["plan", "--opt-in", "user_data"])
        .run()
        .exits(0)
        .stdout;
    let unasked = awsert(["plan"]).run().exits(0).stdout;
    assert!(asked.contains("ec2:DescribeInstanceAttribute"), "{asked}");
    assert!(
        !unasked.contains("ec2:DescribeInstanceAttribute"),
        "{unasked}"
    );
}
