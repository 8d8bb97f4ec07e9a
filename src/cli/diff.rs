//! `awsert diff A B`: what changed between two runs that were kept.

use std::io::{self, IsTerminal as _, Write};

use serde::Serialize;

use super::fail_on::FailOn;
use super::history::Format;
use super::kept::StoreArguments;
use super::{CliError, Exit};
use crate::compare::configuration::{self, ResourceChange};
use crate::compare::{Against, Before};
use crate::finding::{Finding, Status};
use crate::report::table::diff;
use crate::report::terminal::{Colour, Style};
use crate::report::{Findings as _, Run, json};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// The earlier run: the file of a snapshot, or `last~1` … or the name of a run in the store
    #[arg(value_name = "BEFORE", default_value = "last~1")]
    before: String,
    /// The later run
    #[arg(value_name = "AFTER", default_value = "last")]
    after: String,
    #[command(flatten)]
    store: StoreArguments,
    /// Show also what AWS changes by itself all the time: when something was last used, how much there is of it
    #[arg(long)]
    all: bool,
    /// Exit with 1 where something of this severity and above fails that did not: critical, high, medium, low, info
    #[arg(long, value_name = "SEVERITY")]
    fail_on: Option<FailOn>,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// When to colour
    #[arg(long, value_enum, default_value_t = Colour::Auto)]
    color: Colour,
}

/// What changed, for programs.
#[derive(Serialize)]
struct Document<'a> {
    before: Side<'a>,
    after: Side<'a>,
    findings: json::ChangesRecord<'a>,
    new: Vec<json::FindingRecord<'a>>,
    resources: &'a [ResourceChange],
}

#[derive(Serialize)]
struct Side<'a> {
    run: &'a str,
    started_at: String,
    accounts: &'a [String],
}

impl<'a> Side<'a> {
    fn of(run: &'a Run) -> Self {
        Self {
            run: &run.id,
            started_at: format!("{:.3}", run.started_at),
            accounts: &run.accounts,
        }
    }
}

pub(super) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<Exit, CliError> {
    let before = arguments.store.snapshot(&arguments.before)?;
    let after = arguments.store.snapshot(&arguments.after)?;
    if before.run().accounts != after.run().accounts {
        return Err(CliError::Usage(format!(
            "{} is of account {} and {} of {}: compare runs of one account",
            arguments.before,
            before.run().accounts.join(", "),
            arguments.after,
            after.run().accounts.join(", ")
        )));
    }
    let resources =
        configuration::changes(&before.inventory()?, &after.inventory()?, arguments.all);
    let mut findings: Vec<Finding> = after
        .findings()
        .each()
        .map(|finding| finding.map(std::borrow::Cow::into_owned))
        .collect::<io::Result<_>>()?;
    let against = Against {
        run: before.run().id.clone(),
        started_at: before.run().started_at,
    };
    let then = Before::of(against, &before.findings())?;
    for finding in &mut findings {
        then.mark(finding);
    }
    let changes = then.changes(after.run(), &findings)?;
    let is_new = |finding: &&Finding| FailOn::NEW.counts(finding);
    let failed = |finding: &&Finding| finding.status == Status::Fail;
    let new: Vec<&Finding> = findings.iter().filter(is_new).filter(failed).collect();
    match arguments.format {
        Format::Table => {
            let style = Style::detect(io::stdout().is_terminal(), arguments.color, arguments.all);
            let runs = (before.run(), after.run());
            diff::write(runs, &changes, &new, &resources, &style, out)?;
        }
        Format::Json => {
            let document = Document {
                before: Side::of(before.run()),
                after: Side::of(after.run()),
                findings: json::ChangesRecord::of(&changes),
                new: new.iter().copied().map(json::FindingRecord::of).collect(),
                resources: &resources,
            };
            serde_json::to_writer_pretty(&mut *out, &document).map_err(io::Error::from)?;
            writeln!(out)?;
        }
    }
    let counts = |fail_on: FailOn| new.iter().any(|finding| fail_on.counts(finding));
    Ok(if arguments.fail_on.is_some_and(counts) {
        Exit::Failed
    } else {
        Exit::Clean
    })
}
