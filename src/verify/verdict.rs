//! What became of an expectation, out of what was read for it.

use std::sync::Arc;

use jiff::Timestamp;

use super::expectations::Expectation;
use super::pending::pending;
use crate::check::{Check, Marked};
use crate::collect::named::resources;
use crate::expr::{Answer, Evaluation};
use crate::finding::{Finding, FindingGap, ResourceRef, Status};
use crate::inventory::link::Wanted;
use crate::inventory::{Inventory, Lookup, ResourceId, Value};
use crate::report::verified::{Expected, Unmet};
use crate::scan::judgement::{blind, findings, reference};
use crate::scan::unseen;

/// Why a resource is on its way, where AWS says so.
pub(super) fn on_its_way(
    inventory: &Inventory,
    resource: ResourceId,
    now: Timestamp,
) -> Option<String> {
    let mut evaluation = Evaluation::new(inventory, now);
    let ty = inventory.record(resource).ty();
    pending(ty).find_map(|check| {
        evaluation.about(resource);
        match check.assert.evaluate(&mut evaluation) {
            Answer::Value(Value::Bool(true)) => Some(check.pass_message.fill(&mut evaluation)),
            _ => None,
        }
    })
}

/// What became of an expectation about these resources.
pub(super) fn expected(
    expectation: &Expectation,
    wanted: &[Wanted],
    inventory: &Inventory,
    now: Timestamp,
) -> Expected {
    let candidates: Vec<ResourceId> = resources(inventory, wanted).into_iter().collect();
    let judged = |check, of: &[ResourceId]| findings(check, of, inventory, now);
    let mut about = Vec::new();
    let mut unmet: Vec<Unmet> = Vec::new();
    // What could not be read may be one of those that it is about.
    for resource in &candidates {
        for finding in judged(&expectation.about, &[*resource]) {
            match finding.status {
                Status::Unknown => unmet.push(not_met("where", finding)),
                _ => about.push(*resource),
            }
        }
    }
    let mut blinds = unread(&expectation.about, wanted, inventory);
    if wanted.iter().any(|wanted| wanted.name.is_none()) {
        blinds.extend(unseen(&expectation.about, inventory));
    }
    unmet.extend(blinds.into_iter().map(|finding| not_met("where", finding)));
    let matched = about.len();
    let maybe = unmet.len();
    for (text, check) in &expectation.asserts {
        let failed = judged(check, &about)
            .into_iter()
            .filter(|it| it.status != Status::Pass);
        unmet.extend(failed.map(|finding| not_met(text, finding)));
    }
    let fails = unmet.iter().filter(|it| it.status == Status::Fail).count();
    let wrong_count = wrong_count(expectation.count, matched, maybe);
    let status = match &wrong_count {
        Some(_) => Status::Fail,
        None if fails > 0 => Status::Fail,
        None if unmet.is_empty() => Status::Pass,
        None => Status::Unknown,
    };
    let on_their_way = |resource: &ResourceId| {
        let says = on_its_way(inventory, *resource, now)?;
        Some(format!("{}: {says}", inventory.record(*resource).id()))
    };
    let pending = match status {
        Status::Pass | Status::Waived => None,
        _ => candidates.iter().find_map(on_their_way),
    };
    let resources: Vec<ResourceRef> = about
        .iter()
        .map(|resource| named(inventory, *resource))
        .collect();
    Expected {
        message: message(status, wrong_count, &resources, &unmet, expectation),
        name: expectation.name.clone(),
        place: Some((expectation.path.clone(), expectation.line)),
        ty: expectation.ty.name,
        status,
        resources,
        unmet,
        pending,
    }
}

fn not_met(assertion: &str, finding: Finding) -> Unmet {
    Unmet {
        assertion: assertion.to_owned(),
        resource: finding.resource,
        status: finding.status,
        evidence: finding.evidence,
        gaps: finding.gaps,
    }
}

/// What stands for the resources of these names that could not be read: an unknown finding for each of the check's type.
pub(super) fn unread(check: &Arc<Check>, wanted: &[Wanted], inventory: &Inventory) -> Vec<Finding> {
    let of_type = wanted
        .iter()
        .filter(|wanted| wanted.ty == check.resource.name);
    let unread = of_type.filter_map(|wanted| {
        let name = wanted.name.as_deref()?;
        let Some(Lookup::Unknown(gap)) = inventory.named(check.resource, &wanted.region, name)
        else {
            return None;
        };
        let message = format!(
            "could not be read: {} {}: {}",
            gap.call, gap.outcome, gap.error
        );
        let account = &inventory.account.id;
        Some(blind(
            check,
            account,
            &wanted.region,
            Some(name),
            message,
            &gap,
        ))
    });
    unread.collect()
}

/// A resource, as reports name it.
pub(super) fn named(inventory: &Inventory, resource: ResourceId) -> ResourceRef {
    let record = inventory.record(resource);
    reference(record, &inventory.account.id, Marked::default())
}

/// What is wrong with how many resources there are, where `maybe` more may be among them.
fn wrong_count(wanted: Option<usize>, matched: usize, maybe: usize) -> Option<String> {
    match wanted {
        None if matched == 0 && maybe == 0 => Some("there is none".to_owned()),
        Some(wanted) if matched > wanted || matched + maybe < wanted => {
            Some(format!("there are {matched}, not {wanted}"))
        }
        _ => None,
    }
}

fn message(
    status: Status,
    wrong_count: Option<String>,
    resources: &[ResourceRef],
    unmet: &[Unmet],
    expectation: &Expectation,
) -> String {
    let name = |of: &ResourceRef| {
        of.id
            .clone()
            .unwrap_or_else(|| format!("{} in {}", of.ty, of.region))
    };
    if let Some(wrong) = wrong_count {
        return format!("{}: {wrong}", expectation.ty.name);
    }
    match status {
        Status::Pass | Status::Waived => {
            let names: Vec<String> = resources.iter().map(name).collect();
            match names.as_slice() {
                [] => "there is none".to_owned(),
                names => format!("holds of {}", names.join(", ")),
            }
        }
        Status::Fail => {
            let failed = unmet.iter().filter(|it| it.status == Status::Fail);
            let words: Vec<String> = failed
                .map(|it| format!("{}: {}", name(&it.resource), it.assertion))
                .collect();
            format!("does not hold of {}", words.join("; "))
        }
        Status::Unknown => {
            let gaps = unmet.iter().flat_map(|it| &it.gaps).map(FindingGap::deed);
            let mut words: Vec<String> = gaps.collect();
            words.sort();
            words.dedup();
            format!("could not be read: {}", words.join("; "))
        }
    }
}
