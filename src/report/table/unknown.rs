//! What could not be judged: by the call that failed, why, what it leaves in the dark, and how to mend it.

use std::collections::BTreeSet;
use std::io;

use super::super::Report;
use super::super::blind::{Blind, blinds};
use super::super::group::resources;
use super::super::mend::{Remedy, mending};
use super::super::terminal::{Ink, Line};
use super::super::words::{self, counted, deed, deeds, full_name};
use super::page::Page;
use crate::aws::Denial;

/// More types than this are counted.
const TYPES: usize = 3;

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
    if !dark.is_empty() {
        fact(
            "not judged",
            &format!("{} in {place}", dark.join(" and ")),
            page,
        )?;
        fact("blinds", &few(&checks, "check", page), page)?;
    }
    verified(blind, page)?;
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
            .map(|finding| full_name(&finding.resource))
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        fact("resources", &names.join(", "), page)?;
    }
    Ok(())
}

/// What of a deployment it leaves in the dark.
fn verified(blind: &Blind<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let expected = blind.expectations.iter();
    let expected: BTreeSet<&str> = expected.map(|expected| expected.name.as_str()).collect();
    if !expected.is_empty() {
        fact("expected", &few(&expected, "expectation", page), page)?;
    }
    let deployed = blind.deployed.iter();
    let deployed: BTreeSet<&str> = deployed.map(|line| line.address.as_str()).collect();
    if !deployed.is_empty() {
        fact("deployed", &few(&deployed, "resource", page), page)?;
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
