//! Prowler's mutelists, read as waivers of ours.
//!
//! A mutelist mutes by account, check, region, resource and tags, all of which have to fit ("Mutelist", Prowler's documentation). What it
//! says of checks, resources and regions are regular expressions, which need to fit only a part. A waiver that is made of it covers what it
//! muted or less, never more: what would is left out, and said.

mod entry;
mod pattern;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use indexmap::IndexMap;
use serde::Deserialize;
use serde_saphyr::Spanned;
use thiserror::Error;

use crate::check::Library;
use crate::diagnostic::{self, Diagnostic};
use crate::user_file;

/// What is left of a mutelist.
#[derive(Debug, Default)]
pub struct Imported {
    /// A configuration with the waivers.
    pub yaml: String,
    /// How many waivers it has.
    pub waivers: usize,
    /// What could not be carried over, each with its line.
    pub left_out: Vec<LeftOut>,
}

/// Something that could not be carried over.
#[derive(Debug)]
pub struct LeftOut {
    /// The line of the mutelist, from 1.
    pub line: u64,
    /// What it is.
    pub what: String,
    /// Why not, or what to know of it.
    pub why: String,
    /// Whether it was carried over all the same.
    pub is_made: bool,
}

/// Why a mutelist cannot be read at all.
#[derive(Debug, Error)]
pub enum MutelistError {
    /// The file cannot be read.
    #[error("cannot read the mutelist {}: {error}", .path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// It is no mutelist.
    #[error("{0}")]
    File(Box<Diagnostic>),
}

/// What a mutelist does not say, and a waiver has to.
#[derive(Debug)]
pub struct Terms {
    /// Who answers for them.
    pub owner: String,
    /// The last day they count.
    pub expires: Option<jiff::civil::Date>,
}

#[derive(Debug, Deserialize)]
struct RawFile {
    #[serde(rename = "Mutelist", alias = "Allowlist")]
    mutelist: RawMutelist,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawMutelist {
    #[serde(rename = "Accounts", default)]
    accounts: IndexMap<String, RawAccount>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawAccount {
    #[serde(rename = "Checks", default)]
    checks: IndexMap<String, Spanned<RawCheck>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCheck {
    #[serde(rename = "Regions", default)]
    regions: Vec<String>,
    #[serde(rename = "Resources", default)]
    resources: Vec<String>,
    #[serde(rename = "Tags", default)]
    tags: Option<Vec<String>>,
    #[serde(rename = "Exceptions", default)]
    exceptions: Option<RawExceptions>,
    #[serde(rename = "Description", default)]
    description: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawExceptions {
    #[serde(rename = "Accounts", default)]
    accounts: Option<Vec<String>>,
    #[serde(rename = "Regions", default)]
    regions: Option<Vec<String>>,
    #[serde(rename = "Resources", default)]
    resources: Option<Vec<String>>,
    #[serde(rename = "Tags", default)]
    tags: Option<Vec<String>>,
}

/// Reads a mutelist.
///
/// # Errors
/// When it cannot be read, or is none.
pub fn import(path: &Path, library: &Library, terms: &Terms) -> Result<Imported, MutelistError> {
    let text = user_file::read(path).map_err(|error| MutelistError::Read {
        path: path.to_owned(),
        error,
    })?;
    parse(&path.display().to_string(), &text, library, terms)
}

/// The waivers of a mutelist's text, as if it stood at a path.
///
/// # Errors
/// When it is none.
pub fn parse(
    path: &str,
    text: &str,
    library: &Library,
    terms: &Terms,
) -> Result<Imported, MutelistError> {
    let raw: RawFile = serde_saphyr::from_str(text).map_err(|error| {
        MutelistError::File(Box::new(diagnostic::yaml(path, &Arc::from(text), &error)))
    })?;
    let mut imported = Imported::default();
    let mut waivers = String::new();
    for (account, of_account) in &raw.mutelist.accounts {
        let mut before: Vec<(&str, &RawExceptions)> = Vec::new();
        for (check, muted) in &of_account.checks {
            let line = muted.referenced.line();
            let entry = entry::Entry {
                account,
                check,
                muted: &muted.value,
                before: &before,
            };
            let (made, left_out) = entry.waivers(library);
            let exceptions = muted.value.exceptions.as_ref();
            before.extend(exceptions.map(|exceptions| (check.as_str(), exceptions)));
            for waiver in &made {
                waiver.write(terms, &mut waivers);
            }
            imported.waivers += made.len();
            let left_out = left_out.into_iter();
            imported
                .left_out
                .extend(left_out.map(|(what, why)| LeftOut {
                    line,
                    what,
                    why,
                    is_made: false,
                }));
            if check == "*" && !made.is_empty() {
                imported.left_out.push(LeftOut {
                    line,
                    what: check.clone(),
                    why: "covers our checks that Prowler does not have, too".to_owned(),
                    is_made: true,
                });
            }
        }
    }
    let mut yaml = String::from("# Made of Prowler's mutelist by `awsert waivers import`.\n");
    for left_out in &imported.left_out {
        let LeftOut {
            line, what, why, ..
        } = left_out;
        let which = if left_out.is_made { "Note" } else { "Left out" };
        // A text in JSON has no line breaks, so that a comment stays one.
        let what = serde_json::Value::from(what.as_str());
        let why = why.replace(['\n', '\r'], " ");
        let _ = writeln!(yaml, "# {which}, line {line}: {what}: {why}");
    }
    yaml.push_str("format: 1\nwaivers:");
    yaml.push_str(if waivers.is_empty() { " []\n" } else { "\n" });
    yaml.push_str(&waivers);
    imported.yaml = yaml;
    Ok(imported)
}
