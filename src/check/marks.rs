//! What tells a failure that matters from one that does not: whether anything uses the resource, and whether AWS made it by itself.
//!
//! A type tells it by derived attributes of these names. Nothing is asked of AWS for a mark: what was not read anyway leaves it out.

use crate::expr::{Answer, Evaluation, Expression, Footprint, Vocabulary};
use crate::inventory::schema::Scope;
use crate::inventory::{RecordType, ResourceId, Value};

/// How the resources of a type are marked.
#[derive(Debug)]
pub(crate) struct Marks {
    is_used: Option<Expression>,
    is_regional_default: Option<Expression>,
    /// There is one in each region anyway.
    one_a_region: bool,
}

/// The marks of one resource.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Marked {
    /// It is known that nothing uses it.
    pub(crate) unused: bool,
    /// It is known that AWS made it, as it does in every region.
    pub(crate) regional_default: bool,
}

impl Marks {
    pub(super) fn new(ty: &'static RecordType) -> Self {
        let attribute = |name: &str| {
            ty.find(name)?;
            Expression::compile(&format!("resource.{name}"), &Vocabulary::of(ty), None).ok()
        };
        Self {
            is_used: attribute("is_used"),
            is_regional_default: attribute("is_regional_default"),
            one_a_region: ty
                .resource
                .as_ref()
                .is_some_and(|kind| kind.single && kind.scope == Scope::Regional),
        }
    }

    /// What they read.
    pub(super) fn footprints(&self) -> impl Iterator<Item = &Footprint> {
        [&self.is_used, &self.is_regional_default]
            .into_iter()
            .flatten()
            .map(Expression::footprint)
    }

    /// The marks of a resource.
    pub(crate) fn of(&self, evaluation: &mut Evaluation<'_>, resource: ResourceId) -> Marked {
        evaluation.about(resource);
        let mut is = |expression: &Option<Expression>, wanted: bool| {
            let answer = expression.as_ref().map(|it| it.evaluate(evaluation));
            matches!(answer, Some(Answer::Value(Value::Bool(value))) if value == wanted)
        };
        Marked {
            unused: is(&self.is_used, false),
            regional_default: self.one_a_region || is(&self.is_regional_default, true),
        }
    }
}
