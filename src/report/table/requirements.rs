//! What came of the frameworks that were asked for: one line a requirement, in the framework's order.

use std::io;

use super::super::Report;
use super::super::terminal::{Ink, Line, width};
use super::super::words::counted;
use super::page::Page;
use crate::framework::answers::{Answer, Answers, Standing};

/// As wide as the longest standing, with a gap.
const STANDING: usize = 18;

/// Writes the section, if there is one.
pub(super) fn write(report: &Report, page: &mut Page<'_>) -> io::Result<()> {
    for answers in &report.frameworks {
        page.section(&answers.title, Ink::Bold)?;
        page.blank()?;
        requirements(answers, page)?;
        page.blank()?;
        let tally: Vec<String> = answers
            .tally()
            .into_iter()
            .map(|(standing, count)| format!("{count} {}", standing.as_str()))
            .collect();
        let text = format!(
            "{}: {}",
            counted(answers.requirements.len(), "requirement"),
            tally.join(", ")
        );
        page.paragraph(2, &text, Ink::Bold)?;
    }
    Ok(())
}

fn requirements(answers: &Answers, page: &mut Page<'_>) -> io::Result<()> {
    let number = answers
        .requirements
        .iter()
        .map(|answer| width(&answer.requirement))
        .max()
        .unwrap_or(0);
    for answer in &answers.requirements {
        let lead = Line::new()
            .with(
                format!("  {:<STANDING$}", answer.standing.as_str()),
                ink(answer.standing),
            )
            .with(format!("{:<number$}  ", answer.requirement), Ink::Bold);
        let title = answer.title.clone();
        let text: Vec<String> = title.into_iter().chain([why(answer)]).collect();
        let text = text.join(page.separator());
        page.hanging(&lead, &text, Ink::Plain)?;
    }
    Ok(())
}

/// What its standing rests on.
fn why(answer: &Answer) -> String {
    let counts = answer.counts;
    let told: Vec<String> = [
        (counts.fail, "failed"),
        (counts.unknown, "unknown"),
        (counts.waived, "waived"),
        (counts.pass, "passed"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, what)| format!("{count} {what}"))
    .collect();
    let mut parts = Vec::new();
    if !told.is_empty() {
        parts.push(told.join(", "));
    }
    if !answer.left_out.is_empty() {
        parts.push(format!(
            "{} of {} left out",
            answer.left_out.len(),
            counted(answer.checks.len(), "check")
        ));
    }
    parts.extend(answer.note.clone());
    if parts.is_empty() {
        parts.push(match answer.checks.as_slice() {
            [] => "no check answers it".to_owned(),
            checks => format!("nothing that {} applies to", counted(checks.len(), "check")),
        });
    }
    parts.join("; ")
}

const fn ink(standing: Standing) -> Ink {
    match standing {
        Standing::Fail => Ink::Fail,
        Standing::Unknown | Standing::LeftOut => Ink::Unknown,
        Standing::Pass => Ink::Pass,
        Standing::Waived => Ink::Plain,
        Standing::NotApplicable | Standing::Manual | Standing::NoCheck => Ink::Dim,
    }
}
