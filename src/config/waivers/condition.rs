//! What a waiver says of the resource itself: an expression in the language of checks, and tags.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use serde_saphyr::Spanned;

use super::{Covers, Waiver};
use crate::check::{Assertion, Check, Source};
use crate::diagnostic::{Diagnostic, Mistakes};
use crate::expr::{Answer, Evaluation, Expression, Footprint, Kind, Vocabulary};
use crate::iam::glob;
use crate::inventory::schema::TAGS;
use crate::inventory::{RecordType, ResourceId, Value};
use crate::scan::judgement::not_known;

/// An expression over `resource`, which means something once the checks are known that it is about.
#[derive(Debug)]
pub(in crate::config) struct Condition {
    path: String,
    file: Arc<str>,
    written: Spanned<String>,
    /// By the type of the resource. It is not about types that have no such attributes.
    compiled: OnceLock<BTreeMap<&'static str, Expression>>,
}

impl Condition {
    pub(in crate::config) fn new(path: &str, file: &Arc<str>, written: Spanned<String>) -> Self {
        Self {
            path: path.to_owned(),
            file: Arc::clone(file),
            written,
            compiled: OnceLock::new(),
        }
    }

    /// Settles what it means for resources of these types; what is wrong with it, where it means nothing for any.
    pub(super) fn settle(
        &self,
        types: impl Iterator<Item = &'static RecordType>,
        switched_on: &[String],
    ) -> Vec<Diagnostic> {
        let mut mistakes = Mistakes::of(&self.path, &self.file);
        let mut compiled = BTreeMap::new();
        let mut refused = None;
        let mut seen = BTreeSet::new();
        for ty in types.filter(|ty| seen.insert(ty.name)) {
            match compile(&self.written.value, ty) {
                Ok(expression) => {
                    compiled.insert(ty.name, expression);
                }
                Err(problems) => {
                    refused.get_or_insert(problems);
                }
            }
        }
        if let (true, Some(problems)) = (compiled.is_empty(), refused) {
            for problem in problems {
                mistakes.in_expression(&self.written, problem);
            }
        }
        let reads = compiled.values().map(Expression::footprint);
        let asked: BTreeSet<&str> = reads.flat_map(Footprint::opt_ins).collect();
        for opt_in in asked {
            if !switched_on.iter().any(|on| on == opt_in) {
                let message = format!("this reads what is read only on request: {opt_in}");
                let help = format!("set `opt_in: [{opt_in}]` here, or give `--opt-in {opt_in}`");
                mistakes.at(&self.written, message, Some(help));
            }
        }
        let _ = self.compiled.set(compiled);
        mistakes.into_found()
    }

    /// It, as it is written.
    pub(super) fn text(&self) -> &str {
        self.written.value.trim()
    }

    fn of(&self, ty: &'static RecordType) -> Option<&Expression> {
        self.compiled.get()?.get(ty.name)
    }
}

fn compile(text: &str, ty: &'static RecordType) -> Result<Expression, Vec<crate::expr::Problem>> {
    let mut vocabulary = Vocabulary::of(ty);
    vocabulary.lenient = true;
    Expression::compile(text.trim_end(), &vocabulary, Some(&Kind::Bool))
}

impl Waiver {
    /// What has to be known of a resource of this type, as a check; nothing, where names tell enough.
    pub(super) fn reads(&self, ty: &'static RecordType) -> Option<Arc<Check>> {
        let condition = match &self.condition {
            Some(condition) => Some(condition.of(ty)?.clone()),
            None => None,
        };
        let tags = (!self.tags.is_empty()).then(|| {
            // What is asked here is only that they are read; a type without tags has none to read.
            Expression::compile_path("resource.tags", &Vocabulary::of(ty)).ok()
        });
        // Both have to be read: one as that which must hold first.
        let (applies, assert) = match (condition, tags) {
            (Some(condition), Some(tags)) => (Some(condition), tags?),
            (Some(condition), None) => (None, condition),
            (None, Some(tags)) => (None, tags?),
            (None, None) => return None,
        };
        Some(Arc::new(Check::asserting(Assertion {
            id: format!("waiver {}", self.place),
            title: self.reason.clone(),
            resource: ty,
            applies,
            assert,
            message: None,
            source: Arc::new(Source {
                path: self.place.clone(),
                text: "".into(),
                shipped: false,
            }),
        })))
    }

    /// Whether what it says of the resource is so.
    pub(super) fn holds(
        &self,
        resource: Option<ResourceId>,
        evaluation: &mut Evaluation<'_>,
    ) -> Covers {
        if !self.asks() {
            return Covers::Yes;
        }
        let Some(resource) = resource else {
            return Covers::Unknown("the resource is not at hand".to_owned());
        };
        let inventory = evaluation.inventory();
        let ty = inventory.record(resource).ty();
        if let Some(condition) = &self.condition {
            let Some(expression) = condition.of(ty) else {
                return Covers::No;
            };
            evaluation.about(resource);
            match expression.evaluate(evaluation) {
                Answer::Value(Value::Bool(true)) => {}
                Answer::Unknown => return Covers::Unknown(not_known(evaluation)),
                _ => return Covers::No,
            }
        }
        if self.tags.is_empty() {
            return Covers::Yes;
        }
        if ty.resource.as_ref().is_some_and(|kind| !kind.taggable) {
            return Covers::No;
        }
        evaluation.about(resource);
        match evaluation.attribute(&Value::Resource(resource), ty.attribute(TAGS).name) {
            Answer::Value(Value::Map(tags)) => {
                let mut wanted = self.tags.iter();
                let all = wanted.all(|(key, pattern)| {
                    let value = tags.get(key.as_str()).and_then(Value::as_str);
                    value.is_some_and(|value| glob(pattern, value))
                });
                if all { Covers::Yes } else { Covers::No }
            }
            Answer::Unknown => Covers::Unknown(not_known(evaluation)),
            _ => Covers::No,
        }
    }
}
