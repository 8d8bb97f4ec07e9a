//! `awsert scan`: read a live account and print the verdicts.

use std::io::Write;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use jiff::Timestamp;

use super::checks::SelectionArguments;
use super::exit::ExitArguments;
use super::keeping::KeepingArguments;
use super::limits::LimitArguments;
use super::output::OutputArguments;
use super::selected::Selected;
use super::{CliError, Exit, reading};
use crate::aws::Target;
use crate::config::Config;
use crate::inventory::schema::OPT_INS;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    target: TargetArguments,
    #[command(flatten)]
    selection: SelectionArguments,
    /// The configuration; awsert.yaml in this folder when there is one
    #[arg(long, value_name = "FILE", help_heading = "Which checks")]
    config: Option<PathBuf>,
    /// Read and judge what is only read on request: user_data (instances' start-up scripts, of which only facts are kept)
    #[arg(
        long,
        value_name = "WHAT",
        value_delimiter = ',', value_parser = PossibleValuesParser::new(OPT_INS),
        help_heading = "Which checks"
    )]
    opt_in: Vec<String>,
    #[command(flatten)]
    output: OutputArguments,
    #[command(flatten)]
    keeping: KeepingArguments,
    #[command(flatten)]
    exit: ExitArguments,
    #[command(flatten)]
    limits: LimitArguments,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Which account")]
pub(super) struct TargetArguments {
    /// A profile of the shared AWS configuration
    #[arg(long)]
    profile: Option<String>,
    /// A role to assume with the credentials found
    #[arg(long, value_name = "ARN")]
    assume_role: Option<String>,
    /// The external id that the role's trust policy asks for
    #[arg(long, value_name = "ID", requires = "assume_role")]
    external_id: Option<String>,
    /// A region, or `all` that are enabled; repeatable. The configured one when it is left out
    #[arg(long, value_delimiter = ',')]
    region: Vec<String>,
    /// One endpoint for all services; AWS_ENDPOINT_URL and AWS_ENDPOINT_URL_<SERVICE> work too
    #[arg(long, value_name = "URL")]
    endpoint_url: Option<String>,
}

impl TargetArguments {
    pub(super) fn target(&self) -> Target {
        Target {
            profile: self.profile.clone(),
            assume_role: self.assume_role.clone(),
            external_id: self.external_id.clone(),
            regions: self.region.clone(),
            endpoint_url: self.endpoint_url.clone(),
        }
    }
}

pub(super) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<Exit, CliError> {
    let config = Config::load(arguments.config.as_deref())?;
    let selected = Selected::of(&arguments.selection, &config, &arguments.opt_in)?;
    let outputs = arguments.output.outputs()?;
    let keeping = arguments.keeping.prepare(arguments.exit.fail_on)?;
    let (mut report, inventory) = match &arguments.keeping.from {
        Some(words) => {
            let snapshot = arguments.keeping.store.snapshot(words)?;
            let inventory = snapshot.inventory()?;
            let earlier = snapshot.into_report();
            let (checks, waivers) = (&selected.checks, &config.waivers);
            crate::scan::scan_again(&earlier, inventory, checks, waivers)
        }
        None => {
            let started_at = Timestamp::now();
            let target = arguments.target.target();
            let is_kept = keeping.is_kept();
            let (checks, waivers) = (&selected.checks, &config.waivers);
            reading::read(&target, &arguments.limits, async |session, _| {
                crate::scan::scan(session, checks, waivers, started_at, is_kept).await
            })?
            .1
        }
    };
    report.frameworks = selected.answers(&report.findings)?;
    keeping.compare(&mut report)?;
    // What is told is saved by then; and what cannot be saved is told all the same.
    let kept = keeping.keep(&report, &inventory);
    outputs.write(&report, out)?;
    kept?;
    Ok(arguments.exit.of(&report))
}
