//! The fault matrix: every fault on every call of every shipped check's plan. A verdict stays what it was on a quiet day, or becomes unknown for
//! the reason that the fault gives; what heals changes nothing.
//!
//! The real binary scans accounts of the emulator that were recorded, with all checks at once, so that each run shows that the fault
//! changes nothing of the checks that do not read the call either. A fault whose effect may hang on what is there is tried in as few accounts as
//! show all that the call's checks can say ([`account::chosen`]), any other in the first of them. One run of the debug binary takes under a second of one core, half of it to load the checks.
//!
//! `cargo test` tries a part that is the same each time; all of it: `AWSERT_MATRIX=whole cargo test --test integration matrix -- --nocapture`.

#![allow(
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "it tells what it tried"
)]

mod account;
mod asked;
mod compare;
mod members;
mod pool;
mod refused;
mod regions;
mod report;
mod trouble;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use crate::proxy::Behaviour;
use crate::proxy::fault::Fault;

use account::{Account, PLAN, chosen};
use compare::{Allowed, blinded, healed};
use trouble::{Outcome, Trouble, troubles_of};

/// No run may take longer: a call is given up after three read timeouts of four seconds and half a minute of pauses, and few calls wait for another.
const LONGEST: Duration = Duration::from_secs(90);

/// What of the matrix is asked for: by default the part that every test run tries.
enum Asked {
    Part,
    /// All of it, or what there is about calls whose names begin so: `whole`, `iam:,kms:`.
    Whole(Vec<String>),
}

fn asked() -> Asked {
    match std::env::var("AWSERT_MATRIX") {
        Ok(whole) if whole == "whole" => Asked::Whole(vec![String::new()]),
        Ok(calls) => Asked::Whole(calls.split(',').map(str::to_owned).collect()),
        Err(_) => Asked::Part,
    }
}

/// Whether all of it is asked for.
fn is_whole() -> bool {
    matches!(asked(), Asked::Whole(calls) if calls == [""])
}

/// What to try of all there is: the part is the same each time and spread over all of it.
fn chosen_of<T>(all: Vec<T>, part: usize, call: impl Fn(&T) -> &str) -> Vec<T> {
    match asked() {
        Asked::Whole(calls) => all
            .into_iter()
            .filter(|one| {
                calls
                    .iter()
                    .any(|begin| call(one).starts_with(begin.as_str()))
            })
            .collect(),
        Asked::Part => {
            let step = all.len().div_ceil(part).max(1);
            all.into_iter().step_by(step).collect()
        }
    }
}

fn with(call: &str, fault: Fault) -> Behaviour {
    Behaviour {
        faults: BTreeMap::from([(call.to_owned(), fault)]),
        ..Behaviour::default()
    }
}

/// Requests of a call that is made for different ends, by what only they have: which snapshots are public, what an image looks like, whose a
/// key of another account is.
const SOME_REQUESTS: [&str; 3] = [
    "ec2:DescribeSnapshots?RestorableBy",
    "ec2:DescribeImages?Filter",
    "kms:DescribeKey?999999999999",
];

/// A call without what tells some of its requests from others.
fn name(call: &str) -> &str {
    call.split('?').next().unwrap_or_default()
}

/// One fault of one call in one account.
struct Try {
    call: String,
    trouble: Trouble,
    account: &'static Account,
}

impl Try {
    /// Scans, and says what is wrong.
    fn wrong(self) -> Vec<String> {
        let Self {
            call,
            trouble,
            account,
        } = self;
        let behaviour = with(&call, trouble.fault.clone());
        let scanned = if trouble.is_silence() {
            account.scan_impatiently(behaviour)
        } else {
            account.scan(behaviour, &[])
        };
        let wrong = match trouble.comes_to {
            Outcome::Heals => healed(&account.quiet, &scanned),
            Outcome::Blinds(outcomes) => {
                let allowed = Allowed {
                    call: name(&call),
                    outcomes,
                    service_given_up: trouble.is_silence(),
                    gone: matches!(trouble.fault, Fault::Error(..)),
                };
                blinded(&account.quiet, &scanned, &allowed)
            }
        };
        if !wrong.is_empty() {
            // At once: the whole takes minutes.
            eprintln!(
                "{call}: {} in {}: {} wrong, first: {}",
                trouble.name,
                account.id,
                wrong.len(),
                wrong[0]
            );
        }
        wrong
            .into_iter()
            .map(|what| format!("{call}: {} in {}: {what}", trouble.name, account.id))
            .collect()
    }
}

/// How many checks' plans contain a call.
fn checks_with(call: &str) -> usize {
    PLAN.values()
        .filter(|calls| calls.contains(name(call)))
        .count()
}

#[test]
fn no_fault_makes_a_wrong_verdict() {
    let begin = Instant::now();
    let mut tries = Vec::new();
    let calls = account::calls().into_iter();
    for call in calls.chain(SOME_REQUESTS.map(str::to_owned)) {
        for trouble in troubles_of(&call) {
            let most = if trouble.is_in_the_answer() {
                usize::MAX
            } else {
                1
            };
            for account in chosen(name(&call)).into_iter().take(most) {
                tries.push(Try {
                    call: call.clone(),
                    trouble: trouble.clone(),
                    account,
                });
            }
        }
    }
    let mut tries = chosen_of(tries, 60, |one| &one.call);
    // First those that hang on what is there: they find most, and the whole takes long.
    tries.sort_by_key(|one| !one.trouble.is_in_the_answer());
    let mut combinations = BTreeSet::new();
    for Try { call, trouble, .. } in &tries {
        combinations.insert((call.clone(), trouble.name));
    }
    let scans = tries.len();
    let calls: BTreeSet<&String> = combinations.iter().map(|(call, _)| call).collect();
    let faults: BTreeSet<&str> = combinations.iter().map(|(_, fault)| *fault).collect();
    let count: usize = combinations.iter().map(|(call, _)| checks_with(call)).sum();
    let summary = format!(
        "{count} combinations of {} calls, {} faults and {} checks in {scans} scans",
        calls.len(),
        faults.len(),
        PLAN.len()
    );
    let wrong: Vec<String> = pool::all(tries, Try::wrong).into_iter().flatten().collect();
    println!(
        "{summary}: {} wrong, {:.0} s",
        wrong.len(),
        begin.elapsed().as_secs_f64()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
