//! `awsert.yaml`: what it says of targets, outputs and exits, how flags and the environment override it, and what is wrong with it.

use std::fs;
use std::path::Path;

use serde_json::Value as Json;

use crate::awsert::{Awsert, awsert};
use crate::local_aws::{MOTO, root};

fn folder(configuration: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("awsert.yaml"), configuration).unwrap();
    folder
}

/// Document a's two accounts as targets, and one check.
fn two_targets(more: &str) -> tempfile::TempDir {
    folder(&format!(
        "format: 1
targets:
  - name: before
    assume_role: arn:aws:iam::111111111111:role/Auditor
    regions: [us-east-1]
    endpoint_url: {url}
  - name: after
    assume_role: arn:aws:iam::111111111112:role/Auditor
    regions: [us-east-1]
    endpoint_url: {url}
select: {{ check: [rds-instance-iam-authentication] }}
{more}",
        url = MOTO.url
    ))
}

fn scan(folder: &Path) -> Awsert {
    awsert(["scan"]).in_folder(folder)
}

fn texts(json: &Json) -> Vec<&str> {
    json.as_array()
        .unwrap()
        .iter()
        .map(|text| text.as_str().unwrap())
        .collect()
}

#[test]
fn targets_are_read_one_after_the_other_and_told_together() {
    let folder = two_targets("outputs: [json]\n");
    let report = scan(folder.path()).run().exits(1).json();
    assert_eq!(
        texts(&report["run"]["accounts"]),
        ["111111111111", "111111111112"]
    );
    assert_eq!(report["run"]["complete"], true);
    let one = scan(folder.path()).args(["--target", "after"]).run().json();
    assert_eq!(texts(&one["run"]["accounts"]), ["111111111112"]);
    let ran = scan(folder.path())
        .args(["--target", "afterr"])
        .run()
        .exits(2);
    insta::assert_snapshot!(ran.stderr, @"error: there is no target `afterr` (did you mean `after`?)");
    // A flag that names an account is in place of them.
    let flag = scan(folder.path())
        .args(["--assume-role", "arn:aws:iam::111111111112:role/Auditor"])
        .args(["--region", "us-east-1", "--endpoint-url", &MOTO.url])
        .run()
        .json();
    assert_eq!(texts(&flag["run"]["accounts"]), ["111111111112"]);
}

#[test]
fn a_target_that_cannot_be_opened_is_told_and_keeps_no_other_from_being_read() {
    let folder = two_targets("outputs: [json]\n");
    let file = folder.path().join("awsert.yaml");
    let text = fs::read_to_string(&file).unwrap();
    // The first one's endpoint answers nobody.
    fs::write(&file, text.replacen(&MOTO.url, "http://127.0.0.1:9", 1)).unwrap();
    let ran = scan(folder.path())
        .args(["--fail-on", "critical"])
        .run()
        .exits(3);
    let report = ran.json();
    assert_eq!(texts(&report["run"]["accounts"]), ["111111111112"]);
    assert_eq!(report["run"]["complete"], false);
    let notices = texts(&report["notices"]);
    assert!(
        notices
            .iter()
            .any(|it| it.starts_with("target before was not read")),
        "{notices:?}"
    );
    assert!(
        ran.stderr.contains("target before was not read"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_waiver_is_said_to_match_nothing_only_when_no_target_has_what_it_covers() {
    let folder = two_targets(
        "outputs: [json]
waivers:
  - { check: rds-instance-iam-authentication, account: \"111111111112\", reason: r, owner: o, ticket: OPS-1 }
  - { check: rds-instance-iam-authentication, account: \"333333333333\", reason: r, owner: o }
",
    );
    let report = scan(folder.path()).run().json();
    let notices = texts(&report["notices"]);
    assert_eq!(notices.len(), 1, "{notices:?}");
    assert!(notices[0].contains("awsert.yaml:15"), "{notices:?}");
    for finding in report["findings"].as_array().unwrap() {
        if finding["resource"]["account"] == "111111111112" {
            assert_ne!(finding["status"], "fail");
        } else {
            assert_ne!(finding["status"], "waived");
        }
        if finding["status"] == "waived" {
            assert_eq!(finding["waiver"]["ticket"], "OPS-1");
        }
    }
}

#[test]
fn flags_override_the_environment_which_overrides_the_file() {
    let folder = two_targets("outputs: [json]\nfail_on: critical\n");
    scan(folder.path()).run().exits(0);
    scan(folder.path())
        .env("AWSERT_FAIL_ON", "info")
        .run()
        .exits(1);
    scan(folder.path())
        .env("AWSERT_FAIL_ON", "info")
        .args(["--fail-on", "critical"])
        .run()
        .exits(0);
    let file = folder.path().join("awsert.yaml");
    let elsewhere = tempfile::tempdir().unwrap();
    awsert(["scan"])
        .in_folder(elsewhere.path())
        .env("AWSERT_CONFIG", file.to_str().unwrap())
        .run()
        .exits(0);
    let regions = scan(folder.path())
        .env("AWSERT_REGION", "eu-west-1")
        .run()
        .json();
    assert_eq!(texts(&regions["run"]["regions"]), ["eu-west-1"]);
    // A report that a flag names is in place of the file's.
    let table = scan(folder.path())
        .args(["--output", "table"])
        .run()
        .exits(0)
        .stdout;
    assert!(!table.starts_with('{'), "{table}");
}

#[test]
fn reports_go_where_the_configuration_says_from_where_it_stands() {
    let folder = two_targets("outputs: [table, json=out.json]\n");
    let elsewhere = tempfile::tempdir().unwrap();
    awsert(["scan", "--config"])
        .arg(folder.path().join("awsert.yaml"))
        .in_folder(elsewhere.path())
        .run();
    assert!(folder.path().join("out.json").exists());
}

#[test]
fn each_target_is_kept_as_a_run_of_its_own() {
    let folder = two_targets("outputs: [json]\nstore: runs.awsert\nbaseline: last\nfail_on: new\n");
    let first = scan(folder.path()).run().json();
    assert!(
        first["changes"]["new"].as_u64().unwrap() > 0,
        "{}",
        first["changes"]
    );
    // Nothing happened meanwhile.
    let second = scan(folder.path()).run().exits(0).json();
    assert_eq!(second["changes"]["new"], 0);
    let ran = scan(folder.path())
        .args(["--save", "all.snapshot"])
        .run()
        .exits(2);
    assert!(ran.stderr.contains("--target"), "{}", ran.stderr);
}

#[test]
fn all_that_is_wrong_is_told_with_its_place() {
    let folder = folder(
        "format: 1
targets:
  - { name: prod, assume_role: Auditor }
  - { name: prod, external_id: x }
waivers:
  - check: rds-instance-*
    where: resource.multi_azz
    reason: r
    owner: o
    expires: 2027-13-01
",
    );
    let check = || awsert(["config", "check"]).in_folder(folder.path());
    let ran = check().run().exits(2);
    insta::assert_snapshot!(ran.stderr, @r##"
    error: `Auditor` is not the ARN of a role
     --> awsert.yaml:3:32
      |
    3 |   - { name: prod, assume_role: Auditor }
      |                                ^^^^^^^
      |
      = help: write it like arn:aws:iam::111122223333:role/Auditor

    error: there is another target called `prod`
     --> awsert.yaml:4:13
      |
    4 |   - { name: prod, external_id: x }
      |             ^^^^

    error: an external id is for a role, and there is none here
     --> awsert.yaml:4:32
      |
    4 |   - { name: prod, external_id: x }
      |                                ^
      |
      = help: give `assume_role`, whose trust policy asks for it

    error: `2027-13-01` is not a day
      --> awsert.yaml:10:14
       |
    10 |     expires: 2027-13-01
       |              ^^^^^^^^^^
       |
       = help: write a day like 2027-12-31
    "##);
    // What only shows beside the checks is told as well, all of it.
    fs::write(
        folder.path().join("awsert.yaml"),
        "format: 1
outputs: [jsn]
fail_on: hihg
waivers:
  - { check: rds-instance-multi-az, where: resource.multi_azz, reason: r, owner: o }
",
    )
    .unwrap();
    let ran = check().run().exits(2);
    insta::assert_snapshot!(ran.stderr, @r##"
    error: AWS::RDS::DBInstance has no attribute `multi_azz`
     --> awsert.yaml:5:53
      |
    5 |   - { check: rds-instance-multi-az, where: resource.multi_azz, reason: r, owner: o }
      |                                                     ^^^^^^^^^
      |
      = help: did you mean `multi_az`?
    error: awsert.yaml:2: there is no format `jsn`, but table, json, jsonl, csv, html, sarif, ocsf, asff, junit, github, markdown
    error: awsert.yaml:3: fail_on: `hihg`: it is one of critical, high, medium, low, info, or `new`, or `new-` and one of them
    "##);
}

#[test]
fn a_configuration_that_is_fine_is_said_to_be_and_what_it_means() {
    let folder = folder(
        "format: 1
targets:
  - { name: prod, assume_role: \"arn:aws:iam::111122223333:role/Auditor\", regions: [eu-west-1, eu-central-1] }
  - { name: test, profile: test }
select: { check: [rds-instance-multi-az, rds-instance-storage-encrypted] }
outputs: [table, json=r.json]
fail_on: high
store: runs.awsert
waivers:
  - { check: rds-*, reason: r, owner: o, expires: 2020-01-01 }
  - { check: rds-instance-multi-az, where: \"resource.engine == 'mysql'\", reason: r, owner: o, ticket: OPS-7 }
  - { check: no-such-check, reason: r, owner: o }
",
    );
    let check = awsert(["config", "check"]).in_folder(folder.path());
    insta::assert_snapshot!(check.run().exits(0).stdout, @r##"
    awsert.yaml is fine.
      target     prod: role arn:aws:iam::111122223333:role/Auditor, eu-west-1, eu-central-1
      target     test: profile test, the configured region
      checks     2 selected, of 1 services
      waivers    2 valid, 1 expired
                 ! awsert.yaml:10: rds-* EXPIRED on 2020-01-01
                 ! awsert.yaml:12: no check is called no-such-check
      outputs    table, json=r.json
      exit       1 on high; 3 where something is unknown
      store      runs.awsert
    "##);
    let list = awsert(["waivers", "list"]).in_folder(folder.path());
    insta::assert_snapshot!(list.run().exits(0).stdout, @r##"
    EXPIRED on 2020-01-01  rds-*  (awsert.yaml:10)
        resource: *
        reason: r
        owner: o
    never expires  rds-instance-multi-az  (awsert.yaml:11)
        resource: *
        where: resource.engine == 'mysql'
        reason: r
        owner: o
        ticket: OPS-7
    never expires  no-such-check  (awsert.yaml:12)
        resource: *
        reason: r
        owner: o
    "##);
}

#[test]
fn the_committed_schema_is_that_of_this_version() {
    let schema = awsert(["config", "schema"]).run().exits(0).stdout;
    let path = root().join("docs/awsert.schema.json");
    if std::env::var_os("AWSERT_UPDATE_DOCS").is_some() {
        fs::write(&path, &schema).unwrap();
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        schema == committed,
        "docs/awsert.schema.json is not that of this version: AWSERT_UPDATE_DOCS=1 cargo test --test integration schema"
    );
    let schema: Json = serde_json::from_str(&schema).unwrap();
    let known = schema["properties"].as_object().unwrap();
    for name in [
        "targets", "waivers", "outputs", "fail_on", "store", "baseline",
    ] {
        let doc = known[name]["description"].as_str().unwrap_or_default();
        assert!(!doc.is_empty(), "{name} says nothing to editors");
    }
    assert_eq!(schema["additionalProperties"], false);
}
