//! awsert and Prowler in turn, on the same account at the same endpoint, with the checks that both have.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use awsert::check::{Library, Overrides};

use crate::AWAY;
use crate::program::{Cost, run};
use crate::proxy::synthetic::record::ACCOUNT;
use crate::proxy::synthetic::template::Template;
use crate::proxy::synthetic::{Setting, Synthetic};

/// What a run cost, how many calls it made, and how many of them the endpoint does not know.
type Round = (Cost, usize, usize);

/// A figure of a run, and what it is called.
type Figure = (&'static str, fn(&Round) -> f64);

const ROUNDS: usize = 3;

/// The checks of Prowler that a check of ours is an alias of.
fn aliases() -> BTreeSet<String> {
    let library = Library::load(&[], &Overrides::default()).expect("the checks are right");
    let of = |check: &Arc<awsert::check::Check>| check.about.aliases.get("prowler").cloned();
    library.checks().filter_map(of).flatten().collect()
}

/// A scan by awsert.
pub fn awsert(url: &str) -> Command {
    let mut command = crate::awsert(url, 1);
    command.args(["--opt-in", "user_data"]);
    for alias in aliases() {
        command.args(["--check", &alias]);
    }
    command
}

/// A scan by Prowler, as `localstack/compare-prowler` has it.
pub fn prowler(program: &str, url: &str, reports: &Path) -> Command {
    let mut command = Command::new("nice");
    command
        .args([
            "-n",
            "4",
            program,
            "aws",
            "--role",
            &format!("arn:aws:iam::{ACCOUNT}:role/Auditor"),
        ])
        .args([
            "--region",
            "us-east-1",
            "--scan-unused-services",
            "--no-banner",
            "--no-color",
            "--ignore-exit-code-3",
        ])
        .args([
            "--output-formats",
            "json-ocsf",
            "--output-filename",
            "report",
            "--output-directory",
        ])
        .arg(reports)
        .arg("--checks")
        .args(aliases())
        .current_dir(reports)
        .env("AWS_ENDPOINT_URL", url)
        .envs([
            ("AWS_ACCESS_KEY_ID", "test"),
            ("AWS_SECRET_ACCESS_KEY", "test"),
        ])
        .envs([
            ("AWS_REGION", "us-east-1"),
            ("AWS_DEFAULT_REGION", "us-east-1"),
            ("NO_PROXY", "127.0.0.1"),
        ])
        .envs([
            ("AWS_CONFIG_FILE", "/dev/null"),
            ("AWS_SHARED_CREDENTIALS_FILE", "/dev/null"),
        ]);
    command
}

/// Runs both in turn and prints what each cost in the middle of its runs.
pub fn compare(program: &str, template: &Arc<Template>, reports: &Path) {
    let setting = Setting {
        latency: AWAY,
        throttles: false,
        follows: false,
        keeps: false,
        ..crate::setting(1, 1)
    };
    let mut rounds: [Vec<Round>; 2] = [Vec::new(), Vec::new()];
    for round in 1..=ROUNDS {
        for (which, costs) in rounds.iter_mut().enumerate() {
            let aws = Synthetic::start(template, setting.clone());
            let mut command = if which == 0 {
                awsert(&aws.url)
            } else {
                prowler(program, &aws.url, reports)
            };
            let cost = run(&mut command);
            let counts = aws.log().counts();
            let asked = counts.values().map(|count| count.asked).sum();
            let unknown = counts.values().map(|count| count.unknown).sum();
            println!(
                "round {round} {:8} {:>7.2} s {asked:>6} calls, of which the endpoint did not know {unknown}, {:>6.1} MB, {:>6.2} CPU s, ended with {:?}; endpoint {:.1}% late{}",
                ["awsert", "prowler"][which],
                cost.wall.as_secs_f64(),
                cost.peak as f64 / 1e6,
                cost.cpu.as_secs_f64(),
                cost.code,
                100.0 * aws.load().late,
                if aws.load().is_to_be_trusted() {
                    ""
                } else {
                    " — NOT TO BE TRUSTED"
                },
            );
            if round == 1 {
                println!("{:#?}", aws.log().unknown());
            }
            costs.push((cost, asked, unknown));
        }
    }
    let middle = |which: usize, of: fn(&Round) -> f64| {
        let mut all: Vec<f64> = rounds[which].iter().map(of).collect();
        all.sort_by(f64::total_cmp);
        all[ROUNDS / 2]
    };
    println!(
        "\n{:12} {:>10} {:>10} {:>10}",
        "median", "awsert", "Prowler", "Prowler ÷"
    );
    let figures: [Figure; 4] = [
        ("seconds", |one| one.0.wall.as_secs_f64()),
        ("calls", |one| one.1 as f64),
        ("MB", |one| one.0.peak as f64 / 1e6),
        ("CPU s", |one| one.0.cpu.as_secs_f64()),
    ];
    for (name, of) in figures {
        let (ours, theirs) = (middle(0, of), middle(1, of));
        println!(
            "{name:12} {ours:>10.2} {theirs:>10.2} {:>10.1}",
            theirs / ours
        );
    }
}
