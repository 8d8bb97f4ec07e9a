//! What a condition tells about null: after `x != null &&`, `x` is there.

use std::collections::BTreeSet;

use crate::expr::node::{Comparison, Node, NodeKind};
use crate::expr::ty::Kind;

/// The paths that are not null when `node` is `truth`.
pub(in crate::expr) fn facts(node: &Node, truth: bool) -> BTreeSet<String> {
    match (&node.kind, truth) {
        (NodeKind::Not(inner), _) => facts(inner, !truth),
        (NodeKind::And(a, b), true) | (NodeKind::Or(a, b), false) => {
            let mut both = facts(a, truth);
            both.extend(facts(b, truth));
            both
        }
        (NodeKind::And(a, b), false) | (NodeKind::Or(a, b), true) => facts(a, truth)
            .intersection(&facts(b, truth))
            .cloned()
            .collect(),
        (NodeKind::Compare(Comparison::NotEqual, a, b), true)
        | (NodeKind::Compare(Comparison::Equal, a, b), false) => match (&a.kind, &b.kind) {
            (_, NodeKind::Null) => paths(a),
            (NodeKind::Null, _) => paths(b),
            _ => BTreeSet::new(),
        },
        (NodeKind::Compare(Comparison::Equal, a, b), true)
        | (NodeKind::Compare(Comparison::NotEqual, a, b), false) => {
            let mut equal = BTreeSet::new();
            if sure(b) {
                equal.extend(paths(a));
            }
            if sure(a) {
                equal.extend(paths(b));
            }
            equal
        }
        (NodeKind::In(element, _), true) => paths(element),
        _ => BTreeSet::new(),
    }
}

fn sure(node: &Node) -> bool {
    !node.ty.nullable && node.ty.kind != Kind::Null
}

fn paths(node: &Node) -> BTreeSet<String> {
    node.path().into_iter().collect()
}
