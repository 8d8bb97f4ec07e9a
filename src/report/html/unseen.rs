//! What was not seen, by the call that would have told: gathered finding by finding, in no more memory than there are causes.
//!
//! What each cause means is said as [`crate::report::blind`] says it for formats that hold all findings.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexSet;
use serde::Serialize;

use crate::aws::Denial;
use crate::finding::{Finding, FindingGap, Status};
use crate::inventory::Outcome;
use crate::report::mend::{Remedy, mending};
use crate::report::verified::{Presence, Verified};
use crate::report::words::{counted, deed, deeds};

/// Reasons of one cause mostly differ in the resource they name.
const REASONS: usize = 3;

/// More causes than anybody mends one by one; the rest stand together.
const CAUSES: usize = 500;

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Cause {
    /// A call, or, of calls that had no chance, why.
    untold: String,
    outcome: Outcome,
    denial: Option<Denial>,
}

#[derive(Default)]
struct Blind {
    calls: BTreeSet<String>,
    verdicts: usize,
    checks: BTreeSet<usize>,
    regions: BTreeSet<String>,
    reasons: IndexSet<String>,
}

/// What was not seen so far; what is unknown without a call stands under no cause.
#[derive(Default)]
pub(super) struct Unseen(BTreeMap<Option<Cause>, Blind>);

/// As the page shows it.
#[derive(Serialize)]
pub(super) struct BlindRecord<'a> {
    heading: String,
    verdicts: usize,
    checks: &'a BTreeSet<usize>,
    regions: &'a BTreeSet<String>,
    reasons: &'a IndexSet<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    advice: Option<String>,
}

impl Unseen {
    /// Adds what a finding lacks; `check` is the place of its check.
    pub(super) fn finding(&mut self, finding: &Finding, check: usize) {
        if finding.status != Status::Unknown {
            return;
        }
        let causes = self.gaps(&finding.gaps, &finding.message);
        for cause in causes {
            let blind = self.0.entry(cause).or_default();
            blind.checks.insert(check);
            if !blind.regions.contains(&finding.resource.region) {
                blind.regions.insert(finding.resource.region.clone());
            }
        }
    }

    /// Adds what the verification of a deployment lacks.
    pub(super) fn verified(&mut self, verified: &Verified) {
        for expected in &verified.expectations {
            for unmet in &expected.unmet {
                if unmet.status == Status::Unknown {
                    self.gaps(&unmet.gaps, &expected.message);
                }
            }
        }
        for line in &verified.resources {
            if let Presence::Unknown(gap) = &line.presence {
                self.gaps(std::slice::from_ref(gap), "");
            }
        }
    }

    /// Counts one verdict under each cause it is unknown for, and tells them.
    fn gaps(&mut self, gaps: &[FindingGap], message: &str) -> Vec<Option<Cause>> {
        let mut causes: Vec<Option<Cause>> = Vec::new();
        for gap in gaps {
            let cause = self.cause(gap);
            let blind = self.0.entry(cause.clone()).or_default();
            if !blind.calls.contains(&gap.call) {
                blind.calls.insert(gap.call.clone());
            }
            reason(blind, &gap.error);
            if !causes.contains(&cause) {
                blind.verdicts += 1;
                causes.push(cause);
            }
        }
        if gaps.is_empty() {
            let blind = self.0.entry(None).or_default();
            blind.verdicts += 1;
            reason(blind, message);
            causes.push(None);
        }
        causes
    }

    fn cause(&self, gap: &FindingGap) -> Option<Cause> {
        let together = matches!(gap.outcome, Outcome::NotAttempted | Outcome::Disabled);
        let cause = Some(Cause {
            untold: if together { &gap.error } else { &gap.call }.clone(),
            outcome: gap.outcome,
            denial: gap.denial.clone(),
        });
        if self.0.len() < CAUSES || self.0.contains_key(&cause) {
            cause
        } else {
            None
        }
    }

    /// All of it, what leaves most in the dark first.
    pub(super) fn records(&self) -> Vec<BlindRecord<'_>> {
        let mut blinds: Vec<_> = self.0.iter().collect();
        blinds.sort_by_key(|(cause, blind)| (cause.is_none(), Reverse(blind.verdicts)));
        blinds
            .into_iter()
            .map(|(cause, blind)| BlindRecord {
                heading: heading(cause.as_ref(), blind),
                verdicts: blind.verdicts,
                checks: &blind.checks,
                regions: &blind.regions,
                reasons: &blind.reasons,
                advice: cause.as_ref().map(advice),
            })
            .collect()
    }
}

fn reason(blind: &mut Blind, reason: &str) {
    if blind.reasons.len() < REASONS && !reason.is_empty() && !blind.reasons.contains(reason) {
        blind.reasons.insert(reason.to_owned());
    }
}

fn heading(cause: Option<&Cause>, blind: &Blind) -> String {
    let Some(cause) = cause else {
        return "Not judged".to_owned();
    };
    let untold = match blind.calls.first() {
        Some(call) if blind.calls.len() == 1 => call.clone(),
        _ => counted(blind.calls.len(), "call"),
    };
    match &cause.denial {
        Some(denial) => format!("{untold} was {}", denial.deed()),
        None if blind.calls.len() > 1 => format!("{untold} {}", deeds(cause.outcome)),
        None => format!("{untold} {}", deed(cause.outcome)),
    }
}

fn advice(cause: &Cause) -> String {
    match &cause.denial {
        Some(denial) => Remedy::of(denial).say(&denial.action, denial.policy.as_deref()),
        None => mending(cause.outcome).to_owned(),
    }
}
