//! Collects what is asked of some resources alone: those of a deployment, and what they stand on.
//!
//! They are asked for by name where AWS lets that be done, so that few calls are made however much there is in the account.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;

use super::Extent;
use super::plan::Plan;
use super::run::{Demands, Run};
use crate::aws::Session;
use crate::check::Check;
use crate::inventory::link::{RelationSlot, Wanted, link};
use crate::inventory::{Inventory, Lookup, Reading, RecordType, ResourceId, Value, registry};

/// What is asked of some resources alone.
#[derive(Debug, Default)]
pub(crate) struct Questions<'a> {
    /// The resources that the checks are run on.
    pub(crate) subjects: Vec<Wanted>,
    /// Whether the checks are run on what these name, too: a database's subnet group, security groups, key.
    pub(crate) with_foundations: bool,
    /// The checks; each is run on those of its type.
    pub(crate) checks: &'a [Arc<Check>],
    /// Checks with resources of their own: those named, or, where no name is given, all of a region.
    pub(crate) inquiries: Vec<(Arc<Check>, Vec<Wanted>)>,
}

/// What was read for some resources.
pub(crate) struct Answered {
    pub(crate) inventory: Inventory,
    /// The resources that the checks are run on, as far as they are there.
    pub(crate) subjects: BTreeSet<ResourceId>,
}

/// Reads what is asked of some resources, by name where AWS lets it be done.
pub(crate) async fn collect_named(
    session: &Session,
    questions: &Questions<'_>,
    plan: &Plan,
    now: Timestamp,
) -> Answered {
    let mut run = Run::new(session, plan, Extent::Whole);
    let of_inquiries = questions.inquiries.iter().flat_map(|(_, wanted)| wanted);
    let lookups = questions.subjects.iter().chain(of_inquiries).cloned();
    run.meet(Demands {
        lookups: lookups.collect(),
        ..Demands::default()
    })
    .await;
    let mut subjects = resources(&run.inventory, &questions.subjects);
    if questions.with_foundations {
        let foundations = run.foundations(&subjects, questions.checks).await;
        subjects.extend(foundations);
    }
    let of_checks = questions.checks.iter().flat_map(|check| {
        let table = registry::table(check.resource);
        let of_type = subjects
            .iter()
            .filter(move |subject| subject.table == table);
        of_type.map(move |subject| (check, *subject))
    });
    let of_inquiries = questions.inquiries.iter().flat_map(|(check, wanted)| {
        let asked = resources(&run.inventory, wanted);
        asked.into_iter().map(move |resource| (check, resource))
    });
    let open = of_checks.chain(of_inquiries).collect();
    run.judge(open, now).await;
    Answered {
        inventory: run.inventory,
        subjects,
    }
}

/// The resources of these names that are there.
pub(crate) fn resources(inventory: &Inventory, wanted: &[Wanted]) -> BTreeSet<ResourceId> {
    let mut found = BTreeSet::new();
    for Wanted { ty, region, name } in wanted {
        let Some(ty) = registry::find(ty) else {
            continue;
        };
        match name {
            Some(name) => {
                if let Some(Lookup::Found(resource)) = inventory.named(ty, region, name) {
                    found.insert(resource);
                }
            }
            None => found.extend(inventory.listed(ty)),
        }
    }
    found
}

impl Run<'_> {
    /// What these resources name, of the types that the checks are about: what they stand on.
    async fn foundations(
        &mut self,
        of: &BTreeSet<ResourceId>,
        checks: &[Arc<Check>],
    ) -> BTreeSet<ResourceId> {
        let types: BTreeSet<u16> = of.iter().map(|resource| resource.table).collect();
        let types = types
            .iter()
            .map(|table| registry::TYPES[usize::from(*table)]);
        let judged =
            |target: &'static RecordType| checks.iter().any(|check| check.resource == target);
        let relations: Vec<RelationSlot> = types
            .flat_map(|ty| super::plan::foundations(ty).map(move |slot| (ty, slot)))
            .filter(|(ty, slot)| ty.attribute(*slot).target().is_some_and(judged))
            .collect();
        let pending = link(&mut self.inventory, &relations);
        let of_these = pending
            .into_iter()
            .filter(|((resource, _), _)| of.contains(resource));
        self.meet(Demands {
            lookups: of_these.flat_map(|(_, wanted)| wanted).collect(),
            ..Demands::default()
        })
        .await;
        link(&mut self.inventory, &relations);
        let mut found = BTreeSet::new();
        for resource in of {
            let record = self.inventory.record(*resource);
            let slots = relations.iter().filter(|(ty, _)| *ty == record.ty());
            for (_, slot) in slots {
                if let Reading::Known(value) = record.slot(*slot) {
                    let one = std::slice::from_ref(value).iter().chain(value.items());
                    found.extend(one.filter_map(|value| match value {
                        Value::Resource(id) => Some(*id),
                        _ => None,
                    }));
                }
            }
        }
        found
    }
}
