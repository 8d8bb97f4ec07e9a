//! Function calls: which overload is meant, and whether its arguments fit.

use std::sync::Arc;

use super::Checker;
use super::operators::{boolean, whole_parts};
use super::quantifiers::quantifier;
use crate::expr::functions::{self, Function, Parameter, Returns};
use crate::expr::node::{Comparison, Node, NodeKind};
use crate::expr::parse::{CallExpr, IdedExpr};
use crate::expr::problem::suggestion;
use crate::expr::ty::{Kind, Ty};
use crate::inventory::Value;

impl Checker<'_> {
    pub(super) fn call(&mut self, at: &IdedExpr, call: &CallExpr) -> Option<Node> {
        let name = call.func_name.as_str();
        let Some(target) = &call.target else {
            if name.starts_with(['_', '!', '-', '@']) {
                return self.operator(at, name, &call.args);
            }
            return match call.args.split_first() {
                Some((value, [])) if name == "has" => self.has(value),
                Some((receiver, rest)) if name == "size" => self.function(at, name, receiver, rest),
                Some(_) if functions::exists(name) => {
                    let help = format!("write it after a dot: `x.{name}(…)`");
                    self.problem(at, format!("`{name}` is called on a value"))
                        .help = Some(help);
                    None
                }
                _ => self.unknown_function(at, name),
            };
        };
        if let Some(quantifier) = quantifier(name) {
            return self.quantified(at, quantifier, target, &call.args);
        }
        self.function(at, name, target, &call.args)
    }

    /// `has(x.y)`: y is not null.
    fn has(&mut self, value: &IdedExpr) -> Option<Node> {
        let node = self.node(value)?;
        if !node.ty.nullable {
            self.problem(value, format!("this is {}, which is always there", node.ty));
            return None;
        }
        let null = Node {
            kind: NodeKind::Null,
            ty: Ty::maybe(Kind::Null),
        };
        Some(boolean(NodeKind::Compare(
            Comparison::NotEqual,
            Box::new(node),
            Box::new(null),
        )))
    }

    pub(super) fn unknown_function(&mut self, at: &IdedExpr, name: &str) -> Option<Node> {
        let help = suggestion(name, functions::names());
        self.problem(at, format!("unknown function `{name}`")).help = help;
        None
    }

    fn function(
        &mut self,
        at: &IdedExpr,
        name: &str,
        receiver: &IdedExpr,
        args: &[IdedExpr],
    ) -> Option<Node> {
        if !functions::exists(name) {
            return self.unknown_function(at, name);
        }
        let receiver_node = self.node(receiver)?;
        let nodes: Vec<Option<Node>> = args.iter().map(|arg| self.node(arg)).collect();
        let nodes: Vec<Node> = nodes.into_iter().collect::<Option<_>>()?;
        if !self.expect_present(receiver, &receiver_node) {
            return None;
        }
        let overloads: Vec<&'static Function> = functions::overloads(name).collect();
        let Some(function) = overloads
            .iter()
            .find(|function| function.receiver.takes(&receiver_node.ty.kind))
        else {
            let takes: Vec<String> = overloads.iter().map(|f| f.receiver.to_string()).collect();
            self.problem(
                receiver,
                format!(
                    "`{name}` works on {}, this is {}",
                    takes.join(" or "),
                    receiver_node.ty
                ),
            );
            return None;
        };
        let kind = &receiver_node.ty.kind;
        if name == "distinct"
            && let Some(part) = kind.compares_parts(kind)
        {
            self.problem(receiver, whole_parts(part));
            return None;
        }
        if nodes.len() != function.parameters.len() {
            let message = format!(
                "`{name}` takes {} argument(s), not {}",
                function.parameters.len(),
                nodes.len()
            );
            self.problem(at, message);
            return None;
        }
        let mut fits = true;
        for ((parameter, node), place) in function.parameters.iter().zip(&nodes).zip(args) {
            fits &= self.argument(parameter, node, place);
        }
        if !fits {
            return None;
        }
        let ty = Ty::sure(match function.returns {
            Returns::Bool => Kind::Bool,
            Returns::Int => Kind::Int,
            Returns::String => Kind::String,
            Returns::Receiver => receiver_node.ty.kind.clone(),
        });
        if name == "matches"
            && let [
                Node {
                    kind: NodeKind::Const(Value::String(pattern)),
                    ..
                },
            ] = nodes.as_slice()
            && let Ok(pattern) = regex::Regex::new(pattern)
        {
            return Some(boolean(NodeKind::Matches {
                text: Box::new(receiver_node),
                pattern: Arc::new(pattern),
            }));
        }
        let mut arguments = Vec::with_capacity(nodes.len() + 1);
        arguments.push(receiver_node);
        arguments.extend(nodes);
        Some(Node {
            kind: NodeKind::Call {
                function,
                arguments,
            },
            ty,
        })
    }

    fn argument(&mut self, parameter: &Parameter, node: &Node, at: &IdedExpr) -> bool {
        if !parameter.takes(&node.ty.kind) {
            self.problem(at, format!("this is {}, not {parameter}", node.ty));
            return false;
        }
        if !self.expect_present(at, node) {
            return false;
        }
        let problem = match (&node.kind, parameter.must_be_constant()) {
            (NodeKind::Const(value), _) => parameter.wrong(value),
            (_, true) => Some(format!("{parameter} must be written out or be a parameter")),
            (_, false) => None,
        };
        match problem {
            Some(message) => {
                self.problem(at, message);
                false
            }
            None => true,
        }
    }
}
