//! The runs that are kept, for people: a line each, and how findings developed over them.

use std::io;

use indexmap::IndexMap;
use jiff::Timestamp;

use super::super::terminal::{Ink, Style};
use super::super::words::counted;
use super::grid::{self, Cell, Column};
use super::page::Page;
use crate::check::Severity;
use crate::store::RunLine;

/// How wide the longest bar is, where there is room for it ...
const BAR: usize = 24;

/// ... beside the figures.
const FIGURES: usize = 78;

/// Writes the runs, oldest first.
///
/// # Errors
/// When writing fails.
pub fn write(runs: &[RunLine], style: &Style, out: &mut impl io::Write) -> io::Result<()> {
    let mut page = Page::new(style, out);
    if runs.is_empty() {
        return page.paragraph(0, "No runs are kept.", Ink::Plain);
    }
    let columns = [
        Column::rigid("RUN"),
        Column::rigid("ACCOUNT"),
        Column::flexible("REGIONS", 12),
        Column::number("RESOURCES"),
        Column::number("FAILED"),
        Column::number("UNKNOWN"),
        Column::number("WAIVED"),
        Column::number("PASSED"),
        Column::rigid(""),
    ];
    let row = |run: &RunLine| {
        let text = |text: &str| Cell::Text(page.safe(text).into_owned());
        let number = |count: usize| Cell::Text(count.to_string());
        let cut_short = if run.complete { "" } else { "cut short" };
        vec![
            text(&run.id),
            text(&run.account),
            text(&run.regions.join(" ")),
            number(run.resources),
            number(run.counts.fail),
            number(run.counts.unknown),
            number(run.counts.waived),
            number(run.counts.pass),
            text(cut_short),
        ]
    };
    let rows: Vec<Vec<Cell>> = runs.iter().map(row).collect();
    grid::write(&mut page, 0, &columns, &rows)?;
    page.blank()?;
    page.paragraph(0, &counted(runs.len(), "run"), Ink::Dim)
}

/// Writes how the failures of each account developed, oldest first.
///
/// # Errors
/// When writing fails.
pub fn trend(
    by_account: &IndexMap<&str, Vec<&RunLine>>,
    style: &Style,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let mut page = Page::new(style, out);
    if by_account.is_empty() {
        return page.paragraph(0, "No runs are kept.", Ink::Plain);
    }
    for (position, (account, runs)) in by_account.iter().enumerate() {
        if position > 0 {
            page.blank()?;
        }
        page.paragraph(0, &format!("Account {account}"), Ink::Bold)?;
        page.blank()?;
        of_account(runs, &mut page)?;
    }
    Ok(())
}

fn of_account(runs: &[&RunLine], page: &mut Page<'_>) -> io::Result<()> {
    let columns = [
        Column::rigid("BEGAN"),
        Column::number("CRITICAL"),
        Column::number("HIGH"),
        Column::number("MEDIUM"),
        Column::number("LOW"),
        Column::number("INFO"),
        Column::number("FAILED"),
        Column::number("SINCE"),
        Column::number("UNKNOWN"),
        Column::rigid(""),
    ];
    let bar = page.style.width.saturating_sub(FIGURES).min(BAR);
    let most = runs.iter().map(|run| run.counts.fail).max().unwrap_or(0);
    let mut before: Option<usize> = None;
    let mut rows = Vec::new();
    for run in runs {
        let fail = run.counts.fail;
        let since = before.map_or_else(String::new, |before| match fail.cmp(&before) {
            std::cmp::Ordering::Less => format!("-{}", before - fail),
            std::cmp::Ordering::Equal => page.style.glyph("·", ".").to_owned(),
            std::cmp::Ordering::Greater => format!("+{}", fail - before),
        });
        before = Some(fail);
        let mut row = vec![Cell::Text(began(run.started_at))];
        for severity in Severity::ALL {
            let count = run.failed.get(&severity).copied().unwrap_or(0);
            row.push(Cell::Text(count.to_string()));
        }
        let length = (fail * bar).div_ceil(most.max(1));
        let cut_short = if run.complete { "" } else { " (cut short)" };
        row.extend([
            Cell::Text(fail.to_string()),
            Cell::Text(since),
            Cell::Text(run.counts.unknown.to_string()),
            Cell::Text(page.style.glyph("█", "#").repeat(length) + cut_short),
        ]);
        rows.push(row);
    }
    grid::write(page, 0, &columns, &rows)
}

fn began(at: Timestamp) -> String {
    at.strftime("%Y-%m-%d %H:%M").to_string()
}
