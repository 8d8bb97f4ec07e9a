//! The expression language: CEL, checked against the inventory's schema, evaluated in three-valued logic.
//!
//! The `cel` crate parses; types, footprints and evaluation are ours, because a check must be refused when it misspells an
//! attribute, must say which calls it needs before any is made, and must never take *not read* for *false*. Evaluation agrees with
//! the crate's own interpreter wherever everything is known (a property test compares the two).

mod check;
mod derived;
mod eval;
mod evidence;
mod footprint;
mod functions;
mod node;
mod parse;
mod problem;
#[cfg(test)]
mod tests;
mod ty;
mod vocabulary;

pub use eval::{Answer, Evaluation, Hole, MOST_ELEMENTS, Reason};
pub use footprint::{Attribute, Footprint};
pub use functions::{Function, Parameter, Returns, all as functions};
pub use parse::with_stacks_for_parsing;
pub use problem::{Problem, suggestion};
pub use ty::{Kind, Ty};
pub use vocabulary::{Outputs, Vocabulary};

use std::collections::BTreeSet;

use crate::inventory::RecordType;
use node::Node;

/// A checked expression.
#[derive(Clone, Debug)]
pub struct Expression {
    node: Node,
    footprint: Footprint,
}

impl Expression {
    /// Parses and checks an expression, which must be of the kind `wanted` where one is given.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn compile(
        text: &str,
        vocabulary: &Vocabulary,
        wanted: Option<&Kind>,
    ) -> Result<Self, Vec<Problem>> {
        let parsed = parse::parse(text)?;
        let node = check::Checker::new(vocabulary, &parsed).run(wanted)?;
        let mut footprint = Footprint::default();
        footprint.read(&node);
        Ok(Self { node, footprint })
    }

    /// Parses and checks a path that is only shown, as in a message: what leads through null is null.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn compile_path(text: &str, vocabulary: &Vocabulary) -> Result<Self, Vec<Problem>> {
        let parsed = parse::parse(text)?;
        let node = check::Checker::new(vocabulary, &parsed)
            .lenient()
            .run(None)?;
        let mut footprint = Footprint::default();
        footprint.read(&node);
        Ok(Self { node, footprint })
    }

    /// What is not null where this holds.
    pub fn facts(&self) -> BTreeSet<String> {
        check::facts(&self.node, true)
    }

    /// Whether it is written so that it holds for nothing, as where the type says that nobody deploys its resources.
    pub fn never_holds(&self) -> bool {
        self.node.never_holds()
    }

    /// The ids or ARNs of the only resources that it can hold for, where it says so: `resource.id == "a" && …`.
    pub fn names(&self) -> Option<Vec<String>> {
        self.node.names()
    }

    /// Its type.
    pub fn ty(&self) -> &Ty {
        &self.node.ty
    }

    /// The attributes it reads.
    pub fn footprint(&self) -> &Footprint {
        &self.footprint
    }

    /// The paths from `resource` that it reads, as they are written in it, each once.
    pub fn reads(&self) -> Vec<String> {
        let mut paths = Vec::new();
        self.node.reads(&mut paths);
        paths
    }

    /// The path it is, if it is a plain chain of names: relative to `resource`.
    pub fn path(&self) -> Option<String> {
        self.node.path().map(|path| eval::readable(&path))
    }

    /// What it comes to.
    pub fn evaluate(&self, evaluation: &mut Evaluation<'_>) -> Answer {
        evaluation.eval(&self.node)
    }
}

/// Whether every derived attribute of a type is a sound expression.
///
/// # Errors
/// What is wrong with the first that is not.
pub fn check_derived(ty: &'static RecordType) -> Result<(), String> {
    for (_, attribute) in ty.all() {
        if let crate::inventory::schema::Source::Derived(text) = attribute.source {
            derived::compile(ty, attribute, text)?;
        }
    }
    Ok(())
}
