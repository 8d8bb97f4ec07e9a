//! SARIF 2.1.0, for what shows results of analyses: code scanning, editors' viewers.
//!
//! What failed is a result of the kind `fail`; what is unknown is `open`, which is SARIF's word for too little information; what was waived is a
//! `fail` with a suppression. A pass is no result: code scanning takes each for a problem, whatever its kind. How many there are stands in the
//! run's properties, and what was not read is a notification of the invocation.

mod invocation;
mod result;
mod rule;

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::io;

use serde::Serialize;

use super::json::Summary;
use super::json::formatter::one_line;
use super::terminal::{listing, sanitise};
use super::{Findings, Report, flat};
use crate::check::Severity;
use crate::finding::Status;
use invocation::Invocation;
use result::ResultRecord;
use rule::Rules;

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Writes the report, going through its findings twice: a result says at which place of the rules its own stands, and they come first.
///
/// # Errors
/// When writing fails, or a finding cannot be read.
pub fn write<F: Findings>(report: &Report<F>, out: &mut impl io::Write) -> io::Result<()> {
    let mut rules = Rules::default();
    let mut summary = Summary::new();
    for finding in flat::each(report) {
        let finding = finding?;
        rules.add(&finding.check);
        summary.add(&finding);
    }
    write!(
        out,
        "{{\"$schema\":\"{SCHEMA}\",\"version\":\"2.1.0\",\"runs\":[{{"
    )?;
    write!(
        out,
        "\n\"tool\":{{\"driver\":{{\"name\":\"{}\",\"semanticVersion\":\"{}\",\"rules\":[",
        env!("CARGO_PKG_NAME"),
        env!("CARGO_PKG_VERSION"),
    )?;
    for (at, rule) in rules.all().enumerate() {
        element(at, &rule, out)?;
    }
    out.write_all(b"]}},\n\"invocations\":[")?;
    one_line(
        &Invocation::of(&report.run, &report.ledger, &report.notices),
        out,
    )?;
    out.write_all(b"],\n\"results\":[")?;
    results(report, &rules, out)?;
    out.write_all(b"],\n\"properties\":")?;
    let run = &report.run;
    let properties = Properties {
        run: &run.id,
        accounts: &run.accounts,
        regions: &run.regions,
        checks: run.checks,
        complete: run.complete,
        summary,
    };
    one_line(&properties, out)?;
    out.write_all(b"}]}\n")
}

fn results<F: Findings>(
    report: &Report<F>,
    rules: &Rules,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let mut written = 0;
    for beside in flat::beside(report) {
        if beside.finding.status != Status::Pass {
            let result = ResultRecord::of(&beside.finding, beside.place.as_ref(), rules);
            element(written, &result, out)?;
            written += 1;
        }
    }
    for finding in report.findings.each() {
        let finding = finding?;
        if finding.status != Status::Pass {
            element(written, &ResultRecord::of(&finding, None, rules), out)?;
            written += 1;
        }
    }
    Ok(())
}

/// An element of a list, on a line of its own.
fn element(at: usize, value: &impl Serialize, out: &mut impl io::Write) -> io::Result<()> {
    out.write_all(if at == 0 { b"\n" } else { b",\n" })?;
    one_line(value, out)
}

/// What SARIF has no member for.
#[derive(Serialize)]
struct Properties<'a> {
    run: &'a str,
    accounts: &'a [String],
    regions: &'a [String],
    checks: usize,
    complete: bool,
    summary: Summary,
}

/// A message in plain text.
#[derive(Serialize)]
struct Message {
    text: String,
}

impl Message {
    /// Of a text in which nothing is a placeholder or a link.
    fn of(text: &str) -> Self {
        let text = listing(text, true)
            .replace('{', "{{")
            .replace('}', "}}")
            .replace("](", "] (");
        Self { text }
    }
}

/// SARIF's levels.
const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => "note",
    }
}

/// A name in which nothing is hidden.
fn shown(text: &str) -> Cow<'_, str> {
    sanitise(text, true)
}
