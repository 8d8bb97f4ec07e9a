//! What changed between two runs, for people: findings first, then configuration.

use std::io;

use serde_json::Value as Json;

use super::super::Run;
use super::super::terminal::{Ink, Line, Style};
use super::super::words::counted;
use super::changes;
use super::page::Page;
use crate::compare::Changes;
use crate::compare::configuration::{AttributeChange, ResourceChange, What};
use crate::finding::Finding;

/// A value longer than this is cut, unless everything is asked for.
const LONGEST: usize = 160;

/// Writes what changed.
///
/// # Errors
/// When writing fails.
pub fn write(
    (before, after): (&Run, &Run),
    found: &Changes,
    new: &[&Finding],
    resources: &[ResourceChange],
    style: &Style,
    out: &mut impl io::Write,
) -> io::Result<()> {
    let mut page = Page::new(style, out);
    let when = |run: &Run| run.started_at.strftime("%Y-%m-%d %H:%M UTC").to_string();
    let text = format!(
        "Account {}{}from {} to {}",
        after.accounts.join(", "),
        page.separator(),
        when(before),
        when(after)
    );
    page.paragraph(0, &text, Ink::Dim)?;
    page.section("Findings", Ink::Bold)?;
    page.blank()?;
    changes::new(new.iter().copied(), &mut page)?;
    changes::past(found, &mut page)?;
    page.paragraph(0, &found.in_figures(), Ink::Bold)?;
    page.section("Configuration", Ink::Bold)?;
    page.blank()?;
    if resources.is_empty() {
        return page.paragraph(0, "Nothing is configured otherwise.", Ink::Plain);
    }
    for resource in resources {
        of_resource(resource, &mut page)?;
    }
    page.blank()?;
    page.paragraph(0, &in_figures(resources), Ink::Bold)
}

fn of_resource(resource: &ResourceChange, page: &mut Page<'_>) -> io::Result<()> {
    let (word, ink) = match resource.what {
        What::Added => ("added", Ink::Pass),
        What::Removed => ("removed", Ink::Critical),
        What::Changed => ("changed", Ink::Medium),
    };
    let name = resource
        .name
        .as_ref()
        .filter(|name| **name != resource.id)
        .map_or_else(
            || resource.id.clone(),
            |name| format!("{name} ({})", resource.id),
        );
    let lead = Line::new().with(format!("{word:<7} "), ink);
    let text = format!("{} {name} in {}", resource.ty, resource.region);
    page.hanging(&lead, &text, Ink::Plain)?;
    for attribute in &resource.attributes {
        of_attribute(attribute, page)?;
    }
    Ok(())
}

fn of_attribute(change: &AttributeChange, page: &mut Page<'_>) -> io::Result<()> {
    let arrow = page.style.glyph("→", "->");
    let short = |json: &Json| {
        let text = without_nulls(json).to_string();
        if page.style.verbose || text.chars().count() <= LONGEST {
            return text;
        }
        let cut: String = text.chars().take(LONGEST).collect();
        format!("{cut}{}", page.style.glyph("…", "..."))
    };
    let lead = Line::new().with(format!("        {}: ", page.safe(&change.path)), Ink::Bold);
    let text = format!("{} {arrow} {}", short(&change.before), short(&change.after));
    page.hanging(&lead, &text, Ink::Plain)
}

/// What is there: of a rule with a dozen members, those that it uses.
fn without_nulls(json: &Json) -> Json {
    match json {
        Json::Object(members) => members
            .iter()
            .filter(|(_, value)| !value.is_null())
            .map(|(name, value)| (name.clone(), without_nulls(value)))
            .collect(),
        Json::Array(items) => items.iter().map(without_nulls).collect(),
        other => other.clone(),
    }
}

fn in_figures(resources: &[ResourceChange]) -> String {
    let count = |what| resources.iter().filter(|it| it.what == what).count();
    format!(
        "{} added, {} removed, {} changed",
        counted(count(What::Added), "resource"),
        count(What::Removed),
        count(What::Changed)
    )
}
