//! A run as it was: its report, and the inventory that it rests on, so that it can be told in any format, judged by other checks and
//! compared with other runs, without AWS.
//!
//! It is lines of JSON, compressed with zstd: first what the run was, then the checks, the findings, the inventory, and last a line that
//! says that it is whole. The format has a version of its own; what a later version writes is refused by name. It holds what the inventory
//! does, and that holds no secret. Where snapshots are kept is the business of [`crate::store`].

pub(crate) mod facts;
mod read;
mod write;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use thiserror::Error;

pub(crate) use facts::GAPS;
pub use read::{Kept, Snapshot};
pub use write::write;

use crate::check::About;
use crate::compare::{Change, Changes};
use crate::finding::{FindingGap, Remedy, ResourceRef, Status, WaiverRef};
use crate::framework::answers::Answers;
use crate::report::network::Network;
use crate::report::verified::Verified;
use crate::report::{LedgerLine, Run};

/// The version of the format that this version writes; it reads all up to this.
pub const FORMAT: u32 = 1;

/// No line is longer: a policy of AWS has 128 KB at most, and no resource a thousand of them.
const LONGEST_LINE: u64 = 256 * 1024 * 1024;

/// Where a snapshot is read from, as often as wanted.
pub trait Source {
    /// Opens it at its beginning.
    ///
    /// # Errors
    /// When it cannot be read.
    fn open(&self) -> io::Result<Box<dyn Read + '_>>;

    /// What people call it.
    fn name(&self) -> String;
}

impl<S: Source> Source for &S {
    fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        (**self).open()
    }

    fn name(&self) -> String {
        (**self).name()
    }
}

impl Source for PathBuf {
    fn open(&self) -> io::Result<Box<dyn Read + '_>> {
        Ok(Box::new(File::open(self)?))
    }

    fn name(&self) -> String {
        self.display().to_string()
    }
}

/// Why a snapshot cannot be used.
#[derive(Debug, Error)]
pub enum SnapshotError {
    /// It cannot be read at all.
    #[error("cannot read {name}: {error}")]
    Read {
        /// The file or run.
        name: String,
        /// Why.
        error: io::Error,
    },
    /// It is something else.
    #[error("{0} is not a snapshot of awsert: make one with `awsert scan --save FILE`")]
    Other(String),
    /// A later version wrote it.
    #[error(
        "{name} has format {found}, and this version reads formats up to {FORMAT}: use a version of awsert as new as the one that wrote it"
    )]
    Later {
        /// The file or run.
        name: String,
        /// The format it has.
        found: u32,
    },
    /// Something in it is not as it was written.
    #[error("{name} is damaged at line {line}: {why}; make it anew")]
    Damaged {
        /// The file or run.
        name: String,
        /// The line, once decompressed, from 1.
        line: usize,
        /// What is wrong.
        why: String,
    },
}

/// The first line.
#[derive(Serialize, Deserialize)]
struct Heading {
    /// [`FORMAT`], under a name that says what the file is.
    awsert_snapshot: u32,
    tool: String,
    run: Run,
    ledger: Vec<LedgerLine>,
    frameworks: Vec<Answers>,
    verified: Option<Verified>,
    #[serde(default)]
    network: Option<Network>,
    #[serde(default)]
    changes: Option<Changes>,
    notices: Vec<String>,
}

/// Each other line, as it is written.
#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Said<'a> {
    Check(&'a About),
    Finding(SaidFinding<'a>),
    Account(&'a SavedAccount),
    Table(&'a SavedTable),
    Resource(&'a SavedResource),
    Lookup(&'a SavedLookup),
    End(End),
}

/// Each other line, as it is read.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    Check(About),
    Finding(Box<ReadFinding>),
    Account(SavedAccount),
    Table(SavedTable),
    Resource(SavedResource),
    Lookup(SavedLookup),
    End(End),
}

#[derive(Serialize)]
struct SaidFinding<'a> {
    check: &'a str,
    status: Status,
    message: &'a str,
    resource: &'a ResourceRef,
    sub_key: Option<&'a str>,
    evidence: &'a indexmap::IndexMap<String, serde_json::Value>,
    gaps: &'a [FindingGap],
    waiver: Option<&'a WaiverRef>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<Change>,
    remediation: &'a Remedy,
}

#[derive(Deserialize)]
struct ReadFinding {
    check: String,
    status: Status,
    message: String,
    resource: ResourceRef,
    sub_key: Option<String>,
    evidence: indexmap::IndexMap<String, serde_json::Value>,
    gaps: Vec<FindingGap>,
    waiver: Option<WaiverRef>,
    #[serde(default)]
    change: Option<Change>,
    remediation: Remedy,
}

/// Whose inventory it is.
#[derive(Serialize, Deserialize)]
struct SavedAccount {
    id: String,
    partition: String,
    regions: Vec<String>,
}

/// How the listings of a type went.
#[derive(Serialize, Deserialize)]
struct SavedTable {
    #[serde(rename = "type")]
    ty: String,
    listings: BTreeMap<String, SavedListing>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum SavedListing {
    Complete,
    Incomplete(SavedGap),
    Unsupported,
}

/// A resource: of the table before it.
#[derive(Serialize, Deserialize)]
struct SavedResource {
    /// Whether a listing brought it.
    listed: bool,
    /// Whether it went away while it was read.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    gone: bool,
    facts: facts::Facts,
}

/// What came of asking for a resource by name: of the table before it.
#[derive(Serialize, Deserialize)]
struct SavedLookup {
    region: String,
    name: String,
    came: Came,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Came {
    /// It is the resource of this row.
    Found(u32),
    Absent,
    Unknown(SavedGap),
}

#[derive(Clone, Serialize, Deserialize)]
struct SavedGap {
    call: String,
    outcome: crate::inventory::Outcome,
    error: String,
}

/// The last line: without it, something is missing.
#[derive(Clone, Copy, Serialize, Deserialize)]
struct End {
    lines: usize,
}
