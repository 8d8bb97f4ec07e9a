//! A checked expression: names resolved to slots, types settled, ready to be evaluated.

use std::sync::Arc;

use regex::Regex;

use super::functions::Function;
use super::ty::Ty;
use crate::call::Call;
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

    /// The call that told the value of a chain of names.
    pub(super) fn told_by(&self) -> Option<&'static Call> {
        match &self.kind {
            NodeKind::Attribute { ty, slot, .. } => Some(ty.call(*slot).unwrap_or(ty.read_by)),
            NodeKind::Key { of, .. } | NodeKind::Index { of, .. } => of.told_by(),
            _ => None,
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
