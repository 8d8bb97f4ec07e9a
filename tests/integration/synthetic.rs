//! The synthetic AWS of the benchmarks is what it says: the account that was recorded, as often as wanted, with AWS's pages and limits.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use serde_json::Value as Json;

use crate::awsert::scan;
use crate::local_aws::{MOTO, root};
use crate::proxy::recording::Recording;
use crate::proxy::synthetic::log::Count;
use crate::proxy::synthetic::record::{ACCOUNT, record};
use crate::proxy::synthetic::template::Template;
use crate::proxy::synthetic::{Load, Setting, Synthetic};
use crate::proxy::{Behaviour, Proxy};

/// The account as the emulator has it, recorded.
static RECORDING: LazyLock<Arc<Recording>> = LazyLock::new(|| {
    record(&MOTO.url, root(), |url| {
        scan(url, ACCOUNT).args(["--format", "json"]).run();
    })
});

static TEMPLATE: LazyLock<Arc<Template>> = LazyLock::new(|| Arc::new(Template::of(&RECORDING)));

fn setting(copies: u32) -> Setting {
    Setting {
        copies,
        regions: vec!["us-east-1".to_owned()],
        latency: Duration::ZERO,
        throttles: false,
        follows: true,
        keeps: false,
        port: 0,
    }
}

/// How many findings there are of each check and type, by status.
fn verdicts(report: &Json) -> BTreeMap<(String, String, String), usize> {
    let mut verdicts = BTreeMap::new();
    for finding in report["findings"].as_array().expect("there are findings") {
        let text = |value: &Json| value.as_str().expect("a text").to_owned();
        let what = (
            text(&finding["check"]),
            text(&finding["resource"]["type"]),
            text(&finding["status"]),
        );
        *verdicts.entry(what).or_default() += 1;
    }
    verdicts
}

/// The resources that have findings, by type and id.
fn resources(report: &Json) -> BTreeMap<String, BTreeSet<String>> {
    let mut resources: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for finding in report["findings"].as_array().expect("there are findings") {
        let resource = &finding["resource"];
        if let (Some(ty), Some(id)) = (resource["type"].as_str(), resource["id"].as_str()) {
            let name = resource["arn"].as_str().unwrap_or(id);
            resources
                .entry(ty.to_owned())
                .or_default()
                .insert(format!("{id} {name}"));
        }
    }
    resources
}

fn report(url: &str) -> Json {
    report_of(url, &[])
}

/// A scan with some checks only: large accounts take a program that is not optimised long.
fn report_of(url: &str, checks: &[&str]) -> Json {
    let chosen = checks.iter().flat_map(|check| ["--check", check]);
    scan(url, ACCOUNT)
        .args(["--format", "json"])
        .args(chosen)
        .run()
        .json()
}

#[test]
fn one_copy_is_the_account_that_was_recorded() {
    let recorded = Proxy::replaying(&RECORDING, None, Behaviour::default());
    let keeping = Setting {
        keeps: true,
        ..setting(1)
    };
    let synthetic = Synthetic::start(&TEMPLATE, keeping);
    let (recorded, made) = (
        verdicts(&report(&recorded.url)),
        verdicts(&report(&synthetic.url)),
    );
    assert_eq!(synthetic.log().unknown(), Vec::<String>::new());
    assert_eq!(recorded, made);
    let counts = synthetic.log().counts();
    let asked: usize = counts.values().map(|count| count.asked).sum();
    assert_eq!(synthetic.kept().len(), asked);
}

/// What a region or an account has once, and what it says of itself.
const SINGLE: &[&str] = &[
    "AWS::::Account",
    "AWS::::Region",
    "AWS::AccessAnalyzer::Analyzer",
    "AWS::Backup::RegionSettings",
    "AWS::CloudTrail::Trail",
    "AWS::Config::ConfigurationRecorder",
    "AWS::Config::DeliveryChannel",
    "AWS::EC2::RegionSettings",
    "AWS::ECS::CapacityProvider",
    "AWS::GuardDuty::Detector",
    "AWS::S3::AccountPublicAccessBlock",
    "AWS::SSM::RegionSettings",
    "AWS::SecurityHub::Hub",
    "AWS::XRay::EncryptionConfig",
];

#[test]
fn three_copies_have_three_times_the_resources_and_verdicts() {
    let of = |copies| {
        let synthetic = Synthetic::start(&TEMPLATE, setting(copies));
        let report = report(&synthetic.url);
        assert_eq!(synthetic.log().unknown(), Vec::<String>::new());
        report
    };
    let (one, three) = (of(1), of(3));
    let times = |ty: &str| if SINGLE.contains(&ty) { 1 } else { 3 };
    let counted = |report: &Json, is_once: bool| -> BTreeMap<String, usize> {
        let all = resources(report).into_iter();
        all.map(|(ty, ids)| {
            let times = if is_once { times(&ty) } else { 1 };
            (ty, ids.len() * times)
        })
        .collect()
    };
    same_counts(&counted(&one, true), &counted(&three, false));
    let expected: BTreeMap<_, _> = verdicts(&one)
        .into_iter()
        .map(|(what, count)| {
            let count = count * times(&what.1);
            (what, count)
        })
        .collect();
    same_counts(&expected, &verdicts(&three));
}

/// Requires the same, and shows only what differs.
#[track_caller]
fn same_counts<K: Ord + std::fmt::Debug>(
    expected: &BTreeMap<K, usize>,
    found: &BTreeMap<K, usize>,
) {
    let keys: BTreeSet<&K> = expected.keys().chain(found.keys()).collect();
    let different: Vec<_> = keys
        .into_iter()
        .map(|key| (key, expected.get(key), found.get(key)))
        .filter(|(_, expected, found)| expected != found)
        .collect();
    assert!(different.is_empty(), "{different:#?}");
}

#[test]
fn a_listing_comes_in_pages_that_add_up() {
    // 60 copies have 720 log groups, of which a page holds 50, and 1,440 security groups.
    let synthetic = Synthetic::start(&TEMPLATE, setting(60));
    let report = report_of(&synthetic.url, &["logs-*", "ec2-security-group-*"]);
    let listed = |call: &str| {
        let entries = report["ledger"]
            .as_array()
            .expect("there is a ledger")
            .iter();
        let mut entries = entries.filter(|entry| entry["call"] == call);
        let entry = entries.next().expect("it was called");
        (entry["calls"].as_u64(), entry["resources"].as_u64())
    };
    assert_eq!(listed("logs:DescribeLogGroups"), (Some(15), Some(720)));
    let (calls, groups) = listed("ec2:DescribeSecurityGroups");
    assert_eq!((calls, groups), (Some(2), Some(60 * 25)));
    let counts = synthetic.log().counts();
    let repeated: Vec<_> = counts
        .iter()
        .filter(|(call, count)| count.repeated > 0 && !call.starts_with("iam:"))
        .collect();
    assert!(repeated.is_empty(), "{repeated:?}");
}

#[test]
fn what_one_listing_tells_of_many_resources_is_listed_once() {
    // KMS describes 360 keys some at a time, and whose aliases matter is only known of those that are described.
    let synthetic = Synthetic::start(&TEMPLATE, setting(60));
    report_of(&synthetic.url, &["kms-*"]);
    let counts = synthetic.log().counts();
    let aliases = &counts["kms:ListAliases"];
    assert!(counts["kms:DescribeKey"].asked >= 360);
    assert_eq!((aliases.asked, aliases.repeated), (aliases.least, 0));
}

#[test]
fn each_region_has_its_copies_and_the_account_all_of_them() {
    let two = Setting {
        regions: vec!["us-east-1".to_owned(), "eu-west-1".to_owned()],
        ..setting(1)
    };
    let synthetic = Synthetic::start(&TEMPLATE, two);
    let report = scan(&synthetic.url, ACCOUNT)
        .args(["--region", "eu-west-1", "--format", "json"])
        .args([
            "--check",
            "ec2-*",
            "--check",
            "s3-*",
            "--check",
            "rds-instance-*",
            "--check",
            "iam-user-*",
        ])
        .run()
        .json();
    let in_region = |ty: &str, region: &str| {
        let findings = report["findings"]
            .as_array()
            .expect("there are findings")
            .iter();
        let of = findings.filter(|finding| {
            finding["resource"]["type"] == ty && finding["resource"]["region"] == region
        });
        let ids: BTreeSet<_> = of
            .filter_map(|finding| finding["resource"]["id"].as_str())
            .collect();
        ids.len()
    };
    for ty in [
        "AWS::EC2::Instance",
        "AWS::S3::Bucket",
        "AWS::RDS::DBInstance",
    ] {
        assert_eq!(
            in_region(ty, "us-east-1"),
            in_region(ty, "eu-west-1"),
            "{ty}"
        );
        assert!(in_region(ty, "eu-west-1") > 0, "{ty}");
    }
    assert_eq!(in_region("AWS::IAM::User", "global"), 8);
}

#[test]
fn a_scan_keeps_to_what_aws_allows_and_is_hardly_ever_refused() {
    let throttled = Setting {
        throttles: true,
        ..setting(10)
    };
    let synthetic = Synthetic::start(&TEMPLATE, throttled);
    let report = report_of(&synthetic.url, &["elbv2-*"]);
    let counts = synthetic.log().counts();
    let sum = |of: fn(&Count) -> usize| -> usize { counts.values().map(of).sum() };
    let (asked, refused, given_up) = (
        sum(|count| count.asked),
        sum(|count| count.refused),
        sum(|count| count.given_up),
    );
    assert!(asked > 60, "too few to empty a bucket: {asked}");
    assert!(refused * 50 <= asked, "{refused} of {asked} were refused");
    assert_eq!(given_up, 0);
    let quiet = Synthetic::start(&TEMPLATE, setting(10));
    let quiet = verdicts(&report_of(&quiet.url, &["elbv2-*"]));
    assert_eq!(verdicts(&report), quiet);
}

#[test]
fn the_log_tells_what_was_needed_and_what_hangs_on_what() {
    let throttled = Setting {
        throttles: true,
        ..setting(2)
    };
    let synthetic = Synthetic::start(&TEMPLATE, throttled);
    report_of(&synthetic.url, &["ecs-*"]);
    let log = synthetic.log();
    let counts = log.counts();
    let told = |call: &str| {
        let count = &counts[call];
        (count.asked, count.least, count.depth)
    };
    assert_eq!(told("sts:AssumeRole"), (1, 1, 1));
    assert_eq!(told("sts:GetCallerIdentity"), (1, 1, 2));
    assert_eq!(told("ecs:ListClusters"), (1, 1, 3));
    assert_eq!(told("ecs:ListServices"), (2, 2, 4));
    assert_eq!(told("ecs:DescribeServices"), (2, 2, 5));
    assert_eq!(told("ecs:DescribeTaskDefinition"), (8, 8, 6));
    let waves = log.waves();
    assert_eq!(
        waves.keys().copied().collect::<Vec<_>>(),
        [1, 2, 3, 4, 5, 6]
    );
    assert!(
        log.first()
            .is_some_and(|first| waves.values().all(|(began, ..)| first <= *began))
    );
    // So few calls wait for no bucket.
    assert_eq!(log.slowest_bucket().0, Duration::ZERO);
    assert!(
        counts
            .values()
            .all(|count| count.waited < Duration::from_mins(1))
    );
    assert!(synthetic.load().late <= 1.0);
    let busy = Load {
        busy: 0.6,
        late: 0.0,
    };
    let late = Load {
        busy: 0.0,
        late: 0.2,
    };
    assert!(!busy.is_to_be_trusted() && !late.is_to_be_trusted());
}
