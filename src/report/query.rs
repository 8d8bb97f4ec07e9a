//! The answer to a question for programs: JSON and CSV.
//!
//! What is not known is never written as a value: in JSON it is left out of `values` and told in `gaps`, in CSV its cell says so in brackets.
//! As with the report's contract, members may be added; none is renamed, retyped or taken away.

use std::borrow::Cow;
use std::io;

use serde::Serialize;
use serde_json::{Map, Value as Json};

use super::csv::guarded;
use super::json::{GapRecord, SCHEMA_VERSION};
use super::terminal::sanitise;
use crate::finding::ResourceRef;
use crate::query::{Answer, Cell, Query, Row, Undecided, Unseen, reasons};

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    #[serde(rename = "type")]
    ty: &'a str,
    #[serde(rename = "where")]
    condition: Option<&'a str>,
    columns: &'a [String],
    account: &'a str,
    regions: &'a [String],
    read_at: String,
    /// Whether all that was asked is known.
    complete: bool,
    /// Why the reading ended early.
    #[serde(skip_serializing_if = "Option::is_none")]
    cut_short: Option<&'a str>,
    /// How many resources the condition is proven to hold for.
    count: usize,
    /// How many resources of the type were looked at.
    resources: usize,
    /// How many went away while they were read.
    #[serde(skip_serializing_if = "Option::is_none")]
    gone: Option<usize>,
    rows: Vec<RowRecord<'a>>,
    /// Those of which it cannot be told whether the condition holds.
    unknown: Vec<UndecidedRecord<'a>>,
    /// The regions whose resources could not all be listed.
    unseen: Vec<UnseenRecord<'a>>,
}

#[derive(Serialize)]
struct Named<'a> {
    id: Option<&'a str>,
    arn: Option<&'a str>,
    account: &'a str,
    region: &'a str,
}

#[derive(Serialize)]
struct RowRecord<'a> {
    #[serde(flatten)]
    resource: Named<'a>,
    /// The columns that are known.
    values: Map<String, Json>,
    /// Those that are not, or not wholly.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    gaps: Vec<ColumnGaps<'a>>,
}

#[derive(Serialize)]
struct ColumnGaps<'a> {
    column: &'a str,
    /// What was read of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    read: Option<&'a Json>,
    because: Vec<String>,
    gaps: Vec<GapRecord<'a>>,
}

#[derive(Serialize)]
struct UndecidedRecord<'a> {
    #[serde(flatten)]
    resource: Named<'a>,
    because: Vec<String>,
    gaps: Vec<GapRecord<'a>>,
}

#[derive(Serialize)]
struct UnseenRecord<'a> {
    region: &'a str,
    #[serde(flatten)]
    gap: GapRecord<'a>,
}

/// Writes the answer as one JSON document.
///
/// # Errors
/// When writing fails.
pub fn json(query: &Query, answer: &Answer, out: &mut impl io::Write) -> io::Result<()> {
    let document = Document {
        schema_version: SCHEMA_VERSION,
        ty: query.ty.name,
        condition: query.condition.as_deref(),
        columns: &query.titles,
        account: &answer.account,
        regions: &answer.regions,
        read_at: answer.read_at.to_string(),
        complete: answer.is_whole(),
        cut_short: answer.cut_short.as_deref(),
        count: answer.rows.len(),
        resources: answer.resources,
        gone: (answer.gone > 0).then_some(answer.gone),
        rows: answer.rows.iter().map(|row| record(query, row)).collect(),
        unknown: answer.undecided.iter().map(undecided).collect(),
        unseen: answer.unseen.iter().map(unseen).collect(),
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    writeln!(out)
}

fn named(resource: &ResourceRef) -> Named<'_> {
    Named {
        id: resource.id.as_deref(),
        arn: resource.arn.as_deref(),
        account: &resource.account,
        region: &resource.region,
    }
}

fn record<'a>(query: &'a Query, row: &'a Row) -> RowRecord<'a> {
    let mut values = Map::new();
    let mut gaps = Vec::new();
    for (title, cell) in query.titles.iter().zip(&row.cells) {
        match &cell.value {
            Some(value) if cell.is_whole() => {
                values.insert(title.clone(), value.clone());
            }
            read => gaps.push(ColumnGaps {
                column: title,
                read: read.as_ref(),
                because: reasons(&cell.gaps),
                gaps: cell.gaps.iter().map(GapRecord::of).collect(),
            }),
        }
    }
    RowRecord {
        resource: named(&row.resource),
        values,
        gaps,
    }
}

fn undecided(of: &Undecided) -> UndecidedRecord<'_> {
    UndecidedRecord {
        resource: named(&of.resource),
        because: reasons(&of.gaps),
        gaps: of.gaps.iter().map(GapRecord::of).collect(),
    }
}

fn unseen(of: &Unseen) -> UnseenRecord<'_> {
    UnseenRecord {
        region: &of.region,
        gap: GapRecord::of(&of.gap),
    }
}

/// Writes the rows as CSV (RFC 4180), with the columns' names first. What is not in the rows is for others to say.
///
/// # Errors
/// When writing fails.
pub fn csv(query: &Query, answer: &Answer, out: &mut impl io::Write) -> io::Result<()> {
    let mut writer = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(out);
    let titles: Vec<Cow<'_, str>> = query.titles.iter().map(|title| guarded(title)).collect();
    writer.write_record(titles.iter().map(|title| title.as_bytes()))?;
    for row in &answer.rows {
        let cells: Vec<String> = row.cells.iter().map(cell).collect();
        writer.write_record(&cells)?;
    }
    writer.flush()
}

fn cell(cell: &Cell) -> String {
    let known = match &cell.value {
        // A number below zero is no formula.
        Some(Json::Number(number)) if cell.is_whole() => return number.to_string(),
        // AWS says that there is none: an empty cell, as others write it.
        Some(Json::Null) | None => Cow::Borrowed(""),
        Some(_) => cell.text.as_str().into(),
    };
    // Letters that nobody sees are shown, as in the report.
    let known = sanitise(&known, true);
    let known = guarded(&known);
    if cell.is_whole() {
        return known.into_owned();
    }
    let unknown = format!("(unknown: {})", reasons(&cell.gaps).join("; "));
    if known.is_empty() {
        unknown
    } else {
        format!("{known} {unknown}")
    }
}
