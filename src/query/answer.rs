//! What a question comes to over an inventory.

use jiff::Timestamp;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};
use serde_json::Value as Json;

use super::{Query, text};
use crate::expr::{self, Evaluation, MOST_ELEMENTS};
use crate::finding::{FindingGap, ResourceRef};
use crate::inventory::schema::REGION;
use crate::inventory::{GLOBAL, Inventory, Listing, ResourceId};
use crate::scan::judgement::{gap, plain_reference};
use crate::scan::reopen;

/// The resources that a condition holds for, and all that stands in the way of saying more.
#[derive(Debug)]
pub struct Answer {
    /// Whose resources they are.
    pub account: String,
    /// The regions that were looked at.
    pub regions: Vec<String>,
    /// When they were read.
    pub read_at: Timestamp,
    /// The resources that the condition is proven to hold for.
    pub rows: Vec<Row>,
    /// Those of which it cannot be told.
    pub undecided: Vec<Undecided>,
    /// The regions whose resources could not all be listed.
    pub unseen: Vec<Unseen>,
    /// How many resources of the type were looked at.
    pub resources: usize,
    /// How many went away while they were read.
    pub gone: usize,
    /// Why the reading ended early, where it did.
    pub cut_short: Option<String>,
}

/// A resource that the condition holds for.
#[derive(Debug)]
pub struct Row {
    /// The resource.
    pub resource: ResourceRef,
    /// What stands in each column.
    pub cells: Vec<Cell>,
}

/// What stands in a column: as far as there are gaps, it is not known.
#[derive(Debug)]
pub struct Cell {
    /// The value, or what of it was read; nothing, where nothing was.
    pub value: Option<Json>,
    /// The same in one line, for people.
    pub text: String,
    /// What could not be read of it.
    pub gaps: Vec<FindingGap>,
}

/// A resource of which nobody can tell whether the condition holds.
#[derive(Debug)]
pub struct Undecided {
    /// The resource.
    pub resource: ResourceRef,
    /// What could not be read. Nothing, where the condition asks for too much of the resource.
    pub gaps: Vec<FindingGap>,
}

/// A region whose resources could not all be listed.
#[derive(Debug)]
pub struct Unseen {
    /// The region.
    pub region: String,
    /// Why.
    pub gap: FindingGap,
}

impl Answer {
    /// Whether all that was asked is known.
    pub fn is_whole(&self) -> bool {
        let mut cells = self.rows.iter().flat_map(|row| &row.cells);
        self.undecided.is_empty()
            && self.unseen.is_empty()
            && self.cut_short.is_none()
            && cells.all(Cell::is_whole)
    }
}

impl Cell {
    /// Whether all of it is known.
    pub fn is_whole(&self) -> bool {
        self.value.is_some() && self.gaps.is_empty()
    }
}

/// Why something is not known, in few words each.
pub fn reasons(gaps: &[FindingGap]) -> Vec<String> {
    if gaps.is_empty() {
        return vec![format!(
            "given up after {MOST_ELEMENTS} elements of lists: it asks for too much"
        )];
    }
    let mut reasons: Vec<String> = Vec::new();
    for gap in gaps {
        let reason = match gap.attribute.as_str() {
            "" => gap.deed(),
            attribute => format!("{attribute} not read: {}", gap.deed()),
        };
        if !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons
}

impl Query {
    /// The answer, of an inventory that was read for it. Where `regions` are given, only of resources of these.
    pub fn answer(&self, inventory: &Inventory, regions: &[String], read_at: Timestamp) -> Answer {
        let is_asked = |region: &str| {
            regions.is_empty() || region == GLOBAL || regions.iter().any(|asked| asked == region)
        };
        let resources: Vec<ResourceId> = inventory
            .listed(self.ty)
            .filter(|id| is_asked(inventory.record(*id).identity(REGION)))
            .collect();
        let decided: Vec<Decided> = resources
            .par_iter()
            .map_init(
                || Evaluation::new(inventory, read_at),
                |evaluation, resource| self.decide(evaluation, *resource),
            )
            .collect();
        let (mut rows, mut undecided) = (Vec::new(), Vec::new());
        for decided in decided {
            match decided {
                Decided::Holds(row) => rows.push(row),
                Decided::Unknown(unknown) => undecided.push(unknown),
                Decided::HoldsNot => {}
            }
        }
        let table = inventory.table(self.ty);
        let listings = table.listings.iter();
        let listings = listings.filter(|(region, _)| is_asked(region));
        let unseen = listings.filter_map(|(region, listing)| match listing {
            Listing::Incomplete(gap) => Some(Unseen {
                region: region.clone(),
                gap: FindingGap::new("", gap),
            }),
            Listing::Complete | Listing::Unsupported => None,
        });
        let known = inventory.account.regions.iter();
        Answer {
            account: inventory.account.id.clone(),
            regions: known.filter(|region| is_asked(region)).cloned().collect(),
            read_at,
            rows,
            undecided,
            unseen: unseen.collect(),
            resources: resources.len(),
            gone: table.gone.len(),
            cut_short: None,
        }
    }

    /// Makes what an earlier run has read fit for the question.
    pub fn reopen(&self, inventory: &mut Inventory, regions: &[String]) {
        reopen(inventory, &self.plan(), regions);
    }

    fn decide(&self, evaluation: &mut Evaluation<'_>, resource: ResourceId) -> Decided {
        evaluation.about(resource);
        if let Some(about) = &self.about {
            match about.evaluate(evaluation) {
                expr::Answer::Value(crate::inventory::Value::Bool(true)) => {}
                expr::Answer::Unknown => {
                    return Decided::Unknown(Undecided {
                        resource: plain_reference(evaluation.inventory(), resource),
                        gaps: gaps(evaluation),
                    });
                }
                _ => return Decided::HoldsNot,
            }
        }
        let columns = self.columns.iter().zip(&self.titles);
        let cells = columns.map(|(column, title)| {
            evaluation.about(resource);
            let answer = column.evaluate(evaluation);
            cell(answer, title, evaluation)
        });
        let cells = cells.collect();
        Decided::Holds(Row {
            resource: plain_reference(evaluation.inventory(), resource),
            cells,
        })
    }
}

enum Decided {
    Holds(Row),
    HoldsNot,
    Unknown(Undecided),
}

fn cell(answer: expr::Answer, title: &str, evaluation: &Evaluation<'_>) -> Cell {
    let inventory = evaluation.inventory();
    match answer {
        expr::Answer::Null => Cell {
            value: Some(Json::Null),
            text: "-".to_owned(),
            gaps: Vec::new(),
        },
        expr::Answer::Value(value) => {
            let mut gaps = Vec::new();
            let json = text::json(&value, title, inventory, &mut gaps);
            Cell {
                value: Some(json),
                text: text::line(&value, inventory),
                gaps,
            }
        }
        expr::Answer::Unknown => Cell {
            value: None,
            text: String::new(),
            gaps: gaps(evaluation),
        },
    }
}

/// What stands in the way of an answer; nothing, where it was given up because it asks for too much.
fn gaps(evaluation: &Evaluation<'_>) -> Vec<FindingGap> {
    let mut gaps: Vec<FindingGap> = Vec::new();
    for hole in evaluation.holes() {
        if let Some(gap) = gap(hole, evaluation.inventory())
            && !gaps.contains(&gap)
        {
            gaps.push(gap);
        }
    }
    gaps
}
