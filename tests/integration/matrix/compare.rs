//! Holds a report of a bad day against that of a quiet one: what may differ, and what is wrong.

use std::collections::BTreeSet;

use super::account::Scanned;
use super::report::{Finding, Gap, Report};

/// What may have become of the call that has a fault.
pub struct Allowed<'a> {
    pub call: &'a str,
    /// The reasons that it may give.
    pub outcomes: &'a [&'a str],
    /// Whether its service may have been given up, so that its other calls were not made or not answered either.
    pub service_given_up: bool,
    /// Whether resources may have gone away while they were read.
    pub gone: bool,
}

impl Allowed<'_> {
    /// Whether a gap is the fault's doing.
    fn explains(&self, gap: &Gap) -> bool {
        let own = gap.call == self.call && self.outcomes.contains(&gap.outcome.as_str());
        let service = |call: &str| call.split(':').next().unwrap_or_default().to_owned();
        let with_its_service = self.service_given_up
            && service(&gap.call) == service(self.call)
            && (gap.outcome == "not_attempted" || self.outcomes.contains(&gap.outcome.as_str()));
        let names_what_is_gone = self.gone && gap.error.contains("went away");
        own || with_its_service || names_what_is_gone
    }
}

/// What is wrong with a bad day's report where the fault heals: anything that differs.
pub fn healed(quiet: &Report, scanned: &Scanned) -> Vec<String> {
    let report = &scanned.report;
    let mut wrong = crashed(scanned);
    for (fingerprint, finding) in &quiet.findings {
        match report.findings.get(fingerprint) {
            Some(same) if same == finding => {}
            Some(other) => wrong.push(format!("{} became: {}", finding.words(), other.words())),
            None => wrong.push(format!("vanished: {}", finding.words())),
        }
    }
    for (fingerprint, finding) in &report.findings {
        if !quiet.findings.contains_key(fingerprint) {
            wrong.push(format!("new: {}", finding.words()));
        }
    }
    if report.code != quiet.code {
        wrong.push(format!("exit code {} became {}", quiet.code, report.code));
    }
    wrong
}

/// What is wrong with a bad day's report where the fault does not heal: anything but verdicts that became unknown for its reason.
pub fn blinded(quiet: &Report, scanned: &Scanned, allowed: &Allowed<'_>) -> Vec<String> {
    let report = &scanned.report;
    let mut wrong = crashed(scanned);
    for (fingerprint, finding) in &report.findings {
        let before = quiet.findings.get(fingerprint);
        if finding.status == "unknown" {
            wrong.extend(unexplained(quiet, finding, before, allowed));
        } else if before.is_none_or(|before| before.status != finding.status) {
            let was = before.map_or("nothing".to_owned(), |before| before.status.clone());
            wrong.push(format!("from {was}: {}", finding.words()));
        }
    }
    for (fingerprint, finding) in &quiet.findings {
        let is_told = report.findings.contains_key(fingerprint)
            || stands_for(report, finding)
            || allowed.gone && tells_of_gone(report);
        if !is_told {
            wrong.push(format!("vanished: {}", finding.words()));
        }
    }
    wrong.extend(ledger(quiet, report, allowed));
    let unknown = report
        .findings
        .values()
        .any(|finding| finding.status == "unknown");
    let failed = report
        .findings
        .values()
        .any(|finding| finding.status == "fail");
    let expected = if failed {
        1
    } else if unknown {
        3
    } else {
        0
    };
    if report.code != expected {
        wrong.push(format!("exit code {}, not {expected}", report.code));
    }
    wrong
}

/// A bug of the program, whatever the fault.
fn crashed(scanned: &Scanned) -> Vec<String> {
    let Report { code, stderr, .. } = &scanned.report;
    let mut wrong = Vec::new();
    if ![0, 1, 3].contains(code) || stderr.contains("panicked") || stderr.contains("bug") {
        wrong.push(format!("exit code {code}: {stderr}"));
    }
    if scanned.took > super::LONGEST {
        wrong.push(format!("it took {:?}", scanned.took));
    }
    wrong
}

/// Gaps of an unknown finding that neither the fault nor the quiet day explains.
fn unexplained(
    quiet: &Report,
    finding: &Finding,
    before: Option<&Finding>,
    allowed: &Allowed<'_>,
) -> Vec<String> {
    if before.is_some_and(|before| before.gaps == finding.gaps) {
        return Vec::new();
    }
    let usual: BTreeSet<&Gap> = quiet
        .of_check(&finding.check)
        .flat_map(|finding| &finding.gaps)
        .collect();
    let stray: Vec<&Gap> = finding
        .gaps
        .iter()
        .filter(|gap| !allowed.explains(gap) && !usual.contains(gap))
        .collect();
    let mut wrong = Vec::new();
    if !stray.is_empty() {
        wrong.push(format!("for another reason {stray:?}: {}", finding.words()));
    }
    if !finding.gaps.iter().any(|gap| allowed.explains(gap))
        && before.is_none_or(|before| before.status != "unknown")
    {
        wrong.push(format!("for no reason: {}", finding.words()));
    }
    wrong
}

/// Whether something unknown stands for a finding that is not there: what was not listed in its region, or its resource.
fn stands_for(report: &Report, finding: &Finding) -> bool {
    report.of_check(&finding.check).any(|other| {
        other.status == "unknown"
            && other.region == finding.region
            && (other.resource.is_none() || other.resource == finding.resource)
    })
}

fn tells_of_gone(report: &Report) -> bool {
    report.notices.contains("went away")
}

/// The line of the call that has the fault: its outcome, and the checks that became unknown by it.
fn ledger(quiet: &Report, report: &Report, allowed: &Allowed<'_>) -> Vec<String> {
    let blinded: BTreeSet<&str> = report
        .findings
        .iter()
        .filter(|(fingerprint, finding)| {
            let before = quiet.findings.get(*fingerprint);
            finding.status == "unknown"
                && before.is_none_or(|before| before.gaps != finding.gaps)
                && finding.gaps.iter().any(|gap| {
                    gap.call == allowed.call && allowed.outcomes.contains(&gap.outcome.as_str())
                })
        })
        .map(|(_, finding)| finding.check.as_str())
        .collect();
    let lines: Vec<_> = report
        .ledger
        .iter()
        .filter(|line| line.call == allowed.call)
        .collect();
    let mut wrong = Vec::new();
    if lines.is_empty() {
        wrong.push("the ledger does not name it".to_owned());
    }
    if !blinded.is_empty()
        && !lines
            .iter()
            .any(|line| allowed.outcomes.contains(&line.outcome.as_str()))
    {
        let outcomes: Vec<&str> = lines.iter().map(|line| line.outcome.as_str()).collect();
        wrong.push(format!("the ledger says {outcomes:?}"));
    }
    let told: BTreeSet<&str> = lines
        .iter()
        .flat_map(|line| &line.blinds)
        .map(String::as_str)
        .collect();
    let untold: Vec<&&str> = blinded.difference(&told).collect();
    if !untold.is_empty() {
        wrong.push(format!("the ledger does not say that it blinds {untold:?}"));
    }
    let unfounded: Vec<&&str> = told
        .iter()
        .filter(|check| {
            !report
                .of_check(check)
                .any(|finding| finding.status == "unknown")
        })
        .collect();
    if !unfounded.is_empty() {
        wrong.push(format!(
            "the ledger says that it blinds {unfounded:?}, of which everything is known"
        ));
    }
    wrong
}
