//! What became of an expectation, out of what was read for it.

use jiff::Timestamp;

use super::expectations::Expectation;
use super::pending::pending;
use crate::collect::named::resources;
use crate::expr::{Answer, Evaluation};
use crate::finding::{Finding, FindingGap, ResourceRef, Status};
use crate::inventory::link::Wanted;
use crate::inventory::{Inventory, Lookup, ResourceId, Value, registry};
use crate::report::verified::{Expected, Unmet};
use crate::scan::judgement::{findings, reference};
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
    unmet.extend(unread(expectation, wanted, inventory));
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
        .map(|resource| {
            let marks = crate::check::Marked::default();
            reference(inventory.record(*resource), &inventory.account.id, marks)
        })
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

/// What stands for resources that could not be read.
fn unread(expectation: &Expectation, wanted: &[Wanted], inventory: &Inventory) -> Vec<Unmet> {
    let mut unread = Vec::new();
    for wanted in wanted {
        let (Some(ty), Some(name)) = (registry::find(wanted.ty), &wanted.name) else {
            continue;
        };
        if let Some(Lookup::Unknown(gap)) = inventory.named(ty, &wanted.region, name) {
            let account = &inventory.account.id;
            let (check, words) = (&expectation.about, String::new());
            let region = &wanted.region;
            let finding =
                crate::scan::judgement::blind(check, account, region, Some(name), words, &gap);
            unread.push(not_met("where", finding));
        }
    }
    if wanted.iter().any(|wanted| wanted.name.is_none()) {
        let unseen = unseen(&expectation.about, inventory);
        unread.extend(unseen.into_iter().map(|finding| not_met("where", finding)));
    }
    unread
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
