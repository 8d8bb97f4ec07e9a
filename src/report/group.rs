//! Findings by check, most severe first.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::Report;
use crate::check::About;
use crate::finding::{Finding, Status};

/// The findings of one check that have one status.
pub(super) struct Group<'a> {
    pub(super) check: &'a About,
    pub(super) findings: Vec<&'a Finding>,
}

/// The findings of a status by check: by severity, then by id, so that a report looks the same each time.
pub(super) fn by_check(report: &Report, status: Status) -> Vec<Group<'_>> {
    let mut groups: IndexMap<&str, Group<'_>> = IndexMap::new();
    for finding in report
        .findings
        .iter()
        .filter(|finding| finding.status == status)
    {
        groups
            .entry(&finding.check.id)
            .or_insert_with(|| Group {
                check: &finding.check,
                findings: Vec::new(),
            })
            .findings
            .push(finding);
    }
    let mut groups: Vec<Group<'_>> = groups.into_values().collect();
    groups.sort_by_key(|group| (Reverse(group.check.severity), group.check.id.as_str()));
    groups
}

/// What tells a resource from all others.
pub(super) fn identity(finding: &Finding) -> (&str, &str, &str, Option<&str>) {
    let resource = &finding.resource;
    (
        &resource.account,
        &resource.region,
        resource.ty,
        resource.id.as_deref(),
    )
}

/// How many resources the findings are about; where one could not even be listed, it is not counted.
pub(super) fn resources<'a>(findings: impl IntoIterator<Item = &'a Finding>) -> usize {
    findings
        .into_iter()
        .filter(|finding| finding.resource.id.is_some())
        .map(identity)
        .collect::<BTreeSet<_>>()
        .len()
}

/// Whether reports have to say in which account, and in which region, a resource is.
pub(super) struct Spread {
    pub(super) accounts: bool,
    pub(super) regions: bool,
}

impl Spread {
    pub(super) fn of(report: &Report) -> Self {
        let several = |part: fn(&Finding) -> &str| {
            let parts: BTreeSet<&str> = report.findings.iter().map(part).collect();
            parts.len() > 1
        };
        Self {
            accounts: report.run.accounts.len() > 1 || several(|finding| &finding.resource.account),
            regions: report.run.regions.len() > 1 || several(|finding| &finding.resource.region),
        }
    }
}
