//! A report as nothing but findings, for formats that know nothing else: what became of a deployment's resources and of what was expected of
//! it stands before what the checks found. What was not looked for is no finding.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use indexmap::IndexMap;

use super::verified::{DeployedLine, Expected, Presence, Verified};
use super::words::naming;
use super::{Findings, Report, Run};
use crate::check::{About, Severity};
use crate::finding::{Finding, FindingGap, Remedy, ResourceRef, Status};

/// The id under which expectations stand.
pub(super) const EXPECTATION: &str = "expectation";

/// The id under which the resources of a deployment stand.
pub(super) const DEPLOYED: &str = "deployed-resource";

/// What is said beside the checks' findings, and where the user wrote it.
pub(super) struct Beside {
    pub(super) finding: Finding,
    pub(super) place: Option<(PathBuf, usize)>,
}

/// All of a report, one at a time.
pub(super) fn each<F: Findings>(
    report: &Report<F>,
) -> impl Iterator<Item = io::Result<Cow<'_, Finding>>> {
    let beside = beside(report).into_iter();
    beside
        .map(|said| Ok(Cow::Owned(said.finding)))
        .chain(report.findings.each())
}

/// What is said beside the checks' findings.
pub(super) fn beside<F>(report: &Report<F>) -> Vec<Beside> {
    report
        .verified
        .as_ref()
        .map_or_else(Vec::new, |verified| of(verified, &report.run))
}

fn of(verified: &Verified, run: &Run) -> Vec<Beside> {
    let expectation = about(
        EXPECTATION,
        "What is expected of the deployment holds",
        "What is live is not what was meant.",
    );
    let deployed = about(
        DEPLOYED,
        "What was deployed is there",
        "What the deployment says it made does not exist, or cannot be seen.",
    );
    let expectations = verified.expectations.iter().map(|expected| Beside {
        finding: expected_finding(expected, &expectation, run),
        place: expected.place.clone(),
    });
    let resources = verified.resources.iter().filter_map(|line| {
        let finding = deployed_finding(line, &deployed, run)?;
        Some(Beside {
            finding,
            place: None,
        })
    });
    expectations.chain(resources).collect()
}

/// They have no severity of their own: that something is not what was meant is high.
fn about(id: &str, title: &str, risk: &str) -> Arc<About> {
    Arc::new(About {
        id: id.to_owned(),
        title: title.to_owned(),
        severity: Severity::High,
        risk: risk.to_owned(),
        controls: IndexMap::new(),
        aliases: IndexMap::new(),
    })
}

fn expected_finding(expected: &Expected, about: &Arc<About>, run: &Run) -> Finding {
    let several = expected.unmet.len() > 1;
    let mut evidence = IndexMap::new();
    for unmet in &expected.unmet {
        let (_, id) = naming(&unmet.resource);
        for (path, value) in &unmet.evidence {
            let path = if several {
                format!("{id}: {path}")
            } else {
                path.clone()
            };
            evidence.insert(path, value.clone());
        }
    }
    let gaps = expected.unmet.iter().flat_map(|unmet| &unmet.gaps);
    let place = expected.written_at();
    let place = place.map_or_else(String::new, |place| format!(" ({place})"));
    Finding {
        status: expected.status,
        message: format!("{}: {}{place}", expected.name, expected.message),
        resource: expected
            .resources
            .first()
            .cloned()
            .unwrap_or_else(|| unnamed(expected.ty, run)),
        sub_key: Some(expected.name.clone()),
        evidence,
        gaps: gaps.cloned().collect(),
        ..of_nothing(about, run)
    }
}

fn deployed_finding(line: &DeployedLine, about: &Arc<About>, run: &Run) -> Option<Finding> {
    let address = &line.address;
    let mut gaps: Vec<FindingGap> = Vec::new();
    let (status, message, resource) = match &line.presence {
        Presence::Found(resource) => (
            Status::Pass,
            format!("{address} is there"),
            resource.clone(),
        ),
        Presence::Missing { ty, name, region } => {
            let resource = ResourceRef {
                id: Some(name.clone()),
                region: region.clone(),
                ..unnamed(ty, run)
            };
            let message = format!("{address}: AWS knows no {ty} {name} in {region}");
            (Status::Fail, message, resource)
        }
        Presence::Unknown(gap) => {
            gaps.push(gap.clone());
            let message = format!(
                "{address}: it is not known whether it is there: {}",
                gap.deed()
            );
            let resource = ResourceRef {
                name: Some(address.clone()),
                ..unnamed("unknown", run)
            };
            (Status::Unknown, message, resource)
        }
        Presence::Uncovered(_) => return None,
    };
    Some(Finding {
        status,
        message,
        resource,
        sub_key: Some(address.clone()),
        gaps,
        ..of_nothing(about, run)
    })
}

/// A resource of which no more than its type is known. A deployment is verified in one account.
fn unnamed(ty: &'static str, run: &Run) -> ResourceRef {
    ResourceRef {
        ty,
        id: None,
        arn: None,
        name: None,
        account: run.accounts.first().cloned().unwrap_or_default(),
        region: run.regions.first().cloned().unwrap_or_default(),
        tags: BTreeMap::new(),
        unused: false,
        regional_default: false,
    }
}

fn of_nothing(about: &Arc<About>, run: &Run) -> Finding {
    Finding {
        check: Arc::clone(about),
        status: Status::Unknown,
        message: String::new(),
        resource: unnamed("unknown", run),
        sub_key: None,
        evidence: IndexMap::new(),
        gaps: Vec::new(),
        waiver: None,
        change: None,
        remediation: Remedy::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn nothing_that_failed_or_is_unknown_is_left_out() {
        let report = sample::deployment();
        let verified = report.verified.as_ref().expect("a deployment");
        let all: Vec<Finding> = each(&report)
            .map(|finding| finding.expect("memory").into_owned())
            .collect();
        for status in [Status::Fail, Status::Unknown] {
            let expected = verified
                .statuses()
                .chain(report.findings.iter().map(|of| of.status));
            let expected = expected.filter(|other| *other == status).count();
            let told = all.iter().filter(|of| of.status == status).count();
            assert_eq!(told, expected, "{status:?}");
        }
        let mut fingerprints: Vec<String> = all.iter().map(Finding::fingerprint).collect();
        fingerprints.sort();
        fingerprints.dedup();
        assert_eq!(fingerprints.len(), all.len(), "two share a fingerprint");
    }
}
