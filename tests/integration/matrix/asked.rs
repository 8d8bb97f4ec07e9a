//! What the program asks of AWS: nothing that its plan does not declare, and every call of the plan in some account of the matrix.

use std::collections::BTreeSet;

use super::account::{ACCOUNTS, PLAN, calls, calls_about_what_may_go};
use super::trouble::gone;
use super::{chosen_of, pool};
use crate::proxy::Behaviour;

/// What a run asks beside its plan: who it is. (Which regions there are it asks where all are to be scanned: `regions`.)
const BESIDE: [&str; 2] = ["sts:AssumeRole", "sts:GetCallerIdentity"];

/// The checks that come to no verdict in any account of the matrix, each with its reason.
const SILENT: &[(&str, &str)] = &[(
    "backup-recovery-point-naming-convention",
    "AWS Backup gives recovery points no name",
)];

#[test]
fn every_call_of_the_plan_is_made_in_some_account() {
    let made: BTreeSet<String> = ACCOUNTS
        .iter()
        .flat_map(|account| account.calls().into_keys())
        .collect();
    let missing: Vec<String> = calls().difference(&made).cloned().collect();
    assert_eq!(
        missing,
        Vec::<String>::new(),
        "no account of the matrix reaches them"
    );
    let judged: BTreeSet<&str> = ACCOUNTS
        .iter()
        .flat_map(|account| account.quiet.findings.values())
        .map(|finding| finding.check.as_str())
        .collect();
    let silent: BTreeSet<&str> = PLAN
        .keys()
        .map(String::as_str)
        .filter(|check| !judged.contains(check))
        .collect();
    assert_eq!(
        silent,
        SILENT
            .iter()
            .map(|(check, _)| *check)
            .collect::<BTreeSet<_>>(),
        "checks that say nothing anywhere"
    );
}

#[test]
fn every_call_about_what_may_go_is_tried_when_it_is_gone() {
    let untried: Vec<String> = calls_about_what_may_go()
        .into_iter()
        .filter(|call| gone(call).is_none())
        .collect();
    assert_eq!(untried, Vec::<String>::new(), "GONE does not name them");
}

#[test]
fn all_checks_together_ask_nothing_that_the_plan_does_not_declare() {
    let declared: BTreeSet<String> = calls()
        .into_iter()
        .chain(BESIDE.map(str::to_owned))
        .collect();
    for account in ACCOUNTS.iter() {
        let scanned = account.scan(Behaviour::default(), &[]);
        let asked: BTreeSet<String> = scanned.seen.into_keys().collect();
        let undeclared: Vec<&String> = asked.difference(&declared).collect();
        assert!(undeclared.is_empty(), "{}: {undeclared:?}", account.id);
    }
}

#[test]
fn a_check_alone_asks_nothing_that_its_own_plan_does_not_declare() {
    let checks: Vec<&String> = PLAN.keys().collect();
    let wrong: Vec<String> = pool::all(chosen_of(checks, 25, |check| check.as_str()), |check| {
        let declared: BTreeSet<String> = PLAN[check]
            .iter()
            .cloned()
            .chain(BESIDE.map(str::to_owned))
            .collect();
        let scanned = ACCOUNTS[0].scan(Behaviour::default(), &["--check", check]);
        let asked: BTreeSet<String> = scanned.seen.into_keys().collect();
        let undeclared: Vec<&String> = asked.difference(&declared).collect();
        let mut wrong = Vec::new();
        if !undeclared.is_empty() {
            wrong.push(format!("{check} asks {undeclared:?}"));
        }
        // What it says alone it says among all.
        for (fingerprint, finding) in &scanned.report.findings {
            match ACCOUNTS[0].quiet.findings.get(fingerprint) {
                Some(other) if other.status == finding.status => {}
                Some(other) => wrong.push(format!(
                    "alone: {}; among all: {}",
                    finding.words(),
                    other.words()
                )),
                None => wrong.push(format!("alone only: {}", finding.words())),
            }
        }
        wrong
    })
    .into_iter()
    .flatten()
    .collect();
    assert_eq!(wrong, Vec::<String>::new());
}
