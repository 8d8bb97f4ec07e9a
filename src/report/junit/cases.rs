//! What became of a test case, and the text that tells why.

use quick_junit::{NonSuccessKind, TestCaseStatus};

use super::{line, lines};
use crate::finding::{Finding, FindingGap, Status};
use crate::report::mend::advice;
use crate::report::verified::{DeployedLine, Expected, Presence};
use crate::report::words::{naming, reading, untold};

/// A run that was cut short must not look like one that found nothing.
pub(super) fn cut_short() -> TestCaseStatus {
    let message = "The run was cut short: what is missing here was not looked at.";
    wrong(NonSuccessKind::Error, "incomplete", message, message)
}

/// What came of an expectation.
pub(super) fn expected(expected: &Expected) -> TestCaseStatus {
    let kind = match expected.status {
        Status::Pass | Status::Waived => return TestCaseStatus::success(),
        Status::Fail => NonSuccessKind::Failure,
        Status::Unknown => NonSuccessKind::Error,
    };
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
    wrong(kind, ty, &expected.message, &text.0)
}

/// What became of a resource of a deployment.
pub(super) fn deployed(deployed: &DeployedLine) -> TestCaseStatus {
    match &deployed.presence {
        Presence::Found(_) => TestCaseStatus::success(),
        Presence::Missing { ty, name, region } => {
            let message = format!("AWS knows no {ty} {name} in {region}");
            wrong(NonSuccessKind::Failure, "missing", &message, &message)
        }
        Presence::Unknown(gap) => {
            let mut text = Text::default();
            let message = format!("It is not known whether it is there: {}", gap.deed());
            text.line(0, &message);
            text.gaps(std::slice::from_ref(gap));
            wrong(
                NonSuccessKind::Error,
                gap.outcome.as_str(),
                &message,
                &text.0,
            )
        }
        Presence::Uncovered(reason) => {
            let mut status = TestCaseStatus::skipped();
            status.set_type("uncovered");
            status.set_message(format!("not looked for: {}", reason.why()));
            status
        }
    }
}

/// What came of a check on a resource. Where it looks at several places of it, the worst counts, and each that does not hold is told.
pub(super) fn judged(findings: &[&Finding]) -> TestCaseStatus {
    let worst = [Status::Fail, Status::Unknown, Status::Waived]
        .into_iter()
        .find_map(|status| findings.iter().find(|finding| finding.status == status));
    let Some(worst) = worst else {
        return TestCaseStatus::success();
    };
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
    match worst.status {
        Status::Fail => wrong(
            NonSuccessKind::Failure,
            worst.check.severity.as_str(),
            &message,
            &text.0,
        ),
        Status::Unknown => wrong(
            NonSuccessKind::Error,
            outcome(&worst.gaps),
            &message,
            &text.0,
        ),
        Status::Waived | Status::Pass => {
            let mut status = TestCaseStatus::skipped();
            let waiver = worst.waiver.as_ref();
            let why = waiver.map_or_else(String::new, |waiver| {
                let until = waiver.expires.as_ref();
                let until = until.map_or_else(String::new, |day| format!(", until {day}"));
                format!(": {} ({}{until})", waiver.reason, waiver.owner)
            });
            status.set_type("waived");
            status.set_message(line(&format!("waived{why}")));
            status.set_description(lines(&text.0));
            status
        }
    }
}

fn wrong(kind: NonSuccessKind, ty: &str, message: &str, text: &str) -> TestCaseStatus {
    let mut status = TestCaseStatus::non_success(kind);
    status.set_type(line(ty));
    status.set_message(line(message));
    status.set_description(lines(text));
    status
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
