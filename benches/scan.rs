//! How long a whole scan takes, how many calls it makes and how much memory: the binary against an account of some 25 security
//! groups, 8 databases, 20 roles, 6 secrets and 6 keys, with every answer 50 ms away.
//!
//! `AWSERT_BIN` measures a binary that was built elsewhere. `cargo bench --bench scan` needs the emulator's environment (`localstack/setup`). Calls that moto answers with a server error are
//! refused by the endpoint before it, so that retries against a bug of moto's are not measured.

#![allow(
    clippy::expect_used,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark prints, and stops when it cannot go on"
)]

use std::io::{BufRead as _, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

#[path = "../tests/integration/local_aws.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
mod local_aws;
#[path = "../tests/integration/proxy/mod.rs"]
#[expect(dead_code, reason = "shared with the tests, which use all of it")]
mod proxy;

use proxy::{Behaviour, Proxy};

const LATENCY: Duration = Duration::from_millis(50);
const RUNS: usize = 5;

fn main() {
    let account = local_aws::Emulator::start("moto", &["a"]);
    let seeded = Command::new(local_aws::root().join("localstack/.venv/moto/bin/python"))
        .arg(local_aws::root().join("benches/account.py"))
        .arg(&account.url)
        .status();
    assert!(
        seeded.is_ok_and(|status| status.success()),
        "the account could not be made"
    );
    let mut seconds = Vec::new();
    for _ in 0..RUNS {
        let proxy = Proxy::before(
            &account.url,
            Behaviour {
                latency: LATENCY,
                refuse_server_errors: true,
                ..Behaviour::default()
            },
        );
        let begin = Instant::now();
        let peak = scan(&proxy.url);
        let took = begin.elapsed().as_secs_f64();
        seconds.push(took);
        println!("{took:.2} s, {} calls, {peak}", proxy.calls());
    }
    seconds.sort_by(f64::total_cmp);
    println!("median {:.2} s", seconds[RUNS / 2]);
}

/// Runs a full scan and says how much memory it took at most.
fn scan(url: &str) -> String {
    let built = env!("CARGO_BIN_EXE_awsert").to_owned();
    let binary = std::env::var("AWSERT_BIN").unwrap_or(built);
    let mut child = Command::new(binary)
        .args([
            "scan",
            "--format",
            "json",
            "--region",
            "us-east-1",
            "--endpoint-url",
            url,
        ])
        .args(["--assume-role", "arn:aws:iam::333333333333:role/Auditor"])
        .env("AWS_ACCESS_KEY_ID", "test")
        .env("AWS_SECRET_ACCESS_KEY", "test")
        .stdout(Stdio::piped())
        .spawn()
        .expect("awsert starts");
    let pid = child.id();
    let stdout = child.stdout.take().expect("its output is ours");
    let mut peak = String::from("memory unknown");
    // The report is written when everything has been read and judged: the peak stands by then.
    for line in BufReader::new(stdout).lines().map_while(Result::ok) {
        if line.contains("\"findings\"") {
            let status = std::fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
            if let Some(line) = status.lines().find(|line| line.starts_with("VmHWM")) {
                peak = line.split_whitespace().collect::<Vec<_>>().join(" ");
            }
        }
    }
    let _ = child.wait();
    peak
}
