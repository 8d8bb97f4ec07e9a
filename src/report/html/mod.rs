//! The HTML report: one file that needs no network, for people who look things up in it.
//!
//! The page (`page.html`, the style sheets and scripts beside it) is the same for every run; what a run has to say stands in it as data: small
//! tables as JSON, findings as blocks of deflated JSON, first what lists and filters need of all, then the details, of which the page reads a
//! block when one of its findings is opened. Findings are gone through once and none is kept, so memory is that of the blocks and the tables.
//!
//! Nothing that AWS says is markup: in the blocks it is base64, in the tables `<`, `>` and `&` are escaped, the page shows it as text alone, and
//! its policy lets no other script run and reaches nothing.

mod block;
mod calls;
mod head;
mod page;
mod record;
mod tables;
mod unseen;

#[cfg(test)]
mod tests;

use std::io;

use super::{Findings, Report};
use block::Block;
use calls::Calls;
use record::Details;
use tables::Tables;
use unseen::Unseen;

/// So many bytes of JSON one block of findings holds: the page reads all of them at once, several at a time.
const FINDINGS_BLOCK: usize = 1024 * 1024;

/// So many one block of details holds: the page reads one when a finding is opened, which should take no time.
const DETAILS_BLOCK: usize = 384 * 1024;

/// Writes the report.
///
/// # Errors
/// When writing fails, or a finding cannot be read.
pub fn write<F: Findings>(report: &Report<F>, out: &mut impl io::Write) -> io::Result<()> {
    out.write_all(page::PAGE.before.as_bytes())?;
    let mut tables = Tables::default();
    let mut unseen = Unseen::default();
    let mut calls = Calls::default();
    let mut listed = Block::new("findings", FINDINGS_BLOCK);
    let mut details = Block::new("details", DETAILS_BLOCK);
    for finding in report.findings.each() {
        let finding = finding?;
        let row = tables.row(&finding);
        unseen.finding(&finding, row.check());
        listed.push(&row, out)?;
        details.push(&Details::of(&finding, calls.behind(&finding)), out)?;
    }
    listed.end(out)?;
    details.end(out)?;
    if let Some(verified) = &report.verified {
        unseen.verified(verified);
    }
    head::write(report, &tables, &unseen, out)?;
    out.write_all(page::PAGE.after.as_bytes())
}
