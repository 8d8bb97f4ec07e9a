//! The report for people: what failed and what to do first, then what could not be seen, then the rest.
//!
//! One section a file. Each line is laid out by the width of the terminal and written through [`page::Page`], which sees to it that
//! nothing from AWS reaches the terminal unsanitised.

mod changes;
pub(super) mod command;
mod controls;
pub mod diff;
mod failed;
mod grid;
pub mod history;
mod ledger;
mod page;
mod passed;
pub mod plan;
pub mod preflight;
pub mod query;
mod requirements;
mod summary;
mod unknown;
mod verified;
mod waived;

#[cfg(test)]
mod tests;

use std::io;

pub use super::terminal::{Colour, Style};

use super::Report;
use super::terminal::{Ink, Line};
use super::verified::Verified;
use super::words::{counted, few};
use page::Page;

/// Writes the report.
///
/// # Errors
/// When writing fails.
pub fn write(report: &Report, style: &Style, out: &mut impl io::Write) -> io::Result<()> {
    let mut page = Page::new(style, out);
    masthead(report, &mut page)?;
    let nothing_verified = || report.verified.as_ref().is_none_or(Verified::is_empty);
    if report.findings.is_empty() && nothing_verified() {
        nothing_judged(report, &mut page)?;
    }
    verified::write(report, &mut page)?;
    failed::write(report, &mut page)?;
    unknown::write(report, &mut page)?;
    waived::write(report, &mut page)?;
    changes::write(report, &mut page)?;
    requirements::write(report, &mut page)?;
    notices(report, &mut page)?;
    if style.verbose {
        passed::write(report, &mut page)?;
        ledger::write(report, &mut page)?;
    }
    summary::write(report, &mut page)
}

/// Which account is this?
fn masthead(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let run = &report.run;
    let dot = page.separator();
    let account = match run.accounts.as_slice() {
        [account] => format!("Account {account}"),
        accounts if accounts.len() > 3 => counted(accounts.len(), "account"),
        accounts => format!("Accounts {}", accounts.join(", ")),
    };
    let text = format!(
        "{account}{dot}{}{dot}{}",
        few(run.regions.iter().map(String::as_str), "region", page.style),
        run.started_at.strftime("%Y-%m-%d %H:%M UTC"),
    );
    page.paragraph(0, &text, Ink::Dim)
}

/// There is no verdict at all: say why, lest silence pass for approval.
fn nothing_judged(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let run = &report.run;
    let names = |names: &[String], noun| few(names.iter().map(String::as_str), noun, page.style);
    let place = format!(
        "{} ({})",
        names(&run.accounts, "account"),
        names(&run.regions, "region")
    );
    let text = if !run.complete {
        "Nothing was judged before the run was cut short.".to_owned()
    } else if run.resources == 0 {
        format!("No resources of the selected types in {place}.")
    } else {
        format!(
            "None of the {} applies to the {} found in {place}.",
            counted(run.checks, "check"),
            counted(run.resources, "resource"),
        )
    };
    page.blank()?;
    page.paragraph(0, &text, Ink::Bold)
}

/// What the user should know beside findings.
fn notices(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    if report.notices.is_empty() {
        return Ok(());
    }
    page.section("Notices", Ink::Bold)?;
    page.blank()?;
    for notice in &report.notices {
        page.hanging(&Line::new().with("! ", Ink::Medium), notice, Ink::Plain)?;
    }
    Ok(())
}
