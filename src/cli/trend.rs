//! `awsert trend`: how findings developed over the runs that are kept.

use std::io::{self, IsTerminal as _, Write};

use super::history::{Format, RunRecord, chosen};
use super::kept::StoreArguments;
use super::{CliError, Exit};
use crate::report::table::history;
use crate::report::terminal::{Colour, Style};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    store: StoreArguments,
    /// Only runs of this account
    #[arg(long, value_name = "ID")]
    account: Option<String>,
    /// Only so many of each account, the last ones
    #[arg(long, value_name = "COUNT", default_value_t = 30)]
    limit: usize,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// When to colour
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    color: Colour,
}

pub(super) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<Exit, CliError> {
    let store = arguments.store.open()?;
    let runs = chosen(&store, arguments.account.as_deref(), None)?;
    let mut by_account: indexmap::IndexMap<&str, Vec<&_>> = indexmap::IndexMap::new();
    for run in &runs {
        by_account.entry(&run.account).or_default().push(run);
    }
    for runs in by_account.values_mut() {
        runs.drain(..runs.len().saturating_sub(arguments.limit));
    }
    match arguments.format {
        Format::Table => {
            let style = Style::detect(io::stdout().is_terminal(), arguments.color, false);
            history::trend(&by_account, &style, out)?;
        }
        Format::Json => {
            let records: Vec<RunRecord<'_>> = by_account
                .values()
                .flatten()
                .map(|run| RunRecord::of(run))
                .collect();
            serde_json::to_writer_pretty(&mut *out, &records).map_err(io::Error::from)?;
            writeln!(out)?;
        }
    }
    Ok(Exit::Clean)
}
