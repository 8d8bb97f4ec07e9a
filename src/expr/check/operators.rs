//! Operators: logic, comparison, arithmetic, `in`, indexing, the conditional.

use cel::common::ast::operators as op;

use super::{Checker, narrow};
use crate::expr::node::{Comparison, Node, NodeKind, Operator};
use crate::expr::parse::IdedExpr;
use crate::expr::problem::suggestion;
use crate::expr::ty::{Kind, Ty};
use crate::inventory::{RecordType, Value};

impl Checker<'_> {
    /// The node of an operator, as the parser names it: `_&&_`.
    pub(super) fn operator(
        &mut self,
        at: &IdedExpr,
        name: &str,
        args: &[IdedExpr],
    ) -> Option<Node> {
        match (name, args) {
            (op::LOGICAL_NOT, [a]) => self.not(a),
            (op::NEGATE, [a]) => self.negate(a),
            (op::LOGICAL_AND, [a, b]) => self.logic(a, b, true),
            (op::LOGICAL_OR, [a, b]) => self.logic(a, b, false),
            (op::CONDITIONAL, [condition, a, b]) => self.conditional(condition, a, b),
            (op::EQUALS, [a, b]) => self.equality(at, Comparison::Equal, a, b),
            (op::NOT_EQUALS, [a, b]) => self.equality(at, Comparison::NotEqual, a, b),
            (op::LESS, [a, b]) => self.order(at, Comparison::Less, a, b),
            (op::LESS_EQUALS, [a, b]) => self.order(at, Comparison::LessOrEqual, a, b),
            (op::GREATER, [a, b]) => self.order(at, Comparison::Greater, a, b),
            (op::GREATER_EQUALS, [a, b]) => self.order(at, Comparison::GreaterOrEqual, a, b),
            (op::ADD, [a, b]) => self.arithmetic(at, Operator::Add, a, b),
            (op::SUBSTRACT, [a, b]) => self.arithmetic(at, Operator::Subtract, a, b),
            (op::MULTIPLY, [a, b]) => self.arithmetic(at, Operator::Multiply, a, b),
            (op::DIVIDE, [a, b]) => self.arithmetic(at, Operator::Divide, a, b),
            (op::MODULO, [a, b]) => self.arithmetic(at, Operator::Remainder, a, b),
            (op::IN, [a, b]) => self.within(at, a, b),
            (op::INDEX, [a, b]) => self.index(a, b),
            _ => self.unknown_function(at, name),
        }
    }

    fn condition(&mut self, at: &IdedExpr) -> Option<Node> {
        let node = self.node(at)?;
        self.expect(at, &node, &Kind::Bool).then_some(node)
    }

    fn not(&mut self, a: &IdedExpr) -> Option<Node> {
        let a = self.condition(a)?;
        Some(boolean(NodeKind::Not(Box::new(a))))
    }

    fn negate(&mut self, at: &IdedExpr) -> Option<Node> {
        let node = self.node(at)?;
        if !matches!(node.ty.kind, Kind::Int | Kind::Double) {
            self.problem(at, format!("this is {}, not a number", node.ty));
            return None;
        }
        if !self.expect_present(at, &node) {
            return None;
        }
        let kind = match node.kind {
            NodeKind::Const(Value::Int(value)) => NodeKind::Const(Value::Int(value.wrapping_neg())),
            NodeKind::Const(Value::Double(value)) => NodeKind::Const(Value::Double(-value)),
            kind => NodeKind::Negate(Box::new(Node {
                kind,
                ty: node.ty.clone(),
            })),
        };
        Some(Node { kind, ty: node.ty })
    }

    fn logic(&mut self, a: &IdedExpr, b: &IdedExpr, and: bool) -> Option<Node> {
        let first = self.condition(a);
        let facts = first
            .as_ref()
            .map(|node| narrow::facts(node, and))
            .unwrap_or_default();
        let second = self.knowing(facts, |checker| checker.condition(b));
        let (first, second) = (Box::new(first?), Box::new(second?));
        Some(boolean(if and {
            NodeKind::And(first, second)
        } else {
            NodeKind::Or(first, second)
        }))
    }

    fn conditional(&mut self, condition: &IdedExpr, a: &IdedExpr, b: &IdedExpr) -> Option<Node> {
        let condition = self.condition(condition)?;
        let first = self.knowing(narrow::facts(&condition, true), |checker| checker.node(a))?;
        let second = self.knowing(narrow::facts(&condition, false), |checker| checker.node(b))?;
        let kind = match (&first.ty.kind, &second.ty.kind) {
            (Kind::Null | Kind::Never, kind) => kind.clone(),
            (kind, other) if *other == Kind::Null || other.fits(kind) => kind.clone(),
            (kind, other) => {
                self.problem(b, format!("this is {other}, the other branch {kind}"));
                return None;
            }
        };
        let nullable = first.ty.nullable || second.ty.nullable;
        Some(Node {
            kind: NodeKind::Conditional(Box::new(condition), Box::new(first), Box::new(second)),
            ty: Ty { kind, nullable },
        })
    }

    fn equality(
        &mut self,
        at: &IdedExpr,
        how: Comparison,
        a: &IdedExpr,
        b: &IdedExpr,
    ) -> Option<Node> {
        let (left, right) = (self.node(a), self.node(b));
        let (left, right) = (left?, right?);
        if !left.ty.kind.comparable(&right.ty.kind) {
            let problem = match left.ty.kind.compares_parts(&right.ty.kind) {
                Some(part) => whole_parts(part),
                None => format!("{} and {} are never equal", left.ty, right.ty),
            };
            self.problem(at, problem);
            return None;
        }
        for (one, other, place) in [(&left, &right, b), (&right, &left, a)] {
            if other.ty.kind == Kind::Null && !one.ty.nullable {
                self.problem(at, format!("{} is never null", one.ty));
                return None;
            }
            self.documented(one, other, place);
        }
        Some(boolean(NodeKind::Compare(
            how,
            Box::new(left),
            Box::new(right),
        )))
    }

    /// A literal compared with an attribute must be one of the values AWS documents for it.
    fn documented(&mut self, attribute: &Node, literal: &Node, at: &IdedExpr) {
        let NodeKind::Attribute { ty, slot, .. } = &attribute.kind else {
            return;
        };
        let attribute = ty.attribute(*slot);
        if attribute.values.is_empty() {
            return;
        }
        let texts = match &literal.kind {
            NodeKind::Const(value @ Value::String(_)) => vec![value.clone()],
            NodeKind::Const(list @ Value::List(_)) => list.items().to_vec(),
            _ => return,
        };
        for text in texts {
            let Some(text) = text.as_str() else { continue };
            if !attribute.values.contains(&text) {
                let help = suggestion(text, attribute.values.iter().copied())
                    .unwrap_or_else(|| format!("it is one of {}", attribute.values.join(", ")));
                self.problem(at, format!("`{}` is never \"{text}\"", attribute.name))
                    .help = Some(help);
            }
        }
    }

    fn order(
        &mut self,
        at: &IdedExpr,
        how: Comparison,
        a: &IdedExpr,
        b: &IdedExpr,
    ) -> Option<Node> {
        let (left, right) = (self.node(a), self.node(b));
        let (left, right) = (left?, right?);
        if !left.ty.kind.ordered() || !left.ty.kind.comparable(&right.ty.kind) {
            self.problem(at, format!("{} and {} have no order", left.ty, right.ty));
            return None;
        }
        if !(self.expect_present(a, &left) & self.expect_present(b, &right)) {
            return None;
        }
        Some(boolean(NodeKind::Compare(
            how,
            Box::new(left),
            Box::new(right),
        )))
    }

    fn arithmetic(
        &mut self,
        at: &IdedExpr,
        how: Operator,
        a: &IdedExpr,
        b: &IdedExpr,
    ) -> Option<Node> {
        let (left, right) = (self.node(a), self.node(b));
        let (left, right) = (left?, right?);
        let kind = match (how, &left.ty.kind, &right.ty.kind) {
            (_, Kind::Int, Kind::Int) => Kind::Int,
            (_, Kind::Double, Kind::Double) if how != Operator::Remainder => Kind::Double,
            (Operator::Add, Kind::String, Kind::String) => Kind::String,
            (Operator::Add, Kind::List(a), Kind::List(b)) if a.fits(b) => {
                Kind::List(if **a == Kind::Never {
                    b.clone()
                } else {
                    a.clone()
                })
            }
            (_, a, b) => {
                self.problem(at, format!("{a} and {b} cannot be combined like this"));
                return None;
            }
        };
        if !(self.expect_present(a, &left) & self.expect_present(b, &right)) {
            return None;
        }
        let divides = matches!(how, Operator::Divide | Operator::Remainder);
        if divides
            && !matches!(
                right.kind,
                NodeKind::Const(Value::Int(1..) | Value::Double(_))
            )
        {
            self.problem(b, "only a written-out positive number divides");
            return None;
        }
        Some(Node {
            kind: NodeKind::Arithmetic(how, Box::new(left), Box::new(right)),
            ty: Ty::sure(kind),
        })
    }

    fn within(&mut self, at: &IdedExpr, a: &IdedExpr, b: &IdedExpr) -> Option<Node> {
        let (element, range) = (self.node(a), self.node(b));
        let (element, range) = (element?, range?);
        if !self.expect_present(b, &range) {
            return None;
        }
        match &range.ty.kind {
            Kind::List(of) if element.ty.kind.comparable(of) => {
                self.documented(&element, &range, b);
            }
            Kind::Map(_) if element.ty.kind == Kind::String => {}
            kind => {
                let part = match kind {
                    Kind::List(of) => element.ty.kind.compares_parts(of),
                    _ => None,
                };
                let problem = match part {
                    Some(part) => whole_parts(part),
                    None => format!("{} is never in {kind}", element.ty),
                };
                self.problem(at, problem);
                return None;
            }
        }
        Some(boolean(NodeKind::In(Box::new(element), Box::new(range))))
    }

    fn index(&mut self, a: &IdedExpr, b: &IdedExpr) -> Option<Node> {
        let (of, index) = (self.node(a), self.node(b));
        let (of, index) = (of?, index?);
        if !self.expect_present(a, &of) {
            return None;
        }
        let (wanted, value, key) = match &of.ty.kind {
            Kind::Map(value) => (Kind::String, (**value).clone(), true),
            Kind::List(value) => (Kind::Int, (**value).clone(), false),
            kind => {
                self.problem(
                    a,
                    format!("this is {kind}: only maps and lists have elements"),
                );
                return None;
            }
        };
        if !self.expect(b, &index, &wanted) {
            return None;
        }
        let (of, index) = (Box::new(of), Box::new(index));
        // A key that is not in the map, an index past the end: null, so that it must be guarded.
        let node = Node {
            kind: if key {
                NodeKind::Key { of, key: index }
            } else {
                NodeKind::Index { of, index }
            },
            ty: Ty::maybe(value),
        };
        Some(self.narrowed(node))
    }
}

/// A node that is true or false.
pub(super) fn boolean(kind: NodeKind) -> Node {
    Node {
        kind,
        ty: Ty::sure(Kind::Bool),
    }
}

/// What is wrong with comparing parts.
pub(super) fn whole_parts(part: &RecordType) -> String {
    format!(
        "nothing tells one {} from another but its attributes: compare those",
        part.name
    )
}
