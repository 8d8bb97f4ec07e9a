//! Right after a deployment: what a tool says it made is looked for, judged, and held against what its team expects.

use std::path::PathBuf;
use std::time::{Duration, Instant};

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

/// The corrected database, which AWS says is in this state and has no standby.
fn without_standby(state: &str) -> Behaviour {
    let call = "rds:DescribeDBInstances".to_owned();
    Behaviour {
        replaced: vec![
            (
                call.clone(),
                "<MultiAZ>true</MultiAZ>".to_owned(),
                "<MultiAZ>false</MultiAZ>".to_owned(),
            ),
            (
                call,
                "<DBInstanceStatus>available</DBInstanceStatus>".to_owned(),
                format!("<DBInstanceStatus>{state}</DBInstanceStatus>"),
            ),
        ],
        ..Behaviour::default()
    }
}

#[test]
fn what_becomes_right_after_twenty_seconds_is_waited_for() {
    const TIME: Duration = Duration::from_secs(20);
    let behaviour = Behaviour {
        replaced_for: Some(TIME),
        ..without_standby("modifying")
    };
    let began = Instant::now();
    let proxy = Proxy::before(&MOTO.url, behaviour);
    let ran = Deployment::of_outputs()
        .expecting(&proxy.url, CORRECTED, SURVIVES)
        .args(["--wait", "3m", "--format", "json"])
        .run()
        .exits(0);
    assert!(began.elapsed() >= TIME, "{:?}", began.elapsed());
    assert_eq!(expectation(&ran.json())["status"], "pass");
    let waits = "waiting for the orders database survives the loss of a zone: secure-app-mysql: AWS says modifying";
    assert!(ran.stderr.contains(waits), "{}", ran.stderr);
}

#[test]
fn what_cannot_become_right_is_not_waited_for() {
    let proxy = Proxy::before(&MOTO.url, without_standby("available"));
    let deployment = Deployment::of_terraform(CORRECTED, &[]);
    let ran = deployment
        .verify(&proxy.url, CORRECTED)
        .args([
            "--wait",
            "10m",
            "--check",
            "rds-instance-multi-az",
            "--format",
            "json",
        ])
        .run()
        .exits(1);
    assert!(!ran.stderr.contains("waiting"), "{}", ran.stderr);
    assert_eq!(proxy.seen()["rds:DescribeDBInstances"], 1);
}

#[test]
fn what_is_still_on_its_way_at_the_end_fails_and_says_so() {
    let proxy = Proxy::before(&MOTO.url, without_standby("creating"));
    let deployment = Deployment::of_terraform(CORRECTED, &[]);
    let ran = deployment
        .verify(&proxy.url, CORRECTED)
        .args([
            "--wait",
            "3s",
            "--check",
            "rds-instance-multi-az",
            "--format",
            "json",
        ])
        .run()
        .exits(1);
    let report = ran.json();
    let message = report["findings"][0]["message"].as_str().unwrap();
    assert!(
        message.ends_with("(pending: AWS says creating)"),
        "{message}"
    );
    assert!(proxy.seen()["rds:DescribeDBInstances"] > 1);
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

/// What CloudFormation says of a stack and of one that is nested in it.
fn stacks(status: &str) -> Behaviour {
    let describe = format!(
        "<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackId>arn:aws:cloudformation:us-east-1:{CORRECTED}:stack/shop/1</StackId>\
         <StackName>shop</StackName><CreationTime>2026-11-01T00:00:00Z</CreationTime><StackStatus>{status}</StackStatus><Outputs><member>\
         <OutputKey>DatabaseId</OutputKey><OutputValue>secure-app-mysql</OutputValue></member></Outputs></member></Stacks>\
         </DescribeStacksResult></DescribeStacksResponse>"
    );
    let resource = |logical: &str, physical: &str, ty: &str| {
        format!(
            "<member><LogicalResourceId>{logical}</LogicalResourceId><PhysicalResourceId>{physical}</PhysicalResourceId><ResourceType>{ty}</ResourceType>\
             <LastUpdatedTimestamp>2026-11-01T00:00:00Z</LastUpdatedTimestamp><ResourceStatus>CREATE_COMPLETE</ResourceStatus></member>"
        )
    };
    let list = |resources: &[String]| {
        format!(
            "<ListStackResourcesResponse><ListStackResourcesResult><StackResourceSummaries>{}</StackResourceSummaries>\
             </ListStackResourcesResult></ListStackResourcesResponse>",
            resources.concat()
        )
    };
    let nested = format!("arn:aws:cloudformation:us-east-1:{CORRECTED}:stack/shop-data/2");
    let root = [
        resource("Data", &nested, "AWS::CloudFormation::Stack"),
        resource("Queue", "https://sqs/q", "AWS::SQS::Queue"),
    ];
    let data = [resource(
        "Database",
        "secure-app-mysql",
        "AWS::RDS::DBInstance",
    )];
    let answers = [
        ("cloudformation:DescribeStacks", describe),
        (
            "cloudformation:ListStackResources?stack%2Fshop%2F1",
            list(&root),
        ),
        (
            "cloudformation:ListStackResources?stack%2Fshop-data%2F2",
            list(&data),
        ),
    ];
    Behaviour {
        answered: answers
            .map(|(call, answer)| (call.to_owned(), answer))
            .into(),
        ..Behaviour::default()
    }
}

/// Verifies the stack `shop`.
fn verify_stack(proxy: &Proxy) -> Awsert {
    awsert([
        "verify",
        "--endpoint-url",
        &proxy.url,
        "--stack",
        "shop",
        "--region",
        "us-east-1",
    ])
    .arg("--assume-role")
    .arg(format!("arn:aws:iam::{CORRECTED}:role/Auditor"))
    .args(["--check", "rds-instance-multi-az", "--format", "json"])
}

#[test]
fn a_stack_is_verified_by_its_name_with_those_nested_in_it() {
    let proxy = Proxy::before(&MOTO.url, stacks("CREATE_COMPLETE"));
    let folder = tempfile::tempdir().unwrap();
    let text = "expect:\n  - name: the database is the stack's\n    resource: AWS::RDS::DBInstance\n    where: resource.id == outputs.DatabaseId\n";
    std::fs::write(folder.path().join("expect.yaml"), text).unwrap();
    let ran = verify_stack(&proxy)
        .in_folder(folder.path())
        .args(["--expect", "expect.yaml"])
        .run()
        .exits(0);
    let report = ran.json();
    let deployed: Vec<(&str, &str)> = report["deployed"]
        .as_array()
        .expect("deployed")
        .iter()
        .map(|line| {
            (
                line["address"].as_str().unwrap(),
                line["status"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        deployed,
        [("Queue", "uncovered"), ("Data.Database", "found")]
    );
    let expected: Vec<(&str, &str)> = report["expectations"]
        .as_array()
        .expect("expectations")
        .iter()
        .map(|line| {
            (
                line["name"].as_str().unwrap(),
                line["status"].as_str().unwrap(),
            )
        })
        .collect();
    assert_eq!(
        expected,
        [
            ("the stack shop is deployed", "pass"),
            ("the database is the stack's", "pass")
        ]
    );
    assert_eq!(report["findings"][0]["status"], "pass");
}

#[test]
fn a_stack_that_was_rolled_back_is_not_deployed() {
    let proxy = Proxy::before(&MOTO.url, stacks("UPDATE_ROLLBACK_COMPLETE"));
    let ran = verify_stack(&proxy).args(["--wait", "5m"]).run().exits(1);
    let expected = &ran.json()["expectations"][0];
    assert_eq!(expected["status"], "fail");
    assert_eq!(expected["message"], "AWS says UPDATE_ROLLBACK_COMPLETE");
}

/// What is planted in a secret: it must come out nowhere.
const PLANTED: &str = "Hunter2PlantedValue";

#[test]
fn the_shape_of_a_secret_is_told_and_nothing_of_its_value() {
    let value = |host: &str| {
        let secret = serde_json::json!({
            "username": PLANTED, "password": format!("{PLANTED}\"\\\n"), "engine": "mysql", "host": host, "port": 3306, "dbname": "app",
        });
        serde_json::json!({"ARN": "arn:aws:secretsmanager:us-east-1:222222222221:secret:x", "Name": "x", "SecretString": secret.to_string()})
            .to_string()
    };
    let endpoint = {
        let report = crate::awsert::scan(&MOTO.url, CORRECTED)
            .args([
                "--check",
                "rds-instance-non-default-port,rds-instance-multi-az",
                "--format",
                "json",
            ])
            .run()
            .json();
        assert!(
            report["findings"]
                .as_array()
                .is_some_and(|findings| !findings.is_empty())
        );
        "secure-app-mysql.aaaaaaaaaa.us-east-1.rds.amazonaws.com"
    };
    let cut = value(endpoint);
    let bodies = [
        ("pass", value(endpoint)),
        ("fail", value(PLANTED)),
        ("fail", value("")),
        ("unknown", cut[..cut.len() - 40].to_owned()),
        ("unknown", format!("{{\"SecretString\": [\"{PLANTED}\"]}}")),
        ("unknown", format!("{{\"__type\": \"{PLANTED}\"}}")),
    ];
    for (status, body) in bodies {
        let behaviour = Behaviour {
            answered: [("secretsmanager:GetSecretValue".to_owned(), body.clone())].into(),
            ..Behaviour::default()
        };
        let proxy = Proxy::before(&MOTO.url, behaviour);
        for format in ["json", "table", "junit", "markdown", "github"] {
            let ran = crate::awsert::scan(&proxy.url, CORRECTED)
                .env("RUST_LOG", "trace")
                .env("AWS_LOG", "trace")
                .args([
                    "--opt-in",
                    "secret_shape",
                    "--check",
                    "secretsmanager-secret-database-connection",
                ])
                .args(["--verbose", "--format", format])
                .run();
            assert!(!ran.stdout.contains(PLANTED), "{format}: {}", ran.stdout);
            assert!(!ran.stderr.contains(PLANTED), "{format}: {}", ran.stderr);
            if format == "json" {
                let report = ran.json();
                let findings = report["findings"].as_array().expect("findings");
                let of = findings
                    .iter()
                    .find(|it| it["resource"]["id"] == "secure-app/test/secure-app-mysql");
                assert_eq!(of.expect("a finding")["status"], status, "{body}: {report}");
            }
        }
    }
}

#[test]
fn an_expectation_of_a_secret_s_shape_asks_for_it() {
    let text = |more: &str| {
        format!(
            "expect:\n  - name: the secret is whole\n    resource: AWS::SecretsManager::Secret\n    where: resource.id == \"secure-app/test/secure-app-mysql\"\n{more}    assert:\n      - resource.shape.keys.size() == 6\n"
        )
    };
    let deployment = Deployment::of_outputs();
    let ran = deployment
        .expecting(&MOTO.url, CORRECTED, &text(""))
        .run()
        .exits(2);
    assert!(ran.stderr.contains("--read-secret-shape"), "{}", ran.stderr);
    deployment
        .expecting(&MOTO.url, CORRECTED, &text("    read_secret_shape: true\n"))
        .run()
        .exits(0);
    deployment
        .expecting(&MOTO.url, CORRECTED, &text(""))
        .arg("--read-secret-shape")
        .run()
        .exits(0);
}
