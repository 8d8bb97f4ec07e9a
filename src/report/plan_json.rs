//! The plan and its preflight for programs: what `awsert plan --format json` writes.
//!
//! As with the report's contract, members may be added; none is renamed, retyped or taken away.

use std::collections::BTreeSet;
use std::io;

use serde::Serialize;

use super::json::{DenialRecord, SCHEMA_VERSION};
use crate::aws::{Session, per_second};
use crate::collect::preflight::{Came, Trial};
use crate::inventory::Outcome;
use crate::plan::{Ask, Outline, Per, PlannedCall};

#[derive(Serialize)]
struct PlanDocument<'a> {
    schema_version: u32,
    /// As they were named: `all`, or none for the configured one.
    regions: &'a [String],
    checks: usize,
    calls: Vec<CallRecord<'a>>,
    /// What the reading principal needs.
    actions: BTreeSet<String>,
}

#[derive(Serialize)]
struct CallRecord<'a> {
    call: String,
    actions: Vec<String>,
    asked: Vec<AskRecord>,
    /// How many items an answer holds at most.
    page: Option<i32>,
    /// How many a second AWS lets an account make in a region, where it says so.
    per_second: Option<u32>,
    slow: Option<&'a str>,
    checks: &'a BTreeSet<String>,
}

#[derive(Serialize)]
struct AskRecord {
    /// `false` for a call that is made in any case.
    on_demand: bool,
    per: &'static str,
    #[serde(rename = "type")]
    ty: Option<&'static str>,
    requests: usize,
    /// How many requests come of it when all fits on one page; null where that is for AWS to say.
    expected: Option<usize>,
}

/// Writes the plan.
///
/// # Errors
/// When writing fails.
pub fn write_plan(outline: &Outline, out: &mut impl io::Write) -> io::Result<()> {
    let document = PlanDocument {
        schema_version: SCHEMA_VERSION,
        regions: &outline.regions,
        checks: outline.checks,
        calls: outline
            .calls
            .iter()
            .map(|planned| call(outline, planned))
            .collect(),
        actions: outline.actions(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn call<'a>(outline: &Outline, planned: &'a PlannedCall) -> CallRecord<'a> {
    CallRecord {
        call: planned.call.to_string(),
        actions: planned.call.actions(),
        asked: planned.asks.iter().map(|ask| asked(outline, ask)).collect(),
        page: planned.call.page,
        per_second: per_second(planned.call),
        slow: planned.call.slow,
        checks: &planned.checks,
    }
}

fn asked(outline: &Outline, ask: &Ask) -> AskRecord {
    AskRecord {
        on_demand: ask.per.is_on_demand(),
        per: match ask.per {
            Per::Account => "account",
            Per::Region => "region",
            Per::Resource(_) => "resource",
            Per::Together(_) => "all_resources",
            Per::Name(_) => "name",
        },
        ty: ask.per.ty().map(|ty| ty.name),
        requests: ask.requests,
        expected: outline.expected(ask),
    }
}

#[derive(Serialize)]
struct PreflightDocument<'a> {
    schema_version: u32,
    account: &'a str,
    regions: &'a [String],
    allowed: bool,
    missing_actions: BTreeSet<String>,
    calls: Vec<TrialRecord<'a>>,
}

#[derive(Serialize)]
struct TrialRecord<'a> {
    call: String,
    region: &'a str,
    /// As in the report's ledger; `not_attempted` where it was not tried.
    outcome: Outcome,
    requests: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(flatten)]
    denial: Option<DenialRecord<'a>>,
}

/// Writes what came of trying the calls.
///
/// # Errors
/// When writing fails.
pub fn write_preflight(
    session: &Session,
    trials: &[Trial],
    out: &mut impl io::Write,
) -> io::Result<()> {
    let document = PreflightDocument {
        schema_version: SCHEMA_VERSION,
        account: &session.account,
        regions: &session.regions,
        allowed: trials.iter().all(Trial::is_fine),
        missing_actions: trials.iter().flat_map(Trial::missing).collect(),
        calls: trials.iter().map(trial).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn trial(trial: &Trial) -> TrialRecord<'_> {
    let (outcome, requests, error) = match &trial.came {
        Came::Answer(entry) => (entry.outcome, entry.calls, entry.error.clone()),
        Came::NothingToAsk => (
            Outcome::NotAttempted,
            0,
            Some("there is no such resource".to_owned()),
        ),
        Came::Behind(call) => (
            Outcome::NotAttempted,
            0,
            Some(format!("{call} was not answered")),
        ),
    };
    TrialRecord {
        call: trial.call.to_string(),
        region: &trial.region,
        outcome,
        requests,
        error,
        denial: trial.denial().map(DenialRecord::of),
    }
}
