//! A question of an inventory: which resources of a type a condition holds for, and what their attributes are. The language is that of checks.
//!
//! Here a question is read, and answered from an inventory; where that comes from, and how the answer is told, is for others to say. What is
//! not known of a resource is part of the answer: a resource is in it only where the condition is proven, and one of which it cannot be told is
//! named apart.

mod answer;
mod columns;
mod text;

use std::collections::BTreeSet;
use std::sync::Arc;

use thiserror::Error;

pub use answer::{Answer, Cell, Row, Undecided, Unseen, reasons};

use crate::check::{Assertion, Check, Source};
use crate::collect::plan::Plan;
use crate::diagnostic::Diagnostic;
use crate::expr::{Expression, Kind, Problem, Vocabulary, suggestion};
use crate::inventory::schema::Scope;
use crate::inventory::{RecordType, registry, scope};

/// A question.
#[derive(Debug)]
pub struct Query {
    /// The type it is about.
    pub ty: &'static RecordType,
    /// The condition, as it is written; every resource of the type where there is none.
    pub condition: Option<String>,
    /// The columns, as they are called.
    pub titles: Vec<String>,
    about: Option<Expression>,
    columns: Vec<Expression>,
}

/// Why a question cannot be asked.
#[derive(Debug, Error)]
pub enum QueryError {
    /// There is no such type.
    #[error("there is no resource type `{name}` ({help})")]
    Type {
        /// What was written.
        name: String,
        /// What to write instead.
        help: String,
    },
    /// The condition or the columns are wrong.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n"))]
    Wrong(Vec<Diagnostic>),
    /// It reads what is read only on request.
    #[error("this reads what is read only on request: {0}\n  give `--opt-in {0}` to read it")]
    OnRequest(&'static str),
}

impl Query {
    /// Reads a question. `columns` is a list with commas; those that tell which resource it is, and what the condition reads, where it is left out.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn compile(
        ty: &str,
        condition: Option<&str>,
        columns: Option<&str>,
        switched_on: &[String],
    ) -> Result<Self, QueryError> {
        let ty = find_type(ty)?;
        let mut vocabulary = Vocabulary::of(ty);
        vocabulary.lenient = true;
        let mut wrong = Vec::new();
        let about = condition.and_then(|text| {
            let compiled = Expression::compile(text, &vocabulary, Some(&Kind::Bool));
            compiled
                .map_err(|problems| {
                    let told = |problem| diagnostic("WHERE", text, 0, problem);
                    wrong.extend(problems.into_iter().map(told));
                })
                .ok()
        });
        let (titles, columns) = match columns {
            Some(columns) => columns::compile(columns, &vocabulary).unwrap_or_else(|problems| {
                wrong.extend(problems);
                Default::default()
            }),
            None => usual(ty, about.as_ref(), &vocabulary),
        };
        if !wrong.is_empty() {
            return Err(QueryError::Wrong(wrong));
        }
        let query = Self {
            ty,
            condition: condition.map(str::to_owned),
            titles,
            about,
            columns,
        };
        let expressions = query.about.iter().chain(&query.columns);
        let asked: BTreeSet<&'static str> = expressions
            .flat_map(|expression| expression.footprint().opt_ins())
            .collect();
        match asked
            .into_iter()
            .find(|asked| !switched_on.iter().any(|on| on == asked))
        {
            Some(opt_in) => Err(QueryError::OnRequest(opt_in)),
            None => Ok(query),
        }
    }

    /// What has to be read for it, as checks: the columns are asked for only where the condition holds.
    pub(crate) fn checks(&self) -> Vec<Arc<Check>> {
        let source = Arc::new(Source {
            path: "query".to_owned(),
            text: "".into(),
            shipped: false,
        });
        let check = |applies: Option<&Expression>, assert: &Expression| {
            Arc::new(Check::asserting(Assertion {
                id: "query".to_owned(),
                title: "query".to_owned(),
                resource: self.ty,
                applies: applies.cloned(),
                assert: assert.clone(),
                message: None,
                source: Arc::clone(&source),
            }))
        };
        let columns = self.columns.iter();
        let columns = columns.map(|column| check(self.about.as_ref(), column));
        let about = self.about.iter().map(|about| check(None, about));
        about.chain(columns).collect()
    }

    /// What has to be asked of AWS for it.
    pub(crate) fn plan(&self) -> Plan {
        Plan::of(&self.checks())
    }
}

/// The columns where nobody says which.
fn usual(
    ty: &'static RecordType,
    about: Option<&Expression>,
    vocabulary: &Vocabulary,
) -> (Vec<String>, Vec<Expression>) {
    let mut titles = vec!["id".to_owned(), "name".to_owned()];
    if scope(ty) == Scope::Regional {
        titles.push("region".to_owned());
    }
    for path in about.map(Expression::reads).unwrap_or_default() {
        if !titles.contains(&path) {
            titles.push(path);
        }
    }
    let compiled = titles.into_iter().filter_map(|title| {
        let text = format!("resource.{title}");
        let expression = Expression::compile_path(&text, vocabulary).ok()?;
        Some((title, expression))
    });
    compiled.unzip()
}

/// The type of that name.
///
/// # Errors
/// When there is none, with the one that may be meant.
pub fn find_type(name: &str) -> Result<&'static RecordType, QueryError> {
    registry::find(name).ok_or_else(|| {
        let known = || registry::TYPES.iter().map(|ty| ty.name);
        let same = known().find(|known| known.eq_ignore_ascii_case(name));
        // `SecurityGroup`, as people call it.
        let mut ends = known().filter(|known| {
            known
                .rsplit("::")
                .next()
                .is_some_and(|end| end.eq_ignore_ascii_case(name))
        });
        let only = ends.next().filter(|_| ends.next().is_none());
        let help = same
            .or(only)
            .map(|known| format!("did you mean `{known}`?"))
            .or_else(|| suggestion(name, known()))
            .unwrap_or_else(|| "`awsert schema` lists them".to_owned());
        QueryError::Type {
            name: name.to_owned(),
            help,
        }
    })
}

/// What is wrong with an argument, where it stands in it.
fn diagnostic(argument: &str, text: &str, start: usize, problem: Problem) -> Diagnostic {
    Diagnostic {
        path: argument.to_owned(),
        text: Arc::from(text),
        span: (start + problem.span.0, start + problem.span.1),
        message: problem.message,
        help: problem.help,
    }
}
