//! The ledger: every call that was made, how it went, how often it was asked, what it told, and what it blinds.

use std::io;

use super::super::terminal::{Ink, Line};
use super::super::words::counted;
use super::super::{LedgerLine, Report};
use super::page::Page;
use crate::inventory::Outcome;

/// As wide as the longest outcome, with a gap.
const OUTCOME: usize = 15;

/// Writes the section, if any call was made.
pub(super) fn write(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    if report.ledger.is_empty() {
        return Ok(());
    }
    page.section("Ledger", Ink::Bold)?;
    page.blank()?;
    let several_accounts = report.run.accounts.len() > 1;
    for line in &report.ledger {
        let outcome = line.outcome.as_str().replace('_', " ");
        let ink = if line.outcome == Outcome::Ok {
            Ink::Pass
        } else {
            Ink::Unknown
        };
        let lead = Line::new().with(format!("  {outcome:<OUTCOME$}"), ink);
        page.hanging(&lead, &entry(line, several_accounts), Ink::Plain)?;
    }
    Ok(())
}

/// `rds:DescribeDBInstances in eu-west-1: 4 calls, 2 of them retries; told of 12 resources`
fn entry(line: &LedgerLine, several_accounts: bool) -> String {
    let number = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let mut facts = vec![match line.retries {
        0 => counted(number(line.calls), "call"),
        retries => format!(
            "{}, {retries} of them {}",
            counted(number(line.calls), "call"),
            if retries == 1 { "a retry" } else { "retries" }
        ),
    }];
    if line.resources > 0 {
        facts.push(format!(
            "told of {}",
            counted(number(line.resources), "resource")
        ));
    }
    facts.extend(line.denials.iter().map(|(denial, times)| {
        let deed = denial.deed();
        let often = match times {
            1 => "once".to_owned(),
            times => format!("{times} times"),
        };
        if denial.action == line.call {
            format!("{deed} {often}")
        } else {
            format!("{} {deed} {often}", denial.action)
        }
    }));
    if !line.blinds.is_empty() {
        facts.push(format!("blinds {}", line.blinds.join(", ")));
    }
    let place = if several_accounts {
        format!("{} of {}", line.region, line.account)
    } else {
        line.region.clone()
    };
    format!("{} in {place}: {}", line.call, facts.join("; "))
}
