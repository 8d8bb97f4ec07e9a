//! Tries each call of a plan once, before the long run: of listings the first page, of the calls that tell of one resource one such call.
//!
//! It goes the way of a scan, with the same collectors, save that nothing is judged: what is demanded is one resource of each kind.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use super::plan::{Ask, Plan};
use super::run::{Demands, Run};
use super::{Extent, detail_of, lookup_of};
use crate::aws::calls::{DESCRIBE_REGIONS, GET_CALLER_IDENTITY};
use crate::aws::{Denial, LedgerEntry, Session};
use crate::call::Call;
use crate::inventory::link::{Pending, link};
use crate::inventory::schema::{REGION, Scope};
use crate::inventory::{GLOBAL, Inventory, Listing, Outcome, ResourceId, registry};

/// What came of trying a call in a region.
#[derive(Clone, Debug)]
pub struct Trial {
    /// The call.
    pub call: &'static Call,
    /// The region, or `global`.
    pub region: String,
    /// What AWS answered, or why it was not asked.
    pub came: Came,
}

/// See [`Trial::came`].
#[derive(Clone, Debug)]
pub enum Came {
    /// It was asked.
    Answer(LedgerEntry),
    /// There is nothing that it could tell of.
    NothingToAsk,
    /// Another call, which has to come first, was not answered.
    Behind(&'static Call),
}

impl Trial {
    /// Whether the call, as far as it could be tried, does what a scan needs of it.
    pub fn is_fine(&self) -> bool {
        match &self.came {
            Came::Answer(entry) => is_fine(entry.outcome),
            Came::NothingToAsk => true,
            Came::Behind(_) => false,
        }
    }

    /// What AWS says of the refusal, where there was one.
    pub fn denial(&self) -> Option<&Denial> {
        match &self.came {
            Came::Answer(entry) => entry.denials.keys().next(),
            Came::NothingToAsk | Came::Behind(_) => None,
        }
    }

    /// The IAM actions that it lacks.
    pub fn missing(&self) -> Vec<String> {
        match self.denial() {
            Some(denial) if denial.named => vec![denial.action.clone()],
            Some(_) => self.call.actions(),
            None => Vec::new(),
        }
    }
}

/// That a region lacks a feature, or that another account keeps a key to itself, no permission of ours mends.
fn is_fine(outcome: Outcome) -> bool {
    matches!(
        outcome,
        Outcome::Ok | Outcome::Unsupported | Outcome::OutOfScope
    )
}

/// Tries the calls of a plan: one trial for each call and region, by call.
pub async fn preflight(session: &Session, plan: Plan) -> Vec<Trial> {
    let plan = plan.keeping_listings();
    let asks = plan.asks();
    let mut run = Run::new(session, &plan, Extent::FirstPage);
    run.list().await;
    let mut tried: HashSet<(String, &'static Call)> =
        session.gate.ledger().entries().into_keys().collect();
    loop {
        let pending = link(&mut run.inventory, &plan.relations);
        let demands = one_of_each(&asks, &run.inventory, &pending, &mut tried);
        if demands.is_empty() {
            break;
        }
        run.meet(demands).await;
    }
    trials(session, &asks, &run.inventory)
}

/// One resource for each call and region that was not tried yet, where there is one.
fn one_of_each(
    asks: &[Ask],
    inventory: &Inventory,
    pending: &Pending,
    tried: &mut HashSet<(String, &'static Call)>,
) -> Demands {
    let mut demands = Demands::default();
    for ask in asks {
        let Some(detail) = ask.per.ty().and_then(|ty| detail_of(ty, ask.call)) else {
            continue;
        };
        let table = inventory.table(detail.of);
        let position = registry::table(detail.of);
        for (row, record) in table.present() {
            let region = record.identity(REGION).to_owned();
            if tried.insert((region, ask.call)) {
                let resource = ResourceId {
                    table: position,
                    row: u32::try_from(row).unwrap_or(u32::MAX),
                };
                demands
                    .details
                    .entry((detail.of.name, ask.call))
                    .or_default()
                    .insert(resource);
            }
        }
    }
    // In order, so that the same names are looked up each time.
    let wanted: BTreeSet<_> = pending.values().flatten().collect();
    let regions = &inventory.account.regions;
    for wanted in wanted {
        let here = wanted.region == GLOBAL || regions.contains(&wanted.region);
        if let Some(lookup) = registry::find(wanted.ty).and_then(lookup_of)
            && here
            && tried.insert((wanted.region.clone(), lookup.call))
        {
            demands.lookups.insert(wanted.clone());
        }
    }
    demands
}

fn trials(session: &Session, asks: &[Ask], inventory: &Inventory) -> Vec<Trial> {
    let entries = session.gate.ledger().entries();
    let mut asks_at: BTreeMap<(&'static Call, String), Vec<&Ask>> = BTreeMap::new();
    for ((region, call), entry) in &entries {
        if [&GET_CALLER_IDENTITY, &DESCRIBE_REGIONS].contains(call) && entry.calls > 0 {
            asks_at.entry((call, region.clone())).or_default();
        }
    }
    for ask in asks {
        let places = match ask.per.scope() {
            Scope::Global => vec![GLOBAL.to_owned()],
            Scope::Regional => session.regions.clone(),
        };
        for place in places {
            asks_at.entry((ask.call, place)).or_default().push(ask);
        }
    }
    asks_at
        .into_iter()
        .map(|((call, region), asks)| {
            let came = match entries.get(&(region.clone(), call)) {
                Some(entry) => Came::Answer(entry.clone()),
                None => {
                    let listings = asks
                        .iter()
                        .filter_map(|ask| unlisted(inventory, ask, &region));
                    let earlier = call.after.iter().copied().filter(|before| {
                        entries
                            .get(&(region.clone(), *before))
                            .is_some_and(|entry| !is_fine(entry.outcome))
                    });
                    listings
                        .chain(earlier)
                        .next()
                        .map_or(Came::NothingToAsk, Came::Behind)
                }
            };
            Trial { call, region, came }
        })
        .collect()
}

/// The call that should have listed what is asked about, and could not.
fn unlisted(inventory: &Inventory, ask: &Ask, region: &str) -> Option<&'static Call> {
    match inventory.listing(ask.per.ty()?, region)? {
        Listing::Incomplete(gap) => Some(gap.call),
        Listing::Complete | Listing::Unsupported => None,
    }
}
