//! What a webhook is posted: the run, its figures, and the findings that were selected, as the JSON contract has them.

use serde::Serialize;

use super::{FindingRecord, RunRecord, SCHEMA_VERSION, Summary};
use crate::report::Report;
use crate::report::message::Message;

/// How many findings are posted; of the rest it is told how many they are.
const FINDINGS: usize = 1_000;

#[derive(Serialize)]
struct Event<'a> {
    schema_version: u32,
    run: RunRecord<'a>,
    /// Of all that the run found.
    summary: Summary,
    selected: Selected<'a>,
    notices: &'a [String],
    findings: Vec<FindingRecord<'a>>,
}

/// What was selected.
#[derive(Serialize)]
struct Selected<'a> {
    when: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    least: Option<&'static str>,
    /// The run that this one is compared with; null where there was none.
    baseline: Option<&'a str>,
    fail: usize,
    unknown: usize,
    /// How many of them are not in `findings`.
    left_out: usize,
}

/// The body of the post.
///
/// # Errors
/// When what is found cannot be written as JSON.
pub fn event(report: &Report, message: &Message<'_>) -> serde_json::Result<Vec<u8>> {
    let groups = message.groups.iter();
    let told = groups.flat_map(|group| group.findings.iter().copied());
    let mut summary = Summary::new();
    for finding in &report.findings {
        summary.add(finding);
    }
    let against = report.changes.as_ref().and_then(|of| of.against.as_ref());
    let selection = message.selection;
    serde_json::to_vec(&Event {
        schema_version: SCHEMA_VERSION,
        run: RunRecord::of(&report.run),
        summary,
        selected: Selected {
            when: if selection.new { "new" } else { "always" },
            least: selection.least.map(crate::check::Severity::as_str),
            baseline: against.map(|against| against.run.as_str()),
            fail: message.fail,
            unknown: message.unknown,
            left_out: (message.fail + message.unknown).saturating_sub(FINDINGS),
        },
        notices: &report.notices,
        findings: told.take(FINDINGS).map(FindingRecord::of).collect(),
    })
}
