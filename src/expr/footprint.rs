//! Which attributes an expression reads: the plan of calls and what is kept in memory follow from it.

use std::collections::BTreeSet;

use super::node::{Node, NodeKind};
use crate::inventory::RecordType;
use crate::inventory::schema::{Relation, Source, Type};

/// The attributes of resources (not of their parts, which come whole) that expressions read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Footprint {
    /// The type's name and the slot, with the type itself.
    attributes: BTreeSet<Attribute>,
    /// Whether they speak of the account or of the time.
    of_the_run: bool,
}

/// An attribute of a resource type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// The type.
    pub ty: &'static RecordType,
    /// The slot.
    pub slot: usize,
}

impl Ord for Attribute {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.ty.name, self.slot).cmp(&(other.ty.name, other.slot))
    }
}

impl PartialOrd for Attribute {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Footprint {
    /// The attributes, in order.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute> + '_ {
        self.attributes.iter().copied()
    }

    /// What of it is read only on request.
    pub fn opt_ins(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.attributes()
            .filter_map(|attribute| attribute.ty.attribute(attribute.slot).opt_in)
    }

    /// Adds what another expression reads.
    pub fn extend(&mut self, other: &Self) {
        self.attributes.extend(other.attributes.iter().copied());
        self.of_the_run |= other.of_the_run;
    }

    /// Adds an attribute, with those that a relation is found by.
    pub fn insert(&mut self, ty: &'static RecordType, slot: usize) {
        if ty.resource.is_none() || !self.attributes.insert(Attribute { ty, slot }) {
            return;
        }
        let attribute = ty.attribute(slot);
        if let (Source::Relation(relation), Some(target)) = (&attribute.source, attribute.target())
        {
            match relation {
                Relation::Names { local, keys } => {
                    self.insert(ty, ty.slot(local));
                    // A name that takes a call of its own finds the resource where a check reads it anyway; nobody asks for it to find one.
                    let slots = keys.iter().map(|key| target.slot(key));
                    for slot in slots.filter(|slot| target.detail(*slot).is_none()) {
                        self.insert(target, slot);
                    }
                }
                Relation::NamedBy { foreign, local } => {
                    self.insert(ty, ty.slot(local));
                    self.insert(target, target.slot(foreign));
                }
            }
        }
    }

    /// Adds the attributes along a path of names (`attached_policies.statements`).
    fn insert_path(&mut self, ty: &'static RecordType, path: &str) {
        let (name, rest) = path.split_once('.').unwrap_or((path, ""));
        let slot = ty.slot(name);
        self.insert(ty, slot);
        if let (false, Type::Record(of) | Type::List(Type::Record(of))) =
            (rest.is_empty(), &ty.attribute(slot).ty)
        {
            self.insert_path(of, rest);
        }
    }

    /// Whether what is read is the account or the time too, which are of the run and not of a resource.
    pub(crate) fn is_of_the_run(&self) -> bool {
        self.of_the_run
    }

    pub(super) fn read(&mut self, node: &Node) {
        match &node.kind {
            NodeKind::Account | NodeKind::Now => self.of_the_run = true,
            NodeKind::Attribute {
                of,
                ty,
                slot,
                derived,
            } => {
                self.insert(ty, *slot);
                self.read(of);
                if let Some(derived) = derived {
                    self.read(derived);
                }
            }
            NodeKind::Key { of: a, key: b }
            | NodeKind::Index { of: a, index: b }
            | NodeKind::And(a, b)
            | NodeKind::Or(a, b)
            | NodeKind::Compare(_, a, b)
            | NodeKind::Arithmetic(_, a, b)
            | NodeKind::In(a, b) => {
                self.read(a);
                self.read(b);
            }
            NodeKind::Not(a) | NodeKind::Negate(a) | NodeKind::Matches { text: a, .. } => {
                self.read(a);
            }
            NodeKind::Conditional(a, b, c) => {
                self.read(a);
                self.read(b);
                self.read(c);
            }
            NodeKind::List(nodes) => nodes.iter().for_each(|node| self.read(node)),
            NodeKind::Over {
                range,
                body,
                filter,
                ..
            } => {
                self.read(range);
                self.read(body);
                if let Some(filter) = filter {
                    self.read(filter);
                }
            }
            NodeKind::Call {
                function,
                arguments,
            } => {
                if let super::functions::Parameter::Record(ty) = function.receiver {
                    for path in function.reads {
                        self.insert_path(ty, path);
                    }
                }
                for argument in arguments {
                    self.read(argument);
                }
            }
            NodeKind::Null
            | NodeKind::Const(_)
            | NodeKind::Resource
            | NodeKind::Item
            | NodeKind::Variable { .. } => {}
        }
    }
}
