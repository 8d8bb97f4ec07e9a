//! `awsert.yaml`: what to read, what to select, the checks' parameters, required tags, opt-ins, waivers, and where reports and results go.
//!
//! Flags add to the selection and override nothing silently: what both give, the flags decide.

mod deliver;
mod file;
mod form;
mod masked;
pub mod mutelist;
pub mod profile;
mod waivers;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use thiserror::Error;

use crate::aws::Target;
use crate::check::{Overrides, Selection};
use crate::deliver::Delivery;
use crate::diagnostic::Diagnostic;
use crate::user_file;

pub use form::json_schema;
pub use waivers::{Waiver, Waivers};

/// The name looked for in the working directory when no file is given.
pub const DEFAULT_FILE: &str = "awsert.yaml";

/// The configuration of a run.
#[derive(Debug, Default)]
pub struct Config {
    /// Which checks to make.
    pub selection: Selection,
    /// Values for checks' parameters. `required_tags`, `expected_regions` and `naming` are each given to every check with a parameter of
    /// that name.
    pub params: Overrides,
    /// Folders with the user's own checks, as paths from where the file stands.
    pub checks: Vec<PathBuf>,
    /// Files of the user's own frameworks, likewise.
    pub frameworks: Vec<PathBuf>,
    /// What to read that is read only on request.
    pub opt_in: Vec<String>,
    /// What is accepted.
    pub waivers: Waivers,
    /// What to read, one after the other; what flags and the environment say, where there is none.
    pub targets: Vec<NamedTarget>,
    /// Where reports go: `FORMAT[=FILE]`.
    pub outputs: Vec<Written>,
    /// Where results go beside reports.
    pub deliver: Vec<Delivery>,
    /// What makes a run fail, as the flag has it.
    pub fail_on: Option<Written>,
    /// Whether what is unknown does not count.
    pub allow_unknown: bool,
    /// The file that keeps runs, as a path from where the file stands.
    pub store: Option<PathBuf>,
    /// What to compare with.
    pub baseline: Option<Written>,
    /// Where the file stands.
    pub folder: PathBuf,
}

/// A target, and what it is called.
#[derive(Clone, Debug)]
pub struct NamedTarget {
    /// Its name.
    pub name: String,
    /// What is read.
    pub target: Target,
}

/// A text that means something to those who use it, and where it is written: file and line.
#[derive(Clone, Debug)]
pub struct Written {
    /// The text.
    pub text: String,
    /// The place.
    pub place: String,
}

/// Why a configuration cannot be used.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// The file cannot be read.
    #[error("cannot read the configuration {}: {error}", .path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The file is wrong.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n\n"))]
    File(Vec<Diagnostic>),
}

impl Config {
    /// Reads a configuration: the given file, else `awsert.yaml` where we stand, else none.
    ///
    /// # Errors
    /// When the given file cannot be read, or is wrong.
    pub fn load(given: Option<&Path>) -> Result<Self, ConfigError> {
        let path = match given {
            Some(path) => path,
            None if Path::new(DEFAULT_FILE).exists() => Path::new(DEFAULT_FILE),
            None => return Ok(Self::default()),
        };
        let text = user_file::read(path).map_err(|error| ConfigError::Read {
            path: path.to_owned(),
            error,
        })?;
        Self::parse(path, &text)
    }

    /// The configuration that a text is, as if it stood at a path.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(path: &Path, text: &str) -> Result<Self, ConfigError> {
        let folder = path.parent().unwrap_or(Path::new(""));
        file::parse(&path.display().to_string(), &Arc::from(text), folder)
            .map_err(ConfigError::File)
    }
}
