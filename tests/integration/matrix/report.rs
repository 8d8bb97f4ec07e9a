//! A report as the matrix compares it: findings by fingerprint, and the ledger.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value as Json;

use crate::awsert::Ran;

/// A report.
#[derive(Debug, Default)]
pub struct Report {
    pub code: i32,
    pub stderr: String,
    pub findings: BTreeMap<String, Finding>,
    pub ledger: Vec<Line>,
    pub notices: String,
}

/// A finding.
#[derive(Debug, PartialEq)]
pub struct Finding {
    pub check: String,
    pub status: String,
    pub region: String,
    /// The resource; none for what a listing could not show.
    pub resource: Option<String>,
    pub gaps: Vec<Gap>,
    /// All of it.
    whole: Json,
}

/// Why something is unknown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gap {
    pub call: String,
    pub outcome: String,
    pub error: String,
}

/// A call in the ledger.
#[derive(Debug)]
pub struct Line {
    pub call: String,
    pub outcome: String,
    pub blinds: BTreeSet<String>,
}

fn text(json: &Json) -> String {
    json.as_str().unwrap_or_default().to_owned()
}

fn elements(json: &Json) -> impl Iterator<Item = &Json> {
    json.as_array().into_iter().flatten()
}

impl Report {
    pub fn of(ran: &Ran) -> Self {
        let json: Json = serde_json::from_str(&ran.stdout).unwrap_or_default();
        let findings = elements(&json["findings"])
            .map(|finding| (text(&finding["fingerprint"]), Finding::of(finding)));
        Self {
            code: ran.code,
            stderr: ran.stderr.clone(),
            findings: findings.collect(),
            ledger: elements(&json["ledger"]).map(Line::of).collect(),
            notices: json["notices"].to_string(),
        }
    }

    /// The findings of a check.
    pub fn of_check<'a>(&'a self, check: &'a str) -> impl Iterator<Item = &'a Finding> {
        self.findings
            .values()
            .filter(move |finding| finding.check == check)
    }
}

impl Finding {
    fn of(json: &Json) -> Self {
        let gaps = elements(&json["gaps"]).map(|gap| Gap {
            call: text(&gap["call"]),
            outcome: text(&gap["outcome"]),
            error: text(&gap["error"]),
        });
        Self {
            check: text(&json["check"]),
            status: text(&json["status"]),
            region: text(&json["resource"]["region"]),
            resource: json["resource"]["id"].as_str().map(ToOwned::to_owned),
            gaps: gaps.collect(),
            whole: json.clone(),
        }
    }

    /// The finding in words, for whoever reads why a test failed.
    pub fn words(&self) -> String {
        let resource = self.resource.as_deref().unwrap_or("(what was not listed)");
        let gaps: Vec<String> = self
            .gaps
            .iter()
            .map(|gap| format!("{} {}: {}", gap.call, gap.outcome, gap.error))
            .collect();
        format!(
            "{} of {resource} is {} {gaps:?} {}",
            self.check, self.status, self.whole["message"]
        )
    }
}

impl Line {
    fn of(json: &Json) -> Self {
        Self {
            call: text(&json["call"]),
            outcome: text(&json["outcome"]),
            blinds: elements(&json["blinds"]).map(text).collect(),
        }
    }
}
