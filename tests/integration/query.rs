//! Questions: only what they need is asked, what is not known is told, and mistakes stand where they were made.

use serde_json::json;

use crate::awsert::{Awsert, awsert, scan};
use crate::local_aws::MOTO;
use crate::proxy::{Behaviour, Proxy};

const GROUP: &str = "AWS::EC2::SecurityGroup";
const OPEN: &str = r#"resource.ingress.exists(r, r.covers_port(443) && r.cidr == "0.0.0.0/0")"#;

/// A question of document a's initial account.
fn query(url: &str, ty: &str) -> Awsert {
    awsert(["query", "--region", "us-east-1", "--endpoint-url", url])
        .arg("--assume-role")
        .arg("arn:aws:iam::111111111111:role/Auditor")
        .arg(ty)
}

fn denying(call: &str) -> Behaviour {
    Behaviour {
        denied: [call.to_owned()].into(),
        ..Behaviour::default()
    }
}

#[test]
fn a_question_makes_only_the_calls_that_it_needs() {
    let proxy = Proxy::before(&MOTO.url, Behaviour::default());
    query(&proxy.url, GROUP)
        .args([OPEN, "--columns", "id,name,vpc_id"])
        .run()
        .exits(0);
    let calls: Vec<String> = proxy.seen().into_keys().collect();
    let needed = [
        "ec2:DescribeSecurityGroups",
        "sts:AssumeRole",
        "sts:GetCallerIdentity",
    ];
    assert_eq!(calls, needed);
}

#[test]
fn columns_are_asked_for_only_where_the_condition_holds() {
    let proxy = Proxy::before(&MOTO.url, Behaviour::default());
    query(&proxy.url, "AWS::S3::Bucket")
        .args([
            "resource.id == \"no-such-bucket\"",
            "--columns",
            "id,versioning_status",
        ])
        .run()
        .exits(0);
    let seen = proxy.seen();
    assert!(!seen.contains_key("s3:GetBucketVersioning"), "{seen:?}");
}

#[test]
fn rows_are_told_in_every_format_alike() {
    let ask = || {
        query(&MOTO.url, "AWS::RDS::DBInstance").args([
            "!resource.multi_az",
            "--columns",
            "id,engine,multi_az,kms_key_id",
        ])
    };
    let table = ask().env("COLUMNS", "80").run().exits(0).stdout;
    insta::assert_snapshot!(table, @r#"
    ID                    ENGINE  MULTI_AZ  KMS_KEY_ID
    secure-app-mysql      mysql   false     -
    secure-app-reporting  mysql   false     -

    2 of 2 AWS::RDS::DBInstance in us-east-1 · account 111111111111
    
"#);
    let answer = ask().args(["--format", "json"]).run().exits(0).json();
    assert_eq!(answer["complete"], true);
    assert_eq!(
        answer["columns"],
        json!(["id", "engine", "multi_az", "kms_key_id"])
    );
    let ids: Vec<&str> = answer["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["values"]["id"].as_str().unwrap())
        .collect();
    assert!(!ids.is_empty());
    assert_eq!(answer["count"], ids.len());
    let csv = ask().args(["--format", "csv"]).run().exits(0).stdout;
    let of_csv: Vec<&str> = csv
        .lines()
        .skip(1)
        .map(|line| line.split(',').next().unwrap())
        .collect();
    assert_eq!(of_csv, ids);
    for id in &ids {
        assert!(table.contains(id), "{table}");
    }
    let count = ask().args(["--format", "csv"]).run().exits(0).stdout;
    assert_eq!(count.lines().count(), ids.len() + 1);
}

#[test]
fn what_cannot_be_told_is_no_row_and_is_never_dropped() {
    let proxy = Proxy::before(&MOTO.url, denying("kms:DescribeKey"));
    let ask = || {
        query(&proxy.url, "AWS::KMS::Key").args([
            "resource.key_state == \"Enabled\"",
            "--columns",
            "id,key_state",
        ])
    };
    let answer = ask().args(["--format", "json"]).run().exits(3).json();
    assert_eq!(answer["complete"], false);
    assert_eq!(answer["rows"], json!([]));
    let unknown = answer["unknown"].as_array().unwrap();
    assert!(!unknown.is_empty());
    assert_eq!(unknown[0]["gaps"][0]["missing_action"], "kms:DescribeKey");
    let table = ask().run().exits(3).stdout;
    assert!(
        table.contains("it cannot be told whether the condition holds"),
        "{table}"
    );
    assert!(table.contains("allow kms:DescribeKey"), "{table}");
    // What the rows alone do not say is said beside them.
    let csv = ask().args(["--format", "csv"]).run().exits(3);
    assert_eq!(csv.stdout, "id,key_state\r\n");
    assert!(csv.stderr.contains("cannot be told"), "{}", csv.stderr);
    ask().arg("--allow-unknown").run().exits(0);
}

#[test]
fn a_column_that_is_not_known_is_a_question_mark_and_no_value() {
    let proxy = Proxy::before(&MOTO.url, denying("kms:DescribeKey"));
    let ask = || query(&proxy.url, "AWS::KMS::Key").args(["--columns", "id,key_state"]);
    let answer = ask().args(["--format", "json"]).run().exits(3).json();
    let row = &answer["rows"][0];
    assert!(row["values"].get("key_state").is_none(), "{row}");
    assert_eq!(row["gaps"][0]["column"], "key_state");
    let csv = ask().args(["--format", "csv"]).run().exits(3).stdout;
    assert!(
        csv.contains("(unknown: key_state not read: kms:DescribeKey denied"),
        "{csv}"
    );
    let table = ask().run().exits(3).stdout;
    assert!(table.contains("key_state is not known of"), "{table}");
}

#[test]
fn a_listing_that_failed_is_told_and_is_not_an_empty_account() {
    let proxy = Proxy::before(&MOTO.url, denying("ec2:DescribeSecurityGroups"));
    let ran = query(&proxy.url, GROUP).arg(OPEN).run().exits(3);
    assert!(
        ran.stdout.contains("could not all be listed in us-east-1"),
        "{}",
        ran.stdout
    );
    assert!(!ran.stdout.contains("There is no"), "{}", ran.stdout);
}

#[test]
fn mistakes_are_shown_where_they_stand() {
    let ran = awsert(["query", "AWS::EC2::SecurityGruop", "true"])
        .run()
        .exits(2);
    insta::assert_snapshot!(ran.stderr, @"error: there is no resource type `AWS::EC2::SecurityGruop` (did you mean `AWS::EC2::SecurityGroup`?)");
    let ran = awsert(["query", "securitygroup"]).run().exits(2);
    insta::assert_snapshot!(ran.stderr, @"error: there is no resource type `securitygroup` (did you mean `AWS::EC2::SecurityGroup`?)");
    let ran = awsert([
        "query",
        GROUP,
        "resource.ingres.size() > 0",
        "--columns",
        "id, vpc_idd,",
    ])
    .run()
    .exits(2);
    insta::assert_snapshot!(ran.stderr, @r"
    error: AWS::EC2::SecurityGroup has no attribute `ingres`
     --> WHERE:1:10
      |
    1 | resource.ingres.size() > 0
      |          ^^^^^^
      |
      = help: did you mean `ingress`?

    error: AWS::EC2::SecurityGroup has no attribute `vpc_idd`
     --> --columns:1:5
      |
    1 | id, vpc_idd,
      |     ^^^^^^^
      |
      = help: did you mean `vpc_id`?

    error: a column is missing here
     --> --columns:1:13
      |
    1 | id, vpc_idd,
      |             ^
      |
      = help: write them like id,name,vpc_id
    ");
}

#[test]
fn what_is_read_only_on_request_has_to_be_asked_for() {
    let ran = awsert(["query", "AWS::EC2::Instance", "--columns", "id,user_data"]).run();
    let ran = ran.exits(2);
    assert!(ran.stderr.contains("--opt-in user_data"), "{}", ran.stderr);
}

#[test]
fn a_snapshot_answers_without_aws_what_its_run_has_read() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("run.snapshot");
    scan(&MOTO.url, "111111111111")
        .args(["--check", "ec2-security-group-no-public-ssh", "--save"])
        .arg(&file)
        .run();
    let offline = |ty: &str| {
        let asked = awsert(["query", "--from"]).arg(&file).arg(ty);
        asked.args(["--format", "json", "--columns", "id,vpc_id"])
    };
    let live = query(&MOTO.url, GROUP)
        .args([OPEN, "--format", "json", "--columns", "id,vpc_id"])
        .run()
        .exits(0)
        .json();
    let kept = offline(GROUP).arg(OPEN).run().exits(0).json();
    assert_eq!(kept["rows"], live["rows"]);
    // What it did not read is not an empty list.
    let unread = offline("AWS::EC2::Subnet").run().exits(3).json();
    assert_eq!(unread["unseen"][0]["outcome"], "not_attempted");
    // Nor is a region that it did not read.
    let elsewhere = offline(GROUP)
        .args(["--region", "eu-west-1"])
        .run()
        .exits(3)
        .json();
    assert_eq!(elsewhere["unseen"][0]["region"], "eu-west-1");
    assert_eq!(elsewhere["rows"], json!([]));
}
