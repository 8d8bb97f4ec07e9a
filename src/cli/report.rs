//! `awsert report`: a run that was kept, in any format.

use std::io::Write;

use super::kept::StoreArguments;
use super::output::OutputArguments;
use super::{CliError, Exit};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The run: the file of a snapshot, or `last`, `last~1` … or the name of a run in the store
    #[arg(value_name = "RUN", default_value = "last")]
    run: String,
    #[command(flatten)]
    store: StoreArguments,
    #[command(flatten)]
    output: OutputArguments,
}

pub(super) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<Exit, CliError> {
    let outputs = arguments.output.outputs()?;
    let report = arguments.store.snapshot(&arguments.run)?.into_report();
    outputs.write(&report, out)?;
    Ok(Exit::Clean)
}
