//! All checks at hand: those that ship, and the user's own.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fs, io};

use rayon::iter::{IntoParallelIterator as _, ParallelIterator as _};
use thiserror::Error;

use super::load::load;
use super::params::Overrides;
use super::{Check, Source, embedded};
use crate::diagnostic::Diagnostic;
use crate::expr::{suggestion, with_stacks_for_parsing};
use crate::user_file;

/// The checks at hand, in the order of their ids.
#[derive(Debug, Default)]
pub struct Library {
    checks: BTreeMap<String, Arc<Check>>,
}

/// Why checks could not be loaded.
#[derive(Debug, Error)]
pub enum LoadError {
    /// A folder or file cannot be read.
    #[error("cannot read {}: {error}", .path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A folder holds no check.
    #[error("{} holds no *.yaml file", .0.display())]
    Empty(PathBuf),
    /// Files that are wrong.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n"))]
    Files(Vec<Diagnostic>),
    /// Two checks of one id.
    #[error("{second}: the id `{id}` is taken by {first}; give the check an id of its own")]
    Taken {
        /// The id.
        id: String,
        /// The file that has it.
        first: String,
        /// The file that wants it.
        second: String,
    },
    /// Values for a check or parameter that there is none of.
    #[error("params: there is no {0}")]
    UnknownParameter(String),
}

impl Library {
    /// The checks that ship, with the user's in `folders`, and the user's values for parameters.
    ///
    /// # Errors
    /// Everything that is wrong with the files.
    pub fn load(folders: &[PathBuf], overrides: &Overrides) -> Result<Self, LoadError> {
        let mut sources: Vec<Arc<Source>> = embedded::FILES
            .iter()
            .map(|(path, text)| {
                Arc::new(Source {
                    path: format!("checks/{path}"),
                    text: (*text).into(),
                    shipped: true,
                })
            })
            .collect();
        for folder in folders {
            sources.extend(read(folder)?);
        }
        Self::of(sources, overrides)
    }

    /// Only the checks in a folder or file.
    ///
    /// # Errors
    /// Everything that is wrong with the files.
    pub fn only(folder: &Path) -> Result<Self, LoadError> {
        Self::of(read(folder)?, &Overrides::default())
    }

    /// Only the checks of these texts, wherever they are from.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub fn of(sources: Vec<Arc<Source>>, overrides: &Overrides) -> Result<Self, LoadError> {
        let loaded: Vec<Result<Vec<Check>, Vec<Diagnostic>>> = with_stacks_for_parsing(|| {
            sources
                .into_par_iter()
                .map(|source| load(&source, overrides))
                .collect()
        });
        let mut library = Self::default();
        let mut wrong = Vec::new();
        for checks in loaded {
            match checks {
                Ok(checks) => {
                    for check in checks {
                        library.add(check)?;
                    }
                }
                Err(diagnostics) => wrong.extend(diagnostics),
            }
        }
        if !wrong.is_empty() {
            return Err(LoadError::Files(wrong));
        }
        library.known(overrides)?;
        Ok(library)
    }

    fn add(&mut self, check: Check) -> Result<(), LoadError> {
        if let Some(first) = self.checks.get(&check.about.id) {
            return Err(LoadError::Taken {
                id: check.about.id.clone(),
                first: first.source.path.clone(),
                second: check.source.path.clone(),
            });
        }
        self.checks.insert(check.about.id.clone(), Arc::new(check));
        Ok(())
    }

    /// Every value the user gave must be for a parameter that there is.
    fn known(&self, overrides: &Overrides) -> Result<(), LoadError> {
        let unknown = |what: String, help: Option<String>| {
            LoadError::UnknownParameter(match help {
                Some(help) => format!("{what} ({help})"),
                None => what,
            })
        };
        for (id, values) in &overrides.by_check {
            let Some(check) = self.checks.get(id) else {
                let help = suggestion(id, self.checks.keys().map(String::as_str));
                return Err(unknown(format!("check `{id}`"), help));
            };
            for name in values.keys() {
                if !check.params.iter().any(|param| param.name == *name) {
                    let help =
                        suggestion(name, check.params.iter().map(|param| param.name.as_str()));
                    return Err(unknown(format!("parameter `{name}` of `{id}`"), help));
                }
            }
        }
        Ok(())
    }

    /// All checks, by id.
    pub fn checks(&self) -> impl Iterator<Item = &Arc<Check>> {
        self.checks.values()
    }

    /// The check of that id, or of a former id, or of another tool's.
    pub fn find(&self, id: &str) -> Option<&Arc<Check>> {
        self.checks.get(id).or_else(|| {
            self.checks().find(|check| {
                check.renamed_from.iter().any(|old| old == id)
                    || check
                        .about
                        .aliases
                        .values()
                        .flatten()
                        .any(|alias| alias == id)
            })
        })
    }
}

fn read(path: &Path) -> Result<Vec<Arc<Source>>, LoadError> {
    let mut files = Vec::new();
    find(path, &mut files)?;
    if files.is_empty() {
        return Err(LoadError::Empty(path.to_owned()));
    }
    files.sort();
    files
        .into_iter()
        .map(|path| {
            let text = user_file::read(&path).map_err(|error| LoadError::Read {
                path: path.clone(),
                error,
            })?;
            Ok(Arc::new(Source {
                path: path.display().to_string(),
                text: text.into(),
                shipped: false,
            }))
        })
        .collect()
}

/// The file, or the check files in the folder and in those below it. A link to a folder is not followed below the first: it may lead
/// back up, and round and round.
fn find(path: &Path, files: &mut Vec<PathBuf>) -> Result<(), LoadError> {
    let error = |error| LoadError::Read {
        path: path.to_owned(),
        error,
    };
    if !path.is_dir() {
        fs::metadata(path).map_err(error)?;
        files.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path).map_err(error)? {
        let entry = entry.map_err(error)?;
        let path = entry.path();
        let is_check = || {
            path.extension()
                .is_some_and(|extension| extension == "yaml" || extension == "yml")
        };
        if entry.file_type().map_err(error)?.is_dir() {
            find(&path, files)?;
        } else if is_check() && fs::metadata(&path).map_or(true, |file| file.is_file()) {
            files.push(path);
        }
    }
    Ok(())
}
