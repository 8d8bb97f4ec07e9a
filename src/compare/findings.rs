//! Which failures are new, and what became of those that were.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::io;
use std::sync::Arc;

use super::{Against, Change, Changes, Now, Past};
use crate::finding::{Finding, ResourceRef, Status};
use crate::inventory::GLOBAL;
use crate::report::{Findings, Run};

/// What an earlier run said of what is looked at again.
#[derive(Clone, Debug, Default)]
pub struct Before {
    against: Option<Against>,
    /// By fingerprint, what failed or was unknown.
    statuses: HashMap<String, Status>,
    /// What failed, in its order.
    failed: Vec<Past>,
}

impl Before {
    /// What a run said.
    ///
    /// # Errors
    /// When its findings cannot be read.
    pub fn of(against: Against, findings: &impl Findings) -> io::Result<Self> {
        let mut before = Self {
            against: Some(against),
            ..Self::default()
        };
        for finding in findings.each() {
            let finding = finding?;
            if !matches!(finding.status, Status::Fail | Status::Unknown) {
                continue;
            }
            let fingerprint = finding.fingerprint();
            if finding.status == Status::Fail {
                before.failed.push(Past {
                    check: Arc::clone(&finding.check),
                    resource: finding.resource.clone(),
                    sub_key: finding.sub_key.clone(),
                    fingerprint: fingerprint.clone(),
                    now: Now::Gone,
                });
            }
            before.statuses.insert(fingerprint, finding.status);
        }
        Ok(before)
    }

    /// Marks a finding that fails, or is unknown, as new or not.
    pub fn mark(&self, finding: &mut Finding) {
        if matches!(finding.status, Status::Fail | Status::Unknown) {
            // What failed and is unknown now is no news to whoever looks for failures, but that it cannot be seen any more is.
            let was = self.statuses.get(&finding.fingerprint());
            finding.change = Some(if was == Some(&finding.status) {
                Change::Unchanged
            } else {
                Change::New
            });
        }
    }

    /// What changed since, as these findings, which are marked, have it.
    ///
    /// # Errors
    /// When they cannot be read.
    pub fn changes(&self, run: &Run, findings: &impl Findings) -> io::Result<Changes> {
        let mut changes = Changes {
            against: self.against.clone(),
            ..Changes::default()
        };
        let failed = |past: &Past| past.fingerprint.clone();
        let failed: HashSet<String> = self.failed.iter().map(failed).collect();
        let in_part = self.failed.iter().filter(|past| past.sub_key.is_some());
        let in_part: HashSet<String> = in_part
            .map(|past| identity(&past.check.id, &past.resource))
            .collect();
        let mut now: HashMap<String, Status> = HashMap::new();
        let mut unseen: BTreeSet<(String, String)> = BTreeSet::new();
        // What is said of each check on each resource as a whole, where a place of it failed: unknown where a place is.
        let mut whole: HashMap<String, Status> = HashMap::new();
        for finding in findings.each() {
            let finding = finding?;
            match (finding.status, finding.change) {
                (Status::Fail, Some(Change::New)) => changes.new += 1,
                (Status::Fail, Some(Change::Unchanged)) => changes.unchanged += 1,
                _ => {}
            }
            if finding.resource.id.is_none() {
                let place = (finding.check.id.clone(), finding.resource.region.clone());
                unseen.insert(place);
            }
            let identity = identity(&finding.check.id, &finding.resource);
            if in_part.contains(&identity) {
                let status = whole.entry(identity).or_insert(finding.status);
                if finding.status == Status::Unknown {
                    *status = Status::Unknown;
                }
            }
            if !failed.is_empty() {
                let fingerprint = finding.fingerprint();
                if failed.contains(&fingerprint) {
                    now.insert(fingerprint, finding.status);
                }
            }
        }
        for past in &self.failed {
            let (check, resource) = (past.check.id.as_str(), &past.resource);
            let is_looked_at = run.selected.contains(check)
                && run.accounts.contains(&resource.account)
                && (resource.region == GLOBAL || run.regions.contains(&resource.region));
            let is_unseen =
                || unseen.contains(&(past.check.id.clone(), past.resource.region.clone()));
            let became = match now.get(&past.fingerprint) {
                Some(Status::Fail) => continue,
                Some(Status::Pass) => Now::Fixed,
                Some(Status::Waived) => Now::Waived,
                Some(Status::Unknown) => Now::Unknown,
                None if !is_looked_at => {
                    changes.not_looked_at += 1;
                    continue;
                }
                None if !run.complete || is_unseen() => Now::Unknown,
                // A check that looks at several places of a resource passes it as a whole.
                None => match past
                    .sub_key
                    .as_ref()
                    .and_then(|_| whole.get(&identity(check, resource)))
                {
                    Some(Status::Pass) => Now::Fixed,
                    Some(Status::Unknown) => Now::Unknown,
                    _ => Now::Gone,
                },
            };
            changes.past.push(Past {
                now: became,
                ..past.clone()
            });
        }
        Ok(changes)
    }
}

/// What tells a check on a resource from all others.
fn identity(check: &str, resource: &ResourceRef) -> String {
    let ResourceRef {
        account,
        region,
        ty,
        id,
        ..
    } = resource;
    [check, account, region, ty, id.as_deref().unwrap_or("")].join("\0")
}
