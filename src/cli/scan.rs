//! `awsert scan`: read a live account and print the verdicts.

use std::io::Write;
use std::mem::ManuallyDrop;
use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use jiff::Timestamp;

use super::checks::SelectionArguments;
use super::deliver::{self, OnRequest};
use super::exit::ExitArguments;
use super::keeping::{Keeping, KeepingArguments};
use super::kept::Place;
use super::limits::LimitArguments;
use super::output::OutputArguments;
use super::selected::Selected;
use super::targets::TargetArguments;
use super::{CliError, Exit};
use crate::aws::Session;
use crate::config::Config;
use crate::inventory::schema::OPT_INS;
use crate::report::{Findings as _, Report};
use crate::scan::{Verdicts, together};
use crate::snapshot::Snapshot;

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    target: TargetArguments,
    /// Only this target of the configuration; repeatable. All of them when it is left out
    #[arg(
        long = "target",
        value_name = "NAME",
        value_delimiter = ',',
        conflicts_with_all = ["profile", "assume_role", "from"],
        help_heading = "Which account"
    )]
    only: Vec<String>,
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
    deliver: OnRequest,
    /// Deliver nothing, whatever the configuration says
    #[arg(long, conflicts_with = "deliver", help_heading = "Where results go")]
    no_deliver: bool,
    #[command(flatten)]
    exit: ExitArguments,
    #[command(flatten)]
    limits: LimitArguments,
}

pub(super) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<Exit, CliError> {
    let config = Config::load(arguments.config.as_deref())?;
    let selected = Selected::of(&arguments.selection, &config, &arguments.opt_in)?;
    let outputs = arguments.output.with(&config)?.outputs()?;
    let exit = arguments.exit.with(&config)?;
    let kept = arguments.keeping.with(&config);
    let mut keeping = kept.prepare(exit.fail_on)?;
    // What was read before was delivered then.
    let sender = arguments
        .deliver
        .sender(&config, kept.from.is_none() && !arguments.no_deliver)?;
    deliver::needs(&sender, keeping.compares())?;
    let told = match &kept.from {
        Some(words) => again(
            &kept.store.snapshot(words)?,
            &selected,
            &config,
            &mut keeping,
        )?,
        None => live(arguments, &selected, &config, &mut keeping)?,
    };
    if sender.is_empty() {
        // The process ends, which gives back at once what would take a while piece by piece.
        let report = ManuallyDrop::new(told.report);
        outputs.write(&*report, out)?;
        told.kept?;
        return Ok(exit.of(&report)?);
    }
    // Files first: nothing of them is lost, whatever becomes of deliveries.
    let mut failed = outputs.write_files(&told.report);
    let mut sessions = told.sessions;
    if kept.from.is_some() && sender.imports() {
        sessions = deliver::sessions(&config, &arguments.limits);
    }
    let base = deliver::base(&arguments.target);
    // A message groups findings by check and resource, which needs all of them at hand.
    let mut report = Vec::whole(&told.report)?.into_owned();
    let owed = deliver::send(&sender, &mut report, &base, &sessions, &arguments.limits)?;
    if !owed.is_empty() {
        failed = outputs.write_files(&report);
    }
    let kept_in = keeping.store().filter(|_| told.kept.is_ok());
    deliver::owe(&owed, &report.run.id, kept_in, arguments.config.as_deref());
    outputs.print(&report, &failed, out)?;
    told.kept?;
    Ok(exit.of(&report)?.after(owed.is_empty()))
}

/// A report, and whether what it says of is kept where it was to be.
struct Told {
    report: Report<Vec<Verdicts>>,
    kept: Result<(), CliError>,
    /// Of the accounts that were read.
    sessions: Vec<Session>,
}

/// Judges what an earlier run has read.
fn again(
    snapshot: &Snapshot<Place>,
    selected: &Selected,
    config: &Config,
    keeping: &mut Keeping,
) -> Result<Told, CliError> {
    let (checks, waivers) = (&selected.checks, &config.waivers);
    let inventory = snapshot.inventory()?;
    let (run, ledger) = (snapshot.run(), snapshot.ledger());
    let mut report = crate::scan::scan_again(run, ledger, inventory, checks, waivers);
    let notices = waivers.notices(report.run.started_at, true);
    report.notices.splice(0..0, notices);
    let kept = finish(&mut report, selected, keeping)?;
    let report = together(vec![report]).ok_or_else(no_target)?;
    Ok(Told {
        report,
        kept,
        sessions: Vec::new(),
    })
}

/// Reads the targets, one after the other, and judges each. Each is a run of its own where runs are kept.
fn live(
    arguments: &Arguments,
    selected: &Selected,
    config: &Config,
    keeping: &mut Keeping,
) -> Result<Told, CliError> {
    let targets = arguments.target.targets(&arguments.only, config)?;
    let several = targets.len() > 1;
    if several {
        keeping.of_several()?;
    }
    let is_kept = keeping.is_kept();
    let began = Timestamp::now();
    let (checks, waivers) = (&selected.checks, &config.waivers);
    let mut place = 0;
    let read = targets.read(&arguments.limits, async |session| {
        let now = Timestamp::now();
        let mut report = crate::scan::scan(session, checks, waivers, now, is_kept).await;
        place += 1;
        if place > 1 {
            // Each is kept under a name of its own.
            report.run.id = format!("{}-{place}", report.run.id);
        }
        if !several {
            report.notices.splice(0..0, waivers.notices(began, true));
        }
        let kept = tokio::task::block_in_place(|| finish(&mut report, selected, keeping))?;
        Ok::<_, CliError>((report, kept, session.clone()))
    })?;
    let complete = read.unread.is_empty();
    let mut reports = Vec::new();
    let mut kept = Ok(());
    let mut sessions = Vec::new();
    for told in read.read {
        let (report, is_kept, session) = told?;
        // What is told is saved by then; and what cannot be saved is told all the same.
        kept = kept.and(is_kept);
        reports.push(report);
        sessions.push(session);
    }
    let mut report = together(reports).ok_or_else(no_target)?;
    if several {
        report.frameworks = selected.answers(&report.findings)?;
        // Whether a waiver matches anything is known only of all of them together.
        let notices = waivers.notices(began, complete);
        report.notices.splice(0..0, notices);
    }
    report.run.complete &= complete;
    report.notices.extend(read.unread);
    Ok(Told {
        report,
        kept,
        sessions,
    })
}

/// Says what a run means for frameworks and beside earlier ones, and keeps it.
fn finish(
    report: &mut Report<Verdicts>,
    selected: &Selected,
    keeping: &mut Keeping,
) -> Result<Result<(), CliError>, CliError> {
    report.frameworks = selected.answers(&report.findings)?;
    keeping.compare(report)?;
    Ok(keeping.keep(report))
}

fn no_target() -> CliError {
    CliError::Usage("there is no target to read".to_owned())
}
