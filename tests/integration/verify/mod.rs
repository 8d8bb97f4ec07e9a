//! Right after a deployment: what a tool says it made is looked for, judged, and held against what its team expects.

mod formats;
mod secrets;
mod stacks;
mod waiting;

use std::path::PathBuf;
use std::time::Duration;

use serde_json::Value as Json;
use tempfile::TempDir;

use crate::awsert::{Awsert, awsert};
use crate::local_aws::MOTO;
use crate::proxy::{Behaviour, Proxy};

/// Document a's deployment, as it was at first and as it was corrected.
const INITIAL: &str = "111111111111";
const CORRECTED: &str = "222222222221";

/// What the issue of this command began with: an expectation of a database.
const SURVIVES: &str = r#"
expect:
  - name: the orders database survives the loss of a zone
    resource: AWS::RDS::DBInstance
    where: resource.id == outputs.db_instance_id
    count: 1
    assert:
      - resource.multi_az
      - resource.kms_key.key_manager == "CUSTOMER"
      - resource.security_groups.all(g, g.ingress.all(r, r.from_port == outputs.port && r.source_group != null))
"#;

/// A folder with a deployment's files.
struct Deployment {
    folder: TempDir,
}

impl Deployment {
    /// One that is known by its outputs alone.
    fn of_outputs() -> Self {
        let outputs = serde_json::json!({
            "db_instance_id": "secure-app-mysql", "port": 3306,
        });
        Self::of(&outputs.to_string())
    }

    /// One that Terraform made: a database that is there, and what else is given.
    fn of_terraform(account: &str, more: &[(&str, &str, Json)]) -> Self {
        let database = serde_json::json!({
            "identifier": "secure-app-mysql", "id": "db-ABCDEFGHIJKL", "password": "hunter2-in-state",
            "arn": format!("arn:aws:rds:us-east-1:{account}:db:secure-app-mysql"),
        });
        let resource = |address: &str, ty: &str, values: &Json| {
            let provider = match ty.split('_').next() {
                Some("aws") | None => "registry.terraform.io/hashicorp/aws".to_owned(),
                Some(other) => format!("registry.terraform.io/hashicorp/{other}"),
            };
            serde_json::json!({"address": address, "mode": "managed", "type": ty, "name": "x", "provider_name": provider, "values": values})
        };
        let mut resources = vec![resource(
            "aws_db_instance.orders",
            "aws_db_instance",
            &database,
        )];
        resources.extend(
            more.iter()
                .map(|(address, ty, values)| resource(address, ty, values)),
        );
        let state = serde_json::json!({
            "format_version": "1.0", "terraform_version": "1.9.0",
            "values": {"outputs": {
                "db_instance_id": {"sensitive": false, "type": "string", "value": "secure-app-mysql"},
                "db_password": {"sensitive": true, "type": "string", "value": "hunter2-in-output"},
            }, "root_module": {"resources": resources}},
        });
        Self::of(&state.to_string())
    }

    fn of(text: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("deployed.json"), text).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Verifies it in an account, at an endpoint.
    fn verify(&self, url: &str, account: &str) -> Awsert {
        awsert(["verify", "--endpoint-url", url, "deployed.json"])
            .in_folder(self.folder.path())
            .env("AWS_REGION", "us-east-1")
            .arg("--assume-role")
            .arg(format!("arn:aws:iam::{account}:role/Auditor"))
    }

    /// The same with expectations, and nothing else.
    fn expecting(&self, url: &str, account: &str, text: &str) -> Awsert {
        std::fs::write(self.path("expectations.yaml"), text).unwrap();
        self.verify(url, account)
            .args(["--expect", "expectations.yaml", "--only-expectations"])
    }
}

fn expectation(report: &Json) -> &Json {
    &report["expectations"][0]
}

#[test]
fn an_expectation_makes_few_calls_by_name_and_takes_no_second() {
    let behaviour = Behaviour {
        latency: Duration::from_millis(50),
        ..Behaviour::default()
    };
    let proxy = Proxy::before(&MOTO.url, behaviour);
    let deployment = Deployment::of_outputs();
    let ran = deployment
        .expecting(&proxy.url, CORRECTED, SURVIVES)
        .args(["--format", "json"])
        .run()
        .exits(0);
    assert_eq!(expectation(&ran.json())["status"], "pass", "{}", ran.stdout);
    let seen: Vec<(String, usize)> = proxy.seen().into_iter().collect();
    let calls = [
        "ec2:DescribeSecurityGroups",
        "kms:DescribeKey",
        "rds:DescribeDBInstances",
        "sts:AssumeRole",
        "sts:GetCallerIdentity",
    ];
    assert_eq!(seen, calls.map(|call| (call.to_owned(), 1)));
    // By id: the others of the account are not read.
    let report = ran.json();
    let ledger = report["ledger"].as_array().unwrap();
    let told = |call: &str| {
        let line = ledger.iter().find(|line| line["call"] == call);
        line.map(|line| line["resources"].as_u64().unwrap())
    };
    assert_eq!(told("rds:DescribeDBInstances"), Some(1));
    assert_eq!(told("ec2:DescribeSecurityGroups"), Some(1));
}

#[test]
fn what_does_not_hold_fails_with_what_aws_says() {
    let deployment = Deployment::of_outputs();
    let ran = deployment
        .expecting(&MOTO.url, INITIAL, SURVIVES)
        .args(["--format", "json"])
        .run()
        .exits(1);
    let report = ran.json();
    let expected = expectation(&report);
    assert_eq!(expected["status"], "fail", "{expected}");
    assert_eq!(expected["line"], 3, "{expected}");
    let unmet = expected["unmet"].as_array().expect("what is not met");
    assert_eq!(unmet[0]["assertion"], "resource.multi_az", "{expected}");
    assert_eq!(unmet[0]["evidence"]["multi_az"], false, "{expected}");
}

#[test]
fn unknown_names_are_told_with_their_place_before_any_call() {
    let text = "expect:\n  - name: n\n    resource: AWS::RDS::DBInstance\n    where: resource.id == outputs.db_instance\n    assert:\n      - resource.multi_as\n";
    let proxy = Proxy::before(&MOTO.url, Behaviour::default());
    let deployment = Deployment::of_outputs();
    let ran = deployment
        .expecting(&proxy.url, CORRECTED, text)
        .run()
        .exits(2);
    assert!(
        ran.stderr.contains("expectations.yaml:4:35"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("did you mean `db_instance_id`?"),
        "{}",
        ran.stderr
    );
    let misspelt = text.replace("db_instance\n", "db_instance_id\n");
    let ran = deployment
        .expecting(&proxy.url, CORRECTED, &misspelt)
        .run()
        .exits(2);
    assert!(
        ran.stderr.contains("expectations.yaml:6:18"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("did you mean `multi_az`?"),
        "{}",
        ran.stderr
    );
    let gone = misspelt.replace("RDS::DBInstance", "RDS::DBInstanc");
    let ran = deployment
        .expecting(&proxy.url, CORRECTED, &gone)
        .run()
        .exits(2);
    assert!(
        ran.stderr.contains("did you mean `AWS::RDS::DBInstance`?"),
        "{}",
        ran.stderr
    );
    assert_eq!(proxy.seen().len(), 0, "nothing was asked");
}

#[test]
fn what_was_deployed_is_looked_for_and_what_is_not_covered_is_listed() {
    let proxy = Proxy::before(&MOTO.url, Behaviour::default());
    let gone = serde_json::json!({"identifier": "nowhere", "arn": format!("arn:aws:rds:us-east-1:{CORRECTED}:db:nowhere")});
    let queue = serde_json::json!({"arn": format!("arn:aws:sqs:us-east-1:{CORRECTED}:q")});
    let deployment = Deployment::of_terraform(
        CORRECTED,
        &[
            ("aws_db_instance.gone", "aws_db_instance", gone),
            ("aws_sqs_queue.orders", "aws_sqs_queue", queue),
            (
                "random_password.db",
                "random_password",
                serde_json::json!({"result": "hunter2-random"}),
            ),
        ],
    );
    let ran = deployment
        .verify(&proxy.url, CORRECTED)
        .args([
            "--format",
            "json",
            "--check",
            "rds-instance-multi-az,ec2-security-group-*,kms-key-rotation",
        ])
        .run()
        .exits(1);
    assert!(!ran.stdout.contains("hunter2") && !ran.stderr.contains("hunter2"));
    let report = ran.json();
    let presences: Vec<String> = report["deployed"]
        .as_array()
        .expect("deployed")
        .iter()
        .map(|line| {
            format!(
                "{} {}",
                line["address"].as_str().unwrap(),
                line["status"].as_str().unwrap()
            )
        })
        .collect();
    insta::assert_snapshot!(presences.join("\n"), @"
    aws_db_instance.orders found
    aws_db_instance.gone missing
    aws_sqs_queue.orders uncovered
    random_password.db uncovered
    ");
    // The checks speak of the database and of what it stands on, and of nothing else.
    let mut judged: Vec<String> = report["findings"]
        .as_array()
        .expect("findings")
        .iter()
        .map(|finding| finding["resource"]["type"].as_str().unwrap().to_owned())
        .collect();
    judged.sort();
    judged.dedup();
    assert_eq!(
        judged,
        [
            "AWS::EC2::SecurityGroup",
            "AWS::KMS::Key",
            "AWS::RDS::DBInstance"
        ]
    );
    let databases: Vec<&str> = report["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|finding| finding["check"] == "rds-instance-multi-az")
        .map(|finding| finding["resource"]["id"].as_str().unwrap())
        .collect();
    assert_eq!(databases, ["secure-app-mysql"]);
}

#[test]
fn what_could_not_be_read_is_neither_there_nor_missing() {
    let behaviour = Behaviour {
        denied: ["rds:DescribeDBInstances".to_owned()].into(),
        ..Behaviour::default()
    };
    let proxy = Proxy::before(&MOTO.url, behaviour);
    let deployment = Deployment::of_terraform(CORRECTED, &[]);
    let ran = deployment
        .verify(&proxy.url, CORRECTED)
        .args(["--format", "json", "--check", "rds-instance-multi-az"])
        .run()
        .exits(3);
    let report = ran.json();
    assert_eq!(report["deployed"][0]["status"], "unknown", "{report}");
    let finding = &report["findings"][0];
    assert_eq!(finding["status"], "unknown");
    assert_eq!(finding["resource"]["id"], "secure-app-mysql");
    let expected = Deployment::of_outputs();
    let ran = expected
        .expecting(&proxy.url, CORRECTED, SURVIVES)
        .args(["--format", "json"])
        .run()
        .exits(3);
    assert_eq!(expectation(&ran.json())["status"], "unknown");
}

#[test]
fn a_deployment_of_another_account_is_refused() {
    let deployment = Deployment::of_terraform("333333333333", &[]);
    let ran = deployment.verify(&MOTO.url, CORRECTED).run().exits(2);
    let words = "aws_db_instance.orders is in account 333333333333, and the credentials are those of 222222222221";
    assert!(ran.stderr.contains(words), "{}", ran.stderr);
}

#[test]
fn a_test_is_excused_from_what_only_costs_time_and_money() {
    let status = |profile: &str| {
        let ran = Deployment::of_terraform(CORRECTED, &[])
            .verify(&MOTO.url, CORRECTED)
            .args([
                "--check",
                "rds-instance-deletion-protection",
                "--format",
                "json",
            ])
            .args(["--check-profile", profile])
            .run();
        (
            ran.code,
            ran.json()["findings"][0]["status"]
                .as_str()
                .unwrap()
                .to_owned(),
        )
    };
    assert_eq!(status("production"), (1, "fail".to_owned()));
    assert_eq!(status("test"), (0, "waived".to_owned()));
}

#[test]
fn first_expectations_are_written_from_what_is_true_and_hold() {
    let deployment = Deployment::of_terraform(CORRECTED, &[]);
    let check = [
        "--check",
        "rds-instance-multi-az,rds-instance-not-public,rds-instance-deletion-protection",
    ];
    deployment
        .verify(&MOTO.url, CORRECTED)
        .args(check)
        .args(["--init", "first.yaml"])
        .run()
        .exits(1);
    let text = std::fs::read_to_string(deployment.path("first.yaml")).unwrap();
    insta::assert_snapshot!(text, @r"
    # What is expected of this deployment. Made from what was true of it; keep what should stay so.
    format: 1
    expect:
      - name: aws_db_instance.orders is as it was meant
        resource: AWS::RDS::DBInstance
        where: resource.id == outputs.db_instance_id
        count: 1
        assert:
          - resource.multi_az # RDS DB instance runs in more than one Availability Zone
          - '!resource.publicly_accessible' # RDS DB instance is not publicly accessible
    ");
    deployment
        .expecting(&MOTO.url, CORRECTED, &text)
        .run()
        .exits(0);
    let again = deployment
        .verify(&MOTO.url, CORRECTED)
        .args(check)
        .args(["--init", "first.yaml"])
        .run()
        .exits(2);
    assert!(
        again.stderr.contains("cannot create first.yaml"),
        "{}",
        again.stderr
    );
}
