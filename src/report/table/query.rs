//! The answer to a question for people: the rows, and below them how many could not be told, and why.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::super::mend::advice;
use super::super::terminal::{Ink, Line, Style};
use super::super::words::{counted, few};
use super::grid::{self, Column, GAP, NARROWEST};
use super::page::Page;
use crate::inventory::Outcome;
use crate::query::{Answer, Cell, Query, Row, reasons};

/// Columns are not made narrower than this while others are wider.
const LEGIBLE: usize = 14;

/// So many resources are named, where all of them are not asked for.
const NAMED: usize = 5;

/// Writes the answer.
///
/// # Errors
/// When writing fails.
pub fn write(
    query: &Query,
    answer: &Answer,
    style: &Style,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let mut page = Page::new(style, out);
    if !answer.rows.is_empty() {
        rows(query, answer, &mut page)?;
        page.blank()?;
    }
    doubts(query, answer, &mut page)
}

/// Writes how many there are, and what keeps it from being all.
///
/// # Errors
/// When writing fails.
pub fn write_doubts(
    query: &Query,
    answer: &Answer,
    style: &Style,
    out: &mut impl io::Write,
) -> io::Result<()> {
    doubts(query, answer, &mut Page::new(style, out))
}

fn rows(query: &Query, answer: &Answer, page: &mut Page<'_>) -> io::Result<()> {
    let columns = query.titles.len();
    let least = columns * (NARROWEST + usize::from(GAP));
    if least > page.style.columns() + usize::from(GAP) {
        return blocks(query, &answer.rows, page);
    }
    let titles = query.titles.iter();
    let titles: Vec<Column> = titles
        .map(|title| Column::own(page.safe(&heading(title)).into_owned(), LEGIBLE))
        .collect();
    let cells = answer.rows.iter().map(|row| {
        let cells = row.cells.iter();
        cells
            .map(|cell| grid::Cell::Text(told(cell, page)))
            .collect()
    });
    let cells: Vec<Vec<grid::Cell>> = cells.collect();
    grid::write(page, 0, &titles, &cells)
}

/// A column's title, in capitals as in other tables; save where they would say something else, as in `tags["Name"]`.
fn heading(title: &str) -> String {
    let is_path = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_.".contains(c);
    if title.chars().all(is_path) {
        title.to_uppercase()
    } else {
        title.to_owned()
    }
}

/// One column below the other, where they are too many to stand side by side.
fn blocks(query: &Query, rows: &[Row], page: &mut Page<'_>) -> io::Result<()> {
    for (at, row) in rows.iter().enumerate() {
        if at > 0 {
            page.blank()?;
        }
        for (title, cell) in query.titles.iter().zip(&row.cells) {
            let lead = Line::new().with(format!("{}: ", page.safe(title)), Ink::Dim);
            let text = told(cell, page);
            page.hanging_briefly(&lead, &text, Ink::Plain)?;
        }
    }
    Ok(())
}

/// A cell's text. What is not known is a question mark, which the lines below explain.
fn told(cell: &Cell, page: &Page<'_>) -> String {
    let text = page.safe(&cell.text);
    match (cell.is_whole(), text.is_empty()) {
        (true, _) => text.into_owned(),
        (false, true) => "?".to_owned(),
        (false, false) => format!("{text} ?"),
    }
}

fn doubts(query: &Query, answer: &Answer, page: &mut Page<'_>) -> io::Result<()> {
    let places = few(
        answer.regions.iter().map(String::as_str),
        "region",
        page.style,
    );
    let of = match answer.resources {
        0 => format!("There is no {}", query.ty.name),
        all if query.condition.is_none() => format!("{all} {}", query.ty.name),
        all => format!("{} of {all} {}", answer.rows.len(), query.ty.name),
    };
    let none_listed = answer.resources == 0 && !answer.unseen.is_empty();
    if none_listed {
        let text = format!("No {} was seen in {places}", query.ty.name);
        page.paragraph(0, &text, Ink::Bold)?;
    } else {
        let text = format!(
            "{of} in {places}{}account {}",
            page.separator(),
            answer.account
        );
        page.paragraph(0, &text, Ink::Bold)?;
    }
    if answer.gone > 0 {
        let text = format!(
            "{} went away meanwhile, and are left out",
            counted(answer.gone, "resource")
        );
        page.paragraph(0, &text, Ink::Plain)?;
    }
    if let Some(why) = &answer.cut_short {
        let text = format!("{why}; what was not read by then is unknown");
        page.hanging(&mark(), &text, Ink::Plain)?;
    }
    for unseen in &answer.unseen {
        let text = format!(
            "{} could not all be listed in {}: {}: {}",
            query.ty.name,
            unseen.region,
            unseen.gap.deed(),
            unseen.gap.error
        );
        page.hanging_briefly(&mark(), &text, Ink::Plain)?;
    }
    let mut untold: BTreeMap<Vec<String>, Vec<&str>> = BTreeMap::new();
    for undecided in &answer.undecided {
        let id = undecided.resource.id.as_deref().unwrap_or_default();
        untold.entry(reasons(&undecided.gaps)).or_default().push(id);
    }
    for (reasons, ids) in untold {
        let text = format!(
            "of {} it cannot be told whether the condition holds ({}): {}",
            counted(ids.len(), "resource"),
            reasons.join("; "),
            names(&ids, page.style),
        );
        page.hanging(&mark(), &text, Ink::Plain)?;
    }
    cells(query, answer, page)?;
    to_mend(answer, page)
}

/// Which cells are not known, and why.
fn cells(query: &Query, answer: &Answer, page: &mut Page<'_>) -> io::Result<()> {
    let mut unknown: BTreeMap<(usize, Vec<String>), usize> = BTreeMap::new();
    for row in &answer.rows {
        for (column, cell) in row.cells.iter().enumerate() {
            if !cell.is_whole() {
                *unknown.entry((column, reasons(&cell.gaps))).or_default() += 1;
            }
        }
    }
    for ((column, reasons), times) in unknown {
        let text = format!(
            "{} is not known of {}: {}",
            query.titles[column],
            counted(times, "resource"),
            reasons.join("; ")
        );
        page.hanging(&mark(), &text, Ink::Plain)?;
    }
    Ok(())
}

/// What to do about it.
fn to_mend(answer: &Answer, page: &mut Page<'_>) -> io::Result<()> {
    let cells = answer.rows.iter().flat_map(|row| &row.cells);
    let gaps = cells
        .flat_map(|cell| &cell.gaps)
        .chain(answer.undecided.iter().flat_map(|of| &of.gaps))
        .chain(answer.unseen.iter().map(|of| &of.gap));
    // What was never asked for has nothing to mend.
    let told = gaps.filter(|gap| gap.outcome != Outcome::NotAttempted);
    let advice: BTreeSet<String> = told.map(advice).collect();
    for advice in advice {
        page.hanging(&Line::new().with("  ", Ink::Plain), &advice, Ink::Dim)?;
    }
    Ok(())
}

fn names(ids: &[&str], style: &Style) -> String {
    if ids.len() <= NAMED || style.verbose {
        return ids.join(", ");
    }
    let more = ids.len() - NAMED;
    format!("{} and {more} more", ids[..NAMED].join(", "))
}

fn mark() -> Line {
    Line::new().with("? ", Ink::Unknown)
}
