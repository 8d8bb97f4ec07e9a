//! One check and an inventory: the findings. Which checks are run on which resources is for others to say.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use crate::check::{Check, Judgement, Marked, Verdict, judge};
use crate::expr::{Evaluation, Hole, MOST_ELEMENTS, Reason};
use crate::finding::{Finding, FindingGap, Remedy, ResourceRef, Status};
use crate::inventory::schema::{REGION, TAGS};
use crate::inventory::{Gap, Inventory, Outcome, Reading, Record, ResourceId, Value};

/// The findings of a check on these resources, in their order.
pub(crate) fn findings(
    check: &Arc<Check>,
    resources: &[ResourceId],
    inventory: &Inventory,
    now: Timestamp,
) -> Vec<Finding> {
    let judged: Vec<Vec<Finding>> = resources
        .par_iter()
        .map_init(
            || {
                let mut evaluation = Evaluation::new(inventory, now);
                evaluation.keep_evidence();
                evaluation
            },
            |evaluation, resource| of_resource(check, evaluation, *resource),
        )
        .collect();
    judged.into_iter().flatten().collect()
}

/// An unknown finding for what could not be read at all: a resource, or, without one, all that a region has.
pub(crate) fn blind(
    check: &Arc<Check>,
    account: &str,
    region: &str,
    id: Option<&str>,
    message: String,
    gap: &Gap,
) -> Finding {
    Finding {
        check: Arc::clone(&check.about),
        status: Status::Unknown,
        message,
        resource: ResourceRef {
            ty: check.resource.name,
            id: id.map(ToOwned::to_owned),
            arn: None,
            name: None,
            account: account.to_owned(),
            region: region.to_owned(),
            tags: BTreeMap::new(),
            unused: false,
            regional_default: false,
        },
        sub_key: None,
        evidence: indexmap::IndexMap::new(),
        gaps: vec![FindingGap::new("", gap)],
        waiver: None,
        change: None,
        remediation: Remedy::default(),
    }
}

fn of_resource(
    check: &Arc<Check>,
    evaluation: &mut Evaluation<'_>,
    resource: ResourceId,
) -> Vec<Finding> {
    judge(check, evaluation, resource)
        .into_iter()
        .filter_map(|judgement| finding(check, evaluation, resource, judgement))
        .collect()
}

/// What a verdict is told as; nothing, where the check is not about the resource.
pub(super) const fn status_of(verdict: Verdict) -> Option<Status> {
    match verdict {
        Verdict::Pass => Some(Status::Pass),
        Verdict::Fail => Some(Status::Fail),
        Verdict::Unknown => Some(Status::Unknown),
        Verdict::NotApplicable => None,
    }
}

/// What a judgement comes to.
pub(super) fn finding(
    check: &Arc<Check>,
    evaluation: &mut Evaluation<'_>,
    resource: ResourceId,
    judgement: Judgement,
) -> Option<Finding> {
    let status = status_of(judgement.verdict)?;
    let evidence = judgement.evidence;
    let sub_key = judgement.item.map(|(item, key)| {
        evaluation.with_item(item, String::new());
        key
    });
    // One hole may stand in the way at several places of an expression.
    let mut gaps: Vec<FindingGap> = Vec::new();
    for hole in &judgement.holes {
        if let Some(gap) = gap(hole, evaluation.inventory())
            && !gaps.contains(&gap)
        {
            gaps.push(gap);
        }
    }
    let message = match status {
        Status::Pass => check.pass_message.fill(evaluation),
        Status::Unknown => not_read(&gaps, &judgement.holes),
        Status::Fail | Status::Waived => check.fail_message.fill(evaluation),
    };
    let remediation = match status {
        Status::Fail => Remedy {
            text: check.remediation.text.fill(evaluation),
            cli: check
                .remediation
                .cli
                .as_ref()
                .map(|cli| cli.fill_command(evaluation)),
            terraform: check
                .remediation
                .terraform
                .as_ref()
                .map(|text| text.fill_terraform(evaluation)),
        },
        _ => Remedy::default(),
    };
    let marks = match status {
        Status::Fail => check.marks.of(evaluation, resource),
        _ => Marked::default(),
    };
    let record = evaluation.inventory().record(resource);
    Some(Finding {
        check: Arc::clone(&check.about),
        status,
        message,
        resource: reference(record, &evaluation.inventory().account.id, marks),
        sub_key,
        evidence: evidence.into_iter().collect(),
        gaps,
        waiver: None,
        change: None,
        remediation,
    })
}

fn not_read(gaps: &[FindingGap], holes: &[Hole]) -> String {
    let given_up = holes
        .iter()
        .any(|hole| matches!(hole.reason, Reason::GivenUp));
    if given_up {
        return format!(
            "the check was given up after {MOST_ELEMENTS} elements of lists: it asks for too much of this resource"
        );
    }
    if gaps.is_empty() {
        return "an answer is not what AWS documents".to_owned();
    }
    let reasons: BTreeSet<String> = gaps
        .iter()
        .map(|gap| match gap.attribute.as_str() {
            // Nothing names it where a list was cut short.
            "" => format!("not read to the end: {}", gap.deed()),
            attribute => format!("{attribute} not read: {}", gap.deed()),
        })
        .collect();
    reasons.into_iter().collect::<Vec<_>>().join("; ")
}

/// What was not read; nothing, where the evaluation itself was given up.
pub(crate) fn gap(hole: &Hole, inventory: &Inventory) -> Option<FindingGap> {
    let ours = |call, outcome, why| {
        FindingGap::new(hole.attribute.as_str(), &Gap::new(call, outcome, why))
    };
    Some(match &hole.reason {
        Reason::Gap(gap) => FindingGap::new(hole.attribute.as_str(), gap),
        Reason::Unread(resource, slot) => {
            let ty = inventory.record(*resource).ty();
            let call = ty.call(*slot).unwrap_or(ty.read_by);
            ours(call, Outcome::NotAttempted, "it was not asked for")
        }
        Reason::UnreadPart(call) => ours(*call, Outcome::Malformed, "the answer lacks it"),
        Reason::GivenUp => return None,
    })
}

/// Why what was evaluated last is not known, in few words.
pub(crate) fn not_known(evaluation: &Evaluation<'_>) -> String {
    let mut gaps: Vec<FindingGap> = Vec::new();
    for hole in evaluation.holes() {
        gaps.extend(gap(hole, evaluation.inventory()));
    }
    not_read(&gaps, evaluation.holes())
}

/// A resource, as its names tell of it.
pub(crate) fn plain_reference(inventory: &Inventory, resource: ResourceId) -> ResourceRef {
    let record = inventory.record(resource);
    reference(record, &inventory.account.id, Marked::default())
}

pub(crate) fn reference(record: &Record, account: &str, marks: Marked) -> ResourceRef {
    let tags = match record.slot(TAGS) {
        Reading::Known(Value::Map(map)) => map
            .iter()
            .filter_map(|(key, value)| Some((key.to_string(), value.as_str()?.to_owned())))
            .collect(),
        _ => BTreeMap::new(),
    };
    ResourceRef {
        ty: record.ty().name,
        id: Some(record.id().to_owned()),
        arn: record.arn().map(ToOwned::to_owned),
        name: record.name().map(ToOwned::to_owned),
        account: account.to_owned(),
        region: record.identity(REGION).to_owned(),
        tags,
        unused: marks.unused,
        regional_default: marks.regional_default,
    }
}
