//! What could not be judged: by the call that failed, why, what it leaves in the dark, and how to mend it.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::io;

use indexmap::IndexSet;

use super::super::Report;
use super::super::terminal::{Ink, Line};
use super::group::resources;
use super::mend::{Remedy, mending};
use super::page::Page;
use super::words::{self, counted, deed, deeds, full_name};
use crate::aws::Denial;
use crate::finding::{Finding, Status};
use crate::inventory::Outcome;

/// More types than this are counted.
const TYPES: usize = 3;

/// Why verdicts are unknown: what was not told, how that came, and what denied it. A call that several policies deny has several causes, as
/// each has its own remedy.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cause<'a> {
    pub(super) untold: Untold<'a>,
    pub(super) outcome: Outcome,
    pub(super) denial: Option<&'a Denial>,
}

/// What was not told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Untold<'a> {
    /// What one call would have told.
    By(&'a str),
    /// What all calls would have told that had no chance, for this reason: they are one thing to mend.
    Because(&'a str),
}

/// What one call, or several for the same reason, did not tell.
pub(super) struct Blind<'a> {
    /// None where a verdict is unknown without a call.
    pub(super) cause: Option<Cause<'a>>,
    calls: BTreeSet<&'a str>,
    pub(super) findings: Vec<&'a Finding>,
    /// What AWS said, each once; they mostly differ in the resource they name.
    reasons: IndexSet<&'a str>,
}

/// The unknown findings by what would have told; one that lacks two calls stands under both.
pub(super) fn blinds(report: &Report) -> Vec<Blind<'_>> {
    let mut blinds: BTreeMap<Option<Cause<'_>>, Blind<'_>> = BTreeMap::new();
    for finding in report
        .findings
        .iter()
        .filter(|finding| finding.status == Status::Unknown)
    {
        let mut causes: Vec<(Option<Cause<'_>>, Option<&str>, &str)> = finding
            .gaps
            .iter()
            .map(|gap| {
                let untold = match gap.outcome {
                    Outcome::NotAttempted | Outcome::Disabled => Untold::Because(&gap.error),
                    _ => Untold::By(&gap.call),
                };
                let cause = Cause {
                    untold,
                    outcome: gap.outcome,
                    denial: gap.denial.as_ref(),
                };
                (Some(cause), Some(gap.call.as_str()), gap.error.as_str())
            })
            .collect();
        if causes.is_empty() {
            causes.push((None, None, &finding.message));
        }
        for (cause, call, reason) in causes {
            let blind = blinds.entry(cause).or_insert_with(|| Blind {
                cause,
                calls: BTreeSet::new(),
                findings: Vec::new(),
                reasons: IndexSet::new(),
            });
            if !blind
                .findings
                .last()
                .is_some_and(|last| std::ptr::eq(*last, finding))
            {
                blind.findings.push(finding);
            }
            blind.calls.extend(call);
            if !reason.is_empty() {
                blind.reasons.insert(reason);
            }
        }
    }
    let mut blinds: Vec<Blind<'_>> = blinds.into_values().collect();
    blinds.sort_by_key(|blind| (blind.cause.is_none(), Reverse(blind.findings.len())));
    blinds
}

impl Blind<'_> {
    /// The call, or how many.
    pub(super) fn untold(&self) -> String {
        match self.calls.first() {
            Some(call) if self.calls.len() == 1 => (*call).to_owned(),
            _ => counted(self.calls.len(), "call"),
        }
    }
}

/// Writes the section, if there is one.
pub(super) fn write(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let blinds = blinds(report);
    if blinds.is_empty() {
        return Ok(());
    }
    page.section("Unknown", Ink::Unknown)?;
    for blind in &blinds {
        page.blank()?;
        one(report, blind, page)?;
    }
    Ok(())
}

fn one(report: &Report, blind: &Blind<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let lead = Line::new().with("? ", Ink::Unknown);
    let heading = match &blind.cause {
        Some(cause) => match cause.denial {
            Some(denial) => format!("{} was {}", blind.untold(), denial.deed()),
            None if blind.calls.len() > 1 => format!("{} {}", blind.untold(), deeds(cause.outcome)),
            None => format!("{} {}", blind.untold(), deed(cause.outcome)),
        },
        None => "Not judged".to_owned(),
    };
    page.hanging(&lead, &heading, Ink::Bold)?;

    let checks: BTreeSet<&str> = blind
        .findings
        .iter()
        .map(|finding| finding.check.id.as_str())
        .collect();
    let regions: BTreeSet<&str> = blind
        .findings
        .iter()
        .map(|finding| finding.resource.region.as_str())
        .collect();
    let accounts: BTreeSet<&str> = blind
        .findings
        .iter()
        .map(|finding| finding.resource.account.as_str())
        .collect();
    let unlisted: BTreeSet<&str> = blind
        .findings
        .iter()
        .filter(|finding| finding.resource.id.is_none())
        .map(|finding| finding.resource.ty)
        .collect();
    let seen = resources(blind.findings.iter().copied());

    let mut dark = Vec::new();
    if seen > 0 {
        dark.push(counted(seen, "resource"));
    }
    if unlisted.len() > TYPES {
        dark.push(format!(
            "all resources of {} types, which were not listed",
            unlisted.len()
        ));
    } else {
        dark.extend(
            unlisted
                .iter()
                .map(|ty| format!("{ty} resources that were not listed")),
        );
    }
    let mut place = few(&regions, "region", page);
    if report.run.accounts.len() > 1 {
        place = format!("{place} of {}", few(&accounts, "account", page));
    }
    fact(
        "not judged",
        &format!("{} in {place}", dark.join(" and ")),
        page,
    )?;
    fact("blinds", &few(&checks, "check", page), page)?;
    if blind.calls.len() > 1 {
        fact("calls", &few(&blind.calls, "call", page), page)?;
    }
    if let Some(reason) = blind.reasons.first() {
        page.hanging_briefly(&label("reason"), reason, Ink::Plain)?;
        let others = blind.reasons.len() - 1;
        if others > 0 {
            let others = format!("(and {} like it)", counted(others, "answer"));
            page.hanging(&label(""), &others, Ink::Dim)?;
        }
    }
    match blind.cause.map(|cause| (cause.denial, cause.outcome)) {
        Some((Some(denial), _)) => mend(denial, page)?,
        Some((None, outcome)) => fact("to see it", mending(outcome), page)?,
        None => {}
    }
    if page.style.verbose && seen > 0 {
        let names: BTreeSet<String> = blind
            .findings
            .iter()
            .filter(|finding| finding.resource.id.is_some())
            .map(|finding| full_name(finding))
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        fact("resources", &names.join(", "), page)?;
    }
    Ok(())
}

/// What to do about a denial: mostly to allow an action, which then stands by itself, to be copied.
fn mend(denial: &Denial, page: &mut Page<'_>) -> io::Result<()> {
    let remedy = Remedy::of(denial);
    if remedy == Remedy::Allow {
        fact("allow", &denial.action, page)?;
    } else {
        let policy = denial.policy.as_deref();
        fact("to see it", &remedy.say(&denial.action, policy), page)?;
    }
    if !denial.named {
        let ours = "(what the call needs; AWS does not name the action)";
        page.hanging(&label(""), ours, Ink::Dim)?;
    }
    Ok(())
}

fn few(names: &BTreeSet<&str>, noun: &str, page: &Page<'_>) -> String {
    words::few(names.iter().copied(), noun, page.style)
}

fn label(name: &str) -> Line {
    Line::new().with(format!("    {name:<12}"), Ink::Dim)
}

fn fact(name: &str, text: &str, page: &mut Page<'_>) -> io::Result<()> {
    page.hanging(&label(name), text, Ink::Plain)
}
