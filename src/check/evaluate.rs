//! One check on one resource: the verdict.

use jiff::Timestamp;
use serde::Deserialize;

use super::Check;
use crate::expr::{Answer, Evaluation, Expression, Hole, Reason};
use crate::inventory::{Account, Inventory, Outcome, Record, RecordType, ResourceId, Value};

/// What a check says of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Proven to hold.
    Pass,
    /// Proven not to hold.
    Fail,
    /// Not proven.
    Unknown,
    /// The check is not about this resource.
    NotApplicable,
}

/// The verdict on a resource, or on one element of the check's `each` list.
#[derive(Clone, Debug)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// The element, where one failed or is unknown.
    pub item: Option<(Value, String)>,
    /// What would have been needed, where the verdict is unknown.
    pub holes: Vec<Hole>,
    /// The readings it rests on, where evidence is kept.
    pub evidence: Vec<(String, serde_json::Value)>,
}

/// Judges one resource. A check with `each` gives a judgement per element that fails or is unknown, or one pass when none does.
pub fn judge(
    check: &Check,
    evaluation: &mut Evaluation<'_>,
    resource: ResourceId,
) -> Vec<Judgement> {
    evaluation.about(resource);
    if let Some(applies) = &check.applies {
        match applies.evaluate(evaluation) {
            Answer::Value(Value::Bool(true)) => {}
            Answer::Unknown => return vec![unknown(evaluation)],
            _ => return vec![judgement(Verdict::NotApplicable, evaluation)],
        }
    }
    let Some(each) = &check.each else {
        return vec![assertion(check, evaluation)];
    };
    let list = match each.evaluate(evaluation) {
        Answer::Value(Value::List(list)) => list,
        Answer::Unknown => return vec![unknown(evaluation)],
        _ => return vec![judgement(Verdict::NotApplicable, evaluation)],
    };
    let path = each.path().unwrap_or_default();
    let mut judgements = Vec::new();
    for item in &list.items {
        let key = evaluation.key(item);
        evaluation.clear_holes();
        evaluation.with_item(item.clone(), format!("{path}[{key}]"));
        let judged = assertion(check, evaluation);
        if judged.verdict != Verdict::Pass {
            judgements.push(Judgement {
                item: Some((item.clone(), key)),
                ..judged
            });
        }
    }
    if let Some(gap) = &list.gap {
        judgements.push(Judgement {
            verdict: Verdict::Unknown,
            item: None,
            holes: vec![Hole {
                attribute: path,
                reason: Reason::Gap(std::sync::Arc::clone(gap)),
            }],
            evidence: Vec::new(),
        });
    }
    if judgements.is_empty() {
        judgements.push(judgement(Verdict::Pass, evaluation));
    }
    judgements
}

/// Whether a condition is false of every resource, whatever AWS says of it: its parameters are not set.
pub(super) fn is_idle(applies: &Expression, resource: &'static RecordType) -> bool {
    let mut inventory = Inventory::new(Account {
        id: String::new(),
        partition: String::new(),
        regions: Vec::new(),
    });
    let nothing_read = inventory.push(Record::new(resource));
    let mut evaluation = Evaluation::new(&inventory, Timestamp::UNIX_EPOCH);
    evaluation.about(nothing_read);
    // What it says of the account and of the time is no parameter's doing.
    let by_parameters = !applies.footprint().is_of_the_run();
    by_parameters
        && matches!(
            applies.evaluate(&mut evaluation),
            Answer::Value(Value::Bool(false))
        )
}

fn assertion(check: &Check, evaluation: &mut Evaluation<'_>) -> Judgement {
    match check.assert.evaluate(evaluation) {
        Answer::Value(Value::Bool(true)) => judgement(Verdict::Pass, evaluation),
        Answer::Value(Value::Bool(false)) => judgement(Verdict::Fail, evaluation),
        _ => unknown(evaluation),
    }
}

fn judgement(verdict: Verdict, evaluation: &mut Evaluation<'_>) -> Judgement {
    Judgement {
        verdict,
        item: None,
        holes: Vec::new(),
        evidence: evaluation.take_evidence(),
    }
}

/// Unknown, unless all that is missing is a feature that the region does not have.
fn unknown(evaluation: &mut Evaluation<'_>) -> Judgement {
    let holes = evaluation.holes().to_vec();
    let unsupported = !holes.is_empty()
        && holes.iter().all(
            |hole| matches!(&hole.reason, Reason::Gap(gap) if gap.outcome == Outcome::Unsupported),
        );
    Judgement {
        verdict: if unsupported {
            Verdict::NotApplicable
        } else {
            Verdict::Unknown
        },
        item: None,
        holes,
        evidence: evaluation.take_evidence(),
    }
}
