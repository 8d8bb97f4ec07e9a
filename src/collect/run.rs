//! Collects what the selected checks need, as soon as it is known to be needed, with as few calls as verdicts allow.
//!
//! First the calls that list, all at once, or those that ask for some resources by name. As they are answered, the checks are evaluated on what
//! was told: a verdict that hangs on an attribute nobody has asked for demands the call that reads it, for that resource alone. So it goes on
//! until no verdict demands anything; a slow API holds up what hangs on it, and nothing else.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Instant;

use super::asked::Asked;
use super::open::{Open, Slice};
use super::plan::Plan;
use super::under_way::{Came, UnderWay};
use super::{Extent, Listed, ListingCall, Site, detail_of};
use crate::aws::Session;
use crate::call::Call;
use crate::check::{Check, Judgement, judge};
use crate::config::Waivers;
use crate::expr::{Evaluation, Reason};
use crate::inventory::link::{Pending, Wanted, link};
use crate::inventory::schema::{ACCOUNT, ID, REGION, Relation, Source};
use crate::inventory::{
    Account, Gap, Inventory, Listing, Lookup, Outcome, Reading, RecordType, ResourceId, registry,
};
use jiff::Timestamp;
use rayon::iter::{IntoParallelRefIterator as _, ParallelIterator as _};

/// A name is looked for in a listing, and by itself where that does not have it; what is not told of then never is. Many verdicts may want it at
/// the same time.
const MOST_TIMES: u32 = 3;

/// Reads what the checks need from a session's account, and then what the waivers have to know of what failed.
pub async fn collect(
    session: &Session,
    checks: &[Arc<Check>],
    waivers: &Waivers,
    plan: &Plan,
    now: Timestamp,
) -> Inventory {
    let mut run = Run::new(session, plan, Extent::Whole);
    let mut under_way = UnderWay::default();
    run.ask_lists(run.listings(), &mut under_way);
    run.judge_all(Open::of(checks), under_way, now).await;
    let open = tokio::task::block_in_place(|| waivers.open(checks, &run.inventory, now));
    let open = open.iter().map(|(read, resource)| (read, *resource));
    run.judge(open.collect(), now).await;
    tokio::task::block_in_place(|| {
        run.inventory.settle();
        link(&mut run.inventory, &plan.relations);
    });
    run.inventory
}

/// Of which resources more is to be told, by the type's name and the call.
pub(super) type Details = BTreeMap<(&'static str, &'static Call), BTreeSet<ResourceId>>;

/// What verdicts have come to demand.
#[derive(Debug, Default)]
pub(super) struct Demands {
    pub(super) details: Details,
    pub(super) lookups: BTreeSet<Wanted>,
}

impl Demands {
    pub(super) fn is_empty(&self) -> bool {
        self.details.is_empty() && self.lookups.is_empty()
    }
}

/// Attributes that nobody has asked for: of which resource, in which slot.
type Holes = Vec<(ResourceId, usize)>;

pub(super) struct Run<'a> {
    pub(super) inventory: Inventory,
    sites: BTreeMap<String, Site>,
    pub(super) session: &'a Session,
    pub(super) plan: &'a Plan,
    extent: Extent,
    /// What was demanded before, so that nothing is asked for twice.
    asked: Asked,
    /// How often each was wanted before.
    sought: HashMap<Wanted, u32>,
    /// What was listed and is not looked at yet.
    fresh: Vec<ResourceId>,
}

impl<'a> Run<'a> {
    pub(super) fn new(session: &'a Session, plan: &'a Plan, extent: Extent) -> Self {
        Self {
            inventory: Inventory::new(Account {
                id: session.account.clone(),
                partition: session.partition.clone(),
                regions: session.regions.clone(),
            }),
            sites: BTreeMap::new(),
            session,
            plan,
            extent,
            asked: Asked::default(),
            sought: HashMap::new(),
            fresh: Vec::new(),
        }
    }

    pub(super) fn site(&mut self, region: &str) -> Site {
        self.sites
            .entry(region.to_owned())
            .or_insert_with(|| {
                Site::new(
                    self.session,
                    region,
                    Arc::clone(&self.plan.keep),
                    self.extent,
                    self.inventory.sharing().clone(),
                )
            })
            .clone()
    }

    /// Asks for what verdicts demand, until they demand nothing more.
    pub(super) async fn judge(&mut self, open: Vec<(&Arc<Check>, ResourceId)>, now: Timestamp) {
        let under_way = UnderWay::default();
        self.judge_all(Open::these(open), under_way, now).await;
    }

    /// The same, and of what is listed meanwhile all verdicts. A verdict that waits for an answer demands nothing more before it came, and no verdict
    /// waits for an answer to another.
    async fn judge_all(&mut self, mut open: Open<'_>, mut under_way: UnderWay, now: Timestamp) {
        loop {
            let begin = Instant::now();
            let known = open.len();
            for resource in std::mem::take(&mut self.fresh) {
                open.about(resource);
            }
            let all = open.len();
            let (demands, linked) = tokio::task::block_in_place(|| {
                let pending = link(&mut self.inventory, &self.plan.relations);
                let linked = begin.elapsed();
                let demands = self.demands(&mut open, &pending, &under_way, now);
                (demands, linked)
            });
            let judged = begin.elapsed().saturating_sub(linked);
            self.ask(demands, &mut under_way);
            if under_way.is_empty() {
                break;
            }
            // What is new has to be looked at. To look again at the rest takes its time in a large account: no more of it than a fifth.
            let again = linked + judged.mul_f64(part(known, all));
            let until = Instant::now() + again * 4;
            let answers = under_way.answers(until, &self.inventory).await;
            self.take_answers(answers);
        }
    }

    /// The calls that list, first those that lead furthest: what comes last comes so much sooner.
    fn listings(&self) -> Vec<(&'static ListingCall, String)> {
        let everywhere = |listing: &'static ListingCall| {
            let places = listing.places(&self.session.regions);
            places.into_iter().map(move |region| (listing, region))
        };
        let mut listings = self.plan.listings();
        listings.sort_by_key(|listing| Reverse(listing.steps()));
        listings.into_iter().flat_map(everywhere).collect()
    }

    /// Makes the calls that list.
    pub(super) async fn list(&mut self) {
        let mut under_way = UnderWay::default();
        self.ask_lists(self.listings(), &mut under_way);
        let answers = under_way.all_answers(&self.inventory).await;
        self.take_answers(answers);
    }

    /// Makes calls that list, each in a region.
    pub(super) fn ask_lists(
        &mut self,
        listings: Vec<(&'static ListingCall, String)>,
        under_way: &mut UnderWay,
    ) {
        for (listing, region) in listings {
            under_way.listing(listing, &region);
            let site = self.site(&region);
            under_way.calls.spawn(async move {
                let listed = (listing.list)(site.clone()).await;
                site.told(listing.call, listed.records.len());
                Came::Listed(listing, region, listed)
            });
        }
    }

    pub(super) fn take(&mut self, listing: &'static ListingCall, region: &str, listed: Listed) {
        let mut gap = listed.gap.map(Arc::new);
        let mut seen: HashSet<(&'static str, String)> = HashSet::new();
        let known = self.known(listing.types, region);
        for record in listed.records {
            // An empty id names nothing either.
            let Some(id) = record.text(ID).filter(|id| !id.is_empty()) else {
                gap = Some(Arc::new(Gap::missing(listing.call, "id of a resource")));
                continue;
            };
            let ty = record.ty();
            let name = (ty.name, id.to_owned());
            let earlier = known.get(&name).copied();
            // A resource that two pages brought is one resource.
            if seen.insert(name) {
                let row = earlier.unwrap_or_else(|| self.inventory.push(record).row);
                self.inventory.table_mut(ty).listed.push(row);
                self.fresh.push(ResourceId {
                    table: registry::table(ty),
                    row,
                });
            }
        }
        let state = match gap {
            None => Listing::Complete,
            Some(gap) if gap.outcome == Outcome::Unsupported => Listing::Unsupported,
            Some(gap) => Listing::Incomplete(gap),
        };
        for ty in listing.types {
            let table = self.inventory.table_mut(ty);
            table.listings.insert(region.to_owned(), state.clone());
        }
    }

    /// The rows of our own resources that were asked for by name before, by type and id.
    pub(super) fn known(
        &self,
        types: &[&'static RecordType],
        region: &str,
    ) -> HashMap<(&'static str, String), u32> {
        let mut known = HashMap::new();
        for ty in types {
            for lookup in self.inventory.table(ty).lookups.values() {
                let Lookup::Found(found) = lookup else {
                    continue;
                };
                let record = self.inventory.record(*found);
                let is_ours = record.identity(ACCOUNT) == self.session.account;
                if is_ours && record.identity(REGION) == region {
                    known.insert((ty.name, record.id().to_owned()), found.row);
                }
            }
        }
        known
    }

    /// What the open verdicts demand. Those that lack nothing any more are left out from then on.
    fn demands(
        &mut self,
        open: &mut Open<'_>,
        pending: &Pending,
        under_way: &UnderWay,
        now: Timestamp,
    ) -> Demands {
        let mut demands = Demands::default();
        open.retain(|slices, still_open| {
            for (slice, resource, holes) in self.lacking(slices, now) {
                still_open.push(slice, resource);
                if holes
                    .iter()
                    .any(|(resource, slot)| self.waits(*resource, *slot, pending, under_way))
                {
                    continue;
                }
                for (resource, slot) in holes {
                    self.demand(resource, slot, pending, &mut demands);
                }
            }
        });
        demands
    }

    /// Those of some verdicts that need what nobody has asked for, and which attributes that is.
    fn lacking<'s>(
        &self,
        open: &'s [Slice<'s>],
        now: Timestamp,
    ) -> Vec<(&'s Slice<'s>, ResourceId, Holes)> {
        open.par_iter()
            .map_init(
                || Evaluation::new(&self.inventory, now),
                |evaluation, slice| {
                    let mut lacking = Vec::new();
                    for resource in slice.resources() {
                        let judgements = judge(slice.check, evaluation, resource);
                        let holes: Holes = judgements.iter().flat_map(unread).collect();
                        if !holes.is_empty() {
                            lacking.push((slice, resource, holes));
                        }
                    }
                    lacking
                },
            )
            .flatten_iter()
            .collect()
    }

    /// Whether what would tell of a slot is under way.
    fn waits(
        &self,
        resource: ResourceId,
        slot: usize,
        pending: &Pending,
        under_way: &UnderWay,
    ) -> bool {
        let record = self.inventory.record(resource);
        let ty = record.ty();
        match &ty.attribute(slot).source {
            Source::Relation(relation) => match pending.get(&(resource, slot)) {
                Some(wanted) => wanted.iter().any(|wanted| under_way.finds(wanted)),
                None => {
                    let (Relation::Names { local, .. } | Relation::NamedBy { local, .. }) =
                        relation;
                    let local = ty.slot(local);
                    matches!(record.slot(local), Reading::Unread)
                        && self.waits(resource, local, pending, under_way)
                }
            },
            Source::Derived(_) => false,
            Source::Listing | Source::Detail(_) => ty
                .detail(slot)
                .is_some_and(|call| under_way.tells(resource, call)),
        }
    }

    fn demand(
        &mut self,
        resource: ResourceId,
        slot: usize,
        pending: &Pending,
        demands: &mut Demands,
    ) {
        let ty = self.inventory.record(resource).ty();
        match &ty.attribute(slot).source {
            Source::Relation(relation) => match pending.get(&(resource, slot)) {
                Some(wanted) => {
                    for wanted in wanted {
                        let times = self.sought.entry(wanted.clone()).or_default();
                        if *times < MOST_TIMES && demands.lookups.insert(wanted.clone()) {
                            *times += 1;
                        }
                    }
                }
                None => {
                    let (Relation::Names { local, .. } | Relation::NamedBy { local, .. }) =
                        relation;
                    let local = ty.slot(local);
                    if matches!(self.inventory.record(resource).slot(local), Reading::Unread) {
                        self.demand(resource, local, pending, demands);
                    }
                }
            },
            Source::Derived(_) => {}
            Source::Listing | Source::Detail(_) => {
                if let Some(call) = ty.detail(slot)
                    && detail_of(ty, call).is_some()
                    && self.asked.insert(resource, call)
                {
                    demands
                        .details
                        .entry((ty.name, call))
                        .or_default()
                        .insert(resource);
                }
            }
        }
    }
}

/// Which part of all some are; where there is nothing, it is none of it.
#[expect(clippy::cast_precision_loss, reason = "it is a share")]
fn part(some: usize, all: usize) -> f64 {
    some as f64 / all.max(1) as f64
}

/// The attributes that a judgement would need and nobody has asked for.
fn unread(judgement: &Judgement) -> impl Iterator<Item = (ResourceId, usize)> {
    judgement.holes.iter().filter_map(|hole| match hole.reason {
        Reason::Unread(resource, slot) => Some((resource, slot)),
        Reason::Gap(_) | Reason::UnreadPart(_) | Reason::GivenUp => None,
    })
}
