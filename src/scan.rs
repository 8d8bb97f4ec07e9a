//! A scan: from a session and a selection of checks to a report.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

use crate::aws::{Denial, Session};
use crate::check::{Check, Judgement, Marked, Verdict, judge};
use crate::collect::plan::Plan;
use crate::collect::run::collect;
use crate::config::Waivers;
use crate::expr::{Evaluation, Hole, MOST_ELEMENTS, Reason};
use crate::finding::{Finding, FindingGap, Remedy, ResourceRef, Status};
use crate::inventory::schema::TAGS;
use crate::inventory::{
    GLOBAL, Gap, Inventory, Listing, Outcome, Reading, Record, ResourceId, Value,
};
use crate::report::{LedgerLine, Report, Run};

/// Reads the session's account and judges it.
pub async fn scan(
    session: &Session,
    checks: &[Arc<Check>],
    waivers: &Waivers,
    started_at: Timestamp,
) -> Report {
    let plan = Plan::of(checks);
    let inventory = collect(session, checks, &plan, started_at).await;
    let mut findings = tokio::task::block_in_place(|| judge_all(checks, &inventory, started_at));
    for finding in &mut findings {
        waivers.apply(finding, started_at);
    }
    let mut notices = waivers.notices(started_at);
    if let Some(cause) = session.gate.end().cause() {
        notices.push(format!("{cause}; what was not read by then is unknown"));
    }
    let gone: usize = inventory
        .tables()
        .iter()
        .map(|table| table.gone.len())
        .sum();
    if gone > 0 {
        notices.push(format!(
            "{gone} resource(s) went away while they were read, and are left out"
        ));
    }
    Report {
        run: Run {
            id: run_id(started_at),
            started_at,
            finished_at: Timestamp::now(),
            accounts: vec![session.account.clone()],
            regions: session.regions.clone(),
            checks: checks.len(),
            resources: judged_resources(checks, &inventory),
            complete: session.gate.end().cause().is_none(),
        },
        ledger: ledger(session, &findings),
        findings,
        frameworks: Vec::new(),
        verified: None,
        notices,
    }
}

/// The moment the run began, and enough of this process to tell it from another of the same moment.
fn run_id(started_at: Timestamp) -> String {
    format!(
        "{}-{:x}",
        started_at.strftime("%Y%m%dT%H%M%SZ"),
        std::process::id()
    )
}

fn judged_resources(checks: &[Arc<Check>], inventory: &Inventory) -> usize {
    let types: BTreeMap<&str, _> = checks
        .iter()
        .map(|check| (check.resource.name, check.resource))
        .collect();
    types.values().map(|ty| inventory.listed(ty).count()).sum()
}

/// All findings: by check, then by resource as listed; what a listing could not show comes first.
fn judge_all(checks: &[Arc<Check>], inventory: &Inventory, now: Timestamp) -> Vec<Finding> {
    checks
        .iter()
        .flat_map(|check| {
            let resources: Vec<ResourceId> = inventory.listed(check.resource).collect();
            let judged: Vec<Vec<Finding>> = resources
                .par_iter()
                .map_init(
                    || {
                        let mut evaluation = Evaluation::new(inventory, now);
                        evaluation.keep_evidence();
                        evaluation
                    },
                    |evaluation, resource| findings(check, evaluation, *resource),
                )
                .collect();
            unseen(check, inventory)
                .into_iter()
                .chain(judged.into_iter().flatten())
        })
        .collect()
}

/// One unknown finding for each region whose listing was cut short: never none.
fn unseen(check: &Arc<Check>, inventory: &Inventory) -> Vec<Finding> {
    inventory
        .table(check.resource)
        .listings
        .iter()
        .filter_map(|(region, listing)| match listing {
            Listing::Incomplete(gap) => Some((region, gap)),
            Listing::Complete | Listing::Unsupported => None,
        })
        .map(|(region, gap)| Finding {
            check: Arc::clone(check),
            status: Status::Unknown,
            message: format!(
                "{} resources in {region} could not all be listed: {} {}: {}",
                check.resource.name, gap.call, gap.outcome, gap.error
            ),
            resource: ResourceRef {
                ty: check.resource.name,
                id: None,
                arn: None,
                name: None,
                account: inventory.account.id.clone(),
                region: region.clone(),
                tags: BTreeMap::new(),
                unused: false,
                regional_default: false,
            },
            sub_key: None,
            evidence: indexmap::IndexMap::new(),
            gaps: vec![FindingGap::new("", gap)],
            waiver: None,
            remediation: Remedy::default(),
        })
        .collect()
}

fn findings(
    check: &Arc<Check>,
    evaluation: &mut Evaluation<'_>,
    resource: ResourceId,
) -> Vec<Finding> {
    judge(check, evaluation, resource)
        .into_iter()
        .filter_map(|judgement| {
            let status = match judgement.verdict {
                Verdict::Pass => Status::Pass,
                Verdict::Fail => Status::Fail,
                Verdict::Unknown => Status::Unknown,
                Verdict::NotApplicable => return None,
            };
            Some(finding(check, evaluation, resource, status, judgement))
        })
        .collect()
}

fn finding(
    check: &Arc<Check>,
    evaluation: &mut Evaluation<'_>,
    resource: ResourceId,
    status: Status,
    judgement: Judgement,
) -> Finding {
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
    Finding {
        check: Arc::clone(check),
        status,
        message,
        resource: reference(record, &evaluation.inventory().account.id, marks),
        sub_key,
        evidence: evidence.into_iter().collect(),
        gaps,
        waiver: None,
        remediation,
    }
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
fn gap(hole: &Hole, inventory: &Inventory) -> Option<FindingGap> {
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

fn reference(record: &Record, account: &str, marks: Marked) -> ResourceRef {
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
        region: record.identity(crate::inventory::schema::REGION).to_owned(),
        tags,
        unused: marks.unused,
        regional_default: marks.regional_default,
    }
}

/// What findings say of a call: which checks it blinds, and what of its answer was not as AWS documents it.
#[derive(Default)]
struct Blinds<'a> {
    checks: BTreeSet<&'a str>,
    malformed: Option<&'a str>,
}

fn ledger(session: &Session, findings: &[Finding]) -> Vec<LedgerLine> {
    let mut blinds: BTreeMap<(&str, &str), Blinds<'_>> = BTreeMap::new();
    for finding in findings {
        for gap in &finding.gaps {
            let blinds = blinds
                .entry((finding.resource.region.as_str(), &gap.call))
                .or_default();
            blinds.checks.insert(&finding.check.id);
            if gap.outcome == Outcome::Malformed {
                blinds.malformed.get_or_insert(&gap.error);
            }
        }
    }
    let entries = session.gate.ledger().entries();
    let regions_of = |call: &str| {
        entries
            .keys()
            .filter(|(_, of)| of.to_string() == call)
            .count()
    };
    let of = |region: &str, call: &str| {
        let mut all = Blinds::default();
        for ((of_region, of_call), blinds) in &blinds {
            // A call of the account serves findings of every region, and those of the account may rest on a call of any.
            let serves = *of_region == region || region == GLOBAL;
            if *of_call == call && (serves || *of_region == GLOBAL) {
                all.checks.extend(&blinds.checks);
                if serves || regions_of(call) == 1 {
                    all.malformed = all.malformed.or(blinds.malformed);
                }
            }
        }
        all
    };
    entries
        .iter()
        .map(|((region, call), entry)| {
            let entry = entry.clone();
            let name = call.to_string();
            let blinds = of(region, &name);
            // A call that was answered may still lack what one resource needed.
            let (outcome, error) = match (entry.outcome, blinds.malformed) {
                (Outcome::Ok, Some(error)) => (Outcome::Malformed, Some(error.to_owned())),
                (outcome, _) => (outcome, entry.error),
            };
            LedgerLine {
                account: session.account.clone(),
                blinds: match outcome {
                    Outcome::Ok => Vec::new(),
                    _ => blinds.checks.iter().map(ToString::to_string).collect(),
                },
                region: region.clone(),
                outcome,
                calls: entry.calls,
                retries: entry.retries,
                resources: entry.resources,
                error,
                denials: most_first(entry.denials),
                call: name,
            }
        })
        .collect()
}

/// The refusals of a call, most frequent first.
fn most_first(denials: BTreeMap<Denial, u64>) -> Vec<(Denial, u64)> {
    let mut denials: Vec<(Denial, u64)> = denials.into_iter().collect();
    denials.sort_by_key(|(_, times)| Reverse(*times));
    denials
}
