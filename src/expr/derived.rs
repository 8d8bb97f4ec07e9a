//! Derived attributes: expressions in the schema itself, compiled once for the whole program.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use super::check::Checker;
use super::node::{Node, NodeKind};
use super::parse::parse;
use super::ty::{Kind, Ty};
use super::vocabulary::Vocabulary;
use crate::inventory::RecordType;
use crate::inventory::schema::Attribute;

type Compiled = HashMap<(&'static str, &'static str), Arc<Node>>;

static COMPILED: LazyLock<Mutex<Compiled>> = LazyLock::new(Mutex::default);

/// The checked tree of a derived attribute. A test compiles every one of the schema, so that a faulty expression never ships;
/// were one to ship, it would read as null where it may, and as an unread attribute where it may not.
pub(super) fn compiled(
    ty: &'static RecordType,
    attribute: &'static Attribute,
    text: &str,
) -> Arc<Node> {
    let key = (ty.name, attribute.name);
    if let Some(node) = lock().get(&key) {
        return Arc::clone(node);
    }
    let node = Arc::new(compile(ty, attribute, text).unwrap_or_else(|_| Node {
        kind: NodeKind::Null,
        ty: Ty::maybe(Kind::Null),
    }));
    lock().insert(key, Arc::clone(&node));
    node
}

fn lock() -> std::sync::MutexGuard<'static, Compiled> {
    COMPILED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Checks the expression of a derived attribute against the type the schema promises.
pub(super) fn compile(
    ty: &'static RecordType,
    attribute: &Attribute,
    text: &str,
) -> Result<Node, String> {
    let describe = |problems: Vec<super::Problem>| {
        let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
        format!("{}.{}: {}", ty.name, attribute.name, problems.join("; "))
    };
    let vocabulary = Vocabulary::of(ty);
    let parsed = parse(text).map_err(describe)?;
    let node = Checker::new(&vocabulary, &parsed)
        .run(None)
        .map_err(describe)?;
    let promised: Kind = (&attribute.ty).into();
    if !node.ty.kind.fits(&promised) || (node.ty.nullable && !attribute.nullable) {
        return Err(format!(
            "{}.{} is {}, the schema says {promised}",
            ty.name, attribute.name, node.ty
        ));
    }
    Ok(node)
}
