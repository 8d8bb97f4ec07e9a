//! `awsert checks list | show | test`.

use std::io::{self, IsTerminal as _, Write};
use std::path::PathBuf;

use clap::Subcommand as ClapSubcommand;

use super::{CliError, Exit};
use crate::check::{Check, Library, LoadError, Overrides, Selection, Severity, run_examples};
use crate::expr::suggestion;
use crate::framework::Frameworks;
use crate::inventory::schema::OPT_INS;
use crate::report::terminal::{Colour, Style, listing};

#[derive(Debug, ClapSubcommand)]
pub(super) enum Command {
    /// List checks: id, severity, title
    List {
        #[command(flatten)]
        selection: SelectionArguments,
    },
    /// Show a check: what it asserts, why, and what to do
    Show {
        /// The check's id, a former id, or another tool's
        id: String,
        /// A folder with checks of your own
        #[arg(long = "checks", value_name = "DIR")]
        folders: Vec<PathBuf>,
    },
    /// Run every check's own examples
    Test {
        /// Only the checks in this folder or file
        path: Option<PathBuf>,
    },
}

/// Which checks: shared by every command that selects.
#[derive(Debug, Default, clap::Args)]
#[command(next_help_heading = "Which checks")]
pub(super) struct SelectionArguments {
    /// Only checks whose id matches, Prowler's ids too; repeatable
    #[arg(long = "check", value_name = "GLOB", value_delimiter = ',')]
    pub(super) check: Vec<String>,
    /// Leave out checks whose id matches; repeatable
    #[arg(long = "exclude-check", value_name = "GLOB", value_delimiter = ',')]
    pub(super) exclude: Vec<String>,
    /// Only checks of a service; repeatable
    #[arg(long, value_delimiter = ',')]
    pub(super) service: Vec<String>,
    /// Only checks of a severity; repeatable
    #[arg(long, value_delimiter = ',')]
    pub(super) severity: Vec<Severity>,
    /// Only checks that answer a framework, or one requirement of it: cis-aws-5.0, cis-aws-5.0:1.14
    #[arg(long, value_delimiter = ',')]
    pub(super) framework: Vec<String>,
    /// A file with a framework of your own, beside those that ship; repeatable
    #[arg(long, value_name = "FILE")]
    pub(super) framework_file: Vec<PathBuf>,
    /// A folder with checks of your own, beside those that ship; repeatable
    #[arg(long = "checks", value_name = "DIR")]
    pub(super) folders: Vec<PathBuf>,
}

impl SelectionArguments {
    pub(super) fn selection(&self) -> Selection {
        Selection {
            checks: self.check.clone(),
            excluded: self.exclude.clone(),
            services: self.service.clone(),
            severities: self.severity.clone(),
            frameworks: self.framework.clone(),
        }
    }
}

pub(super) fn run(command: &Command, out: &mut impl Write) -> Result<Exit, CliError> {
    let mut text = Vec::new();
    let exit = match command {
        Command::List { selection } => list(selection, &mut text),
        Command::Show { id, folders } => show(id, folders, &mut text),
        Command::Test { path } => test(path.as_ref(), &mut text),
    }?;
    // Check files come from all over the world.
    let style = Style::detect(io::stdout().is_terminal(), Colour::Never, false);
    let text = listing(&String::from_utf8_lossy(&text), style.unicode);
    out.write_all(text.as_bytes())?;
    Ok(exit)
}

fn list(arguments: &SelectionArguments, out: &mut Vec<u8>) -> Result<Exit, CliError> {
    let library = Library::load(&arguments.folders, &Overrides::default())?;
    let frameworks = Frameworks::load(&arguments.framework_file)?;
    let checks = arguments
        .selection()
        .select(&library, &frameworks, OPT_INS)?;
    let width = checks
        .iter()
        .map(|check| check.about.id.len())
        .max()
        .unwrap_or(0);
    for check in &checks {
        writeln!(
            out,
            "{:width$}  {:8}  {}",
            check.about.id, check.about.severity, check.about.title
        )?;
    }
    Ok(Exit::Clean)
}

fn show(id: &str, folders: &[PathBuf], out: &mut Vec<u8>) -> Result<Exit, CliError> {
    let library = Library::load(folders, &Overrides::default())?;
    let Some(check) = library.find(id) else {
        let help = suggestion(id, library.checks().map(|check| check.about.id.as_str()))
            .unwrap_or_else(|| "`awsert checks list` lists them".to_owned());
        return Err(CliError::Usage(format!(
            "there is no check `{id}` ({help})"
        )));
    };
    describe(check, out)?;
    Ok(Exit::Clean)
}

fn describe(check: &Check, out: &mut Vec<u8>) -> Result<(), CliError> {
    writeln!(
        out,
        "{}\n{}\n",
        check.about.title,
        "=".repeat(check.about.title.chars().count())
    )?;
    writeln!(out, "id          {}", check.about.id)?;
    writeln!(out, "severity    {}", check.about.severity)?;
    writeln!(out, "resource    {}", check.resource.name)?;
    writeln!(out, "file        {}", check.source.path)?;
    for (framework, ids) in &check.about.controls {
        writeln!(out, "answers     {framework}: {}", ids.join(", "))?;
    }
    for (tool, ids) in &check.about.aliases {
        writeln!(out, "known as    {tool}: {}", ids.join(", "))?;
    }
    let calls: std::collections::BTreeSet<String> = check
        .footprint()
        .attributes()
        .filter_map(|attribute| attribute.ty.call(attribute.slot))
        .map(ToString::to_string)
        .collect();
    writeln!(
        out,
        "reads       {}",
        calls.into_iter().collect::<Vec<_>>().join(", ")
    )?;
    for param in &check.params {
        writeln!(
            out,
            "parameter   {} ({}, {}): {}",
            param.name,
            param.kind.as_str(),
            param.value.to_json(),
            param.description
        )?;
    }
    writeln!(out, "\nWhy it matters\n  {}", check.about.risk)?;
    writeln!(
        out,
        "\nWhat to do\n  {}",
        check.remediation.text.source().trim_end()
    )?;
    if let Some(cli) = &check.remediation.cli {
        writeln!(out, "\nAWS CLI\n  {}", indented(cli.source()))?;
    }
    if let Some(terraform) = &check.remediation.terraform {
        writeln!(out, "\nTerraform\n  {}", indented(terraform.source()))?;
    }
    writeln!(out, "\nThe check\n  {}", indented(&check.source.text))?;
    Ok(())
}

fn indented(text: &str) -> String {
    text.trim_end().replace('\n', "\n  ")
}

fn test(path: Option<&PathBuf>, out: &mut Vec<u8>) -> Result<Exit, CliError> {
    let library = match path {
        Some(path) => Library::only(path)?,
        None => Library::load(&[], &Overrides::default())?,
    };
    let (mut checks, mut examples, mut failed) = (0, 0, 0);
    for check in library.checks() {
        checks += 1;
        let outcomes = run_examples(check).map_err(|wrong| LoadError::Files(vec![wrong]))?;
        for outcome in outcomes {
            examples += 1;
            if outcome.holds() {
                continue;
            }
            failed += 1;
            let came = match &outcome.came {
                Ok(verdict) => format!("came out {verdict:?}"),
                Err(problem) => problem.clone(),
            };
            writeln!(
                out,
                "{}: {}: example {} promises {:?}, {came}",
                check.source.path, check.about.id, outcome.number, outcome.promised
            )?;
        }
    }
    writeln!(out, "{checks} checks, {examples} examples, {failed} failed")?;
    Ok(if failed == 0 {
        Exit::Clean
    } else {
        Exit::Failed
    })
}
