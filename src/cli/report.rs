//! `awsert report`: a run that was kept, in any format; and, on request, delivered again.

use std::io::Write;
use std::path::PathBuf;

use super::deliver::{self, OnRequest};
use super::kept::StoreArguments;
use super::limits::LimitArguments;
use super::output::OutputArguments;
use super::targets::TargetArguments;
use super::{CliError, Exit};
use crate::config::Config;
use crate::report::Findings;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The run: the file of a snapshot, or `last`, `last~1` … or the name of a run in the store
    #[arg(value_name = "RUN", default_value = "last")]
    run: String,
    #[command(flatten)]
    store: StoreArguments,
    #[command(flatten)]
    output: OutputArguments,
    #[command(flatten)]
    deliver: OnRequest,
    /// The configuration that says where to deliver, and where runs are kept; awsert.yaml in this folder when there is one
    #[arg(
        long,
        value_name = "FILE",
        env = "AWSERT_CONFIG",
        help_heading = "Where results go"
    )]
    config: Option<PathBuf>,
    #[command(flatten)]
    limits: LimitArguments,
}

pub(super) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<Exit, CliError> {
    let outputs = arguments.output.outputs()?;
    if !arguments.deliver.is_asked() {
        let report = arguments.store.snapshot(&arguments.run)?.into_report();
        outputs.write(&report, out)?;
        return Ok(Exit::Clean);
    }
    let config = Config::load(arguments.config.as_deref())?;
    let sender = arguments.deliver.sender(&config, false)?;
    let mut store = arguments.store.clone();
    store.store = store.store.or_else(|| config.store.clone());
    let kept = store.snapshot(&arguments.run)?.into_report();
    let mut report = Findings::whole(&kept)?.into_owned();
    deliver::needs(&sender, report.changes.is_some())?;
    let limits = &arguments.limits;
    let sessions = if sender.imports() {
        deliver::sessions(&config, limits)
    } else {
        Vec::new()
    };
    let failed = outputs.write_files(&report);
    let base = deliver::base(&TargetArguments::default());
    let owed = deliver::send(&sender, &mut report, &base, &sessions, limits)?;
    deliver::owe(
        &owed,
        &report.run.id,
        store.store.as_deref(),
        arguments.config.as_deref(),
    );
    outputs.print(&report, &failed, out)?;
    Ok(Exit::Clean.after(owed.is_empty()))
}
