//! Whole scans of accounts of any size, held against the least that AWS lets anyone do: the real binary before the synthetic AWS of the tests.
//! docs/speed.md says what each figure means.
//!
//! ```sh
//! AWSERT_BIN=target/release/awsert cargo bench --bench account_sizes -- times [NAME]   # time and calls
//! AWSERT_BIN=… cargo bench --bench account_sizes -- memory [RESOURCES …]            # memory, by default at 10⁴ and 10⁵
//! AWSERT_BIN=… cargo bench --bench account_sizes -- prowler PROGRAM                 # beside Prowler
//! cargo bench --bench account_sizes -- serve COPIES REGIONS MILLISECONDS PORT       # an endpoint to point a program at
//! ```

#![allow(
    clippy::cast_precision_loss,
    clippy::expect_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark prints, and stops when it cannot go on"
)]

use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::time::Duration;

mod bare;
mod beside;
#[path = "../../tests/integration/local_aws.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
mod local_aws;
mod program;
#[path = "../../tests/integration/proxy/mod.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
mod proxy;
mod table;

use program::{Cost, run};
use proxy::synthetic::record::{ACCOUNT, record};
use proxy::synthetic::template::Template;
use proxy::synthetic::{Setting, Synthetic};
use table::Measured;

/// Regions that are on in every account (AWS Account Management Reference Guide, "Enable or disable AWS Regions in your account").
const REGIONS: [&str; 17] = [
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
    "ap-south-1",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "ap-southeast-1",
    "ap-southeast-2",
    "ca-central-1",
    "eu-central-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eu-north-1",
    "sa-east-1",
];

const AWAY: Duration = Duration::from_millis(50);
const RUNS: usize = 3;

fn main() {
    // Cargo says that it is a benchmark.
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|one| one != "--bench")
        .collect();
    let reports = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("account-sizes");
    std::fs::create_dir_all(&reports).expect("a folder for reports");
    let emulator = local_aws::Emulator::start("moto", &["a"]);
    let recording = record(&emulator.url, local_aws::root(), |url| {
        // Prowler asks who it is before it takes the role, too, and what is answered last is kept.
        if let (Some("prowler"), Some(program)) =
            (arguments.first().map(String::as_str), arguments.get(1))
        {
            run(&mut beside::prowler(program, url, &reports));
            run(&mut beside::awsert(url));
        }
        run(&mut awsert(url, 1));
    });
    let template = Arc::new(Template::of(&recording));
    drop(emulator);
    let number = |at: usize| arguments.get(at).and_then(|text| text.parse::<u32>().ok());
    match arguments.first().map(String::as_str) {
        Some("serve") => {
            let port = number(4)
                .and_then(|port| port.try_into().ok())
                .unwrap_or(4999);
            let away = Duration::from_millis(number(3).unwrap_or(0).into());
            let setting = Setting {
                latency: away,
                port,
                throttles: false,
                follows: false,
                keeps: false,
                ..setting(number(1).unwrap_or(1), number(2).unwrap_or(1) as usize)
            };
            serve(&template, setting);
        }
        Some("memory") => {
            let sizes: Vec<u32> = (1..arguments.len()).filter_map(number).collect();
            memory(
                &template,
                if sizes.is_empty() {
                    &[10_000, 100_000]
                } else {
                    &sizes
                },
            );
        }
        Some("prowler") => {
            let program = arguments.get(1).expect("which Prowler? prowler PROGRAM");
            beside::compare(program, &template, &reports);
        }
        Some("times") => times(&template, arguments.get(1).map_or("", String::as_str)),
        _ => times(&template, ""),
    }
}

fn setting(copies: u32, regions: usize) -> Setting {
    Setting {
        copies,
        regions: REGIONS[..regions]
            .iter()
            .map(|region| (*region).to_owned())
            .collect(),
        latency: Duration::ZERO,
        throttles: true,
        follows: true,
        keeps: true,
        port: 0,
    }
}

/// The program that is measured.
fn binary() -> String {
    std::env::var("AWSERT_BIN").unwrap_or_else(|_| env!("CARGO_BIN_EXE_awsert").to_owned())
}

/// A full scan of an endpoint.
fn awsert(url: &str, regions: usize) -> Command {
    // What is measured may not starve the endpoint, which is on the same machine.
    let mut command = Command::new("nice");
    command
        .args(["-n", "4"])
        .arg(binary())
        .args(["scan", "--format", "json", "--endpoint-url", url])
        .args([
            "--assume-role",
            &format!("arn:aws:iam::{ACCOUNT}:role/Auditor"),
        ])
        .args(
            REGIONS[..regions]
                .iter()
                .flat_map(|region| ["--region", region]),
        )
        .envs([
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
        ])
        .envs([
            ("AWS_CONFIG_FILE", "/dev/null"),
            ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
        ]);
    command
}

/// Scans an account several times, and says what the run in the middle came to.
fn measure(
    template: &Arc<Template>,
    each: usize,
    name: &str,
    setting: &Setting,
    runs: usize,
) -> Measured {
    let mut measured: Vec<Measured> = (0..runs)
        .map(|_| {
            let aws = Synthetic::start(template, setting.clone());
            let cost: Cost = run(&mut awsert(&aws.url, setting.regions.len()));
            let mut measured = Measured::of(
                name,
                setting,
                cost,
                each * setting.copies as usize * setting.regions.len(),
                &aws,
            );
            measured.bare = bare::time(template, setting, &aws.kept());
            measured
        })
        .collect();
    measured.sort_by_key(|one| one.cost.wall);
    measured.swap_remove(runs / 2)
}

/// How many resources a copy has: what the scan of two finds more than that of one.
fn resources_in_each(template: &Arc<Template>) -> usize {
    let found = |copies| {
        let setting = Setting {
            throttles: false,
            ..setting(copies, 1)
        };
        let aws = Synthetic::start(template, setting);
        let report = awsert(&aws.url, 1)
            .output()
            .expect("the program starts")
            .stdout;
        let report: serde_json::Value =
            serde_json::from_slice(&report).expect("the report is JSON");
        let calls = report["ledger"].as_array().expect("there is a ledger");
        calls
            .iter()
            .filter_map(|call| call["resources"].as_u64())
            .sum::<u64>()
    };
    usize::try_from(found(2) - found(1)).expect("not that many")
}

fn times(template: &Arc<Template>, only: &str) {
    let away = |setting: Setting| Setting {
        latency: AWAY,
        ..setting
    };
    let each = resources_in_each(template);
    let of = |resources: usize| u32::try_from(resources.div_ceil(each)).expect("not that many");
    println!("{}: a copy of the template has {each} resources", binary());
    let settings = [
        ("nothing, 0 ms", setting(0, 1)),
        ("200", away(setting(1, 1))),
        ("17 × 200", away(setting(1, 17))),
        ("10⁴", away(setting(of(10_000), 1))),
        (
            "10⁴, no buckets",
            Setting {
                throttles: false,
                ..away(setting(of(10_000), 1))
            },
        ),
    ];
    let measured: Vec<Measured> = settings
        .iter()
        .filter(|(name, _)| name.contains(only))
        .map(|(name, setting)| measure(template, each, name, setting, RUNS))
        .collect();
    table::print(&measured);
    measured.iter().for_each(table::print_calls);
}

fn memory(template: &Arc<Template>, sizes: &[u32]) {
    let each = resources_in_each(template);
    let quiet = |setting: Setting| Setting {
        throttles: false,
        follows: false,
        keeps: false,
        ..setting
    };
    let mut measured = vec![
        measure(template, each, "nothing", &quiet(setting(0, 1)), RUNS),
        measure(template, each, "small", &quiet(setting(1, 1)), RUNS),
    ];
    for size in sizes {
        measured.push(measure(
            template,
            each,
            &size.to_string(),
            &quiet(setting(
                size.div_ceil(u32::try_from(each).expect("not that many")),
                1,
            )),
            1,
        ));
        table::print(&measured);
    }
}

fn serve(template: &Arc<Template>, setting: Setting) {
    let aws = Synthetic::start(template, setting);
    println!("{} until its input ends; account {ACCOUNT}", aws.url);
    let _ = std::io::stdin().lines().count();
    for (call, count) in aws.log().counts() {
        println!("{call} {count:?}");
    }
    println!("{:?} {:#?}", aws.load(), aws.log().unknown());
}
