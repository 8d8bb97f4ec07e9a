//! What a test case is, what became of it, and the text that tells why.

use std::borrow::Cow;

use super::xml::{Kind, Told};
use super::{Group, line, lines, place};
use crate::finding::{Finding, FindingGap, Status};
use crate::report::mend::advice;
use crate::report::verified::{DeployedLine, Expected, Presence};
use crate::report::words::{naming, reading, untold};

/// A test case.
pub(super) enum Case<'a> {
    /// That the run is complete, where it is not.
    CutShort,
    /// An expectation.
    Expected(&'a Expected),
    /// A resource of a deployment.
    Deployed(&'a DeployedLine),
    /// A check on a resource; where it looks at several places of it, a finding for each.
    Judged(&'a Group<'a>),
}

impl Case<'_> {
    /// What became of it.
    pub(super) fn kind(&self) -> Kind {
        match self {
            Self::CutShort => Kind::Error,
            Self::Expected(expected) => of_status(expected.status),
            Self::Deployed(deployed) => match deployed.presence {
                Presence::Found(_) => Kind::Passed,
                Presence::Missing { .. } => Kind::Failure,
                Presence::Unknown(_) => Kind::Error,
                Presence::Uncovered(_) => Kind::Skipped,
            },
            Self::Judged(findings) => match worst(findings).map(|worst| worst.status) {
                Some(Status::Waived) => Kind::Skipped,
                Some(status) => of_status(status),
                None => Kind::Passed,
            },
        }
    }

    /// Its class.
    pub(super) fn class(&self) -> &str {
        match self {
            Self::CutShort => "run",
            Self::Expected(_) => "expectations",
            Self::Deployed(deployed) => &deployed.declared_type,
            Self::Judged(findings) => findings.first().map_or("", |first| &first.check.id),
        }
    }

    /// Its name.
    pub(super) fn name(&self, several_accounts: bool) -> Cow<'_, str> {
        match self {
            Self::CutShort => "the run is complete".into(),
            Self::Expected(expected) => expected.name.as_str().into(),
            Self::Deployed(deployed) => deployed.address.as_str().into(),
            Self::Judged(findings) => match findings.first() {
                Some(first) => place(&first.resource, several_accounts).into(),
                None => "".into(),
            },
        }
    }

    /// What is told of it, unless it passed.
    pub(super) fn told(&self) -> Option<Told> {
        match self {
            Self::CutShort => {
                // It must not look like a run that found nothing.
                let message = "The run was cut short: what is missing here was not looked at.";
                Some(wrong(Kind::Error, "incomplete", message, message))
            }
            Self::Expected(told) => expected(told),
            Self::Deployed(told) => deployed(told),
            Self::Judged(findings) => judged(findings),
        }
    }
}

/// What came of one that cannot be waived.
fn of_status(status: Status) -> Kind {
    match status {
        Status::Pass | Status::Waived => Kind::Passed,
        Status::Fail => Kind::Failure,
        Status::Unknown => Kind::Error,
    }
}

/// What came of an expectation.
fn expected(expected: &Expected) -> Option<Told> {
    let kind = of_status(expected.status);
    if kind == Kind::Passed {
        return None;
    }
    let mut text = Text::default();
    text.line(0, &expected.message);
    if let Some(place) = expected.written_at() {
        text.line(0, &place);
    }
    for unmet in &expected.unmet {
        text.blank();
        let (_, id) = naming(&unmet.resource);
        text.line(0, &format!("{id}: {}", unmet.assertion));
        text.readings(&unmet.evidence);
        text.gaps(&unmet.gaps);
    }
    if let Some(pending) = &expected.pending {
        text.blank();
        text.line(0, &format!("On its way: {pending}"));
    }
    let ty = match expected.status {
        Status::Unknown => outcome(expected.unmet.iter().flat_map(|unmet| &unmet.gaps)),
        _ => "expectation",
    };
    Some(wrong(kind, ty, &expected.message, &text.0))
}

/// What became of a resource of a deployment.
fn deployed(deployed: &DeployedLine) -> Option<Told> {
    match &deployed.presence {
        Presence::Found(_) => None,
        Presence::Missing { ty, name, region } => {
            let message = format!("AWS knows no {ty} {name} in {region}");
            Some(wrong(Kind::Failure, "missing", &message, &message))
        }
        Presence::Unknown(gap) => {
            let mut text = Text::default();
            let message = format!("It is not known whether it is there: {}", gap.deed());
            text.line(0, &message);
            text.gaps(std::slice::from_ref(gap));
            let ty = gap.outcome.as_str();
            Some(wrong(Kind::Error, ty, &message, &text.0))
        }
        Presence::Uncovered(reason) => Some(Told {
            kind: Kind::Skipped,
            ty: "uncovered".to_owned(),
            message: format!("not looked for: {}", reason.why()),
            text: None,
        }),
    }
}

/// The worst of what was found.
fn worst<'a>(findings: &'a Group<'_>) -> Option<&'a Finding> {
    [Status::Fail, Status::Unknown, Status::Waived]
        .into_iter()
        .find_map(|status| findings.iter().find(|finding| finding.status == status))
        .map(|finding| &**finding)
}

/// What came of a check on a resource. Where it looks at several places of it, the worst counts, and each that does not hold is told.
fn judged(findings: &Group<'_>) -> Option<Told> {
    let worst = worst(findings)?;
    let bad = findings
        .iter()
        .filter(|finding| finding.status != Status::Pass);
    let others = bad.clone().count() - 1;
    let message = match others {
        0 => worst.message.clone(),
        _ => format!("{} (and {others} more)", worst.message),
    };
    let mut text = Text::default();
    for finding in bad {
        text.finding(finding);
    }
    text.remedy(worst);
    Some(match worst.status {
        Status::Fail => {
            let severity = worst.check.severity.as_str();
            wrong(Kind::Failure, severity, &message, &text.0)
        }
        Status::Unknown => wrong(Kind::Error, outcome(&worst.gaps), &message, &text.0),
        Status::Waived | Status::Pass => {
            let waiver = worst.waiver.as_ref();
            let why = waiver.map_or_else(String::new, |waiver| format!(": {}", waiver.in_words()));
            wrong(Kind::Skipped, "waived", &format!("waived{why}"), &text.0)
        }
    })
}

fn wrong(kind: Kind, ty: &str, message: &str, text: &str) -> Told {
    Told {
        kind,
        ty: line(ty).into_owned(),
        message: line(message).into_owned(),
        text: Some(lines(text)),
    }
}

/// What became of the first call that did not tell.
fn outcome<'a>(gaps: impl IntoIterator<Item = &'a FindingGap>) -> &'static str {
    let first = gaps.into_iter().next();
    first.map_or("unknown", |gap| gap.outcome.as_str())
}

/// A text of several lines. A line break within one is not ours, and is shown as an escape.
#[derive(Default)]
struct Text(String);

impl Text {
    fn blank(&mut self) {
        self.0.push('\n');
    }

    fn line(&mut self, indent: usize, text: &str) {
        self.0.extend(std::iter::repeat_n(' ', indent));
        self.0.push_str(&line(text));
        self.0.push('\n');
    }

    /// A text of ours or of a check's author, which may have several lines.
    fn block(&mut self, indent: usize, text: &str) {
        for one in text.trim_end().lines() {
            self.line(indent, one);
        }
    }

    fn readings(&mut self, evidence: &indexmap::IndexMap<String, serde_json::Value>) {
        for (path, value) in evidence {
            self.line(2, &reading(path, value));
        }
    }

    fn gaps(&mut self, gaps: &[FindingGap]) {
        for gap in gaps {
            self.line(2, &untold(gap));
            if !gap.error.is_empty() {
                self.line(4, &gap.error);
            }
            self.line(4, &format!("to see it: {}", advice(gap)));
        }
    }

    fn finding(&mut self, finding: &Finding) {
        let waived = match finding.status {
            Status::Waived => "waived: ",
            _ => "",
        };
        match &finding.sub_key {
            Some(place) => self.line(0, &format!("{waived}{place}: {}", finding.message)),
            None => self.line(0, &format!("{waived}{}", finding.message)),
        }
        self.readings(&finding.evidence);
        self.gaps(&finding.gaps);
    }

    fn remedy(&mut self, finding: &Finding) {
        let resource = &finding.resource;
        self.blank();
        self.line(0, &finding.check.title);
        let id = resource.arn.as_deref().or(resource.id.as_deref());
        if let Some(id) = id {
            let place = format!("in {} of {}", resource.region, resource.account);
            self.line(0, &format!("{} {id} {place}", resource.ty));
        }
        let remedy = &finding.remediation;
        if finding.status == Status::Fail && !remedy.text.trim().is_empty() {
            self.blank();
            self.line(0, "What to do:");
            self.block(2, &remedy.text);
            if let Some(cli) = &remedy.cli {
                self.blank();
                self.block(2, cli);
            }
        }
    }
}
