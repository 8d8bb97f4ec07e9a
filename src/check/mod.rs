//! Checks: what is asserted of which resources, loaded from files, selected, evaluated.
//!
//! A check is one YAML file; see `checks/README.md` for the format. Nothing here knows where readings come from.

mod about;
mod embedded;
mod evaluate;
mod examples;
mod file;
mod library;
mod load;
mod marks;
mod message;
mod params;
mod select;
mod severity;

use std::borrow::Cow;
use std::sync::Arc;

use indexmap::IndexMap;

pub use about::About;
pub use evaluate::{Judgement, Verdict, judge};
pub use examples::{ExampleOutcome, Subject, run_examples, subjects};
pub use library::{Library, LoadError};
pub(crate) use marks::Marked;
pub use message::Template;
pub use params::{Overrides, ParamKind, Parameter};
pub use select::{Selection, SelectionError};
pub(crate) use select::{id_pattern, names};
pub use severity::Severity;

use crate::expr::{Expression, Footprint};
use crate::inventory::RecordType;

/// One assertion about the resources of one type.
#[derive(Debug)]
pub struct Check {
    /// What it says of itself.
    pub about: Arc<About>,
    /// The type of the resources it is about.
    pub resource: &'static RecordType,
    /// Which of them; all when there is none.
    pub applies: Option<Expression>,
    /// The list whose elements are judged one by one.
    pub each: Option<Expression>,
    /// What must hold.
    pub assert: Expression,
    /// What a failing finding says.
    pub fail_message: Template,
    /// What a passing finding says.
    pub pass_message: Template,
    /// What to do.
    pub remediation: Remediation,
    /// What the user may set.
    pub params: Vec<Parameter>,
    /// Ids it had before.
    pub renamed_from: Vec<String>,
    /// The text of its file, for `checks show` and for examples with other parameters.
    pub source: Arc<Source>,
    pub(crate) marks: marks::Marks,
    /// Whether it judges nothing as its parameters stand.
    pub idle: bool,
    footprint: Footprint,
    shown: Footprint,
}

/// The file a check comes from.
#[derive(Debug)]
pub struct Source {
    /// Its path: relative to `checks/` for those that ship.
    pub path: String,
    /// Its text.
    pub text: Cow<'static, str>,
    /// Whether it ships with the program.
    pub shipped: bool,
}

/// What to do when a check fails, before a resource's values are filled in.
#[derive(Debug)]
pub struct Remediation {
    /// In words.
    pub text: Template,
    /// For the AWS CLI.
    pub cli: Option<Template>,
    /// For Terraform.
    pub terraform: Option<Template>,
}

/// What is asserted of some resources, where no check file says it.
pub(crate) struct Assertion {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) resource: &'static RecordType,
    pub(crate) applies: Option<Expression>,
    pub(crate) assert: Expression,
    /// What is said of those that pass; the title, where there is none.
    pub(crate) message: Option<Template>,
    pub(crate) source: Arc<Source>,
}

impl Check {
    /// A check of an assertion of the user's own, outside the catalogue.
    pub(crate) fn asserting(assertion: Assertion) -> Self {
        let Assertion {
            id,
            title,
            resource,
            applies,
            assert,
            message,
            source,
        } = assertion;
        let mut shown = Footprint::default();
        if let Some(message) = &message {
            shown.extend(&message.footprint());
        }
        let mut footprint = Footprint::default();
        for expression in applies.iter().chain([&assert]) {
            footprint.extend(expression.footprint());
        }
        Self {
            fail_message: Template::plain(&title),
            pass_message: message.unwrap_or_else(|| Template::plain(&title)),
            remediation: Remediation {
                text: Template::plain(""),
                cli: None,
                terraform: None,
            },
            about: Arc::new(About {
                id,
                title,
                severity: Severity::High,
                risk: String::new(),
                controls: IndexMap::new(),
                aliases: IndexMap::new(),
            }),
            resource,
            applies,
            each: None,
            assert,
            params: Vec::new(),
            renamed_from: Vec::new(),
            source,
            marks: marks::Marks::new(resource),
            idle: false,
            footprint,
            shown,
        }
    }

    /// The text of its assertion, where it stands on one line.
    pub fn assert_text(&self) -> Option<String> {
        let (_, after) = self.source.text.split_once("\nassert: |\n")?;
        let mut lines = after.lines().take_while(|line| line.starts_with("  "));
        match (lines.next(), lines.next()) {
            (Some(line), None) => Some(line.trim().to_owned()),
            _ => None,
        }
    }

    /// What its verdict reads.
    pub fn footprint(&self) -> &Footprint {
        &self.footprint
    }

    /// What has to be switched on for it, because it reads what is read only on request.
    pub fn opt_in(&self) -> Option<&'static str> {
        self.footprint.opt_ins().next()
    }

    /// What its messages show beside that: kept when a listing brings it, never asked for.
    pub fn shown(&self) -> &Footprint {
        &self.shown
    }
}
