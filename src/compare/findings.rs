//! Which failures are new, and what became of those that were.

use std::collections::{BTreeSet, HashMap};
use std::io;
use std::sync::Arc;

use super::{Against, Change, Changes, Now, Past};
use crate::finding::{Finding, ResourceRef, Status};
use crate::inventory::GLOBAL;
use crate::report::{Findings, Run};

/// Compares a run's findings with those of an earlier one and marks each that fails, or is unknown, as new or not.
///
/// # Errors
/// When the earlier findings cannot be read.
pub fn changes(
    run: &Run,
    findings: &mut [Finding],
    then: Option<(Against, impl Findings)>,
) -> io::Result<Changes> {
    let mut changes = Changes::default();
    let mut failed: Vec<Past> = Vec::new();
    let mut statuses: HashMap<String, Status> = HashMap::new();
    if let Some((against, then)) = then {
        changes.against = Some(against);
        for finding in then.each() {
            let finding = finding?;
            let fingerprint = finding.fingerprint();
            if finding.status == Status::Fail {
                failed.push(Past {
                    check: Arc::clone(&finding.check),
                    resource: finding.resource.clone(),
                    sub_key: finding.sub_key.clone(),
                    fingerprint: fingerprint.clone(),
                    now: Now::Gone,
                });
            }
            if matches!(finding.status, Status::Fail | Status::Unknown) {
                statuses.insert(fingerprint, finding.status);
            }
        }
    }
    let mut now: HashMap<String, Status> = HashMap::new();
    for finding in findings.iter_mut() {
        let fingerprint = finding.fingerprint();
        if matches!(finding.status, Status::Fail | Status::Unknown) {
            let was = statuses.get(&fingerprint);
            // What failed and is unknown now is no news to whoever looks for failures, but that it cannot be seen any more is.
            let change = if was == Some(&finding.status) {
                Change::Unchanged
            } else {
                Change::New
            };
            if finding.status == Status::Fail {
                match change {
                    Change::New => changes.new += 1,
                    Change::Unchanged => changes.unchanged += 1,
                }
            }
            finding.change = Some(change);
        }
        now.insert(fingerprint, finding.status);
    }
    let unseen: BTreeSet<(&str, &str)> = findings
        .iter()
        .filter(|finding| finding.resource.id.is_none())
        .map(|finding| (finding.check.id.as_str(), finding.resource.region.as_str()))
        .collect();
    let whole = of_wholes(findings);
    for mut past in failed {
        let (check, resource) = (past.check.id.as_str(), &past.resource);
        let is_looked_at = run.selected.contains(check)
            && run.accounts.contains(&resource.account)
            && (resource.region == GLOBAL || run.regions.contains(&resource.region));
        past.now = match now.get(&past.fingerprint) {
            Some(Status::Fail) => continue,
            Some(Status::Pass) => Now::Fixed,
            Some(Status::Waived) => Now::Waived,
            Some(Status::Unknown) => Now::Unknown,
            None if !is_looked_at => {
                changes.not_looked_at += 1;
                continue;
            }
            None if !run.complete || unseen.contains(&(check, resource.region.as_str())) => {
                Now::Unknown
            }
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
        changes.past.push(past);
    }
    Ok(changes)
}

/// What tells a check on a resource from all others.
fn identity<'a>(check: &'a str, resource: &'a ResourceRef) -> Identity<'a> {
    let ResourceRef {
        account,
        region,
        ty,
        id,
        ..
    } = resource;
    (check, account, region, ty, id.as_deref())
}

type Identity<'a> = (&'a str, &'a str, &'a str, &'a str, Option<&'a str>);

/// What is said now of each check on each resource as a whole, where several places of it may have been looked at: unknown where one is.
fn of_wholes(findings: &[Finding]) -> HashMap<Identity<'_>, Status> {
    let mut whole = HashMap::new();
    for finding in findings {
        let status = whole
            .entry(identity(&finding.check.id, &finding.resource))
            .or_insert(finding.status);
        if finding.status == Status::Unknown {
            *status = Status::Unknown;
        }
    }
    whole
}
