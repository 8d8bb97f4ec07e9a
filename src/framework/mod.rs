//! Frameworks: what an auditor asks for, requirement by requirement, and which checks answer each.
//!
//! A framework is a data file in `frameworks/`. Which checks answer a requirement is said by the checks (`controls:`) or, for a
//! framework of the user's own, by its file. What came of each requirement in a run is told by [`answers`].

pub mod answers;
mod file;
mod library;

use globset::GlobMatcher;

use crate::check::{Check, names};

pub(crate) use library::SHIPPED;
pub use library::{Frameworks, LoadError};

/// A framework.
#[derive(Debug)]
pub struct Framework {
    /// What checks and flags call it: `cis-aws-5.0`.
    pub id: String,
    /// What else flags may call it: `cis-5.0`.
    pub aliases: Vec<String>,
    /// What its publisher calls it.
    pub title: String,
    /// What it asks for, in its own order.
    pub requirements: Vec<Requirement>,
}

/// One thing that a framework asks for.
#[derive(Debug)]
pub struct Requirement {
    /// Its number: `1.14`.
    pub id: String,
    /// What it asks for, in a line; none where the number has to do.
    pub title: Option<String>,
    /// Why a person has to look, where no check can tell.
    pub manual: Option<String>,
    /// Why no check answers it, where one could.
    pub no_check: Option<String>,
    /// Checks that answer it, beside those that say so themselves.
    pub checks: Vec<GlobMatcher>,
}

impl Framework {
    /// Whether a name means this framework.
    pub fn is_called(&self, name: &str) -> bool {
        self.id == name || self.aliases.iter().any(|alias| alias == name)
    }

    /// Whether a check answers a requirement.
    pub fn answered_by(&self, requirement: &Requirement, check: &Check) -> bool {
        let says_so = check
            .about
            .controls
            .get(&self.id)
            .is_some_and(|ids| ids.contains(&requirement.id));
        says_so
            || requirement
                .checks
                .iter()
                .any(|pattern| names(pattern, check))
    }

    /// The requirement of that number.
    pub fn requirement(&self, id: &str) -> Option<&Requirement> {
        self.requirements.iter().find(|of| of.id == id)
    }
}
