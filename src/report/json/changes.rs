//! What the contract says of an earlier run: in figures, and what failed then and does not now. What is new is marked on the findings.

use serde::Serialize;

use super::ResourceRecord;
use crate::check::Severity;
use crate::compare::{Changes, Now, Past};

/// What changed since an earlier run.
#[derive(Serialize)]
pub(crate) struct ChangesRecord<'a> {
    /// The earlier run; null where there was none, and all counts as new.
    baseline: Option<BaselineRecord<'a>>,
    new: usize,
    unchanged: usize,
    not_looked_at: usize,
    past: Vec<PastRecord<'a>>,
}

#[derive(Serialize)]
struct BaselineRecord<'a> {
    run: &'a str,
    started_at: String,
}

#[derive(Serialize)]
struct PastRecord<'a> {
    now: Now,
    check: &'a str,
    title: &'a str,
    severity: Severity,
    fingerprint: &'a str,
    resource: ResourceRecord<'a>,
}

impl<'a> ChangesRecord<'a> {
    pub(crate) fn of(changes: &'a Changes) -> Self {
        Self {
            baseline: changes.against.as_ref().map(|against| BaselineRecord {
                run: &against.run,
                started_at: format!("{:.3}", against.started_at),
            }),
            new: changes.new,
            unchanged: changes.unchanged,
            not_looked_at: changes.not_looked_at,
            past: changes.past.iter().map(PastRecord::of).collect(),
        }
    }
}

impl<'a> PastRecord<'a> {
    fn of(past: &'a Past) -> Self {
        Self {
            now: past.now,
            check: &past.check.id,
            title: &past.check.title,
            severity: past.check.severity,
            fingerprint: &past.fingerprint,
            resource: ResourceRecord::of(&past.resource),
        }
    }
}
