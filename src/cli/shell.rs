//! `awsert completions` and `awsert man`: what shells and `man` need to know of the arguments, from the arguments themselves.

use std::fs;
use std::io::Write;
use std::path::PathBuf;

use clap::Command;
use clap_complete::Shell;

use super::{CliError, Exit};

#[derive(Debug, clap::Args)]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

#[derive(Debug, clap::Args)]
pub(super) struct Man {
    /// A folder to write all pages into: awsert.1, awsert-scan.1 and so on. Without it the first page goes to standard output
    folder: Option<PathBuf>,
}

/// Writes the completions for a shell.
pub(super) fn completions(
    arguments: &Completions,
    mut command: Command,
    out: &mut impl Write,
) -> Result<Exit, CliError> {
    // The generator takes a failure to write for a bug; a reader who has seen enough is none.
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut command, "awsert", &mut script);
    out.write_all(&script)?;
    Ok(Exit::Clean)
}

/// Writes the manual.
pub(super) fn man(
    arguments: &Man,
    command: Command,
    out: &mut impl Write,
) -> Result<Exit, CliError> {
    let Some(folder) = &arguments.folder else {
        clap_mangen::Man::new(command).render(out)?;
        return Ok(Exit::Clean);
    };
    let written = fs::create_dir_all(folder)
        .and_then(|()| clap_mangen::generate_to(command.disable_help_subcommand(true), folder));
    written.map_err(|error| {
        let folder = folder.display();
        CliError::Usage(format!("cannot write the manual into {folder}: {error}"))
    })?;
    Ok(Exit::Clean)
}
