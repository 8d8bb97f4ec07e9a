//! How fast what was read is judged: all shipped checks over accounts of growing size, on one core and on two, and how that grows.
//!
//! `cargo bench --bench verdicts -- SNAPSHOT…` measures what `awsert scan --save` kept of accounts, the smallest first. Each is measured in a
//! process of its own, so that its memory is its own.

#![allow(
    clippy::cast_precision_loss,
    clippy::expect_used,
    clippy::print_stderr,
    clippy::print_stdout,
    missing_docs,
    reason = "a benchmark prints, and stops when it cannot go on"
)]

mod counted;

use std::hint::black_box;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use awsert::check::{Check, Library, Overrides, judge};
use awsert::config::Waivers;
use awsert::expr::Evaluation;
use awsert::inventory::Inventory;
use awsert::report::{Counts, Findings as _, json};
use awsert::scan::scan_again;
use awsert::snapshot::Snapshot;
use counted::Counted;
use jiff::Timestamp;
use rayon::ThreadPoolBuilder;

/// The program's, so that memory is as much as the program's.
#[cfg(not(target_env = "msvc"))]
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;

const HEADINGS: &str = "resources  verdicts  judged on 1 core  on 2 cores  ns a verdict  of one core  JSON MB/s  bytes a resource";

fn main() {
    let arguments: Vec<String> = std::env::args()
        .skip(1)
        .filter(|it| !it.starts_with('-'))
        .collect();
    if let [path, cores] = arguments.as_slice()
        && let Ok(cores) = cores.parse()
    {
        measure(Path::new(path), cores);
        return;
    }
    assert!(
        !arguments.is_empty(),
        "name the snapshots to judge, the smallest first"
    );
    println!("{HEADINGS}");
    let mut before: Option<(f64, f64)> = None;
    for path in &arguments {
        let on = |cores: usize| {
            let this = std::env::current_exe().expect("we run");
            let output = Command::new(this).args([path, &cores.to_string()]).output();
            let output = output.expect("it runs again");
            let text = String::from_utf8(output.stdout).expect("it prints figures");
            let figures: Vec<f64> = text
                .split_whitespace()
                .filter_map(|it| it.parse().ok())
                .collect();
            <[f64; 5]>::try_from(figures).unwrap_or_else(|_| {
                panic!("{path}: {text}{}", String::from_utf8_lossy(&output.stderr))
            })
        };
        let [resources, verdicts, one, speed, bytes] = on(1);
        let [_, _, two, ..] = on(2);
        println!(
            "{resources:>9}  {verdicts:>8}  {one:>14.3} s  {two:>8.3} s  {:>12.0}  {:>9.0} %  {speed:>9.0}  {bytes:>16.0}",
            one * 1e9 / verdicts,
            50.0 * one / two,
        );
        if let Some((size, time)) = before.replace((resources, one)) {
            println!(
                "           growth exponent {:.2}",
                (one / time).ln() / (resources / size).ln()
            );
        }
    }
}

/// Prints: resources, verdicts, the seconds to judge them all, MB of JSON a second, and bytes of memory for each resource.
fn measure(path: &Path, cores: usize) {
    let library = Library::load(&[], &Overrides::default()).expect("the shipped checks load");
    let checks: Vec<Arc<Check>> = library
        .checks()
        .filter(|check| !check.idle)
        .cloned()
        .collect();
    let waivers = Waivers::default();
    let snapshot = Snapshot::open(path.to_owned()).expect("it is a snapshot");
    let before = resident();
    let inventory = snapshot.inventory().expect("it is whole");
    let held = resident().saturating_sub(before);
    let resources: usize = inventory
        .tables()
        .iter()
        .map(|table| table.listed.len())
        .sum();
    let pool = ThreadPoolBuilder::new().num_threads(cores).build();
    let pool = pool.expect("there are threads");
    pool.install(|| {
        let mut report = scan_again(snapshot.run(), &[], inventory, &checks, &waivers);
        let mut took = Duration::MAX;
        for _ in 0..3 {
            let begin = Instant::now();
            report.findings.judge();
            took = took.min(begin.elapsed());
        }
        let mut counts = Counts::default();
        for tally in report.findings.tallies().expect("they are in memory") {
            counts += tally.counts;
        }
        if cores == 1 {
            slowest(
                &checks,
                report.findings.inventory(),
                snapshot.run().started_at,
            );
        }
        let verdicts = counts.pass + counts.fail + counts.unknown;
        let mut counted = Counted::default();
        let begin = Instant::now();
        json::write(&report, &mut counted).expect("nothing is written");
        let speed = counted.0 as f64 / 1e6 / begin.elapsed().as_secs_f64();
        println!(
            "{resources} {verdicts} {} {speed} {}",
            took.as_secs_f64(),
            held as f64 / resources as f64
        );
    });
}

/// Says on standard error which checks take longest.
fn slowest(checks: &[Arc<Check>], inventory: &Inventory, now: Timestamp) {
    let mut evaluation = Evaluation::new(inventory, now);
    let mut times: Vec<(Duration, usize, &str)> = checks
        .iter()
        .map(|check| {
            let begin = Instant::now();
            let count = inventory
                .listed(check.resource)
                .map(|resource| black_box(judge(check, &mut evaluation, resource)))
                .count();
            (begin.elapsed(), count, check.about.id.as_str())
        })
        .collect();
    times.sort();
    for (time, count, check) in times.iter().rev().take(8) {
        let each = time.as_nanos() as f64 / (*count).max(1) as f64;
        eprintln!(
            "{:>9.3} s, {each:>7.0} ns for each of {count}: {check}",
            time.as_secs_f64()
        );
    }
}

/// Bytes of memory that are ours at the moment, as Linux counts them.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("RssAnon"));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<usize>().ok());
    kilobytes.unwrap_or(0) * 1024
}
