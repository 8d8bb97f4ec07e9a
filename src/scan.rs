//! A scan: from a session and a selection of checks to a report.

mod ahead;
pub(crate) mod judgement;
mod network;
mod together;
mod verdicts;

use std::borrow::Borrow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;

pub use together::together;
pub use verdicts::Verdicts;

use crate::aws::{Denial, Session};
use crate::check::Check;
use crate::collect::plan::Plan;
use crate::collect::run::collect;
use crate::config::Waivers;
use crate::finding::Finding;
use crate::inventory::link::link;
use crate::inventory::schema::Scope;
use crate::inventory::{GLOBAL, Gap, Inventory, Listing, Outcome, scope};
use crate::report::network::{Network, Picture};
use crate::report::{LedgerLine, Report, Run};

/// Reads the session's account and judges it. What is to be kept for other checks holds all that the answers tell, not only what these
/// checks read.
pub async fn scan(
    session: &Session,
    checks: &[Arc<Check>],
    waivers: &Waivers,
    started_at: Timestamp,
    is_kept: bool,
) -> Report<Verdicts> {
    let mut plan = plan_of(checks, waivers);
    if is_kept {
        plan = plan.keeping_all();
    }
    let inventory = collect(session, checks, waivers, &plan, started_at).await;
    let cause = session.gate.end().cause();
    tokio::task::block_in_place(|| {
        let mut report = judged(checks, inventory, waivers, &run_id(started_at), started_at);
        report.run.complete = cause.is_none();
        if let Some(cause) = cause {
            let cut = format!("{cause}; what was not read by then is unknown");
            report.notices.push(cut);
        }
        report.ledger = ledger(session, report.findings.unknown());
        report
    })
}

/// Judges what an earlier run has read. Of what it did not read nothing is known.
pub fn scan_again(
    run: &Run,
    ledger: &[LedgerLine],
    mut inventory: Inventory,
    checks: &[Arc<Check>],
    waivers: &Waivers,
) -> Report<Verdicts> {
    reopen(&mut inventory, &plan_of(checks, waivers), &[]);
    let mut report = judged(checks, inventory, waivers, &run.id, run.started_at);
    report.run.finished_at = run.finished_at;
    report.run.complete = run.complete;
    report.ledger = ledger.to_vec();
    report.notices.push(format!(
        "this is what was read at {:.0}, judged anew",
        run.started_at
    ));
    report
}

/// What has to be read for the checks, and for the waivers of what fails them.
fn plan_of(checks: &[Arc<Check>], waivers: &Waivers) -> Plan {
    let mut reads = checks.to_vec();
    reads.extend(waivers.reads(checks));
    Plan::of(&reads).showing(&network::footprint())
}

/// Makes what an earlier run has read fit for this plan, in these regions too: what that run did not ask for is not known, and what leads to
/// other resources is followed anew.
pub(crate) fn reopen(inventory: &mut Inventory, plan: &Plan, regions: &[String]) {
    for ty in plan.types() {
        let places: Vec<String> = match scope(ty) {
            Scope::Regional => {
                let read = inventory.account.regions.iter();
                read.chain(regions).cloned().collect()
            }
            Scope::Global => vec![GLOBAL.to_owned()],
        };
        let listings = &mut inventory.table_mut(ty).listings;
        for place in places {
            listings.entry(place).or_insert_with(|| {
                let why = "the run that is judged did not ask for it";
                let gap = Gap::new(ty.read_by, Outcome::NotAttempted, why);
                Listing::Incomplete(Arc::new(gap))
            });
        }
    }
    link(inventory, plan.relations());
}

/// The verdicts on an inventory.
fn judged(
    checks: &[Arc<Check>],
    inventory: Inventory,
    waivers: &Waivers,
    run: &str,
    started_at: Timestamp,
) -> Report<Verdicts> {
    let mut notices = Vec::new();
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
    let finished_at = Timestamp::now();
    let resources = judged_resources(checks, &inventory);
    let findings = Verdicts::of(checks, inventory, waivers, started_at);
    let seen = findings.clone();
    let account = &findings.inventory().account;
    Report {
        run: Run {
            id: run.to_owned(),
            started_at,
            finished_at,
            accounts: vec![account.id.clone()],
            regions: account.regions.clone(),
            checks: checks.len(),
            selected: checks.iter().map(|check| check.about.id.clone()).collect(),
            resources,
            complete: true,
        },
        ledger: Vec::new(),
        frameworks: Vec::new(),
        verified: None,
        network: Picture::drawn_by(move || Network::of(seen.inventory(), started_at)),
        changes: None,
        notices,
        findings,
    }
}

/// The moment the run began, and enough of this process to tell it from another of the same moment.
pub(crate) fn run_id(started_at: Timestamp) -> String {
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

/// One unknown finding for each region whose listing was cut short: never none.
pub(crate) fn unseen(check: &Arc<Check>, inventory: &Inventory) -> Vec<Finding> {
    inventory
        .table(check.resource)
        .listings
        .iter()
        .filter_map(|(region, listing)| match listing {
            Listing::Incomplete(gap) => Some((region, gap)),
            Listing::Complete | Listing::Unsupported => None,
        })
        .map(|(region, gap)| {
            let message = format!(
                "{} resources in {region} could not all be listed: {} {}: {}",
                check.resource.name, gap.call, gap.outcome, gap.error
            );
            judgement::blind(check, &inventory.account.id, region, None, message, gap)
        })
        .collect()
}

/// What findings say of a call: which checks it blinds, and what of its answer was not as AWS documents it.
#[derive(Default)]
struct Blinds {
    checks: BTreeSet<String>,
    malformed: Option<String>,
}

pub(crate) fn ledger<F: Borrow<Finding>>(
    session: &Session,
    findings: impl Iterator<Item = F>,
) -> Vec<LedgerLine> {
    let mut blinds: BTreeMap<(String, String), Blinds> = BTreeMap::new();
    for finding in findings {
        let finding = finding.borrow();
        for gap in &finding.gaps {
            let of = (finding.resource.region.clone(), gap.call.clone());
            let blinds = blinds.entry(of).or_default();
            if !blinds.checks.contains(&finding.check.id) {
                blinds.checks.insert(finding.check.id.clone());
            }
            if gap.outcome == Outcome::Malformed {
                blinds.malformed.get_or_insert_with(|| gap.error.clone());
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
                all.checks.extend(blinds.checks.iter().cloned());
                if serves || regions_of(call) == 1 {
                    all.malformed = all.malformed.or_else(|| blinds.malformed.clone());
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
                (Outcome::Ok, Some(error)) => (Outcome::Malformed, Some(error)),
                (outcome, _) => (outcome, entry.error),
            };
            LedgerLine {
                account: session.account.clone(),
                blinds: match outcome {
                    Outcome::Ok => Vec::new(),
                    _ => blinds.checks.into_iter().collect(),
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
