//! Expectations: what a team asserts of its own deployment, in a small file of its own, in the language of checks.
//!
//! Here a file is read and checked, offline; whether it holds is for [`super::verdict`] to say.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use serde_saphyr::Spanned;

use crate::check::{Assertion, Check, Source};
use crate::diagnostic::{self, Diagnostic, Mistakes};
use crate::expr::{Expression, Kind, Outputs, Vocabulary, suggestion};
use crate::inventory::{RecordType, registry};
use crate::user_file;

/// The one version of the format there is.
const FORMAT: u32 = 1;

/// What is expected of the resources of one type.
#[derive(Debug)]
pub struct Expectation {
    /// Its name, as its author wrote it.
    pub name: String,
    /// The file it stands in.
    pub path: std::path::PathBuf,
    /// The line where it begins, from 1.
    pub line: usize,
    /// The type it is about.
    pub ty: &'static RecordType,
    /// How many resources it is about; at least one where it does not say.
    pub count: Option<usize>,
    /// The ids or ARNs of the only resources that it can be about, where it says so.
    pub names: Option<Vec<String>>,
    /// Which resources it is about: those on which this passes.
    pub(crate) about: Arc<Check>,
    /// What must hold of each: as it is written, on one line, and as a check.
    pub(crate) asserts: Vec<(String, Arc<Check>)>,
}

/// Why expectations cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum ExpectationError {
    /// The file cannot be read.
    #[error("cannot read the expectations {}: {error}", .path.display())]
    Read {
        /// Which.
        path: std::path::PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The file is wrong.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n"))]
    File(Vec<Diagnostic>),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    #[serde(default)]
    format: Option<Spanned<u32>>,
    expect: Vec<Spanned<RawExpectation>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawExpectation {
    name: Spanned<String>,
    resource: Spanned<String>,
    #[serde(default, rename = "where")]
    about: Option<Spanned<String>>,
    #[serde(default)]
    count: Option<usize>,
    #[serde(default)]
    assert: Vec<Spanned<String>>,
    #[serde(default)]
    read_secret_shape: bool,
}

/// Reads a file of expectations of a deployment with these outputs. `switched_on` is what may be read that is read only on request.
///
/// # Errors
/// When it cannot be read, or everything that is wrong with it.
pub fn load(
    path: &Path,
    outputs: &Arc<Outputs>,
    switched_on: &[String],
) -> Result<Vec<Expectation>, ExpectationError> {
    let text = user_file::read(path).map_err(|error| ExpectationError::Read {
        path: path.to_owned(),
        error,
    })?;
    parse(path, &text, outputs, switched_on).map_err(ExpectationError::File)
}

/// The expectations that a text is, as if it stood at a path; see [`load`].
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(
    path: &Path,
    text: &str,
    outputs: &Arc<Outputs>,
    switched_on: &[String],
) -> Result<Vec<Expectation>, Vec<Diagnostic>> {
    let source = Arc::new(Source {
        path: path.display().to_string(),
        text: text.to_owned().into(),
        shipped: false,
    });
    let text: Arc<str> = Arc::from(text);
    let raw: RawFile = serde_saphyr::from_str(&text)
        .map_err(|error| vec![diagnostic::yaml(&source.path, &text, &error)])?;
    let mut reader = Reader {
        mistakes: Mistakes::of(&source.path, &text),
        source,
        outputs,
        switched_on,
    };
    if let Some(format) = raw.format.filter(|format| format.value != FORMAT) {
        let message = format!(
            "format {} is not known: this version reads format {FORMAT}",
            format.value
        );
        reader.mistakes.at(&format, message, None);
    }
    let mut expectations: Vec<Expectation> = Vec::new();
    for raw in &raw.expect {
        let raw = &raw.value;
        if expectations
            .iter()
            .any(|known| known.name == raw.name.value)
        {
            let message = format!("there is another expectation called `{}`", raw.name.value);
            reader.mistakes.at(&raw.name, message, None);
        }
        expectations.extend(reader.expectation(path, raw));
    }
    reader.mistakes.into_result()?;
    Ok(expectations)
}

struct Reader<'a> {
    source: Arc<Source>,
    outputs: &'a Arc<Outputs>,
    switched_on: &'a [String],
    mistakes: Mistakes,
}

impl Reader<'_> {
    fn expectation(&mut self, path: &Path, raw: &RawExpectation) -> Option<Expectation> {
        if raw.name.value.trim().is_empty() {
            self.mistakes
                .at(&raw.name, "an expectation has a name", None);
        }
        let Some(ty) = registry::find(&raw.resource.value) else {
            let names = registry::TYPES.iter().map(|ty| ty.name);
            let message = format!("unknown resource type `{}`", raw.resource.value);
            self.mistakes.at(
                &raw.resource,
                message,
                suggestion(&raw.resource.value, names),
            );
            return None;
        };
        let mut vocabulary = Vocabulary::of(ty);
        vocabulary.outputs = Some(Arc::clone(self.outputs));
        vocabulary.lenient = true;
        let about = match &raw.about {
            Some(text) => Some(self.expression(text, &vocabulary)?),
            None => None,
        };
        if let Some(about) = &about {
            vocabulary.given = about.facts();
        }
        let asserts: Vec<Option<(String, Expression)>> = raw
            .assert
            .iter()
            .map(|text| {
                let words: Vec<&str> = text.value.split_whitespace().collect();
                Some((words.join(" "), self.expression(text, &vocabulary)?))
            })
            .collect();
        let asserts: Vec<(String, Expression)> = asserts.into_iter().collect::<Option<_>>()?;
        if asserts.is_empty() && raw.count.is_none() && raw.about.is_none() {
            let help = "give it `assert`, `count` or `where`";
            self.mistakes
                .at(&raw.name, "nothing is expected here", Some(help.to_owned()));
            return None;
        }
        let read = about.iter().chain(asserts.iter().map(|(_, assert)| assert));
        for opt_in in read
            .flat_map(|expression| expression.footprint().opt_ins())
            .collect::<BTreeSet<_>>()
        {
            let asked = opt_in == "secret_shape" && raw.read_secret_shape;
            if !asked && !self.switched_on.iter().any(|on| on == opt_in) {
                let help = match opt_in {
                    "secret_shape" => {
                        "give `--read-secret-shape`, or this expectation `read_secret_shape: true`"
                            .to_owned()
                    }
                    other => format!("set `opt_in: [{other}]` in awsert.yaml"),
                };
                self.mistakes.at(
                    &raw.name,
                    format!("this reads what is read only on request: {opt_in}"),
                    Some(help),
                );
                return None;
            }
        }
        let always = Expression::compile("true", &vocabulary, Some(&Kind::Bool)).ok()?;
        let check = |assert: Expression| {
            Arc::new(Check::asserting(Assertion {
                id: "expectation".to_owned(),
                title: raw.name.value.clone(),
                resource: ty,
                applies: about.clone(),
                assert,
                message: None,
                source: Arc::clone(&self.source),
            }))
        };
        Some(Expectation {
            name: raw.name.value.trim().to_owned(),
            path: path.to_owned(),
            line: usize::try_from(raw.name.referenced.line()).unwrap_or(1),
            ty,
            count: raw.count,
            names: about.as_ref().and_then(Expression::names),
            about: check(always),
            asserts: asserts
                .into_iter()
                .map(|(text, expression)| (text, check(expression)))
                .collect(),
        })
    }

    fn expression(
        &mut self,
        text: &Spanned<String>,
        vocabulary: &Vocabulary,
    ) -> Option<Expression> {
        let written = text.value.trim_end();
        match Expression::compile(written, vocabulary, Some(&Kind::Bool)) {
            Ok(expression) => Some(expression),
            Err(problems) => {
                for problem in problems {
                    self.mistakes.in_expression(text, problem);
                }
                None
            }
        }
    }
}
