//! What is asked of everything that is deployed - tags, regions, names - and what AWS makes in every region by itself.

use std::collections::BTreeSet;

use serde_json::Value as Json;

use crate::awsert::{Awsert, awsert, scan};
use crate::local_aws::MOTO;
use crate::proxy::{Behaviour, Proxy};

/// Document c's first attempt.
const ACCOUNT: &str = "111111111113";

/// A scan with a configuration of this text.
fn configured(text: &str, check: &str) -> Json {
    configured_in(ACCOUNT, text, check)
}

fn configured_in(account: &str, text: &str, check: &str) -> Json {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), format!("format: 1\n{text}\n")).unwrap();
    scan(&MOTO.url, account)
        .arg("--config")
        .arg(file.path())
        .args(["--format", "json", "--check", check])
        .run()
        .json()
}

fn with_status<'a>(report: &'a Json, status: &str) -> Vec<&'a Json> {
    let findings = report["findings"].as_array().expect("findings");
    let of = findings
        .iter()
        .filter(|finding| finding["status"] == status);
    of.collect()
}

/// The types that findings are about.
fn types<'a>(findings: &[&'a Json]) -> BTreeSet<&'a str> {
    let ty = |finding: &&'a Json| finding["resource"]["type"].as_str().expect("a type");
    findings.iter().map(ty).collect()
}

#[test]
fn everything_that_is_deployed_carries_the_required_tags() {
    let report = configured("required_tags: [ManagedBy]", "*-required-tags");
    let failed = types(&with_status(&report, "fail"));
    for ty in [
        "AWS::CloudTrail::Trail",
        "AWS::EC2::Instance",
        "AWS::EC2::NatGateway",
        "AWS::EC2::Subnet",
        "AWS::EC2::VPC",
        "AWS::IAM::Role",
    ] {
        assert!(failed.contains(ty), "{ty} is not among {failed:?}");
    }
    // What came with the VPC is nobody's to tag.
    for finding in with_status(&report, "fail") {
        assert_ne!(finding["resource"]["name"], "default", "{finding}");
    }
}

#[test]
fn required_tags_reach_every_check_that_asks_for_them() {
    let proxy = Proxy::before(&MOTO.url, Behaviour::default());
    let untold = scan(&proxy.url, ACCOUNT)
        .args(["--check", "*-required-tags"])
        .run()
        .exits(2)
        .stderr;
    assert!(untold.contains("(required_tags)"), "{untold}");
    assert_eq!(proxy.seen().len(), 0, "nothing is asked for nothing");
    let tags = "required_tags: [Name, CostCenter]";
    let report = configured_in("111111111111", tags, "*-required-tags");
    let findings = report["findings"].as_array().expect("findings");
    let told: BTreeSet<&str> = findings
        .iter()
        .filter_map(|finding| finding["check"].as_str())
        .collect();
    for check in [
        "ec2-vpc-required-tags",
        "rds-instance-required-tags",
        "iam-role-required-tags",
    ] {
        assert!(told.contains(check), "{told:?}");
    }
}

#[test]
fn what_is_where_nobody_expects_it_fails() {
    let report = configured("expected_regions: [eu-west-1]", "*-expected-region");
    let failed = with_status(&report, "fail");
    assert!(types(&failed).contains("AWS::EC2::Instance"), "{failed:?}");
    assert_eq!(with_status(&report, "pass").len(), 0);
    let message = failed[0]["message"].as_str().unwrap();
    assert!(
        message.contains("is in us-east-1, and expected are eu-west-1"),
        "{message}"
    );
    let report = configured("expected_regions: [us-east-1]", "*-expected-region");
    assert_eq!(with_status(&report, "fail").len(), 0);
}

#[test]
fn names_follow_the_convention() {
    let report = configured("naming: ^hardened-", "*-naming-convention");
    let passed = types(&with_status(&report, "pass"));
    assert!(passed.contains("AWS::EC2::Instance"), "{passed:?}");
    let report = configured("naming: ^corp-", "ec2-instance-naming-convention");
    let failed = with_status(&report, "fail");
    assert_eq!(
        failed[0]["message"]
            .as_str()
            .unwrap()
            .split_once(" is named ")
            .unwrap()
            .1,
        "hardened-app-1, which does not match ^corp-"
    );
}

/// Without its parameter such a check asks AWS for nothing; alone it says what it waits for.
#[test]
fn checks_that_wait_for_a_parameter_say_so() {
    let ran = awsert(["plan", "--check", "*-naming-convention"])
        .run()
        .exits(2);
    assert!(ran.stderr.contains("(naming)"), "{}", ran.stderr);
    let plan = awsert([
        "plan",
        "--check",
        "s3-bucket-naming-convention,kms-key-rotation",
    ])
    .run()
    .exits(0);
    assert!(!plan.stdout.contains("s3:"), "{}", plan.stdout);
}

#[test]
fn every_type_that_can_be_tagged_has_a_check_for_it() {
    let listed = awsert(["checks", "list", "--check", "*-required-tags"])
        .run()
        .exits(0);
    let of = |id: &str| listed.stdout.lines().any(|line| line.starts_with(id));
    assert!(
        of("apigatewayv2-vpc-link-required-tags "),
        "{}",
        listed.stdout
    );
    // AWS does not let these be tagged, or nobody deploys them.
    for id in [
        "iam-group-",
        "logs-metric-filter-",
        "rds-engine-version-",
        "ecs-task-required",
    ] {
        assert!(!listed.stdout.contains(&format!("\n{id}")), "{id}");
    }
}

fn of_regions() -> Awsert {
    scan(&MOTO.url, ACCOUNT).args([
        "--region",
        "us-east-1,eu-west-1,eu-central-1,us-west-2",
        "--check",
        "ec2-default-security-group-closed,ec2-security-group-used,ec2-vpc-dns-enabled",
    ])
}

/// Tools that tell of a default VPC in each of seventeen regions are tools whose report nobody reads.
#[test]
fn what_aws_makes_in_every_region_is_told_once() {
    let report = of_regions().args(["--format", "json"]).run().json();
    let defaults: Vec<&Json> = with_status(&report, "fail")
        .into_iter()
        .filter(|finding| finding["check"] == "ec2-default-security-group-closed")
        .collect();
    assert!(defaults.len() >= 3, "{defaults:?}");
    for finding in &defaults {
        // The VPC that was deployed in us-east-1 is the one that somebody has to look at.
        let by_aws = finding["resource"]["region"] != "us-east-1";
        for mark in ["regional_default", "unused"] {
            let marked = finding["resource"][mark] == true;
            assert_eq!(marked, by_aws, "{mark}: {finding}");
        }
    }
    let rows = |run: Awsert| {
        let table = run.env("COLUMNS", "120").run().stdout;
        let of_check = table
            .split_once("ec2-default-security-group-closed")
            .expect("the check")
            .1;
        let of_check = of_check.split_once("What to do").expect("a remedy").0;
        of_check.to_owned()
    };
    let short = rows(of_regions());
    assert!(short.contains("3 regional defaults"), "{short}");
    assert!(!short.contains("eu-west-1"), "{short}");
    let long = rows(of_regions().arg("--verbose"));
    for region in ["eu-west-1", "eu-central-1", "us-west-2"] {
        assert!(long.contains(region), "{long}");
    }
    assert!(long.contains("(unused)"), "{long}");
}
