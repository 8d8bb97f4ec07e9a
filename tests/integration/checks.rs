//! Checks as files: those that ship prove themselves, a user's own run beside them, and mistakes in them are shown in place.

use std::fs;

use crate::awsert::awsert;
use crate::local_aws::root;

/// A check of the user's own.
const OWN: &str = r#"format: 1
id: rds-instance-graviton
title: RDS DB instance runs on Graviton
severity: low
resource: AWS::RDS::DBInstance
assert: |
  resource.db_instance_class.matches("^db\\.[a-z]+[0-9]+g")
message:
  fail: "{resource.id} is of class {resource.db_instance_class}"
  pass: "{resource.id} runs on Graviton"
risk: It costs more than it has to.
remediation:
  text: Change the class at the next maintenance window.
  cli: aws rds modify-db-instance --db-instance-identifier {resource.id} --db-instance-class db.t4g.medium
examples:
  - { verdict: pass, resource: { db_instance_class: db.t4g.micro } }
  - { verdict: fail, resource: { db_instance_class: db.t3.micro } }
  - { verdict: unknown, resource: {} }
"#;

#[test]
fn every_check_that_ships_does_what_its_examples_say() {
    let ran = awsert(["checks", "test"]).run().exits(0);
    assert!(ran.stdout.contains(" 0 failed"), "{}", ran.stdout);
}

#[test]
fn every_check_that_ships_has_examples_for_each_verdict() {
    let mut lacking = Vec::new();
    for entry in fs::read_dir(root().join("checks")).unwrap() {
        let folder = entry.unwrap().path();
        if !folder.is_dir() {
            continue;
        }
        for file in fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            let text = fs::read_to_string(&path).unwrap();
            for verdict in ["pass", "fail", "unknown"] {
                if !text.contains(&format!("verdict: {verdict}")) {
                    lacking.push(format!(
                        "{} has no example that is {verdict}",
                        path.display()
                    ));
                }
            }
            if text.contains("\napplies:") && !text.contains("verdict: not_applicable") {
                lacking.push(format!(
                    "{} has no example that is not_applicable",
                    path.display()
                ));
            }
            let id = path.file_stem().unwrap().to_str().unwrap();
            let ids = [
                format!("\nid: {id}\n"),
                format!("\nid: \"{{type}}-{id}\"\n"),
            ];
            if !ids.iter().any(|id| text.contains(id)) {
                lacking.push(format!("{} is not named as its check", path.display()));
            }
        }
    }
    assert_eq!(lacking, Vec::<String>::new());
}

#[test]
fn a_check_of_ones_own_is_listed_shown_and_tested() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("graviton.yaml"), OWN).unwrap();
    let listed = awsert(["checks", "list", "--service", "rds", "--checks"])
        .arg(folder.path())
        .run()
        .exits(0);
    assert!(
        listed.stdout.contains("rds-instance-graviton"),
        "{}",
        listed.stdout
    );
    let tested = awsert(["checks", "test"]).arg(folder.path()).run().exits(0);
    assert_eq!(tested.stdout, "1 checks, 3 examples, 0 failed\n");
    let shown = awsert(["checks", "show", "rds-instance-graviton", "--checks"])
        .arg(folder.path())
        .run()
        .exits(0);
    assert!(
        shown.stdout.contains("rds:DescribeDBInstances"),
        "{}",
        shown.stdout
    );
}

#[test]
fn an_example_that_does_not_hold_is_told() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("graviton.yaml"),
        OWN.replace("verdict: fail", "verdict: pass"),
    )
    .unwrap();
    let ran = awsert(["checks", "test"]).arg(folder.path()).run().exits(1);
    assert!(
        ran.stdout
            .contains("example 2 promises Pass, came out Fail"),
        "{}",
        ran.stdout
    );
}

#[test]
fn a_typo_in_an_expression_is_shown_with_line_column_and_suggestion() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("graviton.yaml"),
        OWN.replace(
            "resource.db_instance_class.matches",
            "resource.db_instance_clas.matches",
        ),
    )
    .unwrap();
    let ran = awsert(["scan", "--checks", "."])
        .in_folder(folder.path())
        .run()
        .exits(2);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: AWS::RDS::DBInstance has no attribute `db_instance_clas`
     --> ./graviton.yaml:7:12
      |
    7 |   resource.db_instance_clas.matches("^db\\.[a-z]+[0-9]+g")
      |            ^^^^^^^^^^^^^^^^
      |
      = help: did you mean `db_instance_class`?
    "#);
}

#[test]
fn an_expression_that_is_no_block_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let text = OWN.replace("assert: |\n  resource", "assert: resource");
    fs::write(folder.path().join("graviton.yaml"), text).unwrap();
    let ran = awsert(["checks", "test"]).arg(folder.path()).run().exits(2);
    assert!(
        ran.stderr.contains("an expression is written as a block"),
        "{}",
        ran.stderr
    );
}

#[test]
fn an_id_that_is_taken_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("mine.yaml"),
        OWN.replace("rds-instance-graviton", "rds-instance-multi-az"),
    )
    .unwrap();
    let ran = awsert(["checks", "list", "--checks"])
        .arg(folder.path())
        .run()
        .exits(2);
    assert!(
        ran.stderr
            .contains("is taken by checks/rds/rds-instance-multi-az.yaml"),
        "{}",
        ran.stderr
    );
}

#[test]
fn checks_answer_to_the_ids_of_other_tools() {
    let ran = awsert(["checks", "list", "--check", "rds_instance_multi_az"])
        .run()
        .exits(0);
    assert!(
        ran.stdout.starts_with("rds-instance-multi-az "),
        "{}",
        ran.stdout
    );
}
