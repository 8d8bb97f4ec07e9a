//! What changed since an earlier run: what is new, and what became of the rest.

use std::io;

use indexmap::IndexMap;

use super::super::Report;
use super::super::terminal::{Ink, Line};
use super::super::words::{full_name, severity_ink};
use super::page::Page;
use crate::check::About;
use crate::compare::{Change, Changes, Now};
use crate::finding::{Finding, ResourceRef, Status};

/// So many resources of a check are named, unless everything is asked for.
const NAMED: usize = 5;

/// Writes the section, where runs are compared.
pub(super) fn write(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let Some(changes) = &report.changes else {
        return Ok(());
    };
    let title = match &changes.against {
        Some(against) => {
            format!(
                "Since {}",
                against.started_at.strftime("%Y-%m-%d %H:%M UTC")
            )
        }
        None => "Since the beginning".to_owned(),
    };
    page.section(&title, Ink::Bold)?;
    page.blank()?;
    let is_new =
        |finding: &&Finding| finding.status == Status::Fail && finding.change == Some(Change::New);
    // Where there was nothing before, all that failed is new, and stands above already.
    if changes.against.is_some() {
        new(report.findings.iter().filter(is_new), page)?;
        past(changes, page)?;
    }
    page.paragraph(0, &changes.in_figures(), Ink::Bold)
}

/// Writes what fails that did not.
pub(super) fn new<'a>(
    findings: impl Iterator<Item = &'a Finding>,
    page: &mut Page<'_>,
) -> io::Result<()> {
    let mut by_check: IndexMap<&str, (&About, Vec<&ResourceRef>)> = IndexMap::new();
    for finding in findings {
        let (_, resources) = by_check
            .entry(&finding.check.id)
            .or_insert((&finding.check, Vec::new()));
        if !resources.contains(&&finding.resource) {
            resources.push(&finding.resource);
        }
    }
    by_check.sort_by(|_, (a, _), _, (b, _)| b.severity.cmp(&a.severity).then(a.id.cmp(&b.id)));
    group("new", &by_check, page)
}

/// Writes what failed and does not now.
pub(super) fn past(changes: &Changes, page: &mut Page<'_>) -> io::Result<()> {
    for now in Now::ALL {
        let mut by_check: IndexMap<&str, (&About, Vec<&ResourceRef>)> = IndexMap::new();
        for past in changes.past(now) {
            let (_, resources) = by_check
                .entry(&past.check.id)
                .or_insert((&past.check, Vec::new()));
            if !resources.contains(&&past.resource) {
                resources.push(&past.resource);
            }
        }
        group(now.as_str(), &by_check, page)?;
    }
    Ok(())
}

fn group(
    word: &str,
    by_check: &IndexMap<&str, (&About, Vec<&ResourceRef>)>,
    page: &mut Page<'_>,
) -> io::Result<()> {
    if by_check.is_empty() {
        return Ok(());
    }
    for (check, resources) in by_check.values() {
        let dot = page.separator();
        let severity = check.severity.as_str().to_uppercase();
        let lead = Line::new()
            .with(format!("{word:<7} "), Ink::Bold)
            .with(format!("{severity} "), severity_ink(check.severity));
        page.hanging(
            &lead,
            &format!("{}{dot}{}", check.id, check.title),
            Ink::Plain,
        )?;
        let shown = if page.style.verbose {
            usize::MAX
        } else {
            NAMED
        };
        for resource in resources.iter().take(shown) {
            let text = format!("{} in {}", full_name(resource), resource.region);
            page.paragraph(10, &text, Ink::Dim)?;
        }
        if let Some(more @ 1..) = resources.len().checked_sub(shown) {
            page.paragraph(10, &format!("and {more} more"), Ink::Dim)?;
        }
    }
    page.blank()
}
