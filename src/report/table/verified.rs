//! What became of a deployment: what was expected of it, and which of its resources are not there.

use std::collections::BTreeMap;
use std::io;

use super::super::Report;
use super::super::mend::advice;
use super::super::terminal::{Ink, Line};
use super::super::verified::{DeployedLine, Expected, Presence, Uncovered, Unmet, Verified};
use super::super::words::{counted, naming, reading, untold};
use super::grid::{self, Cell, Column};
use super::page::Page;
use crate::finding::{FindingGap, Status};

/// Of more resources than this ...
const MANY: usize = 12;

/// ... so many are shown, unless everything is asked for.
const SHOWN: usize = 10;

/// Writes the sections, if a deployment was verified.
pub(super) fn write(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let Some(verified) = &report.verified else {
        return Ok(());
    };
    expectations(verified, page)?;
    deployed(verified, page)
}

/// What does not hold first.
fn expectations(verified: &Verified, page: &mut Page<'_>) -> io::Result<()> {
    if verified.expectations.is_empty() {
        return Ok(());
    }
    page.section("Expected", Ink::Bold)?;
    let of = |status: Status| {
        let all = verified.expectations.iter();
        all.filter(move |expected| expected.status == status)
    };
    for expected in of(Status::Fail).chain(of(Status::Unknown)) {
        page.blank()?;
        unmet(expected, page)?;
    }
    let mut first = true;
    for expected in of(Status::Pass).chain(of(Status::Waived)) {
        if std::mem::take(&mut first) {
            page.blank()?;
        }
        let lead = Line::new().with(page.style.glyph("✓ ", "+ "), Ink::Pass);
        page.hanging(&lead, &expected.name, Ink::Plain)?;
    }
    Ok(())
}

fn unmet(expected: &Expected, page: &mut Page<'_>) -> io::Result<()> {
    let lead = match expected.status {
        Status::Fail => Line::new().with(page.style.glyph("✗ ", "x "), Ink::Fail),
        _ => Line::new().with("? ", Ink::Unknown),
    };
    page.hanging(&lead, &expected.name, Ink::Bold)?;
    let place = match expected.written_at() {
        Some(place) => format!("{place}{}{}", page.separator(), expected.ty),
        None => expected.ty.to_owned(),
    };
    page.paragraph(2, &place, Ink::Dim)?;
    page.blank()?;
    page.paragraph(4, &expected.message, Ink::Plain)?;
    if !expected.unmet.is_empty() {
        page.blank()?;
        let columns = [
            Column::flexible("RESOURCE", 16),
            Column::flexible("ASSERTION", 26),
            Column::flexible("WHAT IS THERE", 20),
        ];
        let shown = shown(expected.unmet.len(), page);
        let rows: Vec<Vec<Cell>> = expected
            .unmet
            .iter()
            .take(shown)
            .map(|unmet| row(unmet, page))
            .collect();
        grid::write(page, 4, &columns, &rows)?;
        more(expected.unmet.len() - shown, page)?;
    }
    if let Some(pending) = &expected.pending {
        page.blank()?;
        let lead = Line::new().with("  On its way  ", Ink::Bold);
        page.hanging(&lead, pending, Ink::Plain)?;
    }
    Ok(())
}

fn row(unmet: &Unmet, page: &Page<'_>) -> Vec<Cell> {
    let (name, id) = naming(&unmet.resource);
    let there: Vec<String> = unmet
        .evidence
        .iter()
        .map(|(path, value)| reading(path, value))
        .chain(unmet.gaps.iter().map(untold))
        .collect();
    vec![
        Cell::Resource {
            name: name.map(|name| page.safe(name).into_owned()),
            id: page.safe(id).into_owned(),
        },
        Cell::Text(page.safe(&unmet.assertion).into_owned()),
        Cell::Text(page.safe(&there.join("; ")).into_owned()),
    ]
}

/// Which resources are not there, or not known to be.
fn deployed(verified: &Verified, page: &mut Page<'_>) -> io::Result<()> {
    if verified.resources.is_empty() {
        return Ok(());
    }
    page.section("Deployed", Ink::Bold)?;
    page.blank()?;
    let all = counted(verified.resources.len(), "resource");
    let found = verified.present(|presence| matches!(presence, Presence::Found(_)));
    let uncovered = verified.present(|presence| matches!(presence, Presence::Uncovered(_)));
    let (glyph, ink) = if found + uncovered == verified.resources.len() {
        (page.style.glyph("✓ ", "+ "), Ink::Pass)
    } else {
        ("  ", Ink::Plain)
    };
    let lead = Line::new().with(glyph, ink);
    page.hanging(&lead, &format!("{found} of {all} found"), Ink::Plain)?;
    missing(verified, page)?;
    unseen(verified, page)?;
    not_looked_for(verified, page)
}

fn missing(verified: &Verified, page: &mut Page<'_>) -> io::Result<()> {
    let missing: Vec<(&DeployedLine, [&str; 3])> = verified
        .resources
        .iter()
        .filter_map(|line| match &line.presence {
            Presence::Missing { ty, name, region } => Some((line, [*ty, name, region])),
            _ => None,
        })
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    page.blank()?;
    let lead = Line::new().with(page.style.glyph("✗ ", "x "), Ink::Fail);
    let text = format!("{} missing: AWS knows none such", missing.len());
    page.hanging(&lead, &text, Ink::Bold)?;
    page.blank()?;
    let columns = [
        Column::flexible("IN THE DEPLOYMENT", 24),
        Column::flexible("ASKED FOR", 24),
        Column::flexible("REGION", 14),
    ];
    let shown = shown(missing.len(), page);
    let rows: Vec<Vec<Cell>> = missing
        .iter()
        .take(shown)
        .map(|(line, [ty, name, region])| {
            vec![
                Cell::Text(page.safe(&line.address).into_owned()),
                Cell::Text(page.safe(&format!("{ty} {name}")).into_owned()),
                Cell::Text(page.safe(region).into_owned()),
            ]
        })
        .collect();
    grid::write(page, 4, &columns, &rows)?;
    more(missing.len() - shown, page)
}

/// What could not be read is told with its remedy where all that was not read is; here, whether it is there.
fn unseen(verified: &Verified, page: &mut Page<'_>) -> io::Result<()> {
    let unseen: Vec<(&DeployedLine, &FindingGap)> = verified
        .resources
        .iter()
        .filter_map(|line| match &line.presence {
            Presence::Unknown(gap) => Some((line, gap)),
            _ => None,
        })
        .collect();
    if unseen.is_empty() {
        return Ok(());
    }
    page.blank()?;
    let lead = Line::new().with("? ", Ink::Unknown);
    let text = format!("{} not known to be there", unseen.len());
    page.hanging(&lead, &text, Ink::Bold)?;
    page.blank()?;
    let columns = [
        Column::flexible("IN THE DEPLOYMENT", 24),
        Column::flexible("WHY", 20),
        Column::flexible("TO SEE IT", 20),
    ];
    let shown = shown(unseen.len(), page);
    let rows: Vec<Vec<Cell>> = unseen
        .iter()
        .take(shown)
        .map(|(line, gap)| {
            vec![
                Cell::Text(page.safe(&line.address).into_owned()),
                Cell::Text(page.safe(&gap.deed()).into_owned()),
                Cell::Text(page.safe(&advice(gap)).into_owned()),
            ]
        })
        .collect();
    grid::write(page, 4, &columns, &rows)?;
    more(unseen.len() - shown, page)
}

/// What no verdict is about, by the reason and the type.
fn not_looked_for(verified: &Verified, page: &mut Page<'_>) -> io::Result<()> {
    let mut reasons: BTreeMap<Uncovered, Vec<&DeployedLine>> = BTreeMap::new();
    for line in &verified.resources {
        if let Presence::Uncovered(reason) = line.presence {
            reasons.entry(reason).or_default().push(line);
        }
    }
    if reasons.is_empty() {
        return Ok(());
    }
    page.blank()?;
    let count: usize = reasons.values().map(Vec::len).sum();
    let lead = Line::new().with("~ ", Ink::Bold);
    page.hanging(&lead, &format!("{count} not looked for"), Ink::Bold)?;
    for reason in Uncovered::ALL {
        let Some(lines) = reasons.get(&reason) else {
            continue;
        };
        let names: Vec<String> = if page.style.verbose || reason == Uncovered::Nameless {
            lines.iter().map(|line| line.address.clone()).collect()
        } else {
            let mut types: BTreeMap<&str, usize> = BTreeMap::new();
            for line in lines {
                *types.entry(&line.declared_type).or_default() += 1;
            }
            let types = types.into_iter();
            types.map(|(ty, count)| format!("{ty} ({count})")).collect()
        };
        let text = format!("{}: {}", reason.why(), names.join(", "));
        page.paragraph(4, &text, Ink::Plain)?;
    }
    Ok(())
}

/// How many of so many are shown.
fn shown(count: usize, page: &Page<'_>) -> usize {
    if page.style.verbose || count <= MANY {
        count
    } else {
        SHOWN
    }
}

fn more(hidden: usize, page: &mut Page<'_>) -> io::Result<()> {
    if hidden == 0 {
        return Ok(());
    }
    let ellipsis = page.style.glyph("…", "...");
    let more = format!("{ellipsis} and {hidden} more (--verbose shows all)");
    page.paragraph(4, &more, Ink::Dim)
}
