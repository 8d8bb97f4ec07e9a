//! The command line: what was typed, what it means, and the exit code. One file per subcommand.

mod checks;
mod config;
mod deliver;
mod diff;
mod exit;
mod fail_on;
mod history;
mod interrupt;
mod keeping;
mod kept;
mod limits;
mod output;
mod plan;
mod progress;
mod query;
mod reading;
mod report;
mod scan;
mod schema;
mod selected;
mod shell;
mod targets;
mod trend;
mod verify;
mod waivers;

use std::ffi::OsString;
use std::io::{self, BufWriter, IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};

pub use exit::Exit;

use crate::aws::SessionError;
use crate::report::terminal::{Colour, Style, listing};

/// How much of what is printed is gathered before it is handed on, in bytes.
const BUFFER: usize = 64 * 1024;

/// Says, resource by resource, whether what runs in an AWS account is what was meant: pass, fail, or unknown with the reason.
#[derive(Debug, Parser)]
#[command(name = "awsert", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read a live account and print what holds, what does not, and what could not be read
    Scan(Box<scan::Arguments>),
    /// Say whether what a deployment made is there and as it was meant
    Verify(Box<verify::Arguments>),
    /// Write the report of a run that was kept, in any format
    Report(Box<report::Arguments>),
    /// List the runs that are kept
    History(history::Arguments),
    /// Say what changed between two runs that were kept: findings, and the configuration of resources
    Diff(diff::Arguments),
    /// Show how findings developed over the runs that are kept
    Trend(trend::Arguments),
    /// List, show and test checks
    #[command(subcommand)]
    Checks(checks::Command),
    /// Show the resource types, their attributes and the call that reads each
    Schema(schema::Arguments),
    /// Ask which resources of a type a condition holds for, live or in a snapshot
    Query(Box<query::Arguments>),
    /// Say what a scan would ask of AWS, print the least IAM policy for it, or try each call once
    Plan(Box<plan::Arguments>),
    /// Say whether a configuration is right and what it means, or print its JSON Schema
    #[command(subcommand)]
    Config(config::Command),
    /// List what is waived, or read Prowler's mutelist as waivers
    #[command(subcommand)]
    Waivers(waivers::Command),
    /// Print completions for a shell
    Completions(shell::Completions),
    /// Print the manual, or write its pages into a folder
    Man(shell::Man),
}

/// Runs the program.
pub fn run() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        tell(&format!(
            "error: this is a bug in awsert {}: {panic}\n  please report it with the command that was run; nothing was changed in the account",
            env!("CARGO_PKG_VERSION")
        ));
        // Where nothing unwinds, nobody comes by afterwards to say how it ended.
        #[cfg(panic = "abort")]
        #[expect(clippy::exit, reason = "nothing of ours runs after the hook")]
        std::process::exit(Exit::Bug.code().into());
    }));
    std::panic::catch_unwind(|| run_with(std::env::args_os()))
        .unwrap_or(Exit::Bug)
        .into()
}

fn run_with(arguments: impl IntoIterator<Item = OsString>) -> Exit {
    let arguments = match Arguments::try_parse_from(arguments) {
        Ok(arguments) => arguments,
        Err(error) => return refuse(&error),
    };
    // Standard output looks for a line's end in each piece that it is given: it is given few.
    let mut out = BufWriter::with_capacity(BUFFER, io::stdout().lock());
    let result = match arguments.command {
        Command::Checks(command) => checks::run(&command, &mut out),
        Command::Scan(arguments) => scan::run(&arguments, &mut out),
        Command::Report(arguments) => report::run(&arguments, &mut out),
        Command::History(arguments) => history::run(&arguments, &mut out),
        Command::Diff(arguments) => diff::run(&arguments, &mut out),
        Command::Trend(arguments) => trend::run(&arguments, &mut out),
        Command::Verify(arguments) => verify::run(&arguments, &mut out),
        Command::Plan(arguments) => plan::run(&arguments, &mut out),
        Command::Schema(arguments) => schema::run(&arguments, &mut out),
        Command::Query(arguments) => query::run(&arguments, &mut out),
        Command::Config(command) => config::run(&command, &mut out),
        Command::Waivers(command) => waivers::run(&command, &mut out),
        Command::Completions(arguments) => {
            shell::completions(&arguments, Arguments::command(), &mut out)
        }
        Command::Man(arguments) => shell::man(&arguments, Arguments::command(), &mut out),
    };
    let flushed = |exit| match out.flush() {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        // Whoever reads our output has seen enough.
        _ => Ok(exit),
    };
    match result.and_then(flushed) {
        Ok(exit) => exit,
        Err(error) => complain(&error),
    }
}

/// Tells what is wrong with the arguments, or the help they ask for.
fn refuse(error: &clap::Error) -> Exit {
    // Help and version are no errors; clap knows which stream each belongs on, and it colours what it says. It repeats arguments as
    // they are, though: where they hold what a terminal would obey, the colours go too.
    let text = error.to_string();
    if listing(&text, true) == text {
        let _ = error.print();
    } else {
        tell(text.trim_end());
    }
    if error.use_stderr() {
        Exit::Usage
    } else {
        Exit::Clean
    }
}

/// Writes a message for people to standard error. Paths, patterns and AWS's words in it are made harmless.
fn tell(text: &str) {
    let style = Style::detect(io::stderr().is_terminal(), Colour::Never, false);
    // Where standard error is closed, there is nobody to tell.
    let _ = writeln!(io::stderr(), "{}", listing(text, style.unicode));
}

/// Why a subcommand could not do its work.
#[derive(Debug, thiserror::Error)]
enum CliError {
    #[error(transparent)]
    Load(#[from] crate::check::LoadError),
    #[error(transparent)]
    Selection(#[from] crate::check::SelectionError),
    #[error(transparent)]
    Framework(#[from] crate::framework::LoadError),
    #[error(transparent)]
    Config(#[from] crate::config::ConfigError),
    #[error(transparent)]
    Expectations(#[from] crate::verify::expectations::ExpectationError),
    #[error(transparent)]
    Deployment(#[from] crate::deployed::ReadError),
    #[error(transparent)]
    Query(#[from] crate::query::QueryError),
    #[error(transparent)]
    Mutelist(#[from] crate::config::mutelist::MutelistError),
    #[error("{0}\n  {help}", help = .0.help())]
    Session(#[from] SessionError),
    #[error(transparent)]
    Snapshot(#[from] crate::snapshot::SnapshotError),
    #[error(transparent)]
    Store(#[from] crate::store::StoreError),
    #[error("{0}")]
    Files(String),
    #[error("{0}")]
    Usage(String),
    #[error("cannot write: {0}")]
    Write(#[from] io::Error),
}

/// An error, as people are told of it.
fn told(error: &CliError) -> String {
    let text = error.to_string();
    if text.starts_with("error") {
        text
    } else {
        format!("error: {text}")
    }
}

/// Tells the user what went wrong.
fn complain(error: &CliError) -> Exit {
    if let CliError::Write(error) = error
        && error.kind() == io::ErrorKind::BrokenPipe
    {
        // Whoever reads our output has seen enough.
        return Exit::Clean;
    }
    tell(&told(error));
    match error {
        CliError::Session(SessionError::Ended(_)) => Exit::Incomplete,
        _ => Exit::Usage,
    }
}
