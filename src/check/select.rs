//! Which checks a run makes.

use std::sync::Arc;

use globset::{Glob, GlobMatcher};
use thiserror::Error;

use super::load::FRAMEWORKS;
use super::{Check, Library, Severity};
use crate::expr::suggestion;

/// What the user asked for; what is not given does not restrict.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    /// Patterns of ids, former ids and other tools' ids: `rds-*`.
    pub checks: Vec<String>,
    /// Patterns of what to leave out.
    pub excluded: Vec<String>,
    /// Services: `rds`.
    pub services: Vec<String>,
    /// Severities.
    pub severities: Vec<Severity>,
    /// Frameworks, a requirement perhaps: `cis-aws-5.0`, `cis-aws-5.0:1.14`.
    pub frameworks: Vec<String>,
}

/// Why a selection cannot be made.
#[derive(Debug, Error)]
pub enum SelectionError {
    /// A pattern is not one.
    #[error("{0}")]
    Pattern(String),
    /// A check by name that reads what is read only on request.
    #[error("`{check}` reads what is read only on request; ask for it: --opt-in {opt_in}")]
    OnRequest {
        /// The check.
        check: String,
        /// What it needs.
        opt_in: &'static str,
    },
    /// Something matches no check.
    #[error("no check matches {what}{}", .help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default())]
    Nothing {
        /// The flag and its value.
        what: String,
        /// A name like it.
        help: Option<String>,
    },
}

impl Selection {
    /// The checks of the library that are asked for, in its order.
    ///
    /// # Errors
    /// When a part of the selection matches nothing (a typo must not look like a clean account), or names a check that reads what
    /// none of `opt_ins` allows.
    pub fn select(
        &self,
        library: &Library,
        opt_ins: &[impl AsRef<str>],
    ) -> Result<Vec<Arc<Check>>, SelectionError> {
        let wanted = matchers(&self.checks)?;
        let excluded = matchers(&self.excluded)?;
        for (pattern, matcher) in self.checks.iter().zip(&wanted) {
            if !library.checks().any(|check| named(check, matcher)) {
                let ids = library.checks().map(|check| check.id.as_str());
                return Err(SelectionError::Nothing {
                    what: format!("--check `{pattern}`"),
                    help: suggestion(pattern, ids),
                });
            }
        }
        for service in &self.services {
            if !library.checks().any(|check| check.service() == service) {
                let services = library.checks().map(|check| check.service());
                return Err(SelectionError::Nothing {
                    what: format!("--service `{service}`"),
                    help: suggestion(service, services),
                });
            }
        }
        for framework in &self.frameworks {
            if !library.checks().any(|check| answers(check, framework)) {
                return Err(SelectionError::Nothing {
                    what: format!("--framework `{framework}`"),
                    help: suggestion(framework, FRAMEWORKS.iter().copied()),
                });
            }
        }
        let on = |check: &Check| {
            check
                .opt_in()
                .is_none_or(|needed| opt_ins.iter().any(|opt_in| opt_in.as_ref() == needed))
        };
        for pattern in &self.checks {
            // A pattern may well reach checks that are not switched on; a name means the check.
            if let Some(check) = library.find(pattern)
                && let (Some(opt_in), false) = (check.opt_in(), on(check))
            {
                return Err(SelectionError::OnRequest {
                    check: check.id.clone(),
                    opt_in,
                });
            }
        }
        let selected: Vec<Arc<Check>> = library
            .checks()
            .filter(|check| wanted.is_empty() || wanted.iter().any(|matcher| named(check, matcher)))
            .filter(|check| !excluded.iter().any(|matcher| named(check, matcher)))
            .filter(|check| {
                self.services.is_empty()
                    || self
                        .services
                        .iter()
                        .any(|service| service == check.service())
            })
            .filter(|check| self.severities.is_empty() || self.severities.contains(&check.severity))
            .filter(|check| {
                self.frameworks.is_empty()
                    || self
                        .frameworks
                        .iter()
                        .any(|framework| answers(check, framework))
            })
            .filter(|check| on(check))
            .map(Arc::clone)
            .collect();
        if selected.is_empty() {
            return Err(SelectionError::Nothing {
                what: "all of the selection together".to_owned(),
                help: None,
            });
        }
        Ok(selected)
    }
}

fn matchers(patterns: &[String]) -> Result<Vec<GlobMatcher>, SelectionError> {
    patterns
        .iter()
        .map(|pattern| id_pattern(pattern).map_err(SelectionError::Pattern))
        .collect()
}

/// Ids have less than a hundred letters; and deep in `{a,{b,…}}` the pattern compiler gives up with a panic.
const LONGEST_PATTERN: usize = 256;

/// A pattern of checks' ids.
///
/// # Errors
/// What is wrong with it.
pub(crate) fn id_pattern(pattern: &str) -> Result<GlobMatcher, String> {
    if pattern.len() > LONGEST_PATTERN {
        return Err(format!(
            "a pattern of {} bytes is too long; at most {LONGEST_PATTERN} are allowed",
            pattern.len()
        ));
    }
    match Glob::new(pattern) {
        Ok(glob) => Ok(glob.compile_matcher()),
        Err(error) => Err(format!("`{pattern}` is not a pattern: {}", error.kind())),
    }
}

fn named(check: &Check, matcher: &GlobMatcher) -> bool {
    matcher.is_match(&check.id)
        || check.renamed_from.iter().any(|id| matcher.is_match(id))
        || check
            .aliases
            .values()
            .flatten()
            .any(|id| matcher.is_match(id))
}

fn answers(check: &Check, framework: &str) -> bool {
    match framework.split_once(':') {
        Some((framework, requirement)) => check
            .controls
            .get(framework)
            .is_some_and(|ids| ids.iter().any(|id| id == requirement)),
        None => check.controls.contains_key(framework),
    }
}
