//! `awsert waivers list | import`.

use std::io::{self, IsTerminal as _, Write};
use std::path::PathBuf;

use clap::Subcommand;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::{CliError, Exit, tell};
use crate::check::Library;
use crate::config::mutelist::{self, LeftOut, Terms};
use crate::config::{Config, ConfigError, Waiver};
use crate::report::terminal::{Colour, Style, listing, sanitise};

/// A waiver that ends within so many days is said to.
const SOON: i64 = 30;

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// List what is waived, by whom and until when
    List {
        /// The configuration; awsert.yaml in this folder when there is one
        #[arg(long, value_name = "FILE", env = "AWSERT_CONFIG")]
        config: Option<PathBuf>,
    },
    /// Print the waivers that Prowler's mutelist comes to; what cannot be carried over is said on standard error
    Import {
        /// The mutelist
        #[arg(value_name = "MUTELIST.yaml")]
        mutelist: PathBuf,
        /// Who answers for the waivers, which a mutelist does not say
        #[arg(long, default_value = "nobody named: taken over from Prowler")]
        owner: String,
        /// The last day they count, as 2027-12-31; for ever when it is left out
        #[arg(long, value_name = "DAY")]
        expires: Option<Date>,
    },
}

pub(super) fn run(command: &Command, out: &mut impl Write) -> Result<Exit, CliError> {
    match command {
        Command::List { config } => list(config.as_deref(), out),
        Command::Import {
            mutelist,
            owner,
            expires,
        } => {
            let terms = Terms {
                owner: owner.clone(),
                expires: *expires,
            };
            import(mutelist, &terms, out)
        }
    }
}

fn import(path: &std::path::Path, terms: &Terms, out: &mut impl Write) -> Result<Exit, CliError> {
    let library = Library::load(&[], &crate::check::Overrides::default())?;
    let imported = mutelist::import(path, &library, terms)?;
    // What is printed is a configuration: it is tried before anybody relies on it.
    let config = Config::parse(std::path::Path::new("waivers"), &imported.yaml)?;
    config
        .waivers
        .settle(&library, &[])
        .map_err(ConfigError::File)?;
    out.write_all(imported.yaml.as_bytes())?;
    for LeftOut {
        line, what, why, ..
    } in &imported.left_out
    {
        tell(&format!("{}:{line}: {what}: {why}", path.display()));
    }
    if !imported.left_out.is_empty() {
        let (made, left_out) = (imported.waivers, imported.left_out.len());
        tell(&format!(
            "{made} waiver(s) made; {left_out} thing(s) to look at, above and as comments in the output"
        ));
    }
    Ok(Exit::Clean)
}

fn list(config: Option<&std::path::Path>, out: &mut impl Write) -> Result<Exit, CliError> {
    let config = Config::load(config)?;
    let now = Timestamp::now();
    let style = Style::detect(io::stdout().is_terminal(), Colour::Never, false);
    if config.waivers.all().len() == 0 {
        writeln!(out, "Nothing is waived.")?;
        return Ok(Exit::Clean);
    }
    for waiver in config.waivers.all() {
        let mut text = format!(
            "{}  {}  ({})\n",
            state(waiver, now),
            sanitise(&waiver.check_pattern, style.unicode),
            waiver.place
        );
        for (name, value) in said(waiver) {
            let value = sanitise(&value, style.unicode);
            text.extend(["    ", name, ": ", &value, "\n"]);
        }
        write!(out, "{}", listing(&text, style.unicode))?;
    }
    Ok(Exit::Clean)
}

/// Whether a waiver counts, and until when.
pub(super) fn state(waiver: &Waiver, now: Timestamp) -> String {
    let Some(day) = waiver.expires else {
        return "never expires".to_owned();
    };
    if waiver.expired(now) {
        return format!("EXPIRED on {day}");
    }
    let today = now.to_zoned(TimeZone::UTC).date();
    let left = today
        .until(day)
        .map_or(i64::MAX, |span| i64::from(span.get_days()));
    match left {
        0 => format!("ends today, {day}"),
        left if left <= SOON => format!("until {day}, {left} more day(s)"),
        _ => format!("until {day}"),
    }
}

/// What a waiver is about, and why.
fn said(waiver: &Waiver) -> Vec<(&'static str, String)> {
    let mut said = vec![("resource", waiver.resource.clone())];
    let tags = waiver.tags.iter();
    let tags: Vec<String> = tags.map(|(key, value)| format!("{key}={value}")).collect();
    let optional = [
        ("account", waiver.account.clone()),
        ("region", waiver.region.clone()),
        ("tags", (!tags.is_empty()).then(|| tags.join(", "))),
        ("where", waiver.condition_text().map(str::to_owned)),
    ];
    said.extend(
        optional
            .into_iter()
            .filter_map(|(name, text)| Some((name, text?))),
    );
    said.push(("reason", waiver.reason.clone()));
    said.push(("owner", waiver.owner.clone()));
    said.extend(waiver.ticket.clone().map(|ticket| ("ticket", ticket)));
    said
}
