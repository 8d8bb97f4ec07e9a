//! The calls that a run has under way: which they are, which wait for those before them, and what came of those that were answered. What to ask is
//! the business of [`super::run`].

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Instant;

use tokio::task::{JoinError, JoinSet};

use super::abreast::AT_ONCE;
use super::asked::Asked;
use super::meet::{Named, Told};
use super::{DetailCall, Listed, ListingCall, ReadEach, Site, listing_of};
use crate::call::Call;
use crate::inventory::link::Wanted;
use crate::inventory::{Inventory, ResourceId, registry};

/// What came of a call.
pub(super) enum Came {
    /// What lists.
    Listed(&'static ListingCall, String, Listed),
    /// What tells more of resources.
    Told(Told),
    /// What was asked for by name.
    Named(Named),
}

/// Calls that were made and are not answered yet.
#[derive(Default)]
pub(super) struct UnderWay {
    pub(super) calls: JoinSet<Came>,
    details: Asked,
    lookups: HashSet<Wanted>,
    listings: HashSet<(&'static Call, String)>,
    queues: Vec<Queue>,
    /// Where among the queues stands that of a call about a type, by its name, in a region.
    places: HashMap<(&'static Call, &'static str, String), usize>,
}

/// The resources of a type and region for which a call is made one by one.
struct Queue {
    detail: &'static DetailCall,
    read: ReadEach,
    site: Site,
    waiting: VecDeque<ResourceId>,
    /// How many calls are made and not answered.
    made: usize,
}

impl UnderWay {
    /// Whether nothing is.
    pub(super) fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Notes what is asked.
    pub(super) fn detail(&mut self, resource: ResourceId, call: &'static Call) {
        self.details.insert(resource, call);
    }

    /// Makes a call for each of these resources, when those before them are answered.
    pub(super) fn each(
        &mut self,
        detail: &'static DetailCall,
        read: ReadEach,
        site: Site,
        resources: impl IntoIterator<Item = ResourceId>,
        inventory: &Inventory,
    ) {
        let of = (detail.call, detail.of.name, site.region().to_owned());
        let place = *self.places.entry(of).or_insert_with(|| {
            self.queues.push(Queue {
                detail,
                read,
                site,
                waiting: VecDeque::new(),
                made: 0,
            });
            self.queues.len() - 1
        });
        self.queues[place].waiting.extend(resources);
        self.make(place, inventory);
    }

    /// Makes as many calls of a queue as may be made.
    fn make(&mut self, place: usize, inventory: &Inventory) {
        let queue = &mut self.queues[place];
        while queue.made < AT_ONCE
            && let Some(resource) = queue.waiting.pop_front()
        {
            queue.made += 1;
            let (detail, read, site) = (queue.detail, queue.read, queue.site.clone());
            let record = inventory.record(resource).clone();
            self.calls.spawn(async move {
                let answers = vec![(resource, read(site, record).await)];
                Came::Told(Told {
                    detail,
                    answers,
                    queue: Some(place),
                })
            });
        }
    }

    pub(super) fn lookups(&mut self, wanted: impl IntoIterator<Item = Wanted>) {
        self.lookups.extend(wanted);
    }

    pub(super) fn listing(&mut self, listing: &'static ListingCall, place: &str) {
        self.listings.insert((listing.call, place.to_owned()));
    }

    /// Whether a call is under way that tells more of a resource.
    pub(super) fn tells(&self, resource: ResourceId, call: &'static Call) -> bool {
        self.details.has(resource, call)
    }

    /// Whether what is wanted is asked for, or listed.
    pub(super) fn finds(&self, wanted: &Wanted) -> bool {
        let listing = registry::find(wanted.ty).and_then(listing_of);
        let is_listed = listing.is_some_and(|listing| {
            let mut places = listing
                .places(std::slice::from_ref(&wanted.region))
                .into_iter();
            places.any(|place| self.listings.contains(&(listing.call, place)))
        });
        is_listed || self.lookups.contains(wanted)
    }

    /// Waits for an answer, and takes it with all others that come until then.
    pub(super) async fn answers(&mut self, until: Instant, inventory: &Inventory) -> Vec<Came> {
        let mut answers = Vec::new();
        if let Some(first) = self.calls.join_next().await {
            answers.push(self.came(first, inventory));
        }
        while let Ok(Some(next)) =
            tokio::time::timeout_at(until.into(), self.calls.join_next()).await
        {
            answers.push(self.came(next, inventory));
        }
        answers
    }

    /// Waits for all answers.
    pub(super) async fn all_answers(&mut self, inventory: &Inventory) -> Vec<Came> {
        let mut answers = Vec::new();
        while let Some(next) = self.calls.join_next().await {
            answers.push(self.came(next, inventory));
        }
        answers
    }

    /// What came of a call, after which another may be made.
    fn came(&mut self, joined: Result<Came, JoinError>, inventory: &Inventory) -> Came {
        let came = match joined {
            Ok(came) => came,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        };
        self.forget(&came);
        if let Came::Told(Told {
            queue: Some(place), ..
        }) = came
        {
            self.queues[place].made -= 1;
            self.make(place, inventory);
        }
        came
    }

    fn forget(&mut self, answer: &Came) {
        match answer {
            Came::Listed(listing, region, _) => {
                self.listings.remove(&(listing.call, region.clone()));
            }
            Came::Told(told) => {
                for (resource, _) in &told.answers {
                    self.details.remove(*resource, told.detail.call);
                }
            }
            Came::Named((ty, region, names, _)) => {
                for name in names {
                    self.lookups.remove(&Wanted {
                        ty: ty.name,
                        region: region.clone(),
                        name: Some(name.clone()),
                    });
                }
            }
        }
    }
}
