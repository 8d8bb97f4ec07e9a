//! What failed and was accepted: how much, why, by whom, until when.

use std::io;

use indexmap::IndexMap;

use super::super::Report;
use super::super::terminal::Ink;
use super::super::words::full_name;
use super::grid::{self, Cell, Column};
use super::page::Page;
use crate::finding::{Finding, Status};

/// Writes the section, if there is one.
pub(super) fn write(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let mut waivers: IndexMap<(&str, &str, &str), Vec<&Finding>> = IndexMap::new();
    for finding in report
        .findings
        .iter()
        .filter(|finding| finding.status == Status::Waived)
    {
        let waiver = finding.waiver.as_ref().map_or(("", "", "never"), |waiver| {
            let expires = waiver.expires.as_deref().unwrap_or("never");
            (waiver.reason.as_str(), waiver.owner.as_str(), expires)
        });
        waivers.entry(waiver).or_default().push(finding);
    }
    if waivers.is_empty() {
        return Ok(());
    }
    page.section("Waived", Ink::Bold)?;
    page.blank()?;
    let columns = [
        Column::number("FINDINGS"),
        Column::flexible("REASON", 24),
        Column::flexible("OWNER", 12),
        Column::flexible("EXPIRES", 10),
    ];
    let text = |text: &str| Cell::Text(page.safe(text).into_owned());
    let rows: Vec<Vec<Cell>> = waivers
        .iter()
        .map(|((reason, owner, expires), findings)| {
            vec![
                Cell::Text(findings.len().to_string()),
                text(reason),
                text(owner),
                text(expires),
            ]
        })
        .collect();
    grid::write(page, 2, &columns, &rows)?;
    if page.style.verbose {
        page.blank()?;
        for finding in waivers.values().flatten() {
            let what = format!(
                "{}{}{}",
                finding.check.id,
                page.separator(),
                full_name(&finding.resource)
            );
            page.paragraph(4, &what, Ink::Dim)?;
        }
    }
    Ok(())
}
