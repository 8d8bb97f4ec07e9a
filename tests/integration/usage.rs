//! What the program says to mistakes, and what it exits with.

use std::fs;

use crate::awsert::{awsert, scan};
use crate::local_aws::MOTO;

#[test]
fn help_says_what_it_is_for_and_names_every_command() {
    let help = awsert(["--help"]).run().exits(0).stdout;
    assert!(help.starts_with("Says, resource by resource"), "{help}");
    for command in ["scan", "verify", "checks", "schema", "plan"] {
        assert!(help.contains(command), "{help}");
    }
}

#[test]
fn a_mistyped_flag_is_an_error_of_usage() {
    let ran = awsert(["scan", "--regoin", "eu-west-1"]).run().exits(2);
    assert!(ran.stderr.contains("--region"), "{}", ran.stderr);
}

#[test]
fn a_selection_that_matches_nothing_is_an_error_not_a_clean_account() {
    let ran = awsert(["scan", "--check", "rds-instance-multi-zone"])
        .run()
        .exits(2);
    insta::assert_snapshot!(ran.stderr, @"error: no check matches --check `rds-instance-multi-zone` (did you mean `rds-instance-multi-az`?)");
    awsert(["checks", "list", "--service", "rsd"])
        .run()
        .exits(2);
    awsert(["checks", "list", "--framework", "cis-aws-5"])
        .run()
        .exits(2);
}

#[test]
fn no_endpoint_and_no_credentials_are_told_with_what_to_do() {
    let ran = awsert([
        "scan",
        "--endpoint-url",
        "http://127.0.0.1:9",
        "--region",
        "us-east-1",
    ])
    .run()
    .exits(2);
    assert!(
        ran.stderr.contains("cannot tell which account this is"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("AWS_PROFILE"), "{}", ran.stderr);
}

#[test]
fn a_region_that_is_none_is_refused() {
    let ran = awsert(["scan", "--region", "europe"]).run().exits(2);
    assert!(ran.stderr.contains("`europe`"), "{}", ran.stderr);
}

#[test]
fn a_mistake_in_the_configuration_is_shown_where_it_stands() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("awsert.yaml"),
        "format: 1\nwaivers:\n  - check: rds-*\n    reason: \"\"\n    owner: platform\n    expires: soon\n",
    )
    .unwrap();
    let ran = awsert(["scan"]).in_folder(folder.path()).run().exits(2);
    insta::assert_snapshot!(ran.stderr, @r#"
    error: the reason is empty
     --> awsert.yaml:4:13
      |
    4 |     reason: ""
      |             ^^
      |
      = help: a waiver says why and who answers for it

    error: `soon` is not a day
     --> awsert.yaml:6:14
      |
    6 |     expires: soon
      |              ^^^^
      |
      = help: write a day like 2027-12-31
    "#);
}

#[test]
fn parameters_for_what_there_is_not_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let config = folder.path().join("mine.yaml");
    fs::write(
        &config,
        "format: 1\nparams:\n  rds-instance-multi-azz: { zones: 2 }\n",
    )
    .unwrap();
    let ran = awsert(["scan", "--config"]).arg(&config).run().exits(2);
    insta::assert_snapshot!(ran.stderr, @"error: params: there is no check `rds-instance-multi-azz` (did you mean `rds-instance-multi-az`?)");
}

#[test]
fn what_failed_has_failed_though_nobody_reads_it_to_the_end() {
    let mut running = scan(&MOTO.url, "111111111111")
        .args(["--check", "rds-*", "--format", "json"])
        .start();
    running.stop_reading();
    assert_eq!(running.wait().code, 1);
}
