//! What one may want to look up: notices, frameworks, and folded away what was waived and what holds.

use std::io;

use super::failed::resource;
use super::page::Page;
use super::text::{code, prose};
use super::verified;
use crate::finding::Status;
use crate::report::Report;
use crate::report::group::{Spread, by_check, resources};
use crate::report::words::counted;

/// Writes the sections, as far as there are any.
pub(super) fn write(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    if !report.notices.is_empty() {
        page.piece("### Notices\n\n")?;
        for notice in &report.notices {
            page.piece(&format!("- {}\n", prose(notice)))?;
        }
        page.piece("\n")?;
    }
    frameworks(report, page)?;
    waived(report, page)?;
    if let Some(all) = &report.verified {
        verified::rest(all, page)?;
    }
    passed(report, page)
}

fn frameworks(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    for answers in &report.frameworks {
        let tally: Vec<String> = answers
            .tally()
            .into_iter()
            .map(|(standing, count)| format!("{count} {}", standing.as_str()))
            .collect();
        page.piece(&format!(
            "### {}\n\n{}: {}\n\n",
            prose(&answers.title),
            counted(answers.requirements.len(), "requirement"),
            tally.join(", ")
        ))?;
    }
    Ok(())
}

fn waived(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let groups = by_check(report, Status::Waived);
    let count: usize = groups.iter().map(|group| group.findings.len()).sum();
    if count == 0 {
        return Ok(());
    }
    let spread = Spread::of(report);
    page.fold(&format!("Waived: {count}"))?;
    for group in groups {
        for finding in group.findings {
            let why = finding.waiver.as_ref().map_or_else(String::new, |waiver| {
                let until = waiver.expires.as_ref();
                let until = until.map_or_else(String::new, |day| format!(", until {}", code(day)));
                let ticket = waiver.ticket.as_ref();
                let ticket =
                    ticket.map_or_else(String::new, |ticket| format!(", {}", code(ticket)));
                format!(
                    ": {} ({}{until}{ticket})",
                    prose(&waiver.reason),
                    code(&waiver.owner)
                )
            });
            let (check, resource) = (code(&group.check.id), resource(finding, &spread));
            page.piece(&format!("- {check}, {resource}{why}\n"))?;
        }
    }
    page.unfold()
}

fn passed(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let groups = by_check(report, Status::Pass);
    let count: usize = groups.iter().map(|group| group.findings.len()).sum();
    if count == 0 {
        return Ok(());
    }
    page.fold(&format!("Passed: {count}"))?;
    for group in groups {
        let count = resources(group.findings.iter().copied());
        let (check, count) = (code(&group.check.id), counted(count, "resource"));
        page.piece(&format!("- {check}: {count}\n"))?;
    }
    page.unfold()
}
