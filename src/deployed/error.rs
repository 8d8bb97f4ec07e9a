//! Why a deployment cannot be read, for whoever gave its file. No value of a file is ever in it.

use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a deployment cannot be read.
#[derive(Debug, Error)]
pub enum ReadError {
    /// A file cannot be opened, is no text, or is too long.
    #[error("cannot read the deployment {}: {error}", .path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// A file is not what it should be.
    #[error("{}{}: {message}\n  {help}", .path.display(), at(*.place))]
    Content {
        /// Which.
        path: PathBuf,
        /// Its line and column, from 1, where that is known.
        place: Option<(usize, usize)>,
        /// What is wrong.
        message: String,
        /// What to do about it.
        help: String,
    },
    /// Two files tell different values of one output.
    #[error(
        "the output {name} has one value in {} and another in {}\n  give the files of one deployment, or that which is right",
        .first.display(),
        .second.display()
    )]
    Outputs {
        /// The output.
        name: String,
        /// The file that was read first.
        first: PathBuf,
        /// The other.
        second: PathBuf,
    },
}

fn at(place: Option<(usize, usize)>) -> String {
    place.map_or_else(String::new, |(line, column)| format!(":{line}:{column}"))
}

/// What is wrong with what a file says, and what to do: the file's name is known where it was opened.
#[derive(Debug)]
pub(super) struct Wrong {
    pub(super) place: Option<(usize, usize)>,
    pub(super) message: String,
    pub(super) help: String,
}

impl Wrong {
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            place: None,
            message: message.into(),
            help: help.into(),
        }
    }

    pub(super) fn in_file(self, path: &Path) -> ReadError {
        ReadError::Content {
            path: path.to_owned(),
            place: self.place,
            message: self.message,
            help: self.help,
        }
    }
}
