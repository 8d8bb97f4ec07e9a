//! What holds: one line a check, and its resources under it.

use std::io;

use super::super::Report;
use super::super::group::{by_check, resources};
use super::super::terminal::{Ink, Line};
use super::super::words::{counted, full_name};
use super::page::Page;
use crate::finding::Status;

/// Writes the section, if there is one.
pub(super) fn write(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let groups = by_check(report, Status::Pass);
    if groups.is_empty() {
        return Ok(());
    }
    page.section("Passed", Ink::Pass)?;
    page.blank()?;
    for group in groups {
        let lead = Line::new().with(page.style.glyph("✓ ", "+ "), Ink::Pass);
        let count = counted(resources(group.findings.iter().copied()), "resource");
        let text = format!("{}{}{count}", group.check.id, page.separator());
        page.hanging(&lead, &text, Ink::Plain)?;
        let mut names: Vec<String> = group
            .findings
            .iter()
            .map(|finding| full_name(&finding.resource))
            .collect();
        names.dedup();
        page.paragraph(4, &names.join(", "), Ink::Dim)?;
    }
    Ok(())
}
