//! Checks a parsed expression against the schema and turns it into a tree that evaluation walks.
//!
//! All problems are collected, so that an author sees them at once. Null is tracked: `x >= 7` on an attribute that may be null is
//! an error unless `x != null` stands before it.

mod calls;
mod narrow;
mod operators;
mod outputs;
mod quantifiers;

pub(super) use narrow::facts;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::derived;
use super::node::{Node, NodeKind};
use super::parse::{Expr, IdedExpr, LiteralValue, Parsed, SelectExpr};
use super::problem::{Problem, suggestion};
use super::ty::{Kind, Ty};
use super::vocabulary::{ACCOUNT, Vocabulary};
use crate::inventory::Value;
use crate::inventory::schema::{REGION, Scope, Source, TAGS};

/// Checks one expression.
pub(super) struct Checker<'a> {
    vocabulary: &'a Vocabulary,
    parsed: &'a Parsed,
    /// The variables in sight, outermost first.
    variables: Vec<(Arc<str>, Kind)>,
    /// Paths that are known not to be null where we stand.
    present: Vec<String>,
    /// Whether an attribute of what may be null is allowed: it is null then.
    lenient: bool,
    problems: Vec<Problem>,
    /// How many nodes we stand inside of.
    depth: usize,
}

/// Evaluation recurses as deep as the tree; this is far from the end of any thread's stack, and from any check one can read.
const MAX_DEPTH: usize = 200;

impl<'a> Checker<'a> {
    /// A checker for an expression in the given vocabulary.
    pub(super) fn new(vocabulary: &'a Vocabulary, parsed: &'a Parsed) -> Self {
        Self {
            vocabulary,
            parsed,
            variables: Vec::new(),
            present: vocabulary.given.iter().cloned().collect(),
            lenient: vocabulary.lenient,
            problems: Vec::new(),
            depth: 0,
        }
    }

    /// The same checker for a path that is only shown: what leads through null is null.
    pub(super) fn lenient(self) -> Self {
        Self {
            lenient: true,
            ..self
        }
    }

    /// The checked tree, which must be of the kind `wanted` where one is given; or all problems.
    pub(super) fn run(mut self, wanted: Option<&Kind>) -> Result<Node, Vec<Problem>> {
        let root = &self.parsed.root;
        let node = self.node(root);
        if let (Some(node), Some(wanted)) = (&node, wanted) {
            self.expect(root, node, wanted);
        }
        match node {
            Some(node) if self.problems.is_empty() => Ok(node),
            _ => Err(self.problems),
        }
    }

    fn problem(&mut self, at: &IdedExpr, message: impl Into<String>) -> &mut Problem {
        let span = self.parsed.span(at);
        self.problem_at(span, message)
    }

    fn problem_at(&mut self, span: (usize, usize), message: impl Into<String>) -> &mut Problem {
        let place = self.problems.len();
        self.problems.push(Problem::new(span, message));
        &mut self.problems[place]
    }

    /// Requires a node to be of a kind and not null.
    fn expect(&mut self, at: &IdedExpr, node: &Node, wanted: &Kind) -> bool {
        if !node.ty.kind.fits(wanted) {
            self.problem(at, format!("this is {}, not {wanted}", node.ty));
            return false;
        }
        self.expect_present(at, node)
    }

    fn expect_present(&mut self, at: &IdedExpr, node: &Node) -> bool {
        if !node.ty.nullable {
            return true;
        }
        let what = node
            .path()
            .map_or_else(|| "this".to_owned(), |path| format!("`{}`", plain(&path)));
        let guard = node.path().map_or_else(
            || "compare it with null first".to_owned(),
            |path| format!("guard it: `{0} != null && …`", plain(&path)),
        );
        self.problem(at, format!("{what} may be null here")).help = Some(guard);
        false
    }

    fn node(&mut self, at: &IdedExpr) -> Option<Node> {
        if self.depth == MAX_DEPTH {
            self.problem(
                at,
                format!("the expression is nested more than {MAX_DEPTH} deep"),
            );
            return None;
        }
        self.depth += 1;
        let node = self.node_here(at);
        self.depth -= 1;
        node
    }

    fn node_here(&mut self, at: &IdedExpr) -> Option<Node> {
        if let Some(outputs) = &self.vocabulary.outputs
            && let Some(path) = outputs::path(at)
            && !path.is_empty()
        {
            return self.output(at, &Arc::clone(outputs), &path);
        }
        match &at.expr {
            Expr::Literal(literal) => self.literal(at, literal),
            Expr::Ident(name) => self.ident(at, name),
            Expr::Select(select) => self.select(at, select),
            Expr::List(list) => self.list(&list.elements),
            Expr::Call(call) => self.call(at, call),
            Expr::Map(_) | Expr::Struct(_) => {
                self.problem(at, "maps and messages cannot be written in an expression");
                None
            }
            Expr::Comprehension(_) | Expr::Unspecified => {
                self.problem(at, "this cannot be evaluated");
                None
            }
        }
    }

    fn literal(&mut self, at: &IdedExpr, literal: &LiteralValue) -> Option<Node> {
        let (value, kind) = match literal {
            LiteralValue::Boolean(value) => (Value::Bool(*value.inner()), Kind::Bool),
            LiteralValue::Int(value) => (Value::Int(*value.inner()), Kind::Int),
            LiteralValue::Double(value) => (Value::Double(*value.inner()), Kind::Double),
            LiteralValue::String(value) => (Value::string(value.inner()), Kind::String),
            LiteralValue::Null => {
                return Some(Node {
                    kind: NodeKind::Null,
                    ty: Ty::maybe(Kind::Null),
                });
            }
            LiteralValue::Bytes(_) | LiteralValue::UInt(_) => {
                self.problem(at, "bytes and unsigned numbers are not used here")
                    .help = Some("write a plain number or text".to_owned());
                return None;
            }
        };
        Some(Node {
            kind: NodeKind::Const(value),
            ty: Ty::sure(kind),
        })
    }

    fn ident(&mut self, at: &IdedExpr, name: &str) -> Option<Node> {
        if let Some(depth) = self
            .variables
            .iter()
            .rposition(|(variable, _)| &**variable == name)
        {
            let (name, kind) = self.variables[depth].clone();
            return Some(Node {
                kind: NodeKind::Variable { depth, name },
                ty: Ty::sure(kind),
            });
        }
        let node = match name {
            "resource" => (NodeKind::Resource, Kind::Record(self.vocabulary.resource)),
            "account" => (NodeKind::Account, Kind::Record(&ACCOUNT)),
            "now" => (NodeKind::Now, Kind::Timestamp),
            "item" if self.vocabulary.item.is_some() => {
                let kind = self.vocabulary.item.clone()?;
                (NodeKind::Item, kind)
            }
            "item" => {
                self.problem(at, "`item` is there only in a check with `each`");
                return None;
            }
            "params" => {
                self.problem(at, "`params` is used by name: `params.…`");
                return None;
            }
            "outputs" if self.vocabulary.outputs.is_some() => {
                self.problem(at, "`outputs` is used by name: `outputs.…`");
                return None;
            }
            _ => {
                let outputs = self.vocabulary.outputs.is_some().then_some("outputs");
                let known = ["resource", "account", "now", "item", "params"];
                let known = known.into_iter().chain(outputs);
                let names: Vec<&str> = self
                    .variables
                    .iter()
                    .map(|(name, _)| &**name)
                    .chain(known)
                    .collect();
                let help = suggestion(name, names).unwrap_or_else(|| {
                    "there are `resource`, `params`, `account` and `now`".to_owned()
                });
                self.problem(at, format!("unknown name `{name}`")).help = Some(help);
                return None;
            }
        };
        Some(Node {
            kind: node.0,
            ty: Ty::sure(node.1),
        })
    }

    fn select(&mut self, at: &IdedExpr, select: &SelectExpr) -> Option<Node> {
        let after_dot = self.parsed.span(at).1;
        let span = (after_dot, after_dot + select.field.len());
        if let Expr::Ident(name) = &select.operand.expr
            && name == "params"
        {
            return self.parameter(span, &select.field);
        }
        let of = self.node(&select.operand)?;
        let ty = match &of.ty.kind {
            Kind::Record(ty) => *ty,
            Kind::Map(_) => {
                self.problem_at(span, format!("`{}` is {}", select.field, of.ty))
                    .help = Some(format!("write `[{:?}]`", select.field));
                return None;
            }
            _ => {
                let message = format!("this is {}: it has no `{}`", of.ty, select.field);
                self.problem(&select.operand, message);
                return None;
            }
        };
        if !self.lenient && !self.expect_present(&select.operand, &of) {
            return None;
        }
        let Some(slot) = ty.find(&select.field) else {
            let names = ty.all().map(|(_, attribute)| attribute.name);
            let help = suggestion(&select.field, names)
                .unwrap_or_else(|| format!("`awsert schema {}` lists what it has", ty.name));
            self.problem_at(
                span,
                format!("{} has no attribute `{}`", ty.name, select.field),
            )
            .help = Some(help);
            return None;
        };
        let nothing_to_read = match &ty.resource {
            Some(kind) if slot == TAGS && !kind.taggable => Some("AWS does not let it be tagged"),
            Some(kind) if slot == REGION && kind.scope == Scope::Global => {
                Some("it belongs to the account as a whole")
            }
            _ => None,
        };
        if let Some(why) = nothing_to_read {
            self.problem_at(span, format!("{} has no {}: {why}", ty.name, select.field));
            return None;
        }
        let attribute = ty.attribute(slot);
        let derived = match attribute.source {
            Source::Derived(text) => Some(derived::compiled(ty, attribute, text)),
            _ => None,
        };
        let node = Node {
            ty: Ty {
                kind: (&attribute.ty).into(),
                nullable: attribute.nullable,
            },
            kind: NodeKind::Attribute {
                of: Box::new(of),
                ty,
                slot,
                derived,
            },
        };
        Some(self.narrowed(node))
    }

    /// The node, not null when a guard has shown so.
    fn narrowed(&self, mut node: Node) -> Node {
        if node.ty.nullable
            && let Some(path) = node.path()
            && self.present.contains(&path)
        {
            node.ty.nullable = false;
        }
        node
    }

    fn parameter(&mut self, span: (usize, usize), name: &str) -> Option<Node> {
        let Some((_, kind, value)) = self
            .vocabulary
            .params
            .iter()
            .find(|(param, ..)| param == name)
        else {
            let names = self
                .vocabulary
                .params
                .iter()
                .map(|(param, ..)| param.as_str());
            let help = suggestion(name, names)
                .unwrap_or_else(|| "parameters are declared under `params:`".to_owned());
            self.problem_at(span, format!("the check has no parameter `{name}`"))
                .help = Some(help);
            return None;
        };
        Some(Node {
            kind: NodeKind::Const(value.clone()),
            ty: Ty::sure(kind.clone()),
        })
    }

    fn list(&mut self, elements: &[IdedExpr]) -> Option<Node> {
        let mut kind = Kind::Never;
        let mut nodes = Vec::with_capacity(elements.len());
        for element in elements {
            let node = self.node(element)?;
            if !self.expect(element, &node, &kind.clone()) {
                return None;
            }
            kind = node.ty.kind.clone();
            nodes.push(node);
        }
        let constants: Option<Vec<Value>> = nodes
            .iter()
            .map(|node| match &node.kind {
                NodeKind::Const(value) => Some(value.clone()),
                _ => None,
            })
            .collect();
        Some(Node {
            kind: constants.map_or(NodeKind::List(nodes), |values| {
                NodeKind::Const(Value::list(values))
            }),
            ty: Ty::sure(Kind::List(Box::new(kind))),
        })
    }

    /// Checks `f` with `facts` known not to be null.
    fn knowing<T>(&mut self, facts: BTreeSet<String>, f: impl FnOnce(&mut Self) -> T) -> T {
        let before = self.present.len();
        self.present.extend(facts);
        let result = f(self);
        self.present.truncate(before);
        result
    }
}

/// A path as the author wrote it, without the marks that keep variables of one name apart.
fn plain(path: &str) -> String {
    let mut plain = String::new();
    let mut chars = path.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '#' {
            while chars.next_if(char::is_ascii_digit).is_some() {}
        } else {
            plain.push(c);
        }
    }
    plain
}
