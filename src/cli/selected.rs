//! What flags and configuration select: flags, where given, in place of the configuration's selection.

use std::sync::Arc;

use super::CliError;
use super::checks::SelectionArguments;
use crate::check::{Check, Library, Selection};
use crate::config::{Config, ConfigError};
use crate::framework::Frameworks;
use crate::framework::answers::Answers;
use crate::report::Findings;

/// The checks of a run, and what they were selected from.
pub(super) struct Selected {
    /// The checks, in the order of their ids, without those that would judge nothing as their parameters stand.
    pub(super) checks: Vec<Arc<Check>>,
    library: Library,
    frameworks: Frameworks,
    selection: Selection,
}

impl Selected {
    pub(super) fn of(
        arguments: &SelectionArguments,
        config: &Config,
        opt_in: &[String],
    ) -> Result<Self, CliError> {
        let folders = joined(&config.checks, &arguments.folders);
        let library = Library::load(&folders, &config.params)?;
        let files = joined(&config.frameworks, &arguments.framework_file);
        let frameworks = Frameworks::load(&files)?;
        let selection = merge(arguments.selection(), &config.selection);
        let switched_on = joined(&config.opt_in, opt_in);
        config
            .waivers
            .settle(&library, &switched_on)
            .map_err(ConfigError::File)?;
        let (idle, checks): (Vec<_>, Vec<_>) = selection
            .select(&library, &frameworks, &switched_on)?
            .into_iter()
            .partition(|check| check.idle);
        if checks.is_empty() && !idle.is_empty() {
            return Err(CliError::Usage(nothing_to_judge(&idle)));
        }
        Ok(Self {
            checks,
            library,
            frameworks,
            selection,
        })
    }

    /// All checks that there are.
    pub(super) fn library(&self) -> &Library {
        &self.library
    }

    /// What the findings say of the frameworks that were asked for.
    pub(super) fn answers(&self, findings: &impl Findings) -> Result<Vec<Answers>, CliError> {
        let tallies = findings.tallies()?;
        let asked = self.selection.frameworks_of(&self.frameworks)?;
        let answers = |(framework, requirement)| {
            Answers::of(
                framework,
                requirement,
                &self.library,
                &self.checks,
                &tallies,
            )
        };
        Ok(asked.into_iter().map(answers).collect())
    }
}

/// Says what to set, where all that was selected waits for it.
fn nothing_to_judge(idle: &[Arc<Check>]) -> String {
    let waiting = |check: &Arc<Check>| {
        let names: Vec<&str> = check
            .params
            .iter()
            .map(|param| param.name.as_str())
            .collect();
        format!("{} ({})", check.about.id, names.join(", "))
    };
    let first: Vec<String> = idle.iter().take(3).map(waiting).collect();
    let more = match idle.len() - first.len() {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!(
        "what was selected judges nothing until its parameters are set in awsert.yaml: {}{more}",
        first.join(", ")
    )
}

fn joined<T: Clone>(config: &[T], flags: &[T]) -> Vec<T> {
    config.iter().chain(flags).cloned().collect()
}

fn merge(flags: Selection, config: &Selection) -> Selection {
    fn or<T: Clone>(flag: Vec<T>, config: &[T]) -> Vec<T> {
        if flag.is_empty() {
            config.to_vec()
        } else {
            flag
        }
    }
    Selection {
        checks: or(flags.checks, &config.checks),
        excluded: joined(&config.excluded, &flags.excluded),
        services: or(flags.services, &config.services),
        severities: or(flags.severities, &config.severities),
        frameworks: or(flags.frameworks, &config.frameworks),
    }
}
