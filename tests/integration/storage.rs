//! What is said of buckets: each is asked in its own region, and by path where an endpoint was named.

use serde_json::Value as Json;

use crate::awsert::{awsert, scan};
use crate::local_aws::MOTO;

/// Document B's corrected account, which has one bucket, in us-east-1.
const ACCOUNT: &str = "222222222222";

fn statuses(report: &Json, check: &str) -> Vec<String> {
    let findings = report["findings"].as_array().expect("findings");
    findings
        .iter()
        .filter(|finding| finding["check"] == check)
        .map(|finding| finding["status"].as_str().expect("a status").to_owned())
        .collect()
}

#[test]
fn neither_bucket_nor_account_stands_in_the_host_name_of_an_endpoint() {
    let named = MOTO.url.replace("127.0.0.1", "localhost");
    let report = scan(&named, ACCOUNT)
        .args(["--format", "json"])
        .args(["--check", "s3-bucket-tls-only"])
        .args(["--check", "s3-account-public-access-block"])
        .run()
        .exits(0)
        .json();
    assert_eq!(statuses(&report, "s3-bucket-tls-only"), ["pass"]);
    assert_eq!(
        statuses(&report, "s3-account-public-access-block"),
        ["pass"]
    );
}

#[test]
fn a_bucket_is_told_of_by_its_own_region_alone() {
    let asked = |region: &str| {
        let report = awsert(["scan", "--region", region, "--endpoint-url", &MOTO.url])
            .arg("--assume-role")
            .arg(format!("arn:aws:iam::{ACCOUNT}:role/Auditor"))
            .args(["--format", "json", "--check", "s3-bucket-tls-only"])
            .run()
            .json();
        statuses(&report, "s3-bucket-tls-only").len()
    };
    assert_eq!(asked("us-east-1"), 1);
    assert_eq!(asked("eu-west-1"), 0);
    assert_eq!(asked("eu-west-1,us-east-1"), 1);
}

#[test]
fn a_bucket_that_is_gone_is_told_from_one_that_is_there() {
    let report = scan(&MOTO.url, "222222222225")
        .args(["--format", "json", "--check", "ec2-flow-log-bucket-exists"])
        .run()
        .exits(0)
        .json();
    assert_eq!(statuses(&report, "ec2-flow-log-bucket-exists"), ["pass"]);
    // The first attempt's bucket for accepted traffic is gone, which S3 says when it is asked for it by name.
    let report = scan(&MOTO.url, "111111111115")
        .args(["--format", "json", "--check", "ec2-flow-log-bucket-exists"])
        .run()
        .exits(1)
        .json();
    let mut seen = statuses(&report, "ec2-flow-log-bucket-exists");
    seen.sort();
    assert_eq!(seen, ["fail", "pass"]);
    let calls = report["ledger"].as_array().expect("a ledger");
    assert!(
        calls
            .iter()
            .any(|call| call["call"] == "s3:GetBucketLocation")
    );
}
