//! Makes the calls that verdicts demand, and takes their answers over. What is demanded is the business of [`super::run`].

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::run::{Demands, Details, Run};
use super::under_way::{Came, UnderWay};
use super::{
    DetailCall, Listed, ListingCall, LookupCall, Reach, detail_of, listing_of, lookup_of, named_of,
};
use crate::aws::Failure;
use crate::inventory::link::Wanted;
use crate::inventory::schema::{REGION, Scope, Type};
use crate::inventory::{
    GLOBAL, Gap, Lookup, Reading, Record, RecordType, ResourceId, Value, registry, scope,
};

/// What a detail call told, by resource.
pub(super) struct Told {
    pub(super) detail: &'static DetailCall,
    pub(super) answers: Vec<(ResourceId, Result<Record, Failure>)>,
    /// Of what waits one by one for that call, where the rest stands.
    pub(super) queue: Option<usize>,
}

/// A type, by its name, and a region.
type Place = (&'static str, String);

/// What was told of resources that were asked for by name: their type, the region asked, the names, and an answer for each.
pub(super) type Named = (
    &'static RecordType,
    String,
    Vec<String>,
    Vec<Result<Record, Failure>>,
);

impl Run<'_> {
    /// Makes the calls that are demanded, and takes their answers over when all have come.
    pub(super) async fn meet(&mut self, demands: Demands) {
        let mut under_way = UnderWay::default();
        self.ask(demands, &mut under_way);
        let answers = under_way.all_answers(&self.inventory).await;
        self.take_answers(answers);
    }

    /// Makes the calls that are demanded.
    pub(super) fn ask(&mut self, demands: Demands, under_way: &mut UnderWay) {
        self.ask_of(demands.details, under_way);
        let listings = self.ask_for(demands.lookups, under_way);
        self.ask_lists(listings, under_way);
    }

    /// Takes answers over: those that list first, as the others may name what they told, and each kind in a fixed order.
    pub(super) fn take_answers(&mut self, answers: Vec<Came>) {
        let (mut listed, mut named) = (Vec::new(), Vec::new());
        for answer in answers {
            match answer {
                Came::Listed(listing, region, of) => listed.push((listing, region, of)),
                Came::Told(told) => {
                    for (resource, answer) in told.answers {
                        self.fill(told.detail, resource, answer);
                    }
                }
                Came::Named(of) => named.push(of),
            }
        }
        listed.sort_by(|(a, region_a, _), (b, region_b, _)| {
            (a.call, region_a).cmp(&(b.call, region_b))
        });
        for (listing, region, of) in listed {
            self.take(listing, &region, of);
        }
        named.sort_by(|a, b| (a.0.name, &a.1).cmp(&(b.0.name, &b.1)));
        for answers in named {
            self.take_named(answers);
        }
    }

    /// Makes the calls that tell more of resources.
    fn ask_of(&mut self, wanted: Details, under_way: &mut UnderWay) {
        for ((ty, call), resources) in wanted {
            let Some(detail) = registry::find(ty).and_then(|ty| detail_of(ty, call)) else {
                continue;
            };
            let mut by_region: BTreeMap<String, Vec<ResourceId>> = BTreeMap::new();
            for resource in resources {
                under_way.detail(resource, call);
                let region = self.inventory.record(resource).identity(REGION);
                let of = by_region.entry(region.to_owned()).or_default();
                of.push(resource);
            }
            for (region, resources) in by_region {
                let site = self.site(&region);
                match detail.read {
                    Reach::Each(read) => {
                        under_way.each(detail, read, site, resources, &self.inventory);
                    }
                    Reach::Together(read) => {
                        let records = resources
                            .iter()
                            .map(|of| self.inventory.record(*of).clone());
                        let records = records.collect();
                        under_way.calls.spawn(async move {
                            let answers = read(site, records).await;
                            Came::Told(Told {
                                detail,
                                answers: resources.into_iter().zip(answers).collect(),
                                queue: None,
                            })
                        });
                    }
                }
            }
        }
    }

    /// Makes the calls that ask for resources by name; and the listings that have to be read whole, because nothing else tells of them.
    fn ask_for(
        &mut self,
        wanted: BTreeSet<Wanted>,
        under_way: &mut UnderWay,
    ) -> Vec<(&'static ListingCall, String)> {
        under_way.lookups(wanted.iter().filter(|of| of.name.is_some()).cloned());
        let mut looked_up: BTreeMap<Place, Vec<String>> = BTreeMap::new();
        let mut listed: BTreeMap<Place, Vec<String>> = BTreeMap::new();
        let mut whole: BTreeSet<Place> = BTreeSet::new();
        for wanted in wanted {
            let place = (wanted.ty, wanted.region);
            let Some((ty, name)) = registry::find(place.0).zip(wanted.name) else {
                whole.insert(place);
                continue;
            };
            // What a listing lacks is looked up, and what none holds; before there is one, only by a call that tells as much.
            let is_listed =
                listing_of(ty).is_none() || self.inventory.listing(ty, &place.1).is_some();
            let looks_up = |lookup: &LookupCall| is_listed || (lookup.stands_in)(&name);
            if lookup_of(ty).is_some_and(looks_up) {
                looked_up.entry(place).or_default().push(name);
            } else if named_of(ty).is_some() {
                listed.entry(place).or_default().push(name);
            } else {
                whole.insert(place);
            }
        }
        for ((ty, region), names) in looked_up {
            if let Some(lookup) = registry::find(ty).and_then(lookup_of) {
                let site = self.site(&region);
                under_way.calls.spawn(async move {
                    let answers = (lookup.look_up)(site, names.clone()).await;
                    Came::Named((lookup.ty, region, names, answers))
                });
            }
        }
        for ((ty, region), names) in listed {
            if let Some(call) = registry::find(ty).and_then(named_of) {
                let site = self.site(&place_of(call.ty, &region));
                under_way.calls.spawn(async move {
                    let listed = (call.list)(site.clone(), names.clone()).await;
                    site.told(call.call, listed.records.len());
                    let answers = each_named(&names, &listed);
                    Came::Named((call.ty, region, names, answers))
                });
            }
        }
        let mut listings: Vec<(&'static ListingCall, String)> = Vec::new();
        for (ty, region) in whole {
            let Some(listing) = registry::find(ty).and_then(listing_of) else {
                continue;
            };
            for place in listing.places(&[region]) {
                let unread = listing.types.iter().any(|ty| {
                    let table = self.inventory.table(ty);
                    !table.listings.contains_key(&place)
                });
                let known = |(other, at): &(&ListingCall, String)| {
                    other.call == listing.call && *at == place
                };
                if unread && !listings.iter().any(known) {
                    listings.push((listing, place));
                }
            }
        }
        listings
    }

    /// Takes over what was told of resources that were asked for by name. Two names may be those of one.
    fn take_named(&mut self, (ty, region, names, answers): Named) {
        let mut known = self.known(&[ty], &place_of(ty, &region));
        for (name, answer) in names.into_iter().zip(answers) {
            let outcome = match answer {
                Ok(record) => {
                    let of = (ty.name, record.id().to_owned());
                    let found = match known.get(&of) {
                        Some(row) => ResourceId {
                            table: registry::table(ty),
                            row: *row,
                        },
                        None => self.inventory.push(record),
                    };
                    known.insert(of, found.row);
                    Lookup::Found(found)
                }
                Err(Failure::Absent | Failure::Gone) => Lookup::Absent,
                Err(Failure::Gap(gap)) => Lookup::Unknown(Arc::new(gap)),
            };
            let table = self.inventory.table_mut(ty);
            table.lookups.insert((region.clone(), name), outcome);
        }
    }

    /// Takes over what a detail call told of a resource.
    fn fill(
        &mut self,
        detail: &'static DetailCall,
        resource: ResourceId,
        mut answer: Result<Record, Failure>,
    ) {
        if matches!(answer, Err(Failure::Gone)) {
            let table = self.inventory.table_mut(detail.of);
            table.gone.insert(resource.row);
        }
        if let Ok(patch) = &mut answer {
            self.inventory.sharing().share(std::slice::from_mut(patch));
        }
        let answer = answer.map_err(|failure| match failure {
            Failure::Gap(gap) => Some(Arc::new(gap)),
            Failure::Absent | Failure::Gone => None,
        });
        let wanted = self.plan.keep.of(detail.of);
        let record = self.inventory.record_mut(resource);
        for (slot, attribute) in detail.of.all() {
            if detail.of.detail(slot) != Some(detail.call) {
                continue;
            }
            let reading = match &answer {
                Ok(patch) => match patch.slot(slot) {
                    Reading::Unread if wanted.has(slot) => {
                        let gap = Gap::missing(detail.call, attribute.name);
                        Reading::Unknown(Arc::new(gap))
                    }
                    reading => reading.clone(),
                },
                Err(Some(gap)) => Reading::Unknown(Arc::clone(gap)),
                Err(None) => absent(detail, slot),
            };
            record.set(slot, reading);
        }
    }
}

/// Where resources of a type are asked for that one of a region names.
fn place_of(ty: &'static RecordType, region: &str) -> String {
    match scope(ty) {
        Scope::Regional => region.to_owned(),
        Scope::Global => GLOBAL.to_owned(),
    }
}

/// An answer for each name, out of a listing that was asked for these alone: what it does not hold, there is none of, if it came whole.
fn each_named(names: &[String], listed: &Listed) -> Vec<Result<Record, Failure>> {
    let is_called = |record: &Record, name: &str| record.id() == name || record.arn() == Some(name);
    let answer = |name: &String| {
        let found = listed.records.iter().find(|record| is_called(record, name));
        match (found, &listed.gap) {
            (Some(record), _) => Ok(record.clone()),
            (None, Some(gap)) => Err(Failure::Gap(gap.clone())),
            (None, None) => Err(Failure::Absent),
        }
    };
    names.iter().map(answer).collect()
}

/// AWS said that there is none: null, or empty, where the schema knows that this can be.
fn absent(detail: &DetailCall, slot: usize) -> Reading {
    let attribute = detail.of.attribute(slot);
    match attribute.ty {
        _ if attribute.nullable => Reading::Absent,
        Type::List(_) if attribute.empty_when_missing => Reading::Known(Value::list([])),
        Type::Map(_) if attribute.empty_when_missing => Reading::Known(Value::empty_map()),
        _ => Reading::Unknown(Arc::new(Gap::missing(detail.call, attribute.name))),
    }
}
