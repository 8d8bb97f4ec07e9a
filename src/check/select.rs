//! Which checks a run makes.

use std::sync::Arc;

use globset::{Glob, GlobMatcher};
use thiserror::Error;

use super::{Check, Library, Severity};
use crate::expr::suggestion;
use crate::framework::{Framework, Frameworks};

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
    /// There is no such framework.
    #[error("--framework `{framework}`: {error}")]
    Framework {
        /// What was asked for.
        framework: String,
        /// Why there is none.
        error: crate::framework::LoadError,
    },
    /// A framework has no such requirement.
    #[error("--framework `{framework}`: {title} has no requirement `{requirement}`{}", .help.as_ref().map(|help| format!(" ({help})")).unwrap_or_default())]
    Requirement {
        /// What was asked for.
        framework: String,
        /// What the framework is called.
        title: String,
        /// The requirement's number.
        requirement: String,
        /// A number like it.
        help: Option<String>,
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
        frameworks: &Frameworks,
        opt_ins: &[impl AsRef<str>],
    ) -> Result<Vec<Arc<Check>>, SelectionError> {
        let wanted = matchers(&self.checks)?;
        let excluded = matchers(&self.excluded)?;
        for (pattern, matcher) in self.checks.iter().zip(&wanted) {
            if !library.checks().any(|check| names(matcher, check)) {
                let ids = library.checks().map(|check| check.about.id.as_str());
                return Err(SelectionError::Nothing {
                    what: format!("--check `{pattern}`"),
                    help: suggestion(pattern, ids),
                });
            }
        }
        for service in &self.services {
            if !library
                .checks()
                .any(|check| check.about.service() == service)
            {
                let services = library.checks().map(|check| check.about.service());
                return Err(SelectionError::Nothing {
                    what: format!("--service `{service}`"),
                    help: suggestion(service, services),
                });
            }
        }
        let asked = self.frameworks_of(frameworks)?;
        for (name, (framework, requirement)) in self.frameworks.iter().zip(&asked) {
            if !library
                .checks()
                .any(|check| answers(check, framework, *requirement))
            {
                return Err(SelectionError::Nothing {
                    what: format!("--framework `{name}`"),
                    help: None,
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
                    check: check.about.id.clone(),
                    opt_in,
                });
            }
        }
        let selected: Vec<Arc<Check>> = library
            .checks()
            .filter(|check| wanted.is_empty() || wanted.iter().any(|matcher| names(matcher, check)))
            .filter(|check| !excluded.iter().any(|matcher| names(matcher, check)))
            .filter(|check| {
                self.services.is_empty()
                    || self
                        .services
                        .iter()
                        .any(|service| service == check.about.service())
            })
            .filter(|check| {
                self.severities.is_empty() || self.severities.contains(&check.about.severity)
            })
            .filter(|check| {
                self.frameworks.is_empty()
                    || asked
                        .iter()
                        .any(|(framework, requirement)| answers(check, framework, *requirement))
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

    /// The frameworks that are asked for, each with the requirement where it was one alone.
    ///
    /// # Errors
    /// When there is no such framework or requirement.
    pub fn frameworks_of<'a>(
        &'a self,
        frameworks: &'a Frameworks,
    ) -> Result<Vec<(&'a Framework, Option<&'a str>)>, SelectionError> {
        self.frameworks
            .iter()
            .map(|asked| {
                let (name, requirement) = match asked.split_once(':') {
                    Some((name, requirement)) => (name, Some(requirement)),
                    None => (asked.as_str(), None),
                };
                let framework =
                    frameworks
                        .find(name)
                        .map_err(|error| SelectionError::Framework {
                            framework: asked.clone(),
                            error,
                        })?;
                if let Some(requirement) = requirement
                    && framework.requirement(requirement).is_none()
                {
                    let ids = framework.requirements.iter().map(|of| of.id.as_str());
                    return Err(SelectionError::Requirement {
                        framework: asked.clone(),
                        title: framework.title.clone(),
                        requirement: requirement.to_owned(),
                        help: suggestion(requirement, ids),
                    });
                }
                Ok((framework, requirement))
            })
            .collect()
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

/// Whether a pattern matches the check's id, a former one, or another tool's.
pub(crate) fn names(pattern: &GlobMatcher, check: &Check) -> bool {
    let other_tools = check.about.aliases.values().flatten();
    let mut ids = check.renamed_from.iter().chain(other_tools);
    pattern.is_match(&check.about.id) || ids.any(|id| pattern.is_match(id))
}

fn answers(check: &Check, framework: &Framework, requirement: Option<&str>) -> bool {
    framework
        .requirements
        .iter()
        .filter(|of| requirement.is_none_or(|id| of.id == id))
        .any(|of| framework.answered_by(of, check))
}
