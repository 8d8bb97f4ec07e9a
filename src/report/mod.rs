//! Reports: each format is a pure function from the same [`Report`] to bytes.
//!
//! Everything read from AWS is hostile text; each writer escapes it for its medium.

pub mod asff;
mod blind;
pub mod csv;
mod flat;
mod format;
pub mod github;
mod group;
pub mod html;
pub mod json;
pub mod junit;
pub mod markdown;
mod mend;
pub mod message;
pub mod network;
pub mod ocsf;
mod place;
pub mod plan_json;
pub mod query;
#[cfg(test)]
pub(crate) mod sample;
pub mod sarif;
pub mod schema_json;
mod source;
pub mod table;
pub mod terminal;
pub mod verified;
mod words;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use std::collections::BTreeSet;
use std::ops::AddAssign;

pub use format::Format;
pub(crate) use mend::advice;
pub use source::{Findings, Tally};

use crate::aws::Denial;
use crate::compare::Changes;
use crate::finding::{Finding, Status};
use crate::framework::answers::Answers;
use crate::inventory::Outcome;

/// What a run has to say.
///
/// People's formats group its findings and need them in memory; programs' formats take them from any [`Findings`].
#[derive(Clone, Debug)]
pub struct Report<F = Vec<Finding>> {
    /// The run itself.
    pub run: Run,
    /// All findings, in a fixed order: account, then check, then resource.
    pub findings: F,
    /// What each call answered.
    pub ledger: Vec<LedgerLine>,
    /// What the findings say of the frameworks that were asked for.
    pub frameworks: Vec<Answers>,
    /// What became of a deployment and of what was expected of it, where one was verified.
    pub verified: Option<verified::Verified>,
    /// A picture of the networks, where what was read is at hand; for the HTML report.
    pub network: network::Picture,
    /// What changed since an earlier run, where this one is compared with one.
    pub changes: Option<Changes>,
    /// What the user should know beside findings: a waiver that expired or matched nothing.
    pub notices: Vec<String>,
}

/// The run itself.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Run {
    /// A name for it: the time it began and a few random letters.
    pub id: String,
    /// When it began; `now` in expressions.
    pub started_at: Timestamp,
    /// When the last call was answered.
    pub finished_at: Timestamp,
    /// The accounts read.
    pub accounts: Vec<String>,
    /// The regions read.
    pub regions: Vec<String>,
    /// How many checks were selected.
    pub checks: usize,
    /// Their ids.
    #[serde(default)]
    pub selected: BTreeSet<String>,
    /// How many resources were looked at.
    pub resources: usize,
    /// False when the run was cut short.
    pub complete: bool,
}

/// How one call went in one region.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct LedgerLine {
    /// The account.
    pub account: String,
    /// The region, or `global`.
    pub region: String,
    /// The call: `rds:DescribeDBInstances`.
    pub call: String,
    /// The worst that happened.
    pub outcome: Outcome,
    /// How many times it was asked, retries included.
    pub calls: u64,
    /// How many of those were retries.
    pub retries: u64,
    /// How many resources it told of.
    pub resources: u64,
    /// AWS's words.
    pub error: Option<String>,
    /// The checks with an unknown verdict because of it.
    pub blinds: Vec<String>,
    /// What refused it and how often, most frequent first.
    pub denials: Vec<(Denial, u64)>,
}

/// How many findings have which status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Proven to hold.
    pub pass: usize,
    /// Proven not to hold.
    pub fail: usize,
    /// Not proven.
    pub unknown: usize,
    /// Failed and accepted.
    pub waived: usize,
}

impl AddAssign for Counts {
    fn add_assign(&mut self, more: Self) {
        self.pass += more.pass;
        self.fail += more.fail;
        self.unknown += more.unknown;
        self.waived += more.waived;
    }
}

impl Counts {
    /// Counts findings.
    pub fn of<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> Self {
        let mut counts = Self::default();
        for finding in findings {
            counts.add(finding.status);
        }
        counts
    }

    /// Counts one more.
    pub fn add(&mut self, status: Status) {
        match status {
            Status::Pass => self.pass += 1,
            Status::Fail => self.fail += 1,
            Status::Unknown => self.unknown += 1,
            Status::Waived => self.waived += 1,
        }
    }
}
