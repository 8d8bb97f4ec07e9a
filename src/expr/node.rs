//! A checked expression: names resolved to slots, types settled, ready to be evaluated.

use std::sync::Arc;

use regex::Regex;

use super::functions::Function;
use super::ty::Ty;
use crate::call::Call;
use crate::inventory::schema::{ARN, ID};
use crate::inventory::{RecordType, Value};

/// A node of a checked expression.
#[derive(Clone, Debug)]
pub(super) struct Node {
    pub(super) kind: NodeKind,
    pub(super) ty: Ty,
}

/// What a node does.
#[derive(Clone, Debug)]
pub(super) enum NodeKind {
    Null,
    Const(Value),
    /// The resource the expression is about.
    Resource,
    /// The element of the check's `each` list.
    Item,
    /// The account that is scanned.
    Account,
    /// When the run began.
    Now,
    /// The variable of an enclosing `all`, `exists`, `map` or `filter`, counted from the outermost.
    Variable {
        depth: usize,
        name: Arc<str>,
    },
    /// An attribute of a resource or part.
    Attribute {
        of: Box<Node>,
        ty: &'static RecordType,
        slot: usize,
        /// For a derived attribute, the expression over the same record.
        derived: Option<Arc<Node>>,
    },
    /// `map["key"]`.
    Key {
        of: Box<Node>,
        key: Box<Node>,
    },
    /// `list[0]`.
    Index {
        of: Box<Node>,
        index: Box<Node>,
    },
    Not(Box<Node>),
    Negate(Box<Node>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    Conditional(Box<Node>, Box<Node>, Box<Node>),
    Compare(Comparison, Box<Node>, Box<Node>),
    Arithmetic(Operator, Box<Node>, Box<Node>),
    In(Box<Node>, Box<Node>),
    List(Vec<Node>),
    Over {
        quantifier: Quantifier,
        range: Box<Node>,
        body: Box<Node>,
        /// For `map` with a filter: the filter.
        filter: Option<Box<Node>>,
    },
    Matches {
        text: Box<Node>,
        pattern: Arc<Regex>,
    },
    Call {
        function: &'static Function,
        arguments: Vec<Node>,
    },
}

/// How two values compare.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// Arithmetic on numbers; `Add` also joins texts and lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
}

/// What is asked of the elements of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quantifier {
    All,
    Exists,
    ExistsOne,
    Filter,
    Map,
}

impl Node {
    /// Whether it is false by how it is written.
    pub(super) fn never_holds(&self) -> bool {
        match &self.kind {
            NodeKind::Const(Value::Bool(value)) => !value,
            NodeKind::And(a, b) => a.never_holds() || b.never_holds(),
            NodeKind::Or(a, b) => a.never_holds() && b.never_holds(),
            NodeKind::Attribute {
                derived: Some(derived),
                ..
            } => derived.never_holds(),
            _ => false,
        }
    }

    /// The ids or ARNs of the only resources that it can hold for, where it says so.
    pub(super) fn names(&self) -> Option<Vec<String>> {
        match &self.kind {
            NodeKind::And(a, b) => a.names().or_else(|| b.names()),
            NodeKind::Compare(Comparison::Equal, a, b) => match (&a.kind, &b.kind) {
                (_, NodeKind::Const(Value::String(name))) if a.is_name() => {
                    Some(vec![name.to_string()])
                }
                (NodeKind::Const(Value::String(name)), _) if b.is_name() => {
                    Some(vec![name.to_string()])
                }
                _ => None,
            },
            NodeKind::In(a, b) if a.is_name() => match &b.kind {
                NodeKind::Const(list @ Value::List(_)) => {
                    let names = list
                        .items()
                        .iter()
                        .map(|name| Some(name.as_str()?.to_owned()));
                    names.collect()
                }
                _ => None,
            },
            _ => None,
        }
    }

    /// Whether it is `resource.id` or `resource.arn`.
    fn is_name(&self) -> bool {
        matches!(&self.kind, NodeKind::Attribute { of, slot, .. }
            if matches!(of.kind, NodeKind::Resource) && [ID, ARN].contains(slot))
    }

    /// The call that told the value of a chain of names.
    pub(super) fn told_by(&self) -> Option<&'static Call> {
        match &self.kind {
            NodeKind::Attribute { ty, slot, .. } => Some(ty.call(*slot).unwrap_or(ty.read_by)),
            NodeKind::Key { of, .. } | NodeKind::Index { of, .. } => of.told_by(),
            _ => None,
        }
    }

    /// Adds the paths from `resource` that are written in it.
    pub(super) fn reads(&self, paths: &mut Vec<String>) {
        if matches!(
            self.kind,
            NodeKind::Attribute { .. } | NodeKind::Key { .. }
        ) && let Some(path) = self.path()
            && let Some(path) = path.strip_prefix("resource.")
            // What hangs on a variable is no path of the resource's own.
            && !path.contains('#')
        {
            if !paths.iter().any(|known| known == path) {
                paths.push(path.to_owned());
            }
            return;
        }
        for child in self.children() {
            child.reads(paths);
        }
    }

    /// Whether it speaks of the variable of that depth.
    pub(super) fn mentions(&self, variable: usize) -> bool {
        match &self.kind {
            NodeKind::Variable { depth, .. } => *depth == variable,
            _ => self.children().iter().any(|node| node.mentions(variable)),
        }
    }

    /// The nodes right under it.
    fn children(&self) -> Vec<&Self> {
        match &self.kind {
            NodeKind::Null
            | NodeKind::Const(_)
            | NodeKind::Resource
            | NodeKind::Item
            | NodeKind::Account
            | NodeKind::Now
            | NodeKind::Variable { .. } => Vec::new(),
            NodeKind::Attribute { of, .. } => vec![of],
            NodeKind::Not(of) | NodeKind::Negate(of) | NodeKind::Matches { text: of, .. } => {
                vec![of]
            }
            NodeKind::Key { of: a, key: b }
            | NodeKind::Index { of: a, index: b }
            | NodeKind::And(a, b)
            | NodeKind::Or(a, b)
            | NodeKind::Compare(_, a, b)
            | NodeKind::Arithmetic(_, a, b)
            | NodeKind::In(a, b) => vec![a, b],
            NodeKind::Conditional(a, b, c) => vec![a, b, c],
            NodeKind::List(nodes)
            | NodeKind::Call {
                arguments: nodes, ..
            } => nodes.iter().collect(),
            NodeKind::Over {
                range,
                body,
                filter,
                ..
            } => [Some(range), Some(body), filter.as_ref()]
                .into_iter()
                .flatten()
                .map(|node| &**node)
                .collect(),
        }
    }

    /// The path a reader would write for a plain chain of names, if this is one: `resource.kms_key.arn`, `tags["Name"]`.
    pub(super) fn path(&self) -> Option<String> {
        match &self.kind {
            NodeKind::Resource => Some("resource".to_owned()),
            NodeKind::Item => Some("item".to_owned()),
            NodeKind::Account => Some("account".to_owned()),
            NodeKind::Variable { name, depth } => Some(format!("{name}#{depth}")),
            NodeKind::Attribute { of, ty, slot, .. } => {
                Some(format!("{}.{}", of.path()?, ty.attribute(*slot).name))
            }
            NodeKind::Key { of, key } => match &key.kind {
                NodeKind::Const(Value::String(key)) => Some(format!("{}[{key:?}]", of.path()?)),
                _ => Some(format!("{}[{}]", of.path()?, key.path()?)),
            },
            _ => None,
        }
    }
}
