//! What a scan keeps of itself, and what it is compared with: `--save`, `--store`, `--baseline` and `--from`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::CliError;
use super::fail_on::FailOn;
use super::kept::{Place, StoreArguments, is_path};
use super::output::file;
use crate::compare::{Against, Before};
use crate::config::Config;
use crate::report::Report;
use crate::scan::Verdicts;
use crate::snapshot::{self, Snapshot};
use crate::store::{Reference, Store};

#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "What is kept")]
pub(super) struct KeepingArguments {
    #[command(flatten)]
    pub(super) store: StoreArguments,
    /// Compare with an earlier run: `last`, the name of a run in the store, or the file of a snapshot
    #[arg(long, value_name = "RUN")]
    baseline: Option<String>,
    /// Save all that was read and found to a file, for `--from`, `report`, `diff` and `query`
    #[arg(long, value_name = "FILE")]
    save: Option<PathBuf>,
    /// Judge what an earlier run has read, without AWS: the file of a snapshot, or a run in the store
    #[arg(
        long,
        value_name = "RUN",
        conflicts_with_all = ["profile", "assume_role", "region", "endpoint_url", "save"]
    )]
    pub(super) from: Option<String>,
}

/// What a scan does with its run; known to be possible before it begins, as far as that can be known.
pub(super) struct Keeping {
    store: Option<Store>,
    save: Option<PathBuf>,
    baseline: Option<Baseline>,
}

enum Baseline {
    /// A run whose place is known.
    Known(Box<Snapshot<Place>>),
    /// So many before this one, of the same account.
    Last(usize),
}

impl KeepingArguments {
    /// The same, with what the configuration says where flags and the environment do not.
    pub(super) fn with(&self, config: &Config) -> Self {
        let mut all = self.clone();
        all.store.store = all.store.store.or_else(|| config.store.clone());
        let baseline = config.baseline.as_ref().map(|written| &written.text);
        all.baseline = all.baseline.or_else(|| baseline.cloned());
        all
    }

    /// Opens what is needed.
    ///
    /// # Errors
    /// When it cannot be opened, or flags do not go together.
    pub(super) fn prepare(&self, fail_on: Option<FailOn>) -> Result<Keeping, CliError> {
        let usage = |message: &str| Err(CliError::Usage(message.to_owned()));
        if fail_on.is_some_and(|fail_on| fail_on.new) && self.baseline.is_none() {
            return usage(
                "what is new is told by an earlier run: add --baseline last, with the --store that runs are kept in",
            );
        }
        if let Some(path) = &self.save {
            file::check(path)?;
        }
        let baseline = match &self.baseline {
            None => None,
            Some(words) if is_path(words) => Some(self.known(words)?),
            Some(words) => match Reference::parse(words) {
                Reference::Last(before) => {
                    self.store.path()?;
                    Some(Baseline::Last(before))
                }
                Reference::Named(_) => Some(self.known(words)?),
            },
        };
        // A run that is judged again is kept already.
        let store = match (&self.store.store, &self.from) {
            (Some(path), None) => Some(Store::open_or_make(path)?),
            (Some(_), Some(_)) if self.baseline.is_some() => Some(self.store.open()?),
            _ => None,
        };
        Ok(Keeping {
            store,
            save: self.save.clone(),
            baseline,
        })
    }

    fn known(&self, words: &str) -> Result<Baseline, CliError> {
        let snapshot = self.store.snapshot(words)?;
        Ok(Baseline::Known(Box::new(snapshot)))
    }
}

impl Keeping {
    /// Makes sure that the runs of several accounts can be kept.
    pub(super) fn of_several(&self) -> Result<(), CliError> {
        match &self.save {
            Some(path) => Err(CliError::Usage(format!(
                "{} would hold one account, and there are several targets: name one with --target, or keep the runs with --store",
                path.display()
            ))),
            None => Ok(()),
        }
    }

    /// Whether anything is kept.
    pub(super) fn is_kept(&self) -> bool {
        self.store.is_some() || self.save.is_some()
    }

    /// Whether anything says what is new.
    pub(super) fn compares(&self) -> bool {
        self.baseline.is_some()
    }

    /// The store that this run is kept in.
    pub(super) fn store(&self) -> Option<&Path> {
        self.store.as_ref().map(Store::path)
    }

    /// Says what changed since the baseline, where there is one.
    pub(super) fn compare(&self, report: &mut Report<Verdicts>) -> Result<(), CliError> {
        let found;
        let snapshot = match (&self.baseline, &self.store) {
            (None, _) | (Some(Baseline::Last(_)), None) => return Ok(()),
            (Some(Baseline::Known(snapshot)), _) => Some(&**snapshot),
            (Some(Baseline::Last(before)), Some(store)) => {
                let account = report.run.accounts.first().map(String::as_str);
                let last = store.find(&Reference::Last(*before), account)?;
                found = match last {
                    Some(run) => Some(Snapshot::open(Place::Store(store.stored(&run)))?),
                    None => None,
                };
                found.as_ref()
            }
        };
        let before = if let Some(snapshot) = snapshot {
            let run = snapshot.run();
            let against = Against {
                run: run.id.clone(),
                started_at: run.started_at,
            };
            Before::of(against, &snapshot.findings())?
        } else {
            report.notices.push(
                "no earlier run of this account is kept: everything counts as new".to_owned(),
            );
            Before::default()
        };
        report.changes = Some(report.findings.compare(&report.run, &Arc::new(before))?);
        Ok(())
    }

    /// Keeps the run. When this returns, it is saved.
    pub(super) fn keep(&mut self, report: &Report<Verdicts>) -> Result<(), CliError> {
        let inventory = report.findings.inventory();
        if let Some(path) = &self.save {
            file::write(path, |out| snapshot::write(report, inventory, out)).map_err(|error| {
                CliError::Files(format!("cannot save {}: {error}", path.display()))
            })?;
        }
        if let Some(store) = &mut self.store {
            store.keep(report, inventory)?;
        }
        Ok(())
    }
}
