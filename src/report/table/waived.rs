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
    let mut waivers: IndexMap<(&str, &str, &str, &str), Vec<&Finding>> = IndexMap::new();
    for finding in report
        .findings
        .iter()
        .filter(|finding| finding.status == Status::Waived)
    {
        let waiver = finding.waiver.as_ref();
        let waiver = waiver.map_or(("", "", "never", ""), |waiver| {
            let expires = waiver.expires.as_deref().unwrap_or("never");
            let ticket = waiver.ticket.as_deref().unwrap_or_default();
            (&*waiver.reason, &*waiver.owner, expires, ticket)
        });
        waivers.entry(waiver).or_default().push(finding);
    }
    if waivers.is_empty() {
        return Ok(());
    }
    page.section("Waived", Ink::Bold)?;
    page.blank()?;
    let mut columns = vec![
        Column::number("FINDINGS"),
        Column::flexible("REASON", 24),
        Column::flexible("OWNER", 12),
        Column::flexible("EXPIRES", 10),
    ];
    let has_tickets = waivers.keys().any(|(.., ticket)| !ticket.is_empty());
    if has_tickets {
        columns.push(Column::flexible("TICKET", 10));
    }
    let text = |text: &str| Cell::Text(page.safe(text).into_owned());
    let rows: Vec<Vec<Cell>> = waivers
        .iter()
        .map(|((reason, owner, expires, ticket), findings)| {
            let count = Cell::Text(findings.len().to_string());
            let mut row = vec![count, text(reason), text(owner), text(expires)];
            if has_tickets {
                row.push(text(ticket));
            }
            row
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
