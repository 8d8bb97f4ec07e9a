//! What failed, by check, as the table has it.

use std::io;

use super::page::Page;
use super::text::{code, prose};
use crate::finding::{Finding, Status};
use crate::report::Report;
use crate::report::group::{Group, Spread, by_check, resources};
use crate::report::words::{counted, naming, without_name};

/// So many resources of a check are shown before one unfolds the rest.
const SHOWN: usize = 10;

/// Writes the section, if there is one.
pub(super) fn write(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let groups = by_check(report, Status::Fail);
    if groups.is_empty() {
        return Ok(());
    }
    page.piece("### Failed\n\n")?;
    let spread = Spread::of(report);
    for group in &groups {
        one(report, group, &spread, page)?;
    }
    Ok(())
}

fn one(report: &Report, group: &Group<'_>, spread: &Spread, page: &mut Page<'_>) -> io::Result<()> {
    let check = group.check;
    let judged = report
        .findings
        .iter()
        .filter(|finding| finding.check.id == check.id);
    page.piece(&format!(
        "#### {}: {}\n\n{} · {} of {}\n\n",
        check.severity.as_str().to_uppercase(),
        prose(&check.title),
        code(&check.id),
        resources(group.findings.iter().copied()),
        counted(resources(judged), "resource"),
    ))?;
    let (shown, hidden) = group.findings.split_at(group.findings.len().min(SHOWN));
    for finding in shown {
        page.piece(&line(finding, spread))?;
    }
    page.piece("\n")?;
    if !hidden.is_empty() {
        page.fold(&format!("{} more", hidden.len()))?;
        for finding in hidden {
            page.piece(&line(finding, spread))?;
        }
        page.unfold()?;
    }
    remedy(group, page)
}

fn line(finding: &Finding, spread: &Spread) -> String {
    let message = without_name(finding).0;
    let place = match &finding.sub_key {
        Some(place) if !message.contains(place.as_str()) => format!("{}: ", code(place)),
        _ => String::new(),
    };
    format!(
        "- {}: {place}{}\n",
        resource(finding, spread),
        prose(message)
    )
}

/// A resource and where it is.
pub(super) fn resource(finding: &Finding, spread: &Spread) -> String {
    let mut text = match naming(&finding.resource) {
        (Some(name), id) => format!("{} ({})", code(name), code(id)),
        (None, id) => code(id),
    };
    if spread.regions {
        text = format!("{text} in {}", code(&finding.resource.region));
    }
    if spread.accounts {
        text = format!("{text} of {}", code(&finding.resource.account));
    }
    text
}

/// What to do, and the command for the first resource.
fn remedy(group: &Group<'_>, page: &mut Page<'_>) -> io::Result<()> {
    let Some(first) = group.findings.first() else {
        return Ok(());
    };
    let remedy = &first.remediation;
    if !remedy.text.trim().is_empty() {
        page.piece(&format!("What to do: {}\n\n", prose(&remedy.text)))?;
    }
    let Some(cli) = &remedy.cli else {
        return Ok(());
    };
    let mut findings = group.findings.iter();
    if findings.any(|other| other.remediation.cli != remedy.cli) {
        let id = naming(&first.resource).1;
        page.piece(&format!("For {}:\n\n", code(id)))?;
    }
    page.command(cli)
}
