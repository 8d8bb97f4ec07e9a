//! `awsert history`: the runs that are kept.

use std::io::{self, IsTerminal as _, Write};
use std::path::PathBuf;

use clap::ValueEnum;
use jiff::Timestamp;
use serde::Serialize;

use super::kept::StoreArguments;
use super::{CliError, Exit};
use crate::report::table::history;
use crate::report::terminal::{Colour, Style};
use crate::snapshot::Snapshot;
use crate::store::{RunLine, Store};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StoreArguments,
    /// Only runs of this account
    #[arg(long, value_name = "ID")]
    account: Option<String>,
    /// Only so many, the last ones
    #[arg(long, value_name = "COUNT")]
    limit: Option<usize>,
    /// Keep the run of a snapshot, too: the file that `scan --save` wrote, here or elsewhere
    #[arg(long, value_name = "FILE", conflicts_with = "forget_all_but")]
    add: Option<PathBuf>,
    /// Forget all runs of each account but the last so many, for good
    #[arg(long, value_name = "COUNT")]
    forget_all_but: Option<usize>,
    /// How to write them
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// When to colour
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    color: Colour,
}

/// How runs are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Table,
    /// For programs
    Json,
}

/// A run, for programs.
#[derive(Serialize)]
pub(super) struct RunRecord<'a> {
    id: &'a str,
    account: &'a str,
    started_at: Timestamp,
    finished_at: Timestamp,
    regions: &'a [String],
    checks: usize,
    resources: usize,
    complete: bool,
    #[serde(flatten)]
    counts: crate::report::Counts,
    fail_by_severity: &'a indexmap::IndexMap<crate::check::Severity, usize>,
}

impl<'a> RunRecord<'a> {
    pub(super) fn of(run: &'a RunLine) -> Self {
        Self {
            id: &run.id,
            account: &run.account,
            started_at: run.started_at,
            finished_at: run.finished_at,
            regions: &run.regions,
            checks: run.checks,
            resources: run.resources,
            complete: run.complete,
            counts: run.counts,
            fail_by_severity: &run.failed,
        }
    }
}

pub(super) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<Exit, CliError> {
    if let Some(path) = &arguments.add {
        let snapshot = Snapshot::open(path.clone())?;
        let inventory = snapshot.inventory()?;
        let mut store = Store::open_or_make(arguments.store.path()?)?;
        let report = snapshot.into_report();
        store.keep(&report, &inventory)?;
        writeln!(out, "kept {}", report.run.id)?;
        return Ok(Exit::Clean);
    }
    let mut store = arguments.store.open()?;
    if let Some(last) = arguments.forget_all_but {
        let gone = store.forget_all_but(last)?;
        writeln!(out, "{gone} runs forgotten")?;
        return Ok(Exit::Clean);
    }
    let runs = chosen(&store, arguments.account.as_deref(), arguments.limit)?;
    match arguments.format {
        Format::Table => {
            let style = Style::detect(io::stdout().is_terminal(), arguments.color, false);
            history::write(&runs, &style, out)?;
        }
        Format::Json => {
            let records: Vec<RunRecord<'_>> = runs.iter().map(RunRecord::of).collect();
            serde_json::to_writer_pretty(&mut *out, &records).map_err(io::Error::from)?;
            writeln!(out)?;
        }
    }
    Ok(Exit::Clean)
}

/// The last runs, oldest first.
pub(super) fn chosen(
    store: &Store,
    account: Option<&str>,
    limit: Option<usize>,
) -> Result<Vec<RunLine>, CliError> {
    let mut runs = store.runs()?;
    runs.retain(|run| account.is_none_or(|account| run.account == account));
    if let Some(limit) = limit {
        runs.drain(..runs.len().saturating_sub(limit));
    }
    Ok(runs)
}
