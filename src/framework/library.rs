//! The frameworks at hand: those that ship, and the user's own.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use thiserror::Error;

use super::file::{RawFramework, RawRequirement};
use super::{Framework, Requirement};
use crate::check::{Source, id_pattern};
use crate::diagnostic::{self, Diagnostic};
use crate::expr::suggestion;
use crate::user_file;

/// Path below `frameworks/`, and text, in the paths' order.
static FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/frameworks.rs"));

/// The ids of the frameworks that ship: those that a check's `controls` may name.
pub(crate) static SHIPPED: LazyLock<Vec<&'static str>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|(path, _)| path.trim_end_matches(".yaml"))
        .collect()
});

/// The version of the format of framework files.
const FORMAT: u32 = 1;

/// The frameworks at hand.
#[derive(Debug, Default)]
pub struct Frameworks {
    all: Vec<Framework>,
}

/// Why frameworks could not be loaded.
#[derive(Debug, Error)]
pub enum LoadError {
    /// A file cannot be read.
    #[error("cannot read {}: {error}", .path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A file is wrong.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n"))]
    File(Vec<Diagnostic>),
    /// Two frameworks of one id.
    #[error("{path}: the id `{id}` is taken; give the framework an id of its own")]
    Taken {
        /// The id.
        id: String,
        /// The file that wants it.
        path: String,
    },
    /// There is none of that name.
    #[error("no framework is called `{name}`{}", .help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default())]
    Unknown {
        /// The name.
        name: String,
        /// A name like it.
        help: Option<String>,
    },
}

impl Frameworks {
    /// The frameworks that ship, and those in the user's files.
    ///
    /// # Errors
    /// What is wrong with a file.
    pub fn load(files: &[PathBuf]) -> Result<Self, LoadError> {
        let mut frameworks = Self::default();
        for (path, text) in FILES {
            frameworks.add(&Source {
                path: format!("frameworks/{path}"),
                text: (*text).into(),
                shipped: true,
            })?;
        }
        for path in files {
            frameworks.add(&read(path)?)?;
        }
        Ok(frameworks)
    }

    fn add(&mut self, source: &Source) -> Result<(), LoadError> {
        let framework = parse(source).map_err(LoadError::File)?;
        if self.all.iter().any(|other| other.is_called(&framework.id)) {
            return Err(LoadError::Taken {
                id: framework.id,
                path: source.path.clone(),
            });
        }
        self.all.push(framework);
        Ok(())
    }

    /// All of them, in the order of their files.
    pub fn all(&self) -> &[Framework] {
        &self.all
    }

    /// The framework of that id or alias.
    ///
    /// # Errors
    /// When there is none.
    pub fn find(&self, name: &str) -> Result<&Framework, LoadError> {
        let found = self.all.iter().find(|framework| framework.is_called(name));
        found.ok_or_else(|| LoadError::Unknown {
            name: name.to_owned(),
            help: suggestion(name, self.all.iter().map(|framework| framework.id.as_str())),
        })
    }
}

fn read(path: &Path) -> Result<Source, LoadError> {
    let text = user_file::read(path).map_err(|error| LoadError::Read {
        path: path.to_owned(),
        error,
    })?;
    Ok(Source {
        path: path.display().to_string(),
        text: text.into(),
        shipped: false,
    })
}

fn parse(source: &Source) -> Result<Framework, Vec<Diagnostic>> {
    let text: Arc<str> = source.text.as_ref().into();
    let raw: RawFramework = serde_saphyr::from_str(&text)
        .map_err(|error| vec![diagnostic::yaml(&source.path, &text, &error)])?;
    let mut wrong = Vec::new();
    let mut wrong_at = |at: serde_saphyr::Location, message: String| {
        let number = |number| usize::try_from(number).unwrap_or(1);
        let start = diagnostic::offset(&text, number(at.line()), number(at.column()));
        let length = usize::try_from(at.span().len()).unwrap_or(1);
        wrong.push(Diagnostic {
            path: source.path.clone(),
            text: Arc::clone(&text),
            span: (start, start + length),
            message,
            help: None,
        });
    };
    if raw.format.value != FORMAT {
        let message = format!(
            "format {} is not known: this version reads format {FORMAT}",
            raw.format.value
        );
        wrong_at(raw.format.referenced, message);
    }
    let mut requirements = Vec::new();
    for (id, requirement) in raw.requirements {
        let RawRequirement {
            title,
            manual,
            no_check,
            checks,
        } = requirement;
        let mut patterns = Vec::new();
        for check in checks {
            match id_pattern(&check.value) {
                Ok(pattern) => patterns.push(pattern),
                Err(message) => wrong_at(check.referenced, message),
            }
        }
        requirements.push(Requirement {
            id,
            title,
            manual,
            no_check,
            checks: patterns,
        });
    }
    if wrong.is_empty() {
        Ok(Framework {
            id: raw.id.value,
            aliases: raw.aliases,
            title: raw.title,
            requirements,
        })
    } else {
        Err(wrong)
    }
}
