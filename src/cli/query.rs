//! `awsert query`: which resources a condition holds for, live or in a snapshot.

use std::io::{self, IsTerminal as _, Write};

use clap::ValueEnum;
use clap::builder::PossibleValuesParser;
use jiff::Timestamp;

use super::kept::StoreArguments;
use super::limits::LimitArguments;
use super::targets::TargetArguments;
use super::{CliError, Exit, reading, tell};
use crate::collect::run::collect;
use crate::config::Waivers;
use crate::inventory::schema::OPT_INS;
use crate::query::{Answer, Query};
use crate::report::terminal::{Colour, Style};
use crate::report::{query, table};

#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A resource type, as `AWS::EC2::SecurityGroup`; `awsert schema` lists them
    #[arg(value_name = "TYPE")]
    ty: String,
    /// What must hold, in the language of checks: 'resource.ingress.exists(r, r.covers_port(22))'. Every resource when it is left out
    #[arg(value_name = "WHERE")]
    condition: Option<String>,
    /// What to show, as paths from the resource with commas between them: id,name,vpc.cidr_block,tags.team. Its id, name and region, and
    /// what WHERE reads, when it is left out
    #[arg(long, value_name = "PATHS", help_heading = "What comes out")]
    columns: Option<String>,
    /// Ask a run that was kept instead of the account, offline: the file of a snapshot, or a run of the store, as `last`
    #[arg(long, value_name = "RUN", conflicts_with_all = ["profile", "assume_role", "external_id", "endpoint_url"], help_heading = "Which account")]
    from: Option<String>,
    #[command(flatten)]
    store: StoreArguments,
    #[command(flatten)]
    target: TargetArguments,
    /// Read what is only read on request, too
    #[arg(
        long,
        value_name = "WHAT",
        value_delimiter = ',', value_parser = PossibleValuesParser::new(OPT_INS),
        help_heading = "What comes out"
    )]
    opt_in: Vec<String>,
    #[command(flatten)]
    output: OutputArguments,
    #[command(flatten)]
    limits: LimitArguments,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = "What comes out")]
struct OutputArguments {
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Only say how many there are
    #[arg(long, conflicts_with = "columns")]
    count: bool,
    /// Exit with 0 when something is not known
    #[arg(long)]
    allow_unknown: bool,
    /// Show long texts and lists whole
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
    /// For spreadsheets
    Csv,
}

pub(super) fn run(arguments: &Arguments, out: &mut impl Write) -> Result<Exit, CliError> {
    // Nothing is read for the columns of what is only counted.
    let columns = if arguments.output.count {
        Some("id")
    } else {
        arguments.columns.as_deref()
    };
    let query = Query::compile(
        &arguments.ty,
        arguments.condition.as_deref(),
        columns,
        &arguments.opt_in,
    )?;
    let answer = match &arguments.from {
        Some(words) => kept(&query, words, arguments)?,
        None => live(&query, arguments)?,
    };
    arguments.output.write(&query, &answer, out)?;
    Ok(if answer.is_whole() || arguments.output.allow_unknown {
        Exit::Clean
    } else {
        Exit::Incomplete
    })
}

/// What the account answers.
fn live(query: &Query, arguments: &Arguments) -> Result<Answer, CliError> {
    let now = Timestamp::now();
    let target = arguments.target.target();
    let (session, inventory) = reading::read(&target, &arguments.limits, async |session, _| {
        collect(
            session,
            &query.checks(),
            &Waivers::default(),
            &query.plan(),
            now,
        )
        .await
    })?;
    let mut answer = query.answer(&inventory, &[], now);
    answer.cut_short = session.gate.end().cause().map(ToString::to_string);
    Ok(answer)
}

/// What a run that was kept answers.
fn kept(query: &Query, words: &str, arguments: &Arguments) -> Result<Answer, CliError> {
    let snapshot = arguments.store.snapshot(words)?;
    let mut inventory = snapshot.inventory()?;
    let read_at = snapshot.run().started_at;
    let all = |region: &String| region == "all";
    let mut regions = arguments.target.target().regions;
    if regions.iter().any(all) {
        regions.clear();
    }
    query.reopen(&mut inventory, &regions);
    Ok(query.answer(&inventory, &regions, read_at))
}

impl OutputArguments {
    fn write(&self, query: &Query, answer: &Answer, out: &mut impl Write) -> Result<(), CliError> {
        let style = Style::detect(io::stdout().is_terminal(), self.color, self.verbose);
        match self.format {
            Format::Json => query::json(query, answer, out)?,
            Format::Table if !self.count => table::query::write(query, answer, &style, out)?,
            Format::Csv if !self.count => {
                query::csv(query, answer, out)?;
                self.doubts(query, answer)?;
            }
            Format::Table | Format::Csv => {
                writeln!(out, "{}", answer.rows.len())?;
                self.doubts(query, answer)?;
            }
        }
        Ok(())
    }

    /// What the rows alone do not say, on standard error: that they are not all, or that no more is known of them.
    fn doubts(&self, query: &Query, answer: &Answer) -> Result<(), CliError> {
        if answer.is_whole() {
            return Ok(());
        }
        let style = Style::detect(io::stderr().is_terminal(), Colour::Never, self.verbose);
        let mut text = Vec::new();
        table::query::write_doubts(query, answer, &style, &mut text)?;
        tell(String::from_utf8_lossy(&text).trim_end());
        Ok(())
    }
}
