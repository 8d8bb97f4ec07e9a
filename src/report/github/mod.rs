//! Workflow commands of GitHub Actions: annotations for what failed and what is unknown, worst first.
//!
//! GitHub shows ten errors and ten warnings of a step and drops the others, so that what belongs together is one annotation, and a
//! notice says what found no room. They are as GitHub's documentation has them, "Workflow commands for GitHub Actions".

mod command;

#[cfg(test)]
mod tests;

use std::io;

use command::{Command, Level};
pub use command::{resume, stop};

use super::Report;
use super::blind::{Blind, blinds};
use super::group::{Group, by_check, resources};
use super::mend::remedies;
use super::verified::{Expected, Presence, Verified};
use super::words::{counted, deed, deeds, full_name, reading, untold, without_name};
use crate::finding::Status;

/// So many annotations of a level are shown for a step.
const SHOWN: usize = 10;

/// So many resources are named in an annotation.
const NAMED: usize = 10;

/// Writes the annotations.
///
/// # Errors
/// When writing fails.
pub fn write(report: &Report, out: &mut impl io::Write) -> io::Result<()> {
    let (errors, warnings) = (errors(report), warnings(report));
    for command in errors.iter().take(SHOWN).chain(warnings.iter().take(SHOWN)) {
        command.write(out)?;
    }
    let more = [(&errors, "failure"), (&warnings, "warning")]
        .into_iter()
        .filter(|(all, _)| all.len() > SHOWN)
        .map(|(all, what)| counted(all.len() - SHOWN, what))
        .collect::<Vec<String>>();
    if more.is_empty() {
        return Ok(());
    }
    Command {
        level: Level::Notice,
        place: None,
        title: "awsert: there is more".to_owned(),
        message: vec![format!(
            "{} more than GitHub shows for a step: see the log, or the other reports of this run.",
            more.join(" and ")
        )],
    }
    .write(out)
}

/// What failed: what was expected, what is missing, then what checks say, most severe first.
fn errors(report: &Report) -> Vec<Command> {
    let mut errors = Vec::new();
    if let Some(verified) = &report.verified {
        errors.extend(expectations(verified, Status::Fail));
        errors.extend(missing(verified));
    }
    let groups = by_check(report, Status::Fail);
    errors.extend(groups.iter().map(|group| failed(report, group)));
    errors
}

/// What is not known.
fn warnings(report: &Report) -> Vec<Command> {
    let mut warnings = Vec::new();
    if !report.run.complete {
        warnings.push(Command {
            level: Level::Warning,
            place: None,
            title: "awsert: the run was cut short".to_owned(),
            message: vec!["What is missing here was not looked at.".to_owned()],
        });
    }
    if let Some(verified) = &report.verified {
        warnings.extend(expectations(verified, Status::Unknown));
    }
    // What an expectation lacks stands with it.
    let blinds = blinds(report);
    let others = blinds
        .iter()
        .filter(|blind| blind.verdicts() > blind.expectations.len());
    warnings.extend(others.map(unknown));
    warnings
}

fn expectations(verified: &Verified, status: Status) -> impl Iterator<Item = Command> {
    verified
        .expectations
        .iter()
        .filter(move |expected| expected.status == status)
        .map(expectation)
}

fn expectation(expected: &Expected) -> Command {
    let mut message = vec![expected.message.clone()];
    for unmet in expected.unmet.iter().take(NAMED) {
        let readings = unmet.evidence.iter();
        let there: Vec<String> = readings
            .map(|(path, value)| reading(path, value))
            .chain(unmet.gaps.iter().map(untold))
            .collect();
        let mut line = format!("{}: {}", full_name(&unmet.resource), unmet.assertion);
        if !there.is_empty() {
            line = format!("{line} ({})", there.join("; "));
        }
        message.push(line);
    }
    message.extend(more(expected.unmet.len()));
    let gaps = expected.unmet.iter().flat_map(|unmet| &unmet.gaps);
    let causes = gaps.map(|gap| (gap.outcome, gap.denial.as_ref()));
    message.extend(to_see_it(&remedies(causes, NAMED)));
    if let Some(pending) = &expected.pending {
        message.push(format!("On its way: {pending}"));
    }
    Command {
        level: if expected.status == Status::Fail {
            Level::Error
        } else {
            Level::Warning
        },
        place: expected.place.clone(),
        title: expected.name.clone(),
        message,
    }
}

fn missing(verified: &Verified) -> Option<Command> {
    let missing: Vec<String> = verified
        .resources
        .iter()
        .filter_map(|line| match &line.presence {
            Presence::Missing { ty, name, region } => {
                Some(format!("{}: {ty} {name} in {region}", line.address))
            }
            _ => None,
        })
        .collect();
    if missing.is_empty() {
        return None;
    }
    let title = format!(
        "{} of the deployment missing",
        counted(missing.len(), "resource")
    );
    let mut message = vec!["AWS knows none such:".to_owned()];
    message.extend(missing.iter().take(NAMED).cloned());
    message.extend(more(missing.len()));
    Some(Command {
        level: Level::Error,
        place: None,
        title,
        message,
    })
}

fn failed(report: &Report, group: &Group<'_>) -> Command {
    let check = group.check;
    let of_check = report
        .findings
        .iter()
        .filter(|finding| finding.check.id == check.id);
    let title = format!(
        "{} {}: {} of {}",
        check.severity.as_str().to_uppercase(),
        check.id,
        resources(group.findings.iter().copied()),
        counted(resources(of_check), "resource"),
    );
    let mut message = vec![check.title.clone()];
    message.extend(group.findings.iter().take(NAMED).map(|finding| {
        format!(
            "{} in {}: {}",
            full_name(&finding.resource),
            finding.resource.region,
            without_name(finding).0
        )
    }));
    message.extend(more(group.findings.len()));
    if let Some(first) = group.findings.first() {
        let remedy = first.remediation.text.split_whitespace();
        let remedy = remedy.collect::<Vec<_>>().join(" ");
        if !remedy.is_empty() {
            message.push(format!("What to do: {remedy}"));
        }
    }
    Command {
        level: Level::Error,
        place: None,
        title,
        message,
    }
}

fn unknown(blind: &Blind<'_>) -> Command {
    let title = match &blind.cause {
        Some(cause) => match cause.denial {
            Some(denial) => format!("{} was {}", blind.untold(), denial.deed()),
            None if blind.calls.len() > 1 => format!("{} {}", blind.untold(), deeds(cause.outcome)),
            None => format!("{} {}", blind.untold(), deed(cause.outcome)),
        },
        None => "Not judged".to_owned(),
    };
    let mut message = vec![format!("Unknown: {}", blind.extent())];
    message.extend(blind.reasons.first().map(ToString::to_string));
    let causes = blind.cause.iter();
    let causes = causes.map(|cause| (cause.outcome, cause.denial));
    message.extend(to_see_it(&remedies(causes, NAMED)));
    Command {
        level: Level::Warning,
        place: None,
        title,
        message,
    }
}

fn to_see_it(remedies: &[String]) -> Option<String> {
    (!remedies.is_empty()).then(|| format!("To see it: {}", remedies.join("; ")))
}

/// How many there are beside those that are named.
fn more(count: usize) -> Option<String> {
    (count > NAMED).then(|| format!("… and {} more", count - NAMED))
}
