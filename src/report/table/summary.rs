//! The end of a report, which is what a terminal shows first: how much of what, and what was not seen.

use std::io;

use super::super::mend::footer;
use super::super::terminal::{Ink, Line, width};
use super::super::verified::Verified;
use super::super::words::{counted, lasted, severity_ink};
use super::super::{Counts, Report};
use super::grid::{self, Cell, Column};
use super::page::Page;
use crate::check::Severity;
use crate::finding::Status;

/// Writes the section.
pub(super) fn write(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    page.section("Summary", Ink::Bold)?;
    let counts = Counts::of(&report.findings);
    if counts != Counts::default() {
        page.blank()?;
        by_severity(report, page)?;
    }
    page.blank()?;
    unseen(report, page)?;
    let verified = report.verified.as_ref();
    if let Some(verified) = verified.filter(|verified| !verified.is_empty()) {
        for line in told(verified) {
            page.paragraph(0, &line, Ink::Bold)?;
        }
        page.blank()?;
    }
    if counts != Counts::default()
        && counts.fail + counts.unknown + counts.waived == 0
        && verified.is_none_or(Verified::holds)
    {
        page.paragraph(0, "Everything that was asked holds.", Ink::Pass)?;
        page.blank()?;
    }
    last_line(report, counts, page)
}

/// How much of a deployment is as it was meant: `Expected: 1 failed, 3 passed`.
fn told(verified: &Verified) -> Vec<String> {
    let present = |name: &str| verified.present(|presence| presence.as_str() == name);
    let expected = [
        (verified.expected(Status::Fail), "failed"),
        (verified.expected(Status::Unknown), "unknown"),
        (verified.expected(Status::Pass), "passed"),
    ];
    let deployed = [
        (present("missing"), "missing"),
        (present("unknown"), "unknown"),
        (present("found"), "found"),
        (present("uncovered"), "not looked for"),
    ];
    let line = |name: &str, counts: &[(usize, &str)]| {
        let counts: Vec<String> = counts
            .iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{count} {what}"))
            .collect();
        (!counts.is_empty()).then(|| format!("{name}: {}", counts.join(", ")))
    };
    let lines = [line("Expected", &expected), line("Deployed", &deployed)];
    lines.into_iter().flatten().collect()
}

/// Failures and the rest by severity; severities without findings are left out.
fn by_severity(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let columns = [
        Column::rigid("SEVERITY"),
        Column::number("FAILED"),
        Column::number("UNKNOWN"),
        Column::number("WAIVED"),
        Column::number("PASSED"),
    ];
    let none = page.style.glyph("·", "-");
    let number = |count: usize| {
        Cell::Text(if count == 0 {
            none.to_owned()
        } else {
            count.to_string()
        })
    };
    let mut inks = Vec::new();
    let mut rows = Vec::new();
    for severity in Severity::ALL {
        let of_it = report
            .findings
            .iter()
            .filter(|finding| finding.check.severity == severity);
        let counts = Counts::of(of_it);
        if counts == Counts::default() {
            continue;
        }
        inks.push(if counts.fail > 0 {
            severity_ink(severity)
        } else {
            Ink::Plain
        });
        rows.push(vec![
            Cell::Text(severity.to_string()),
            number(counts.fail),
            number(counts.unknown),
            number(counts.waived),
            number(counts.pass),
        ]);
    }
    let (titles, lines) = grid::draw(page.style, 2, &columns, &rows);
    for line in titles {
        page.line(&Line::new().with("  ", Ink::Plain).with(line, Ink::Dim))?;
    }
    for (line, ink) in lines.iter().zip(inks) {
        let (severity, rest) = line.split_at(line.find(' ').unwrap_or(line.len()));
        let line = Line::new().with("  ", Ink::Plain).with(severity, ink);
        page.line(&line.with(rest, Ink::Plain))?;
    }
    Ok(())
}

/// What was not seen, and how to mend it.
fn unseen(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    let lead = || Line::new().with("! ", Ink::Medium);
    if !report.run.complete {
        page.hanging(
            &lead(),
            "The run was cut short: what is missing here was not looked at.",
            Ink::Bold,
        )?;
    }
    let footer = footer(report, page.style);
    if let Some(footer) = &footer {
        page.hanging(&lead(), footer, Ink::Plain)?;
    }
    if footer.is_some() || !report.run.complete {
        page.blank()?;
    }
    Ok(())
}

/// `✗ 12 failed (1 critical, 4 high)  ✓ 230 passed  ? 3 unknown  ~ 2 waived  ·  120 resources, 84 checks, 61 calls in 1.2 s`
fn last_line(report: &Report, counts: Counts, page: &mut Page<'_>) -> io::Result<()> {
    let mut parts: Vec<Line> = Vec::new();
    if counts.fail > 0 {
        let cross = page.style.glyph("✗", "x");
        let severities: Vec<String> = Severity::ALL
            .into_iter()
            .filter_map(|severity| {
                let failed = report
                    .findings
                    .iter()
                    .filter(|finding| {
                        finding.status == Status::Fail && finding.check.severity == severity
                    })
                    .count();
                (failed > 0).then(|| format!("{failed} {severity}"))
            })
            .collect();
        let head = Line::new().with(format!("{cross} {} failed ", counts.fail), Ink::Fail);
        let severities = format!("({})", severities.join(", "));
        if head.width() + width(&severities) > page.style.columns() {
            page.hanging(&head, &severities, Ink::Plain)?;
        } else {
            parts.push(head.with(severities, Ink::Plain));
        }
    }
    let tick = page.style.glyph("✓", "+");
    let mut part = |glyph: &str, count: usize, word: &str, ink| {
        if count > 0 {
            parts.push(Line::new().with(format!("{glyph} {count} {word}"), ink));
        }
    };
    part(tick, counts.pass, "passed", Ink::Pass);
    part("?", counts.unknown, "unknown", Ink::Unknown);
    part("~", counts.waived, "waived", Ink::Bold);
    let run = &report.run;
    let calls: u64 = report.ledger.iter().map(|line| line.calls).sum();
    let effort = format!(
        "{}, {}, {} in {}",
        counted(run.resources, "resource"),
        counted(run.checks, "check"),
        counted(usize::try_from(calls).unwrap_or(usize::MAX), "call"),
        lasted(run.started_at, run.finished_at),
    );
    let dot = page.separator().trim();
    let mut line = Line::new();
    for part in parts {
        let gap = if line.is_empty() { "" } else { "  " };
        if line.width() + width(gap) + part.width() > page.style.columns() {
            page.line(&std::mem::take(&mut line))?;
            line = part;
        } else {
            line = line.with(gap, Ink::Plain).and(part);
        }
    }
    let gap = format!("  {dot}  ");
    if line.is_empty() || line.width() + width(&gap) + width(&effort) > page.style.columns() {
        if !line.is_empty() {
            page.line(&line)?;
        }
        page.paragraph(0, &effort, Ink::Dim)
    } else {
        page.line(&line.with(gap, Ink::Dim).with(effort, Ink::Dim))
    }
}
