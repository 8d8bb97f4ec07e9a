//! `all`, `exists`, `exists_one`, `filter` and `map` over a list.

use std::sync::Arc;

use super::operators::boolean;
use super::{Checker, narrow};
use crate::expr::node::{Node, NodeKind, Quantifier};
use crate::expr::parse::{Expr, IdedExpr};
use crate::expr::ty::{Kind, Ty};

/// The quantifier of that name.
pub(super) fn quantifier(name: &str) -> Option<Quantifier> {
    Some(match name {
        "all" => Quantifier::All,
        "exists" => Quantifier::Exists,
        "exists_one" | "existsOne" => Quantifier::ExistsOne,
        "filter" => Quantifier::Filter,
        "map" => Quantifier::Map,
        _ => return None,
    })
}

impl Checker<'_> {
    /// The node of `range.name(variable, body)`.
    pub(super) fn quantified(
        &mut self,
        at: &IdedExpr,
        quantifier: Quantifier,
        range: &IdedExpr,
        args: &[IdedExpr],
    ) -> Option<Node> {
        match args {
            [variable, body] => self.over(quantifier, range, variable, None, body),
            [variable, filter, body] if quantifier == Quantifier::Map => {
                self.over(quantifier, range, variable, Some(filter), body)
            }
            _ => {
                self.problem(at, "a variable and an expression are wanted here")
                    .help = Some("`list.all(x, x.enabled)`".to_owned());
                None
            }
        }
    }

    fn over(
        &mut self,
        quantifier: Quantifier,
        range: &IdedExpr,
        variable: &IdedExpr,
        filter: Option<&IdedExpr>,
        body: &IdedExpr,
    ) -> Option<Node> {
        let Expr::Ident(name) = &variable.expr else {
            self.problem(variable, "the first argument is the name of the variable");
            return None;
        };
        let range_node = self.node(range)?;
        let element = match &range_node.ty.kind {
            Kind::List(of) => (**of).clone(),
            Kind::Map(_) => Kind::String,
            kind => {
                self.problem(range, format!("this is {kind}, not a list"));
                return None;
            }
        };
        if !self.expect_present(range, &range_node) {
            return None;
        }
        if ["resource", "item", "params", "account", "now"].contains(&name.as_str()) {
            self.problem(
                variable,
                format!("`{name}` has a meaning already: choose another name"),
            );
            return None;
        }
        self.variables
            .push((Arc::from(name.as_str()), element.clone()));
        let nodes = self.body(quantifier, filter, body);
        self.variables.pop();
        let (filter, body_node) = nodes?;
        let kind = match quantifier {
            Quantifier::Filter => Some(Kind::List(Box::new(element))),
            Quantifier::Map => {
                if !self.expect_present(body, &body_node) {
                    return None;
                }
                Some(Kind::List(Box::new(body_node.ty.kind.clone())))
            }
            _ => None,
        };
        let over = NodeKind::Over {
            quantifier,
            range: Box::new(range_node),
            body: Box::new(body_node),
            filter: filter.map(Box::new),
        };
        Some(match kind {
            Some(kind) => Node {
                kind: over,
                ty: Ty::sure(kind),
            },
            None => boolean(over),
        })
    }

    fn body(
        &mut self,
        quantifier: Quantifier,
        filter: Option<&IdedExpr>,
        body: &IdedExpr,
    ) -> Option<(Option<Node>, Node)> {
        let filter = match filter {
            Some(at) => {
                let node = self.node(at)?;
                if !self.expect(at, &node, &Kind::Bool) {
                    return None;
                }
                Some(node)
            }
            None => None,
        };
        let facts = filter
            .as_ref()
            .map(|filter| narrow::facts(filter, true))
            .unwrap_or_default();
        let node = self.knowing(facts, |checker| checker.node(body))?;
        if quantifier != Quantifier::Map && !self.expect(body, &node, &Kind::Bool) {
            return None;
        }
        Some((filter, node))
    }
}
