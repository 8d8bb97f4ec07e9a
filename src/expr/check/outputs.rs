//! `outputs.vpc_id`: what a deployment's tool told, known before anything is asked of AWS, and so checked like anything else.

use std::sync::Arc;

use cel::common::ast::operators::INDEX;
use serde_json::Value as Json;

use super::Checker;
use crate::expr::node::{Node, NodeKind};
use crate::expr::parse::{Expr, IdedExpr, LiteralValue};
use crate::expr::problem::suggestion;
use crate::expr::ty::{Kind, Ty};
use crate::expr::vocabulary::Outputs;
use crate::inventory::Value;

/// The names after `outputs`, if this is a chain of names that begins so; the key of an index counts as a name.
pub(super) fn path(at: &IdedExpr) -> Option<Vec<String>> {
    match &at.expr {
        Expr::Ident(name) if name == "outputs" => Some(Vec::new()),
        Expr::Select(select) => {
            let mut path = path(&select.operand)?;
            path.push(select.field.clone());
            Some(path)
        }
        Expr::Call(call) if call.func_name == INDEX => match call.args.as_slice() {
            [
                of,
                IdedExpr {
                    expr: Expr::Literal(LiteralValue::String(key)),
                    ..
                },
            ] => {
                let mut path = path(of)?;
                path.push(key.inner().to_owned());
                Some(path)
            }
            _ => None,
        },
        _ => None,
    }
}

impl Checker<'_> {
    /// The value that a chain of names leads to.
    pub(super) fn output(
        &mut self,
        at: &IdedExpr,
        outputs: &Arc<Outputs>,
        path: &[String],
    ) -> Option<Node> {
        let name = path.first()?;
        let span = self.parsed.span(at);
        let span = match &at.expr {
            Expr::Select(select) => (span.1, span.1 + select.field.len()),
            _ => span,
        };
        if outputs.secret.contains(name) {
            self.problem_at(
                span,
                format!("the output `{name}` is marked as secret and not read"),
            )
            .help = Some("a secret is nothing to compare with what AWS tells".to_owned());
            return None;
        }
        let mut so_far = "outputs".to_owned();
        let mut names: Vec<&str> = outputs.values.keys().map(String::as_str).collect();
        let mut value = outputs.values.get(name);
        for (at_name, name) in path.iter().enumerate() {
            if at_name > 0 {
                let fields = value.and_then(Json::as_object);
                names = fields.map_or_else(Vec::new, |it| it.keys().map(String::as_str).collect());
                value = fields.and_then(|fields| fields.get(name));
            }
            if value.is_none() {
                let help = suggestion(name, names.iter().copied()).unwrap_or_else(|| {
                    match names.as_slice() {
                        [] => "it has none".to_owned(),
                        names => format!("there are {}", names.join(", ")),
                    }
                });
                self.problem_at(span, format!("`{so_far}` has no `{name}`"))
                    .help = Some(help);
                return None;
            }
            so_far = format!("{so_far}.{name}");
        }
        let constant = match constant(value?) {
            Ok(constant) => constant,
            Err(what) => {
                self.problem(
                    at,
                    format!("`{so_far}` is {what}, which cannot be compared"),
                );
                return None;
            }
        };
        Some(Node {
            kind: NodeKind::Const(constant.0),
            ty: Ty::sure(constant.1),
        })
    }
}

/// A value of JSON as one of an expression, and its kind.
fn constant(json: &Json) -> Result<(Value, Kind), &'static str> {
    Ok(match json {
        Json::Null => return Err("null"),
        Json::Bool(value) => (Value::Bool(*value), Kind::Bool),
        Json::Number(number) => match (number.as_i64(), number.as_f64()) {
            (Some(whole), _) => (Value::Int(whole), Kind::Int),
            (None, Some(fraction)) => (Value::Double(fraction), Kind::Double),
            (None, None) => return Err("a number out of range"),
        },
        Json::String(text) => (text.as_str().into(), Kind::String),
        Json::Array(items) => {
            let mut values = Vec::with_capacity(items.len());
            let mut kind = Kind::Never;
            for item in items {
                let (value, of) = constant(item)?;
                if kind != Kind::Never && kind != of {
                    return Err("a list of different kinds of values");
                }
                kind = of;
                values.push(value);
            }
            (Value::list(values), Kind::List(Box::new(kind)))
        }
        Json::Object(_) => return Err("an object: name one of its members"),
    })
}
