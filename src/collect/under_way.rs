//! The calls that a run has under way: which they are, and what came of those that were answered. What to ask is the business of [`super::run`].

use std::collections::HashSet;
use std::time::Instant;

use tokio::task::{JoinError, JoinSet};

use super::meet::{Named, Told};
use super::{Listed, ListingCall, listing_of};
use crate::call::Call;
use crate::inventory::link::Wanted;
use crate::inventory::{ResourceId, registry};

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
    details: HashSet<(ResourceId, &'static Call)>,
    lookups: HashSet<Wanted>,
    listings: HashSet<(&'static Call, String)>,
}

impl UnderWay {
    /// Whether nothing is.
    pub(super) fn is_empty(&self) -> bool {
        self.calls.is_empty()
    }

    /// Notes what is asked.
    pub(super) fn detail(&mut self, resource: ResourceId, call: &'static Call) {
        self.details.insert((resource, call));
    }

    pub(super) fn lookups(&mut self, wanted: impl IntoIterator<Item = Wanted>) {
        self.lookups.extend(wanted);
    }

    pub(super) fn listing(&mut self, listing: &'static ListingCall, place: &str) {
        self.listings.insert((listing.call, place.to_owned()));
    }

    /// Whether a call is under way that tells more of a resource.
    pub(super) fn tells(&self, resource: ResourceId, call: &'static Call) -> bool {
        self.details.contains(&(resource, call))
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
    pub(super) async fn answers(&mut self, until: Instant) -> Vec<Came> {
        let mut answers = Vec::new();
        if let Some(first) = self.calls.join_next().await {
            answers.push(came(first));
        }
        while let Ok(Some(next)) =
            tokio::time::timeout_at(until.into(), self.calls.join_next()).await
        {
            answers.push(came(next));
        }
        for answer in &answers {
            self.forget(answer);
        }
        answers
    }

    /// Waits for all answers.
    pub(super) async fn all_answers(&mut self) -> Vec<Came> {
        let mut answers = Vec::new();
        while let Some(next) = self.calls.join_next().await {
            answers.push(came(next));
        }
        *self = Self::default();
        answers
    }

    fn forget(&mut self, answer: &Came) {
        match answer {
            Came::Listed(listing, region, _) => {
                self.listings.remove(&(listing.call, region.clone()));
            }
            Came::Told((detail, answers)) => {
                for (resource, _) in answers {
                    self.details.remove(&(*resource, detail.call));
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

fn came(joined: Result<Came, JoinError>) -> Came {
    match joined {
        Ok(came) => came,
        Err(error) => std::panic::resume_unwind(error.into_panic()),
    }
}
