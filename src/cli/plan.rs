//! `awsert plan`: what a scan would ask of AWS, with which permissions, and whether it may.

use std::io::{self, IsTerminal as _, Write};
use std::path::PathBuf;
use std::sync::Arc;

use clap::ValueEnum;
use clap::builder::PossibleValuesParser;

use super::checks::SelectionArguments;
use super::limits::LimitArguments;
use super::selected::Selected;
use super::targets::TargetArguments;
use super::{CliError, Exit, reading, tell};
use crate::check::Check;
use crate::collect::plan::Plan;
use crate::collect::preflight::{self, Trial};
use crate::config::Config;
use crate::deliver;
use crate::inventory::schema::OPT_INS;
use crate::plan::{Outline, policy};
use crate::report::terminal::{Colour, Style};
use crate::report::{plan_json, table};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    target: TargetArguments,
    #[command(flatten)]
    selection: SelectionArguments,
    /// The configuration; awsert.yaml in this folder when there is one
    #[arg(
        long,
        value_name = "FILE",
        env = "AWSERT_CONFIG",
        help_heading = "Which checks"
    )]
    config: Option<PathBuf>,
    /// Plan to read what is only read on request, too
    #[arg(
        long,
        value_name = "WHAT",
        value_delimiter = ',', value_parser = PossibleValuesParser::new(OPT_INS),
        help_heading = "Which checks"
    )]
    opt_in: Vec<String>,
    #[command(flatten)]
    limits: LimitArguments,
    #[command(flatten)]
    output: OutputArguments,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "What comes out")]
struct OutputArguments {
    /// Print the least IAM policy that the calls need: one document, or an array of several where IAM's limit of size asks for it
    #[arg(
        long,
        value_enum,
        value_name = "FORM",
        num_args = 0..=1,
        default_missing_value = "json",
        conflicts_with_all = ["preflight", "format", "verbose", "color"]
    )]
    iam_policy: Option<PolicyForm>,
    /// With --iam-policy: leave out what `deliver` of the configuration needs, as for the roles of targets
    #[arg(long)]
    no_deliver: bool,
    /// Try each call once, and say what is missing before the long run: this alone talks to AWS
    #[arg(long)]
    preflight: bool,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Show which checks need each call
    #[arg(long, short)]
    verbose: bool,
    /// When to colour
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    color: Colour,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Table,
    /// For programs
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum PolicyForm {
    /// As IAM takes it
    Json,
    /// An aws_iam_policy for each document
    Terraform,
    /// A template with an AWS::IAM::ManagedPolicy for each document
    Cloudformation,
}

/// What is said of documents that do not read.
const SAID: &str = "beside what is read there is a policy for each kind of delivery: awsert-delivers is for whoever runs awsert, \
    awsert-imports for each account whose findings go to Security Hub; --no-deliver leaves them out";

pub(super) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<Exit, CliError> {
    let config = Config::load(arguments.config.as_deref())?;
    let mut checks = Selected::of(&arguments.selection, &config, &arguments.opt_in)?.checks;
    // What waivers have to know is read, too.
    checks.extend(config.waivers.reads(&checks));
    if arguments.output.preflight {
        return preflight(arguments, &checks, out);
    }
    let target = arguments.target.target();
    let outline = Outline::of(&checks, &target.regions, target.assume_role.is_some());
    if let Some(form) = arguments.output.iam_policy {
        let mut documents = policy::documents(&outline.actions(), policy::LIMIT);
        if !arguments.output.no_deliver {
            let delivering = deliver::policy::documents(&config.deliver, &target.regions);
            if !delivering.is_empty() {
                tell(SAID);
            }
            documents.extend(delivering);
        }
        match form {
            PolicyForm::Json => policy::json(&documents, out)?,
            PolicyForm::Terraform => policy::terraform(&documents, out)?,
            PolicyForm::Cloudformation => policy::cloudformation(&documents, out)?,
        }
        return Ok(Exit::Clean);
    }
    match arguments.output.format {
        Format::Json => plan_json::write_plan(&outline, out)?,
        Format::Table => table::plan::write(&outline, &arguments.output.style(), out)?,
    }
    Ok(Exit::Clean)
}

fn preflight(
    arguments: &Arguments,
    checks: &[Arc<Check>],
    out: &mut impl Write,
) -> Result<Exit, CliError> {
    let target = arguments.target.target();
    let (session, trials) = reading::read(&target, &arguments.limits, async |session, _| {
        preflight::preflight(session, Plan::of(checks)).await
    })?;
    match arguments.output.format {
        Format::Json => plan_json::write_preflight(&session, &trials, out)?,
        Format::Table => {
            table::preflight::write(&session, &trials, &arguments.output.style(), out)?;
        }
    }
    Ok(if trials.iter().all(Trial::is_fine) {
        Exit::Clean
    } else {
        Exit::Incomplete
    })
}

impl OutputArguments {
    fn style(&self) -> Style {
        Style::detect(io::stdout().is_terminal(), self.color, self.verbose)
    }
}
