//! Findings for people who are told rather than look: few of them, the worst first, in a message of bounded length.
//!
//! Here is which findings, and how many; [`text`] and [`slack`] write them, and [`super::json::message`] tells programs. How they are sent is the business
//! of [`crate::deliver`].

pub mod slack;
pub mod text;

#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::words::{counted, full_name, without_name};
use super::{Report, Run};
use crate::check::{About, Severity};
use crate::compare::Change;
use crate::finding::{Finding, Status};

/// Which findings are told: what failed or is unknown, of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    /// Only what the run before did not say.
    pub new: bool,
    /// The least severity; any where there is none.
    pub least: Option<Severity>,
}

/// A message about a run.
#[derive(Debug)]
pub struct Message<'a> {
    /// The run.
    pub run: &'a Run,
    /// Which findings it is about.
    pub selection: Selection,
    /// How many of them failed.
    pub fail: usize,
    /// How many are unknown.
    pub unknown: usize,
    /// Whether there was a run to compare with; all counts as new where there was none.
    pub is_compared: bool,
    /// The findings, by check: what failed before what is unknown, the worst first.
    pub groups: Vec<Group<'a>>,
}

/// What became of a check.
#[derive(Debug)]
pub struct Group<'a> {
    /// The check.
    pub check: &'a About,
    /// What came of it.
    pub status: Status,
    /// On which resources.
    pub findings: Vec<&'a Finding>,
}

impl Selection {
    /// Whether a finding is told.
    pub fn takes(self, finding: &Finding) -> bool {
        let is_severe = self
            .least
            .is_none_or(|least| finding.check.severity >= least);
        let is_told = matches!(finding.status, Status::Fail | Status::Unknown);
        is_told && is_severe && (!self.new || finding.change == Some(Change::New))
    }
}

impl<'a> Message<'a> {
    /// The message about a run's findings.
    pub fn of(report: &'a Report, selection: Selection) -> Self {
        let mut groups: BTreeMap<_, Group<'a>> = BTreeMap::new();
        let told = report.findings.iter();
        for finding in told.filter(|finding| selection.takes(finding)) {
            let check = &*finding.check;
            let is_unknown = finding.status == Status::Unknown;
            let place = (is_unknown, Reverse(check.severity), &*check.id);
            let group = groups.entry(place).or_insert_with(|| Group {
                check,
                status: finding.status,
                findings: Vec::new(),
            });
            group.findings.push(finding);
        }
        let groups: Vec<Group<'a>> = groups.into_values().collect();
        let of = |status| {
            let of_it = groups.iter().filter(|group| group.status == status);
            of_it.map(|group| group.findings.len()).sum()
        };
        Self {
            run: &report.run,
            selection,
            fail: of(Status::Fail),
            unknown: of(Status::Unknown),
            is_compared: report
                .changes
                .as_ref()
                .is_some_and(|changes| changes.against.is_some()),
            groups,
        }
    }

    /// Whether there is anything to tell.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// `3 new failures, 1 newly unknown (high and above)`.
    pub fn headline(&self) -> String {
        let (new, newly) = if self.selection.new {
            ("new ", "newly ")
        } else {
            ("", "")
        };
        let failures = (self.fail > 0).then(|| counted(self.fail, &format!("{new}failure")));
        let unknown = (self.unknown > 0).then(|| format!("{} {newly}unknown", self.unknown));
        let told: Vec<String> = failures.into_iter().chain(unknown).collect();
        let told = match (told.as_slice(), self.selection.new) {
            ([], true) => "nothing new".to_owned(),
            ([], false) => "nothing failed".to_owned(),
            (told, _) => told.join(", "),
        };
        match self.selection.least {
            None | Some(Severity::Info) => told,
            Some(Severity::Critical) => format!("{told} (critical)"),
            Some(least) => format!("{told} ({least} and above)"),
        }
    }

    /// `account 111122223333`, or how many they are.
    fn accounts(&self) -> String {
        match self.run.accounts.as_slice() {
            [only] => format!("account {only}"),
            several => counted(several.len(), "account"),
        }
    }

    /// Where the run looked and when it began.
    fn scope(&self) -> String {
        let regions = &self.run.regions;
        let regions = if regions.len() > 4 {
            counted(regions.len(), "region")
        } else {
            regions.join(", ")
        };
        format!(
            "{}, {regions}; run {} of {}",
            self.accounts(),
            self.run.id,
            self.run.started_at.strftime("%Y-%m-%d %H:%M UTC")
        )
    }

    /// What its reader has to know beside the findings.
    fn remarks(&self) -> Vec<&'static str> {
        let first = (self.selection.new && !self.is_compared)
            .then_some("No earlier run is kept to compare with: everything counts as new.");
        let cut = (!self.run.complete)
            .then_some("The run was cut short, or a target was not read: there may be more.");
        first.into_iter().chain(cut).collect()
    }
}

impl Group<'_> {
    /// `HIGH`, or `UNKNOWN (high)`.
    fn label(&self) -> String {
        let severity = self.check.severity.as_str();
        match self.status {
            Status::Unknown => format!("UNKNOWN ({severity})"),
            _ => severity.to_ascii_uppercase(),
        }
    }
}

/// A finding on a line: what it is about, where, and what is so.
fn line(finding: &Finding, several_accounts: bool) -> String {
    let resource = &finding.resource;
    let account = if several_accounts {
        format!(" of {}", resource.account)
    } else {
        String::new()
    };
    format!(
        "{} in {}{account}: {}",
        full_name(resource),
        resource.region,
        without_name(finding).0
    )
}
