//! What was not read, by the call that would have told and why it did not; how to mend it is the business of [`super::mend`].

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexSet;

use super::Report;
use super::verified::{DeployedLine, Expected, Presence};
use super::words::counted;
use crate::aws::Denial;
use crate::finding::{Finding, FindingGap, Status};
use crate::inventory::Outcome;

/// Why verdicts are unknown: what was not told, how that came, and what denied it. A call that several policies deny has several causes, as
/// each has its own remedy.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Cause<'a> {
    pub(super) untold: Untold<'a>,
    pub(super) outcome: Outcome,
    pub(super) denial: Option<&'a Denial>,
}

/// What was not told.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Untold<'a> {
    /// What one call would have told.
    By(&'a str),
    /// What all calls would have told that had no chance, for this reason: they are one thing to mend.
    Because(&'a str),
}

/// What one call, or several for the same reason, did not tell.
pub(super) struct Blind<'a> {
    /// None where a verdict is unknown without a call.
    pub(super) cause: Option<Cause<'a>>,
    pub(super) calls: BTreeSet<&'a str>,
    pub(super) findings: Vec<&'a Finding>,
    pub(super) expectations: Vec<&'a Expected>,
    /// Resources of a deployment of which it is not known whether they are there.
    pub(super) deployed: Vec<&'a DeployedLine>,
    /// What AWS said, each once; they mostly differ in the resource they name.
    pub(super) reasons: IndexSet<&'a str>,
}

impl<'a> Cause<'a> {
    fn of(gap: &'a FindingGap) -> Self {
        Self {
            untold: match gap.outcome {
                Outcome::NotAttempted | Outcome::Disabled => Untold::Because(&gap.error),
                _ => Untold::By(&gap.call),
            },
            outcome: gap.outcome,
            denial: gap.denial.as_ref(),
        }
    }
}

impl Blind<'_> {
    /// How much is unknown for it: `2 findings, 1 expectation`.
    pub(super) fn extent(&self) -> String {
        let counts = [
            (self.findings.len(), "finding"),
            (self.expectations.len(), "expectation"),
            (self.deployed.len(), "deployed resource"),
        ];
        let counts: Vec<String> = counts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| counted(count, what))
            .collect();
        counts.join(", ")
    }

    /// The call, or how many.
    pub(super) fn untold(&self) -> String {
        match self.calls.first() {
            Some(call) if self.calls.len() == 1 => (*call).to_owned(),
            _ => counted(self.calls.len(), "call"),
        }
    }

    /// How many verdicts hang on it.
    pub(super) fn verdicts(&self) -> usize {
        self.findings.len() + self.expectations.len() + self.deployed.len()
    }
}

/// The blinds while they are gathered.
#[derive(Default)]
struct Gathered<'a>(BTreeMap<Option<Cause<'a>>, Blind<'a>>);

impl<'a> Gathered<'a> {
    fn by_gap(&mut self, gap: &'a FindingGap) -> &mut Blind<'a> {
        self.entry(Some(Cause::of(gap)), Some(&gap.call), &gap.error)
    }

    fn entry(
        &mut self,
        cause: Option<Cause<'a>>,
        call: Option<&'a str>,
        reason: &'a str,
    ) -> &mut Blind<'a> {
        let blind = self.0.entry(cause).or_insert_with(|| Blind {
            cause,
            calls: BTreeSet::new(),
            findings: Vec::new(),
            expectations: Vec::new(),
            deployed: Vec::new(),
            reasons: IndexSet::new(),
        });
        blind.calls.extend(call);
        if !reason.is_empty() {
            blind.reasons.insert(reason);
        }
        blind
    }
}

/// What is unknown, by what would have told; a verdict that lacks two calls stands under both.
pub(super) fn blinds(report: &Report) -> Vec<Blind<'_>> {
    let mut blinds = Gathered::default();
    for finding in report
        .findings
        .iter()
        .filter(|finding| finding.status == Status::Unknown)
    {
        if finding.gaps.is_empty() {
            let blind = blinds.entry(None, None, &finding.message);
            blind.findings.push(finding);
        }
        for gap in &finding.gaps {
            once(&mut blinds.by_gap(gap).findings, finding);
        }
    }
    if let Some(verified) = &report.verified {
        for expected in &verified.expectations {
            let unknown = expected
                .unmet
                .iter()
                .filter(|unmet| unmet.status == Status::Unknown);
            for gap in unknown.flat_map(|unmet| &unmet.gaps) {
                once(&mut blinds.by_gap(gap).expectations, expected);
            }
        }
        for line in &verified.resources {
            if let Presence::Unknown(gap) = &line.presence {
                blinds.by_gap(gap).deployed.push(line);
            }
        }
    }
    let mut blinds: Vec<Blind<'_>> = blinds.0.into_values().collect();
    blinds.sort_by_key(|blind| (blind.cause.is_none(), Reverse(blind.verdicts())));
    blinds
}

/// Adds what was not added just before.
fn once<'a, T>(all: &mut Vec<&'a T>, one: &'a T) {
    if !all.last().is_some_and(|last| std::ptr::eq(*last, one)) {
        all.push(one);
    }
}
