//! The preflight for people: which calls are allowed, which are not, and what to allow.

use std::collections::{BTreeMap, BTreeSet};
use std::io;

use super::super::mend::{Remedy, remedies};
use super::super::terminal::{Ink, Line, Style};
use super::super::words::{counted, deed, deeds, few};
use super::grid::{self, Cell, Column};
use super::page::Page;
use crate::aws::Session;
use crate::call::Call;
use crate::collect::preflight::{Came, Trial};
use crate::inventory::Outcome;

/// Writes what came of trying the calls.
///
/// # Errors
/// When writing fails.
pub fn write(
    session: &Session,
    trials: &[Trial],
    style: &Style,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let mut page = Page::new(style, out);
    let dot = page.separator();
    let regions = few(session.regions.iter().map(String::as_str), "region", style);
    let text = format!("Account {}{dot}{regions}", session.account);
    page.paragraph(0, &text, Ink::Dim)?;
    page.blank()?;
    table(session, trials, &mut page)?;
    problems(session, trials, &mut page)?;
    page.section("Summary", Ink::Bold)?;
    page.blank()?;
    to_do(trials, &mut page)?;
    last_line(trials, &mut page)
}

/// What came of a trial, in a word or two.
fn word(came: &Came) -> String {
    match came {
        Came::Answer(entry) if entry.outcome == Outcome::Ok => "allowed".to_owned(),
        Came::Answer(entry) => entry.outcome.as_str().replace('_', " "),
        Came::NothingToAsk => "not tried: no such resource".to_owned(),
        Came::Behind(call) => format!("not tried: {call} came to nothing"),
    }
}

/// Each call with its regions; those that came out alike in one row, problems first.
fn table(session: &Session, trials: &[Trial], page: &mut Page<'_>) -> io::Result<()> {
    let mut rows: BTreeMap<(bool, String, String), Vec<&str>> = BTreeMap::new();
    for trial in trials {
        let key = (trial.is_fine(), trial.call.to_string(), word(&trial.came));
        rows.entry(key).or_default().push(&trial.region);
    }
    let columns = [
        Column::rigid("CALL"),
        Column::flexible("REGION", 9),
        Column::flexible("OUTCOME", 16),
    ];
    let rows: Vec<Vec<Cell>> = rows
        .into_iter()
        .map(|((_, call, word), regions)| {
            let regions = places(session, &regions, page.style);
            [call, regions, word].map(Cell::Text).into()
        })
        .collect();
    grid::write(page, 0, &columns, &rows)
}

/// Regions in a few words.
fn places(session: &Session, regions: &[&str], style: &Style) -> String {
    if regions.len() > 1 && regions == session.regions {
        format!("all {}", regions.len())
    } else {
        few(regions.iter().copied(), "region", style)
    }
}

/// What AWS said where a call was not answered. Calls that had no chance are one problem by their reason.
fn problems(session: &Session, trials: &[Trial], page: &mut Page<'_>) -> io::Result<()> {
    let mut problems: BTreeMap<(Option<&Call>, Outcome, &str), Vec<&Trial>> = BTreeMap::new();
    for trial in trials.iter().filter(|trial| !trial.is_fine()) {
        if let Came::Answer(entry) = &trial.came {
            let words = entry.error.as_deref().unwrap_or_default();
            let call = match entry.outcome {
                Outcome::NotAttempted | Outcome::Disabled => None,
                _ => Some(trial.call),
            };
            let key = (call, entry.outcome, words);
            problems.entry(key).or_default().push(trial);
        }
    }
    if problems.is_empty() {
        return Ok(());
    }
    page.section("Not allowed, or not answered", Ink::Fail)?;
    let cross = page.style.glyph("✗ ", "x ");
    for ((_, outcome, words), trials) in problems {
        let regions: BTreeSet<&str> = trials.iter().map(|trial| trial.region.as_str()).collect();
        let regions: Vec<&str> = regions.into_iter().collect();
        let calls: BTreeSet<String> = trials.iter().map(|trial| trial.call.to_string()).collect();
        let denial = trials.first().and_then(|trial| trial.denial());
        let deed = match denial {
            Some(denial) => format!("was {}", denial.deed()),
            None if calls.len() > 1 => deeds(outcome).to_owned(),
            None => deed(outcome).to_owned(),
        };
        let calls = match calls.first() {
            Some(call) if calls.len() == 1 => call.clone(),
            _ => counted(calls.len(), "call"),
        };
        let heading = match places(session, &regions, page.style) {
            all if all.starts_with("all ") => format!("{calls} {deed} in {all} regions"),
            some => format!("{calls} {deed} ({some})"),
        };
        page.blank()?;
        page.hanging(&Line::new().with(cross, Ink::Fail), &heading, Ink::Bold)?;
        page.paragraph(2, words, Ink::Dim)?;
        if let Some(denial) = denial {
            let remedy = Remedy::of(denial).say(&denial.action, denial.policy.as_deref());
            page.paragraph(2, &format!("To mend it, {remedy}"), Ink::Plain)?;
        }
    }
    Ok(())
}

/// What to allow and to mend, in one line.
fn to_do(trials: &[Trial], page: &mut Page<'_>) -> io::Result<()> {
    let causes = trials
        .iter()
        .filter(|trial| !trial.is_fine())
        .filter_map(|trial| match &trial.came {
            Came::Answer(entry) => Some((entry.outcome, trial.denial())),
            Came::NothingToAsk | Came::Behind(_) => None,
        });
    let remedies = remedies(causes, usize::MAX);
    if remedies.is_empty() {
        return Ok(());
    }
    let text = format!("A scan would not see everything: {}.", remedies.join("; "));
    page.hanging(&Line::new().with("! ", Ink::Medium), &text, Ink::Plain)?;
    page.blank()
}

/// `✓ 44 allowed  ✗ 1 denied  ? 1 not answered  ·  3 not tried`
fn last_line(trials: &[Trial], page: &mut Page<'_>) -> io::Result<()> {
    let (mut allowed, mut denied, mut failed, mut untried) = (0, 0, 0, 0);
    for trial in trials {
        match &trial.came {
            Came::NothingToAsk | Came::Behind(_) => untried += 1,
            Came::Answer(_) if trial.is_fine() => allowed += 1,
            Came::Answer(entry) if entry.outcome == Outcome::Denied => denied += 1,
            Came::Answer(_) => failed += 1,
        }
    }
    let tick = page.style.glyph("✓", "+");
    let cross = page.style.glyph("✗", "x");
    let mut line = Line::new().with(format!("{tick} {allowed} allowed"), Ink::Pass);
    if denied > 0 {
        line = line.with(format!("  {cross} {denied} denied"), Ink::Fail);
    }
    if failed > 0 {
        line = line.with(format!("  ? {failed} not answered"), Ink::Unknown);
    }
    if untried > 0 {
        line = line.with(format!("  ~ {untried} not tried"), Ink::Bold);
    }
    let total = format!("{}{}", page.separator(), counted(trials.len(), "call"));
    page.line(&line.with(total, Ink::Dim))
}
