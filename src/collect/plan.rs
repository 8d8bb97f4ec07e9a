//! What a set of checks needs of AWS: the calls that may have to be made, why, and what is kept of their answers.
//!
//! It falls out of the attributes that the checks read. Making the calls is the business of [`super::run`].

use std::collections::BTreeSet;
use std::sync::Arc;

use super::{ListingCall, Reach, detail_of, listing_of, lookup_of};
use crate::aws::calls;
use crate::call::Call;
use crate::check::Check;
use crate::expr::{Attribute, Footprint};
use crate::inventory::link::RelationSlot;
use crate::inventory::schema::{IDENTITY, Relation, Scope, Source};
use crate::inventory::{Keep, RecordType, registry, scope};

/// What a set of checks needs of AWS.
#[derive(Debug)]
pub struct Plan {
    footprint: Footprint,
    pub(super) keep: Arc<Keep>,
    pub(super) relations: Vec<RelationSlot>,
    types: Vec<&'static RecordType>,
}

/// A reason to make a call. One call may have several: `kms:DescribeKey` tells of listed keys, and finds others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ask {
    /// The call.
    pub call: &'static Call,
    /// What it is made for, and so how often.
    pub per: Per,
    /// How many requests that takes each time, pages aside.
    pub requests: usize,
}

/// What a call is made for, once each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Per {
    /// The account as a whole, in any case.
    Account,
    /// A region, in any case.
    Region,
    /// A resource of this type of which a verdict needs to know more.
    Resource(&'static RecordType),
    /// All such resources of a region, or of the account, in one go.
    Together(&'static RecordType),
    /// A resource of this type that another names and no listing holds, where a verdict needs to know of it.
    Name(&'static RecordType),
}

impl Per {
    /// Whether the call is made only where a verdict hangs on it.
    pub const fn is_on_demand(self) -> bool {
        !matches!(self, Self::Account | Self::Region)
    }

    /// The type of the resources it tells of, where it is about some.
    pub const fn ty(self) -> Option<&'static RecordType> {
        match self {
            Self::Account | Self::Region => None,
            Self::Resource(ty) | Self::Together(ty) | Self::Name(ty) => Some(ty),
        }
    }

    /// Where the call is made.
    pub fn scope(self) -> Scope {
        match self {
            Self::Account => Scope::Global,
            Self::Region => Scope::Regional,
            Self::Resource(ty) | Self::Together(ty) | Self::Name(ty) => scope(ty),
        }
    }
}

impl Plan {
    /// The plan for a set of checks.
    pub fn of(checks: &[Arc<Check>]) -> Self {
        let mut footprint = Footprint::default();
        let mut keep = Keep::default();
        let mut types = BTreeSet::new();
        for check in checks {
            footprint.extend(check.footprint());
            types.insert(registry::position(check.resource));
            for attribute in check.shown().attributes() {
                keep.insert(attribute.ty, attribute.slot);
            }
        }
        let mut relations = BTreeSet::new();
        for attribute in footprint.attributes() {
            keep.insert(attribute.ty, attribute.slot);
            types.insert(registry::position(attribute.ty));
            if matches!(
                attribute.ty.attribute(attribute.slot).source,
                Source::Relation(_)
            ) {
                relations.insert(attribute);
            }
        }
        // What messages and marks lead to is looked for among what is read anyway.
        let read = |ty: &'static RecordType| types.contains(&registry::position(ty));
        for check in checks {
            relations.extend(check.shown().attributes().filter(|shown| {
                let attribute = shown.ty.attribute(shown.slot);
                matches!(attribute.source, Source::Relation(_))
                    && read(shown.ty)
                    && attribute.target().is_some_and(read)
            }));
        }
        Self {
            footprint,
            keep: Arc::new(keep),
            relations: relations
                .into_iter()
                .map(|relation| (relation.ty, relation.slot))
                .collect(),
            types: types
                .into_iter()
                .map(|position| registry::TYPES[position])
                .collect(),
        }
    }

    /// The same plan, keeping what is to be shown of what is read anyway. Nothing more is asked for it.
    pub(crate) fn showing(mut self, shown: &Footprint) -> Self {
        let mut keep = (*self.keep).clone();
        let mut relations: BTreeSet<Attribute> = BTreeSet::new();
        for attribute in shown.attributes() {
            keep.insert(attribute.ty, attribute.slot);
            let of = attribute.ty.attribute(attribute.slot);
            let read = |ty: &'static RecordType| self.types.contains(&ty);
            if matches!(of.source, Source::Relation(_))
                && read(attribute.ty)
                && of.target().is_some_and(read)
            {
                relations.insert(attribute);
            }
        }
        let more: Vec<_> = relations
            .into_iter()
            .map(|relation| (relation.ty, relation.slot))
            .filter(|relation| !self.relations.contains(relation))
            .collect();
        self.relations.extend(more);
        self.keep = Arc::new(keep);
        self
    }

    /// The same plan, keeping the names of what resources of these types stand on.
    pub(crate) fn with_foundations(mut self, types: &[&'static RecordType]) -> Self {
        let mut keep = (*self.keep).clone();
        for ty in types {
            for slot in foundations(ty) {
                keep.insert(ty, slot);
                if let Source::Relation(Relation::Names { local, keys }) =
                    &ty.attribute(slot).source
                {
                    keep.insert(ty, ty.slot(local));
                    if let Some(target) = ty.attribute(slot).target() {
                        for key in *keys {
                            keep.insert(target, target.slot(key));
                        }
                    }
                }
            }
        }
        self.keep = Arc::new(keep);
        self
    }

    /// The same plan, keeping all that listings bring: whether it is needed is not known while only first pages are read.
    pub(super) fn keeping_listings(mut self) -> Self {
        let mut keep = (*self.keep).clone();
        for ty in &self.types {
            for (slot, attribute) in ty.all() {
                if matches!(attribute.source, Source::Listing) {
                    keep.insert(ty, slot);
                }
            }
        }
        self.keep = Arc::new(keep);
        self
    }

    /// The same plan, keeping all that is told of the types that are read, save what is read only on request.
    pub(crate) fn keeping_all(mut self) -> Self {
        let mut keep = (*self.keep).clone();
        for ty in &self.types {
            for (slot, attribute) in ty.all() {
                let is_told = matches!(attribute.source, Source::Listing | Source::Detail(_));
                // An attribute that takes a request of its own is not told by the others'.
                let costs = ty.call(slot).is_some_and(|call| call.attribute_each);
                if is_told && !costs && attribute.opt_in.is_none() {
                    keep.insert(ty, slot);
                }
            }
        }
        self.keep = Arc::new(keep);
        self
    }

    /// The types that are read.
    pub(crate) fn types(&self) -> &[&'static RecordType] {
        &self.types
    }

    /// The relations that are followed.
    pub(crate) fn relations(&self) -> &[RelationSlot] {
        &self.relations
    }

    /// The reasons to call AWS: those that hold in any case, then those that verdicts may come to demand; each once.
    pub fn asks(&self) -> Vec<Ask> {
        let mut asks: Vec<Ask> = Vec::new();
        let mut before: Vec<(&'static Call, Per)> = Vec::new();
        for listing in self.listings() {
            // The session makes these before there is a plan, those of them that it needs ([`calls::made_for`]).
            if calls::ALL_CALLS.contains(&listing.call) {
                continue;
            }
            let per = match listing.scope() {
                Scope::Global => Per::Account,
                Scope::Regional => Per::Region,
            };
            add(&mut asks, listing.call, per, self.parts(listing));
            before.extend(listing.call.after.iter().map(|call| (*call, per)));
        }
        // Listings that begin with the same call share it ([`super::beginning`]).
        for (call, per) in before {
            if !asks.iter().any(|ask| ask.call == call && ask.per == per) {
                push(&mut asks, call, per, call.parts);
            }
        }
        for attribute in self.footprint.attributes() {
            let (ty, slot) = (attribute.ty, attribute.slot);
            if let Some(detail) = ty.detail(slot).and_then(|call| detail_of(ty, call)) {
                let per = match detail.read {
                    Reach::Each(_) => Per::Resource(ty),
                    Reach::Together(_) => Per::Together(ty),
                };
                let requests = if detail.call.attribute_each {
                    let of_call = |slot| ty.detail(slot) == Some(detail.call);
                    let read = self.footprint.attributes();
                    read.filter(|read| read.ty == ty && of_call(read.slot))
                        .count()
                } else {
                    1
                };
                for before in detail.call.after {
                    push(&mut asks, before, per, 1);
                }
                push(&mut asks, detail.call, per, requests);
            }
            let target = ty.attribute(slot).target();
            if let Some(lookup) = target.and_then(lookup_of) {
                push(&mut asks, lookup.call, Per::Name(lookup.ty), 1);
            }
        }
        asks
    }

    /// How many requests a listing takes, pages aside. One that tells of an attribute at a time is made for those that are kept.
    fn parts(&self, listing: &ListingCall) -> usize {
        if !listing.call.attribute_each {
            return listing.call.parts;
        }
        let kept = |ty: &&'static RecordType| {
            let own = ty.all().filter(|(slot, attribute)| {
                *slot >= IDENTITY.len() && matches!(attribute.source, Source::Listing)
            });
            let keep = self.keep.of(ty);
            own.filter(|(slot, _)| keep.has(*slot)).count()
        };
        listing.types.iter().map(kept).sum()
    }

    /// The calls that list what the plan is about.
    pub(super) fn listings(&self) -> Vec<&'static ListingCall> {
        let mut listings: Vec<&'static ListingCall> = Vec::new();
        for ty in &self.types {
            if let Some(listing) = listing_of(ty)
                && !listings.iter().any(|known| known.call == listing.call)
            {
                listings.push(listing);
            }
        }
        listings
    }
}

/// The relations of a type to the resources that it names: what its resources stand on.
pub(crate) fn foundations(ty: &'static RecordType) -> impl Iterator<Item = usize> {
    ty.all().filter_map(|(slot, attribute)| {
        matches!(attribute.source, Source::Relation(Relation::Names { .. })).then_some(slot)
    })
}

/// Adds what a listing asks to what another of the same call does.
fn add(asks: &mut Vec<Ask>, call: &'static Call, per: Per, requests: usize) {
    let known = asks
        .iter_mut()
        .find(|ask| ask.call == call && ask.per == per);
    match known {
        Some(ask) => ask.requests += requests,
        None => push(asks, call, per, requests),
    }
}

fn push(asks: &mut Vec<Ask>, call: &'static Call, per: Per, requests: usize) {
    let ask = Ask {
        call,
        per,
        requests,
    };
    if !asks.contains(&ask) {
        asks.push(ask);
    }
}
