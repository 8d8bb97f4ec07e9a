//! `awsert scan`: read a live account and print the verdicts.

use std::io::{self, IsTerminal as _, Write};
use std::path::PathBuf;

use clap::ValueEnum;
use clap::builder::PossibleValuesParser;
use jiff::Timestamp;

use super::checks::SelectionArguments;
use super::limits::LimitArguments;
use super::selected::Selected;
use super::{CliError, Exit, reading};
use crate::aws::Target;
use crate::check::Severity;
use crate::config::Config;
use crate::finding::Status;
use crate::inventory::schema::OPT_INS;
use crate::report::terminal::{Colour, Style};
use crate::report::{Report, json, table};
use crate::verify::statuses;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    target: TargetArguments,
    #[command(flatten)]
    selection: SelectionArguments,
    /// The configuration; awsert.yaml in this folder when there is one
    #[arg(long, value_name = "FILE", help_heading = "Which checks")]
    config: Option<PathBuf>,
    /// Read and judge what is only read on request: user_data (instances' start-up scripts, of which only facts are kept), secret_shape (the names of secrets' members and whether they are filled; never what they say)
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

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "What comes out")]
pub(super) struct OutputArguments {
    /// How to write the report
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Where to write the report; standard output when it is left out
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Show passes, and every resource
    #[arg(long, short)]
    verbose: bool,
    /// When to colour
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    color: Colour,
    /// Fail (exit code 1) only for this severity and above
    #[arg(long, value_name = "SEVERITY")]
    pub(super) fail_on: Option<Severity>,
    /// Exit with 0 when something is unknown and nothing failed
    #[arg(long)]
    pub(super) allow_unknown: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// For programs: JSON contract version 1
    Json,
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
    let started_at = Timestamp::now();
    let target = arguments.target.target();
    let (_, mut report) = reading::read(&target, &arguments.limits, async |session| {
        crate::scan::scan(session, &selected.checks, &config.waivers, started_at).await
    })?;
    report.frameworks = selected.answers(&report.findings)?;
    write(&arguments.output, &report, out)?;
    Ok(exit(
        &report,
        arguments.output.fail_on,
        arguments.output.allow_unknown,
    ))
}

pub(super) fn write(
    output: &OutputArguments,
    report: &Report,
    out: &mut impl Write,
) -> Result<(), CliError> {
    match &output.output {
        Some(path) => {
            let file = std::fs::File::create(path).map_err(|error| CliError::Create {
                path: path.clone(),
                error,
            })?;
            let mut file = io::BufWriter::new(file);
            write_to(output, report, false, &mut file)?;
            Ok(file.flush()?)
        }
        None => write_to(output, report, io::stdout().is_terminal(), out),
    }
}

fn write_to(
    output: &OutputArguments,
    report: &Report,
    terminal: bool,
    out: &mut impl Write,
) -> Result<(), CliError> {
    match output.format {
        Format::Json => json::write(report, out)?,
        Format::Table => table::write(
            report,
            &Style::detect(terminal, output.color, output.verbose),
            out,
        )?,
    }
    Ok(())
}

/// 1 beats 3; fails and unknowns below `--fail-on` do not count.
pub(super) fn exit(report: &Report, fail_on: Option<Severity>, allow_unknown: bool) -> Exit {
    let verified = |status: Status| {
        let mut statuses = report.verified.iter().flat_map(statuses);
        statuses.any(|of| of == status)
    };
    let counts = |status: Status| {
        verified(status)
            || report.findings.iter().any(|finding| {
                finding.status == status
                    && fail_on.is_none_or(|least| finding.check.severity >= least)
            })
    };
    if counts(Status::Fail) {
        Exit::Failed
    } else if !allow_unknown && (counts(Status::Unknown) || !report.run.complete) {
        Exit::Incomplete
    } else {
        Exit::Clean
    }
}
