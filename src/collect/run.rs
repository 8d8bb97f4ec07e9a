//! Collects what the selected checks need, in waves, with as few calls as verdicts allow.
//!
//! First the calls that list, all at once. Then the checks are evaluated on what those told: a verdict that hangs on an attribute
//! nobody has asked for demands the call that reads it, for that resource alone. Waves go on until no verdict demands anything.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
use rayon::iter::{
    IndexedParallelIterator as _, IntoParallelRefIterator as _, ParallelIterator as _,
};
use tokio::task::JoinSet;

use super::plan::Plan;
use super::{DetailCall, Extent, Listed, ListingCall, Reach, Site, detail_of, lookup_of};
use crate::aws::{Failure, Session};
use crate::call::Call;
use crate::check::{Check, Judgement, judge};
use crate::expr::{Evaluation, Reason};
use crate::inventory::link::{Pending, Wanted, link};
use crate::inventory::schema::{ID, Relation, Source, Type};
use crate::inventory::{
    Account, Gap, Inventory, Listing, Lookup, Outcome, Reading, Record, ResourceId, Value, registry,
};

/// Relations lead from list to detail to look-up and on; no shipped check comes near so many steps.
const MOST_WAVES: usize = 12;

/// Reads what the checks need from a session's account.
pub async fn collect(
    session: &Session,
    checks: &[Arc<Check>],
    plan: &Plan,
    now: Timestamp,
) -> Inventory {
    let mut run = Run::new(session, plan, Extent::Whole);
    run.list().await;
    let mut open: Vec<(&Arc<Check>, ResourceId)> = checks
        .iter()
        .flat_map(|check| {
            run.inventory
                .listed(check.resource)
                .map(move |resource| (check, resource))
        })
        .collect();
    for _ in 0..MOST_WAVES {
        let pending = link(&mut run.inventory, &plan.relations);
        let demands;
        (open, demands) = tokio::task::block_in_place(|| run.demands(&open, &pending, now));
        if demands.is_empty() {
            break;
        }
        run.meet(demands).await;
    }
    run.inventory
}

/// What a detail call told, by resource.
type Told = (
    &'static DetailCall,
    Vec<(ResourceId, Result<Record, Failure>)>,
);

/// What verdicts have come to demand.
#[derive(Debug, Default)]
pub(super) struct Demands {
    /// By the type's name and the call.
    pub(super) details: BTreeMap<(&'static str, &'static Call), BTreeSet<ResourceId>>,
    pub(super) lookups: BTreeSet<Wanted>,
}

impl Demands {
    pub(super) fn is_empty(&self) -> bool {
        self.details.is_empty() && self.lookups.is_empty()
    }
}

pub(super) struct Run<'a> {
    pub(super) inventory: Inventory,
    sites: BTreeMap<String, Site>,
    session: &'a Session,
    plan: &'a Plan,
    extent: Extent,
    /// What was demanded before, so that nothing is asked for twice.
    asked: HashSet<(ResourceId, &'static Call)>,
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
            asked: HashSet::new(),
        }
    }

    fn site(&mut self, region: &str) -> Site {
        self.sites
            .entry(region.to_owned())
            .or_insert_with(|| {
                Site::new(
                    self.session,
                    region,
                    Arc::clone(&self.plan.keep),
                    self.extent,
                )
            })
            .clone()
    }

    /// Makes the calls that list.
    pub(super) async fn list(&mut self) {
        let mut tasks = JoinSet::new();
        for listing in self.plan.listings() {
            for region in listing.places(&self.session.regions) {
                let site = self.site(&region);
                tasks.spawn(async move {
                    let listed = (listing.list)(site.clone()).await;
                    site.told(listing.call, listed.records.len());
                    (listing, region, listed)
                });
            }
        }
        let mut answers = Vec::new();
        while let Some(joined) = tasks.join_next().await {
            match joined {
                Ok(answer) => answers.push(answer),
                Err(error) => std::panic::resume_unwind(error.into_panic()),
            }
        }
        // In a fixed order, so that reports come out the same each time.
        answers.sort_by(|(a, region_a, _), (b, region_b, _)| {
            (a.call, region_a).cmp(&(b.call, region_b))
        });
        for (listing, region, listed) in answers {
            self.take(listing, &region, listed);
        }
    }

    fn take(&mut self, listing: &'static ListingCall, region: &str, listed: Listed) {
        let mut gap = listed.gap.map(Arc::new);
        let mut seen: HashSet<(&'static str, String)> = HashSet::new();
        for record in listed.records {
            // An empty id names nothing either.
            match record.text(ID).filter(|id| !id.is_empty()) {
                // A resource that two pages brought is one resource.
                Some(id) if !seen.insert((record.ty().name, id.to_owned())) => {}
                Some(_) => {
                    self.inventory.push(record);
                }
                None => gap = Some(Arc::new(Gap::missing(listing.call, "id of a resource"))),
            }
        }
        let state = match gap {
            None => Listing::Complete,
            Some(gap) if gap.outcome == Outcome::Unsupported => Listing::Unsupported,
            Some(gap) => Listing::Incomplete(gap),
        };
        for ty in listing.types {
            let table = self.inventory.table_mut(ty);
            table.listed = table.rows.len();
            table.listings.insert(region.to_owned(), state.clone());
        }
    }

    /// Which verdicts are still open, and what they demand.
    fn demands<'c>(
        &mut self,
        open: &[(&'c Arc<Check>, ResourceId)],
        pending: &Pending,
        now: Timestamp,
    ) -> (Vec<(&'c Arc<Check>, ResourceId)>, Demands) {
        let inventory = &self.inventory;
        let unread: Vec<(usize, Vec<(ResourceId, usize)>)> = open
            .par_iter()
            .enumerate()
            .map_init(
                || Evaluation::new(inventory, now),
                |evaluation, (index, (check, resource))| {
                    let judgements = judge(check, evaluation, *resource);
                    (index, judgements.iter().flat_map(unread).collect())
                },
            )
            .collect();
        let mut demands = Demands::default();
        let mut still_open = Vec::new();
        for (index, holes) in unread {
            if holes.is_empty() {
                continue;
            }
            still_open.push(open[index]);
            for (resource, slot) in holes {
                self.demand(resource, slot, pending, &mut demands);
            }
        }
        (still_open, demands)
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
                Some(wanted) => demands.lookups.extend(wanted.iter().cloned()),
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
                    && self.asked.insert((resource, call))
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

    /// Makes the calls that are demanded, and takes their answers over.
    pub(super) async fn meet(&mut self, demands: Demands) {
        let mut details: JoinSet<Told> = JoinSet::new();
        for ((ty, call), resources) in demands.details {
            let Some(detail) = registry::find(ty).and_then(|ty| detail_of(ty, call)) else {
                continue;
            };
            let mut by_region: BTreeMap<String, Vec<(ResourceId, Record)>> = BTreeMap::new();
            for resource in resources {
                let record = self.inventory.record(resource);
                let region = record.identity(crate::inventory::schema::REGION).to_owned();
                by_region
                    .entry(region)
                    .or_default()
                    .push((resource, record.clone()));
            }
            for (region, subjects) in by_region {
                let site = self.site(&region);
                match detail.read {
                    Reach::Each(read) => {
                        for (resource, record) in subjects {
                            let site = site.clone();
                            details.spawn(async move {
                                (detail, vec![(resource, read(site, record).await)])
                            });
                        }
                    }
                    Reach::Together(read) => {
                        details.spawn(async move {
                            let (resources, records): (Vec<_>, Vec<_>) =
                                subjects.into_iter().unzip();
                            let answers = read(site, records).await;
                            (detail, resources.into_iter().zip(answers).collect())
                        });
                    }
                }
            }
        }
        let mut lookups = JoinSet::new();
        let mut by_place: BTreeMap<(&'static str, String), Vec<String>> = BTreeMap::new();
        for wanted in demands.lookups {
            by_place
                .entry((wanted.ty, wanted.region))
                .or_default()
                .push(wanted.name);
        }
        for ((ty, region), names) in by_place {
            let Some(lookup) = registry::find(ty).and_then(lookup_of) else {
                continue;
            };
            let site = self.site(&region);
            lookups.spawn(async move {
                let answers = (lookup.look_up)(site, names.clone()).await;
                (lookup, region, names, answers)
            });
        }
        while let Some(joined) = details.join_next().await {
            match joined {
                Ok((detail, answers)) => {
                    for (resource, answer) in answers {
                        self.fill(detail, resource, &answer);
                    }
                }
                Err(error) => std::panic::resume_unwind(error.into_panic()),
            }
        }
        let mut found = Vec::new();
        while let Some(joined) = lookups.join_next().await {
            match joined {
                Ok(answer) => found.push(answer),
                Err(error) => std::panic::resume_unwind(error.into_panic()),
            }
        }
        found.sort_by(|a, b| (a.0.ty.name, &a.1).cmp(&(b.0.ty.name, &b.1)));
        for (lookup, region, names, answers) in found {
            for (name, answer) in names.into_iter().zip(answers) {
                let outcome = match answer {
                    Ok(record) => Lookup::Found(self.inventory.push(record)),
                    Err(Failure::Absent | Failure::Gone) => Lookup::Absent,
                    Err(Failure::Gap(gap)) => Lookup::Unknown(Arc::new(gap)),
                };
                let table = self.inventory.table_mut(lookup.ty);
                table.lookups.insert((region.clone(), name), outcome);
            }
        }
    }

    /// Takes over what a detail call told of a resource.
    fn fill(
        &mut self,
        detail: &'static DetailCall,
        resource: ResourceId,
        answer: &Result<Record, Failure>,
    ) {
        let wanted = self.plan.keep.of(detail.of);
        let slots: Vec<usize> = detail
            .of
            .all()
            .map(|(slot, _)| slot)
            .filter(|slot| detail.of.detail(*slot) == Some(detail.call))
            .collect();
        let reading = |slot: usize| match answer {
            Ok(patch) => match patch.slot(slot) {
                Reading::Unread if wanted.has(slot) => {
                    let name = detail.of.attribute(slot).name;
                    Reading::Unknown(Arc::new(Gap::missing(detail.call, name)))
                }
                reading => reading.clone(),
            },
            Err(Failure::Gap(gap)) => Reading::Unknown(Arc::new(gap.clone())),
            Err(Failure::Absent | Failure::Gone) => absent(detail, slot),
        };
        if matches!(answer, Err(Failure::Gone)) {
            self.inventory
                .table_mut(detail.of)
                .gone
                .insert(resource.row);
        }
        let readings: Vec<(usize, Reading)> = slots
            .into_iter()
            .map(|slot| (slot, reading(slot)))
            .collect();
        let record = self.inventory.record_mut(resource);
        for (slot, reading) in readings {
            record.set(slot, reading);
        }
    }
}

/// The attributes that a judgement would need and nobody has asked for.
fn unread(judgement: &Judgement) -> impl Iterator<Item = (ResourceId, usize)> {
    judgement.holes.iter().filter_map(|hole| match hole.reason {
        Reason::Unread(resource, slot) => Some((resource, slot)),
        Reason::Gap(_) | Reason::UnreadPart(_) | Reason::GivenUp => None,
    })
}

/// AWS said that there is none: null, or empty, where the schema knows that this can be.
fn absent(detail: &DetailCall, slot: usize) -> Reading {
    let attribute = detail.of.attribute(slot);
    match attribute.ty {
        _ if attribute.nullable => Reading::Absent,
        Type::List(_) if attribute.empty_when_missing => {
            Reading::Known(Value::List(Arc::default()))
        }
        Type::Map(_) if attribute.empty_when_missing => Reading::Known(Value::Map(Arc::default())),
        _ => Reading::Unknown(Arc::new(Gap::missing(detail.call, attribute.name))),
    }
}
