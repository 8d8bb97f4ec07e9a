//! What could not be judged: by the call that failed, why, what it leaves in the dark, and how to mend it.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use indexmap::IndexSet;

use super::super::Report;
use super::super::terminal::{Ink, Line};
use super::group::resources;
use super::page::Page;
use super::words::{self, counted, deed, full_name, mending};
use crate::finding::{Finding, Status};
use crate::inventory::Outcome;

/// What one call did not tell.
pub(super) struct Blind<'a> {
    /// The call; none where a verdict is unknown without one.
    pub(super) call: Option<(&'a str, Outcome)>,
    findings: Vec<&'a Finding>,
    /// What AWS said, each once; they mostly differ in the resource they name.
    reasons: IndexSet<&'a str>,
}

/// The unknown findings by what would have told; one that lacks two calls stands under both.
pub(super) fn blinds(report: &Report) -> Vec<Blind<'_>> {
    let mut blinds: BTreeMap<Option<(&str, Outcome)>, Blind<'_>> = BTreeMap::new();
    for finding in report
        .findings
        .iter()
        .filter(|finding| finding.status == Status::Unknown)
    {
        let mut causes: Vec<(Option<(&str, Outcome)>, &str)> = finding
            .gaps
            .iter()
            .map(|gap| (Some((gap.call.as_str(), gap.outcome)), gap.error.as_str()))
            .collect();
        if causes.is_empty() {
            causes.push((None, &finding.message));
        }
        for (call, reason) in causes {
            let blind = blinds.entry(call).or_insert_with(|| Blind {
                call,
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
            if !reason.is_empty() {
                blind.reasons.insert(reason);
            }
        }
    }
    let mut blinds: Vec<Blind<'_>> = blinds.into_values().collect();
    blinds.sort_by_key(|blind| {
        (
            blind.call.is_none(),
            std::cmp::Reverse(blind.findings.len()),
        )
    });
    blinds
}

impl Blind<'_> {
    /// The IAM actions to allow, where the call was denied.
    pub(super) fn actions(&self, report: &Report) -> BTreeSet<String> {
        let Some((call, Outcome::Denied)) = self.call else {
            return BTreeSet::new();
        };
        let actions: BTreeSet<String> = report
            .ledger
            .iter()
            .filter(|line| line.call == call)
            .flat_map(|line| line.actions.iter().cloned())
            .collect();
        if actions.is_empty() {
            BTreeSet::from([call.to_owned()])
        } else {
            actions
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
    let heading = match blind.call {
        Some((call, outcome)) => format!("{call} {}", deed(outcome)),
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
    dark.extend(
        unlisted
            .iter()
            .map(|ty| format!("{ty} resources that were not listed")),
    );
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
    if let Some(reason) = blind.reasons.first() {
        page.hanging_briefly(&label("reason"), reason, Ink::Plain)?;
        let others = blind.reasons.len() - 1;
        if others > 0 {
            let others = format!("(and {} like it)", counted(others, "answer"));
            page.hanging(&label(""), &others, Ink::Dim)?;
        }
    }
    let actions = blind.actions(report);
    match blind.call {
        Some(_) if !actions.is_empty() => {
            let actions: Vec<&str> = actions.iter().map(String::as_str).collect();
            fact("allow", &actions.join(", "), page)?;
        }
        Some((_, outcome)) => fact("to see it", mending(outcome), page)?,
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

fn few(names: &BTreeSet<&str>, noun: &str, page: &Page<'_>) -> String {
    words::few(names.iter().copied(), noun, page.style)
}

fn label(name: &str) -> Line {
    Line::new().with(format!("    {name:<12}"), Ink::Dim)
}

fn fact(name: &str, text: &str, page: &mut Page<'_>) -> io::Result<()> {
    page.hanging(&label(name), text, Ink::Plain)
}
