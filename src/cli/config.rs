//! `awsert config check | schema`: whether a configuration is right, and what it means.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use clap::Subcommand;
use jiff::Timestamp;

use super::checks::SelectionArguments;
use super::deliver;
use super::fail_on::FailOn;
use super::output::OutputArguments;
use super::selected::Selected;
use super::{CliError, Exit, tell};
use crate::aws::Target;
use crate::check::Library;
use crate::config::{self, Config, DEFAULT_FILE};
use crate::report::terminal::{Colour, Style, listing};

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Say what is wrong with a configuration, all of it, or what it means
    Check {
        /// The configuration
        #[arg(value_name = "FILE", env = "AWSERT_CONFIG", default_value = DEFAULT_FILE)]
        file: PathBuf,
    },
    /// Print the JSON Schema of awsert.yaml, for editors
    Schema,
}

pub(super) fn run(command: &Command, out: &mut impl Write) -> Result<Exit, CliError> {
    match command {
        Command::Schema => {
            out.write_all(config::json_schema().as_bytes())?;
            Ok(Exit::Clean)
        }
        Command::Check { file } => check(file, out),
    }
}

fn check(file: &Path, out: &mut impl Write) -> Result<Exit, CliError> {
    let config = Config::load(Some(file))?;
    let mut wrong: Vec<CliError> = Vec::new();
    let selected = Selected::of(&SelectionArguments::default(), &config, &[]);
    let selected = selected.map_err(|error| wrong.push(error)).ok();
    let outputs = OutputArguments::default().with(&config);
    wrong.extend(outputs.and_then(|outputs| outputs.outputs()).err());
    wrong.extend(FailOn::of(None, &config).err());
    let sender = deliver::sender(&config, &[]);
    let sender = sender.map_err(|error| wrong.push(error)).ok();
    if let Some(sender) = &sender {
        wrong.extend(deliver::needs(sender, config.baseline.is_some()).err());
    }
    let Some(selected) = selected.filter(|_| wrong.is_empty()) else {
        // The first stops a scan; whoever asks is told of all.
        let last = wrong.pop();
        for error in wrong {
            tell(&super::told(&error));
        }
        return last.map_or(Ok(Exit::Usage), Err);
    };
    let unknown = unmatched(&config, selected.library());
    let deliveries = sender.map_or_else(Vec::new, |sender| sender.lines());
    let meaning = meaning(&config, &selected, &unknown, &deliveries);
    let style = Style::detect(io::stdout().is_terminal(), Colour::Never, false);
    write!(
        out,
        "{} is fine.\n{}",
        file.display(),
        listing(&meaning, style.unicode)
    )?;
    Ok(Exit::Clean)
}

/// The patterns of waivers that no check has: mistakes, most of them.
fn unmatched(config: &Config, library: &Library) -> Vec<String> {
    let of_none = config.waivers.all().filter(|waiver| {
        let mut checks = library.checks();
        !checks.any(|check| waiver.check.is_match(&check.about.id))
    });
    of_none
        .map(|waiver| {
            format!(
                "{}: no check is called {}",
                waiver.place, waiver.check_pattern
            )
        })
        .collect()
}

/// What it comes to, in a few lines.
fn meaning(
    config: &Config,
    selected: &Selected,
    unmatched: &[String],
    deliveries: &[String],
) -> String {
    let now = Timestamp::now();
    let mut text = String::new();
    let mut line = |name: &str, what: &str| {
        let _ = writeln!(text, "  {name:9}  {what}");
    };
    if config.targets.is_empty() {
        line(
            "targets",
            "the configured account and region, or what flags say",
        );
    }
    for of in &config.targets {
        line("target", &format!("{}: {}", of.name, target(&of.target)));
    }
    let services: BTreeSet<&str> = selected
        .checks
        .iter()
        .map(|check| check.about.service())
        .collect();
    line(
        "checks",
        &format!(
            "{} selected, of {} services",
            selected.checks.len(),
            services.len()
        ),
    );
    let (mut valid, mut expired) = (0, Vec::new());
    for waiver in config.waivers.all() {
        if waiver.expired(now) {
            let state = super::waivers::state(waiver, now);
            expired.push(format!(
                "{}: {} {state}",
                waiver.place, waiver.check_pattern
            ));
        } else {
            valid += 1;
        }
    }
    line(
        "waivers",
        &format!("{valid} valid, {} expired", expired.len()),
    );
    for waiver in expired.iter().chain(unmatched) {
        line("", &format!("! {waiver}"));
    }
    let outputs: Vec<&str> = config.outputs.iter().map(|of| of.text.as_str()).collect();
    line(
        "outputs",
        if outputs.is_empty() {
            "table".to_owned()
        } else {
            outputs.join(", ")
        }
        .as_str(),
    );
    for delivery in deliveries {
        line("deliver", delivery);
    }
    let fail_on = config.fail_on.as_ref().map_or("any failure", |of| &of.text);
    let unknown = if config.allow_unknown {
        "what is unknown does not count"
    } else {
        "3 where something is unknown"
    };
    line("exit", &format!("1 on {fail_on}; {unknown}"));
    if let Some(store) = &config.store {
        line("store", &store.display().to_string());
    }
    if let Some(baseline) = &config.baseline {
        line("baseline", &baseline.text);
    }
    text
}

fn target(target: &Target) -> String {
    let said = [
        ("profile", &target.profile),
        ("role", &target.assume_role),
        ("endpoint", &target.endpoint_url),
    ];
    let mut words: Vec<String> = said
        .into_iter()
        .filter_map(|(name, value)| Some(format!("{name} {}", value.as_deref()?)))
        .collect();
    words.push(match target.regions.as_slice() {
        [] => "the configured region".to_owned(),
        regions => regions.join(", "),
    });
    words.join(", ")
}
