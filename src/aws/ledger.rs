//! What each call answered: the record that a report's reader can hold its verdicts against.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use super::denial::Denial;
use crate::call::Call;
use crate::inventory::{Gap, Outcome};

/// How a call went in a region.
#[derive(Clone, Debug)]
pub struct LedgerEntry {
    /// The worst that happened.
    pub outcome: Outcome,
    /// How many times it was asked, retries included.
    pub calls: u64,
    /// How many of those were retries.
    pub retries: u64,
    /// How many resources it told of.
    pub resources: u64,
    /// AWS's words for the worst.
    pub error: Option<String>,
    /// What refused it, and how often: one call may be refused for one resource by this policy, for another by that.
    pub denials: BTreeMap<Denial, u64>,
}

/// All calls of a run, by region and call.
#[derive(Debug, Default)]
pub struct Ledger {
    latest: Mutex<String>,
    entries: Mutex<BTreeMap<(String, &'static Call), LedgerEntry>>,
}

impl Ledger {
    /// Notes the attempts that a call took.
    pub fn attempts(&self, region: &str, call: &'static Call, attempts: u64) {
        self.entry(region, call, |entry| {
            entry.calls += attempts;
            entry.retries += attempts.saturating_sub(1);
        });
    }

    /// Notes what a call told. Of one that was not made nothing is noted: what it would have told was known before.
    pub fn resources(&self, region: &str, call: &'static Call, count: usize) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = entries.get_mut(&(region.to_owned(), call)) {
            entry.resources += u64::try_from(count).unwrap_or(u64::MAX);
        }
    }

    /// Notes that a call failed.
    pub fn failed(&self, region: &str, gap: &Gap) {
        self.entry(region, gap.call, |entry| {
            if gap.outcome > entry.outcome {
                entry.outcome = gap.outcome;
                entry.error = Some(gap.error.clone());
            }
            if let Some(denial) = Denial::of(gap) {
                *entry.denials.entry(denial).or_default() += 1;
            }
        });
    }

    fn entry(&self, region: &str, call: &'static Call, change: impl FnOnce(&mut LedgerEntry)) {
        let mut entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        change(
            entries
                .entry((region.to_owned(), call))
                .or_insert(LedgerEntry {
                    outcome: Outcome::Ok,
                    calls: 0,
                    retries: 0,
                    resources: 0,
                    error: None,
                    denials: BTreeMap::new(),
                }),
        );
    }

    /// The entries, by region and call.
    pub fn entries(&self) -> BTreeMap<(String, &'static Call), LedgerEntry> {
        self.entries
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Notes that a call is about to be made.
    pub fn started(&self, region: &str, call: &'static Call) {
        let mut latest = self.latest.lock().unwrap_or_else(PoisonError::into_inner);
        *latest = format!("{call} in {region}");
    }

    /// The call that was last begun, for people who wait.
    pub fn latest(&self) -> String {
        self.latest
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// How many calls were made so far, retries included.
    pub fn calls(&self) -> u64 {
        let entries = self.entries.lock().unwrap_or_else(PoisonError::into_inner);
        entries.values().map(|entry| entry.calls).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::Ledger;
    use crate::aws::DeniedBy;
    use crate::call::Call;
    use crate::inventory::{Gap, Outcome};

    static DESCRIBE_KEY: Call = Call::new("kms", "DescribeKey");

    #[test]
    fn what_is_out_of_scope_does_not_hide_a_missing_permission() {
        for outcomes in [
            [Outcome::OutOfScope, Outcome::Denied],
            [Outcome::Denied, Outcome::OutOfScope],
        ] {
            let ledger = Ledger::default();
            for outcome in outcomes {
                ledger.failed("eu-west-1", &Gap::new(&DESCRIBE_KEY, outcome, "no"));
            }
            let entries = ledger.entries();
            let entry = entries.values().next().map(|entry| entry.outcome);
            assert_eq!(entry, Some(Outcome::Denied));
        }
    }

    #[test]
    fn policies_that_deny_one_call_are_told_apart_and_counted() {
        let ledger = Ledger::default();
        for (reason, times) in [
            (
                "because no resource-based policy allows the kms:DescribeKey action",
                3,
            ),
            ("with an explicit deny in a service control policy", 1),
        ] {
            for key in 0..times {
                let words = format!(
                    "AccessDeniedException: User: arn:aws:iam::1:user/a is not authorized to perform: kms:DescribeKey on resource: {key} {reason}"
                );
                let gap = Gap::new(&DESCRIBE_KEY, Outcome::Denied, words);
                ledger.failed("eu-west-1", &gap);
            }
        }
        ledger.failed(
            "eu-west-1",
            &Gap::new(&DESCRIBE_KEY, Outcome::Throttled, "Rate exceeded"),
        );
        let entries = ledger.entries();
        let entry = entries.values().next();
        let denials: Vec<_> = entry
            .into_iter()
            .flat_map(|entry| &entry.denials)
            .map(|(denial, times)| (denial.by, *times))
            .collect();
        assert_eq!(
            denials,
            [
                (Some(DeniedBy::ServiceControlPolicy), 1),
                (Some(DeniedBy::ResourcePolicy), 3)
            ]
        );
    }
}
