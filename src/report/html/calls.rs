//! The calls whose answers a verdict rests on. A finding names what was read, and the schema which call reads it.

use std::collections::{BTreeSet, HashMap};

use crate::expr::{Expression, Footprint, Vocabulary};
use crate::finding::Finding;
use crate::inventory::schema::{Source, Type};
use crate::inventory::{RecordType, registry};

/// More paths than our own expressions make; a run that was kept and changed since costs time, not memory.
const MOST_KNOWN: usize = 10_000;

/// The calls behind each path of evidence, by the resource's type: the same few come again with every finding.
#[derive(Default)]
pub(super) struct Calls {
    known: HashMap<(&'static str, String), BTreeSet<String>>,
}

impl Calls {
    /// The calls behind a finding: of its evidence, of what could not be read, and the listing that told of the resource.
    pub(super) fn behind(&mut self, finding: &Finding) -> Vec<String> {
        let mut calls: BTreeSet<String> = finding.gaps.iter().map(|gap| gap.call.clone()).collect();
        if let Some(ty) = registry::find(finding.resource.ty) {
            if finding.resource.id.is_some() {
                calls.insert(ty.read_by.to_string());
            }
            for path in finding.evidence.keys() {
                calls.extend(self.of_path(ty, path).iter().cloned());
            }
        }
        calls.into_iter().collect()
    }

    fn of_path(&mut self, ty: &'static RecordType, path: &str) -> BTreeSet<String> {
        let (names, steps) = walk(ty, path);
        let key = (ty.name, names);
        if let Some(calls) = self.known.get(&key) {
            return calls.clone();
        }
        let calls: BTreeSet<String> = read(&steps);
        if self.known.len() < MOST_KNOWN {
            self.known.insert(key, calls.clone());
        }
        calls
    }
}

/// An attribute on the way of a path.
type Step = (&'static RecordType, usize);

/// The attributes that a path leads through, and their names: `ingress[tcp 22 22 0.0.0.0/0].cidr` is `ingress.cidr`. It ends where the schema
/// does not know the next, as in a run of another version.
fn walk(mut ty: &'static RecordType, path: &str) -> (String, Vec<Step>) {
    let mut names = String::new();
    let mut steps = Vec::new();
    let mut rest = path;
    loop {
        let name = identifier(rest);
        let Some(slot) = ty.find(name) else { break };
        names.push('.');
        names.push_str(name);
        steps.push((ty, slot));
        rest = &rest[name.len()..];
        let Some(of) = element(&ty.attribute(slot).ty) else {
            break;
        };
        if rest.starts_with('[') {
            let Some(after) = after_key(rest, of) else {
                break;
            };
            rest = after;
        }
        let Some(next) = rest.strip_prefix('.') else {
            break;
        };
        ty = of;
        rest = next;
    }
    (names, steps)
}

fn identifier(text: &str) -> &str {
    let end = text
        .find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_')
        .unwrap_or(text.len());
    &text[..end]
}

/// The record that an attribute leads to, alone or in a list.
fn element(ty: &Type) -> Option<&'static RecordType> {
    match ty {
        Type::Record(of) => Some(of),
        Type::List(of) | Type::Map(of) => element(of),
        _ => None,
    }
}

/// What follows the key of an element. Keys are AWS's text and may hold brackets: the key ends where an attribute of the element follows.
fn after_key<'a>(text: &'a str, of: &'static RecordType) -> Option<&'a str> {
    text.match_indices(']')
        .map(|(at, _)| &text[at + 1..])
        .find(|after| {
            after
                .strip_prefix('.')
                .is_some_and(|next| of.find(identifier(next)).is_some())
        })
}

/// The calls that read these attributes, and what they are derived from.
fn read(steps: &[Step]) -> BTreeSet<String> {
    let mut footprint = Footprint::default();
    let mut calls = BTreeSet::new();
    for (ty, slot) in steps {
        if let Source::Derived(text) = ty.attribute(*slot).source {
            if let Ok(expression) = Expression::compile(text, &Vocabulary::of(ty), None) {
                footprint.extend(expression.footprint());
            }
        } else {
            footprint.insert(ty, *slot);
        }
        // A part came with the answer that its resource came with.
        calls.extend(ty.call(*slot).map(ToString::to_string));
    }
    for attribute in footprint.attributes() {
        calls.extend(attribute.ty.call(attribute.slot).map(ToString::to_string));
    }
    calls
}
