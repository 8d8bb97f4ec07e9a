//! The plan for people: which calls a scan makes, how often, and for how many checks.

use std::collections::BTreeMap;
use std::io;

use super::super::terminal::{Ink, Style};
use super::super::words::{counted, few};
use super::grid::{self, Cell, Column};
use super::page::Page;
use crate::aws::calls::ASSUME_ROLE;
use crate::aws::per_second;
use crate::inventory::RecordType;
use crate::inventory::schema::Scope;
use crate::plan::{Ask, Outline, Per, PlannedCall, is_single};

/// Writes the plan.
///
/// # Errors
/// When writing fails.
pub fn write(outline: &Outline, style: &Style, out: &mut impl io::Write) -> io::Result<()> {
    let mut page = Page::new(style, out);
    masthead(outline, &mut page)?;
    section(outline, false, "In any case", &mut page)?;
    section(outline, true, "Only where a verdict hangs on it", &mut page)?;
    slow(outline, &mut page)?;
    if style.verbose {
        checks(outline, &mut page)?;
    }
    page.section("Summary", Ink::Bold)?;
    page.blank()?;
    summary(outline, &mut page)
}

fn masthead(outline: &Outline, page: &mut Page<'_>) -> io::Result<()> {
    let regions = match (outline.regions.as_slice(), outline.region_count()) {
        (_, None) => "all enabled regions".to_owned(),
        ([], _) => "the configured region".to_owned(),
        (named, _) => few(named.iter().map(String::as_str), "region", page.style),
    };
    let text = format!(
        "Plan of a scan{dot}{}{dot}{regions}",
        counted(outline.checks, "check"),
        dot = page.separator()
    );
    page.paragraph(0, &text, Ink::Dim)
}

/// The calls that are made in any case, or those that verdicts may come to demand.
fn section(outline: &Outline, on_demand: bool, name: &str, page: &mut Page<'_>) -> io::Result<()> {
    let columns = [
        Column::rigid("CALL"),
        Column::flexible("HOW OFTEN", 16),
        Column::number("PER PAGE"),
        Column::number("CHECKS"),
    ];
    let none = page.style.glyph("·", "-");
    let rows: Vec<Vec<Cell>> = outline
        .calls
        .iter()
        .filter(|planned| planned.asked(on_demand).next().is_some())
        .map(|planned| {
            let page = planned.call.page;
            [
                planned.call.to_string(),
                how_often(outline, planned, on_demand),
                page.map_or_else(|| none.to_owned(), |items| items.to_string()),
                planned.checks.len().to_string(),
            ]
            .map(Cell::Text)
            .into()
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    page.section(name, Ink::Bold)?;
    page.blank()?;
    grid::write(page, 2, &columns, &rows)
}

/// `once`, `4 (1 per region)`, `2 per VPC`.
fn how_often(outline: &Outline, planned: &PlannedCall, on_demand: bool) -> String {
    // What is asked alike of several types is said once.
    let mut said: Vec<(String, Vec<String>)> = Vec::new();
    for ask in planned.asked(on_demand) {
        let (frequency, noun) = one(outline, ask);
        match said.iter_mut().find(|(known, _)| *known == frequency) {
            Some((_, nouns)) => nouns.extend(noun),
            None => said.push((frequency, noun.into_iter().collect())),
        }
    }
    let said: Vec<String> = said
        .into_iter()
        .map(|(frequency, nouns)| format!("{frequency}{}", nouns.join(", ")))
        .collect();
    said.join("; ")
}

/// How often, and of what where that can be many.
fn one(outline: &Outline, ask: &Ask) -> (String, Option<String>) {
    let times = ask.requests;
    let regional = ask.per.scope() == Scope::Regional;
    match ask.per {
        Per::Together(ty) if regional => {
            (format!("{times} per region for all {}s", noun(ty)), None)
        }
        Per::Together(ty) => (format!("once for all {}s", noun(ty)), None),
        Per::Resource(ty) if !is_single(ty) => (format!("{times} per "), Some(noun(ty))),
        Per::Name(ty) => (
            format!("{times} per "),
            Some(format!("{} that no list holds", noun(ty))),
        ),
        Per::Resource(_) if !regional => ("once for the account".to_owned(), None),
        Per::Account | Per::Region | Per::Resource(_) => {
            let words = match outline.expected(ask) {
                Some(1) => "once".to_owned(),
                Some(expected) => format!("{expected} ({times} per region)"),
                None => format!("{times} per region"),
            };
            (words, None)
        }
    }
}

/// What people call a type: `AWS::RDS::DBParameterGroup` is a DB parameter group.
fn noun(ty: &RecordType) -> String {
    let name = ty.name.rsplit("::").next().unwrap_or(ty.name);
    let letters: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    for (at, letter) in letters.iter().enumerate() {
        let follows_small = at > 0 && letters[at - 1].is_lowercase();
        let leads_small = letters.get(at + 1).is_some_and(|next| next.is_lowercase());
        if at == 0 || letter.is_uppercase() && (follows_small || leads_small) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut() {
            word.push(*letter);
        }
    }
    let words: Vec<String> = words
        .into_iter()
        .map(|word| {
            let is_abbreviation = word.chars().all(char::is_uppercase);
            if is_abbreviation {
                word
            } else {
                word.to_lowercase()
            }
        })
        .collect();
    words.join(" ")
}

/// The calls that take their time, and those that can be many and AWS lets nobody make fast.
fn slow(outline: &Outline, page: &mut Page<'_>) -> io::Result<()> {
    let slow: Vec<(String, &str)> = outline
        .calls
        .iter()
        .filter_map(|planned| Some((planned.call.to_string(), planned.call.slow?)))
        .collect();
    let mut paced: BTreeMap<u32, Vec<String>> = BTreeMap::new();
    for planned in &outline.calls {
        let can_be_many = planned.asked(true).any(|ask| match ask.per {
            Per::Resource(ty) | Per::Name(ty) => !is_single(ty),
            Per::Together(_) | Per::Account | Per::Region => false,
        });
        if let (true, Some(rate)) = (can_be_many, per_second(planned.call)) {
            paced
                .entry(rate)
                .or_default()
                .push(planned.call.to_string());
        }
    }
    if slow.is_empty() && paced.is_empty() {
        return Ok(());
    }
    page.section("What takes its time", Ink::Bold)?;
    page.blank()?;
    for (call, why) in slow {
        page.paragraph(2, &call, Ink::Bold)?;
        page.paragraph(4, why, Ink::Plain)?;
    }
    for (rate, calls) in paced {
        page.paragraph(2, &calls.join(", "), Ink::Bold)?;
        let each = if calls.len() > 1 { " of each" } else { "" };
        let text = format!("AWS refuses more than about {rate} a second{each}.");
        page.paragraph(4, &text, Ink::Plain)?;
    }
    Ok(())
}

/// Which checks need each call.
fn checks(outline: &Outline, page: &mut Page<'_>) -> io::Result<()> {
    page.section("Which checks need them", Ink::Bold)?;
    for planned in &outline.calls {
        page.blank()?;
        page.paragraph(2, &planned.call.to_string(), Ink::Bold)?;
        let checks: Vec<&str> = planned.checks.iter().map(String::as_str).collect();
        page.paragraph(4, &checks.join(", "), Ink::Plain)?;
    }
    Ok(())
}

fn summary(outline: &Outline, page: &mut Page<'_>) -> io::Result<()> {
    page.paragraph(0, &permissions(outline), Ink::Plain)?;
    page.paragraph(
        0,
        "awsert plan --iam-policy prints the permissions; awsert plan --preflight tries each call once.",
        Ink::Dim,
    )?;
    page.blank()?;
    let certain: Vec<&PlannedCall> = outline
        .calls
        .iter()
        .filter(|planned| planned.asked(false).next().is_some())
        .collect();
    let demanded = outline
        .calls
        .iter()
        .filter(|planned| planned.asked(true).next().is_some())
        .count();
    let requests: Option<usize> = certain
        .iter()
        .flat_map(|planned| planned.asked(false))
        .map(|ask| outline.expected(ask))
        .sum();
    let requests = requests.map_or_else(String::new, |requests| {
        format!(
            " ({} when each answer fits on a page)",
            counted(requests, "request")
        )
    });
    let text = format!(
        "{} in any case{requests}, {demanded} where a verdict hangs on {}.",
        counted(certain.len(), "call"),
        if demanded == 1 { "it" } else { "them" },
    );
    page.paragraph(0, &text, Ink::Bold)
}

/// Which IAM actions the calls need, as far as their names do not tell.
fn permissions(outline: &Outline) -> String {
    let mut sentences = vec!["Each call needs the IAM action of its name.".to_owned()];
    for planned in &outline.calls {
        let call = planned.call;
        let actions = call.actions();
        if call == &ASSUME_ROLE {
            sentences.push(format!(
                "{call} is for the credentials that assume the role."
            ));
        } else if actions.is_empty() {
            sentences.push(format!("{call} needs none."));
        } else if actions != [call.to_string()] {
            sentences.push(format!("{call} needs {}.", actions.join(", ")));
        }
    }
    sentences.join(" ")
}

#[cfg(test)]
mod tests {
    use super::noun;
    use crate::inventory::registry;

    #[test]
    fn types_are_called_what_people_call_them() {
        for (name, expected) in [
            (
                "AWS::RDS::DBClusterParameterGroup",
                "DB cluster parameter group",
            ),
            ("AWS::KMS::Key", "key"),
            ("AWS::EC2::VPC", "VPC"),
            ("AWS::EC2::VPCEndpoint", "VPC endpoint"),
            ("AWS::EC2::PrefixList", "prefix list"),
        ] {
            assert_eq!(registry::find(name).map(noun).as_deref(), Some(expected));
        }
    }
}
