//! A summary in GitHub's and GitLab's Markdown: for a workflow's step, or as the comment on a merge request.
//!
//! What matters stands first, and what is cut when it gets too long stands last. Nothing from AWS is Markdown here: [`text`] sees to it.

mod changes;
mod failed;
mod page;
mod rest;
mod text;
mod verified;

#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::io;

use super::blind::{Cause, blinds};
use super::mend::remedies;
use super::verified::Verified;
use super::words::{counted, lasted};
use super::{Counts, Report};
use crate::check::Severity;
use crate::finding::Status;
use page::Page;
use text::{code, prose};

/// Writes the summary.
///
/// # Errors
/// When writing fails.
pub fn write(report: &Report, out: &mut impl io::Write) -> io::Result<()> {
    let mut page = Page::new(out);
    headline(report, &mut page)?;
    counts(report, &mut page)?;
    if let Some(verified) = &report.verified {
        verified::unmet(verified, &mut page)?;
        verified::missing(verified, &mut page)?;
    }
    changes::write(report, &mut page)?;
    failed::write(report, &mut page)?;
    unread(report, &mut page)?;
    rest::write(report, &mut page)?;
    page.end()
}

/// What came of it, in one line, and of what.
fn headline(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let counts = Counts::of(&report.findings);
    let verified = report.verified.as_ref();
    let expected = |status| verified.map_or(0, |verified| verified.expected(status));
    let present = |name: &str| {
        verified.map_or(0, |verified| {
            verified.present(|presence| presence.as_str() == name)
        })
    };
    let failed = counts.fail + expected(Status::Fail) + present("missing");
    let unknown = counts.unknown + expected(Status::Unknown) + present("unknown");
    let mut parts = Vec::new();
    if failed > 0 {
        parts.push(format!("❌ {failed} failed"));
    }
    if unknown > 0 {
        parts.push(format!("❔ {unknown} unknown"));
    }
    if !report.run.complete {
        parts.push("⏱ cut short".to_owned());
    }
    let passed = counts.pass + expected(Status::Pass) + present("found");
    if parts.is_empty() {
        parts.push(match (passed, counts.waived) {
            (0, 0) => "nothing was judged".to_owned(),
            (_, 0) => "✅ everything that was asked holds".to_owned(),
            (_, waived) => format!("✅ nothing failed, save what is waived ({waived})"),
        });
    }
    page.piece(&format!("## awsert: {}\n\n", parts.join(", ")))?;
    let run = &report.run;
    let names = |names: &[String]| {
        let names: Vec<String> = names.iter().map(|name| code(name)).collect();
        names.join(", ")
    };
    let calls: u64 = report.ledger.iter().map(|line| line.calls).sum();
    page.piece(&format!(
        "Account {} · {} · {} · {}, {}, {} in {}\n\n",
        names(&run.accounts),
        names(&run.regions),
        run.started_at.strftime("%Y-%m-%d %H:%M UTC"),
        counted(run.resources, "resource"),
        counted(run.checks, "check"),
        counted(usize::try_from(calls).unwrap_or(usize::MAX), "call"),
        lasted(run.started_at, run.finished_at),
    ))?;
    if !report.run.complete {
        page.piece("**The run was cut short: what is missing here was not looked at.**\n\n")?;
    }
    Ok(())
}

/// The counts, of what was expected, of what was deployed, and of checks by severity.
fn counts(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let mut rows: Vec<(String, [usize; 4])> = Vec::new();
    if let Some(verified) = report.verified.as_ref().filter(|all| !all.is_empty()) {
        rows.extend(of_verified(verified));
    }
    for severity in Severity::ALL {
        let of_it = report
            .findings
            .iter()
            .filter(|finding| finding.check.severity == severity);
        let counts = Counts::of(of_it);
        if counts != Counts::default() {
            let counts = [counts.fail, counts.unknown, counts.waived, counts.pass];
            rows.push((format!("checks: {severity}"), counts));
        }
    }
    if rows.is_empty() {
        return Ok(());
    }
    let mut table =
        String::from("| | failed | unknown | waived | passed |\n|---|--:|--:|--:|--:|\n");
    for (what, counts) in rows {
        let counts = counts.map(|count| match count {
            0 => "·".to_owned(),
            count => count.to_string(),
        });
        // Writing to a String does not fail.
        let _ = writeln!(table, "| {what} | {} |", counts.join(" | "));
    }
    table.push('\n');
    page.piece(&table)
}

fn of_verified(verified: &Verified) -> Vec<(String, [usize; 4])> {
    let present = |name: &str| verified.present(|presence| presence.as_str() == name);
    let rows = [
        (
            "expectations",
            [
                verified.expected(Status::Fail),
                verified.expected(Status::Unknown),
                verified.expected(Status::Waived),
                verified.expected(Status::Pass),
            ],
        ),
        (
            "deployed resources",
            [present("missing"), present("unknown"), 0, present("found")],
        ),
    ];
    rows.into_iter()
        .filter(|(_, counts)| counts.iter().sum::<usize>() > 0)
        .map(|(what, counts)| (what.to_owned(), counts))
        .collect()
}

/// What was not read, what hangs on it, and what to allow.
fn unread(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let blinds = blinds(report);
    if blinds.is_empty() {
        return Ok(());
    }
    page.piece("### Not read\n\n")?;
    for blind in &blinds {
        let what = match &blind.cause {
            Some(Cause {
                denial: Some(denial),
                ..
            }) => {
                format!("{} {}", code(&blind.untold()), prose(&denial.deed()))
            }
            Some(cause) => {
                let outcome = cause.outcome.as_str().replace('_', " ");
                format!("{} {outcome}", code(&blind.untold()))
            }
            None => "Not judged".to_owned(),
        };
        let reason = match blind.reasons.first() {
            Some(reason) => format!(" – {}", code(reason)),
            None => String::new(),
        };
        page.piece(&format!("- {what}: {} unknown{reason}\n", blind.extent()))?;
    }
    let causes = blinds.iter().filter_map(|blind| blind.cause.as_ref());
    let causes = causes.map(|cause| (cause.outcome, cause.denial));
    let remedies = remedies(causes, usize::MAX);
    if !remedies.is_empty() {
        page.piece("\nTo see it:\n\n")?;
    }
    for remedy in remedies {
        page.piece(&format!("- {}\n", prose(&remedy)))?;
    }
    page.piece("\n")
}
