//! What came of runs, as tables.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::program::Cost;
use crate::proxy::synthetic::log::Count;
use crate::proxy::synthetic::{Load, Setting, Synthetic};

/// What a run came to.
pub struct Measured {
    pub name: String,
    pub cost: Cost,
    resources: usize,
    /// Until the first request arrived.
    start: Duration,
    /// The longest chain of calls, and how long it takes.
    depth: u32,
    chain: Duration,
    /// How long the slowest bucket takes to give what was asked of it, and which that is.
    bucket: (Duration, String),
    /// How long the same requests take a client that does nothing else, where they were kept.
    pub bare: Duration,
    calls: Vec<(String, Count)>,
    load: Load,
    unknown: Vec<String>,
    waves: BTreeMap<u32, (Instant, Instant, String)>,
}

impl Measured {
    pub fn of(
        name: &str,
        setting: &Setting,
        cost: Cost,
        resources: usize,
        aws: &Synthetic,
    ) -> Self {
        let log = aws.log();
        let calls: Vec<(String, Count)> = log.counts().into_iter().collect();
        let depth = calls
            .iter()
            .map(|(_, count)| count.depth)
            .max()
            .unwrap_or_default();
        Self {
            name: name.to_owned(),
            resources,
            start: log.first().map_or(cost.wall, |first| {
                first.saturating_duration_since(cost.began)
            }),
            depth,
            chain: setting.latency * depth,
            bucket: log.slowest_bucket(),
            bare: Duration::ZERO,
            calls,
            load: aws.load(),
            unknown: log.unknown(),
            waves: log.waves(),
            cost,
        }
    }

    fn floor(&self) -> Duration {
        self.start + self.chain.max(self.bucket.0)
    }

    fn sum(&self, of: impl Fn(&Count) -> usize) -> usize {
        self.calls.iter().map(|(_, count)| of(count)).sum()
    }
}

pub fn print(measured: &[Measured]) {
    println!(
        "\n{:16} {:>9} {:>7} {:>7} {:>6} {:>6} {:>7} {:>7} {:>6} | {:>8} {:>8} {:>6} {:>6} | {:>8} {:>8} {:>7} | endpoint",
        "account",
        "resources",
        "wall s",
        "floor s",
        "÷",
        "start",
        "chain",
        "bucket",
        "bare",
        "calls",
        "least",
        "÷",
        "wasted",
        "MB",
        "B/res",
        "CPU s"
    );
    let nothing = measured.first().map_or(0, |one| one.cost.peak);
    for one in measured {
        let (calls, least) = (one.sum(|count| count.asked), one.sum(|count| count.least));
        let wasted = one.sum(|count| count.refused + count.repeated);
        let above = one.cost.peak.saturating_sub(nothing) as f64;
        let given_up = one.sum(|count| count.given_up);
        let given_up = if given_up > 0 {
            format!(" — {given_up} QUESTIONS GIVEN UP")
        } else {
            String::new()
        };
        println!(
            "{:16} {:>9} {:>7.2} {:>7.2} {:>6.2} {:>6.2} {:>4}×{:>2} {:>7.2} {:>6.2} | {:>8} {:>8} {:>6.3} {:>5.1}% | {:>8.1} {:>8.0} {:>7.2} | {:.0}% busy, {:.1} CPU s, {:.1}% late{}{}{}",
            one.name,
            one.resources,
            one.cost.wall.as_secs_f64(),
            one.floor().as_secs_f64(),
            one.cost.wall.as_secs_f64() / one.floor().as_secs_f64(),
            one.start.as_secs_f64(),
            one.depth,
            one.chain.as_millis() / u128::from(one.depth.max(1)),
            one.bucket.0.as_secs_f64(),
            one.bare.as_secs_f64(),
            calls,
            least,
            calls as f64 / least.max(1) as f64,
            100.0 * wasted as f64 / calls.max(1) as f64,
            one.cost.peak as f64 / 1e6,
            above / one.resources.max(1) as f64,
            one.cost.cpu.as_secs_f64(),
            100.0 * one.load.busy,
            one.cost.own_cpu.as_secs_f64(),
            100.0 * one.load.late,
            given_up,
            if one.load.is_to_be_trusted() {
                ""
            } else {
                " — NOT TO BE TRUSTED: the endpoint was the bottleneck"
            },
            if one.cost.code.is_some_and(|code| [0, 1, 3].contains(&code)) {
                ""
            } else {
                " — DID NOT END AS IT SHOULD"
            },
        );
    }
}

/// The calls of which more were made than need be, and those that were not known.
pub fn print_calls(one: &Measured) {
    println!(
        "\n{}: the slowest bucket is {} ({:.1} s)",
        one.name,
        one.bucket.1,
        one.bucket.0.as_secs_f64()
    );
    println!(
        "  {:60} {:>7} {:>7} {:>7} {:>7} {:>5} {:>9}",
        "call", "asked", "least", "refused", "again", "depth", "waited ms"
    );
    let mut calls: Vec<_> = one.calls.iter().collect();
    calls.sort_by_key(|(_, count)| std::cmp::Reverse(count.asked));
    for (call, count) in calls {
        if count.waited > one.cost.wall / 4
            || count.asked > count.least
            || count.depth == one.depth
            || count.asked > 20
        {
            println!(
                "  {call:60} {:>7} {:>7} {:>7} {:>7} {:>5} {:>9}",
                count.asked,
                count.least,
                count.refused,
                count.repeated,
                count.depth,
                count.waited.as_millis()
            );
        }
    }
    let since = |moment: Instant| moment.saturating_duration_since(one.cost.began).as_millis();
    for (depth, (first, last, call)) in &one.waves {
        println!(
            "  depth {depth:>2} arrived from {:>6} to {:>6} ms, last {call}",
            since(*first),
            since(*last)
        );
    }
    println!("  ended at {:>6} ms", one.cost.wall.as_millis());
    for unknown in &one.unknown {
        println!("  not known: {unknown}");
    }
}
