//! The invocation: when the run was, and what it could not read.

use serde::Serialize;

use super::Message;
use crate::inventory::Outcome;
use crate::report::{LedgerLine, Run};

/// A run.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Invocation<'a> {
    /// False when the run was cut short or a call did not answer: what has no result was then not all seen.
    execution_successful: bool,
    start_time_utc: String,
    end_time_utc: String,
    tool_execution_notifications: Vec<Notification<'a>>,
    tool_configuration_notifications: Vec<Notification<'a>>,
}

#[derive(Serialize)]
struct Notification<'a> {
    level: &'static str,
    message: Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    properties: Option<Unanswered<'a>>,
}

/// The call that did not answer.
#[derive(Serialize)]
struct Unanswered<'a> {
    account: &'a str,
    region: &'a str,
    call: &'a str,
    outcome: &'static str,
    blinds: &'a [String],
}

impl<'a> Invocation<'a> {
    pub(super) fn of(run: &Run, ledger: &'a [LedgerLine], notices: &[String]) -> Self {
        let cut_short = (!run.complete).then(|| Notification {
            level: "error",
            message: Message::of("The run was cut short: what is missing here was not looked at."),
            properties: None,
        });
        let unanswered = ledger.iter().filter(|line| unanswered(line));
        let failures: Vec<Notification<'_>> = cut_short
            .into_iter()
            .chain(unanswered.map(Notification::of))
            .collect();
        let remarks = notices.iter().map(|notice| Notification {
            level: "note",
            message: Message::of(notice),
            properties: None,
        });
        Self {
            execution_successful: failures.is_empty(),
            start_time_utc: format!("{:.3}", run.started_at),
            end_time_utc: format!("{:.3}", run.finished_at),
            tool_execution_notifications: failures,
            tool_configuration_notifications: remarks.collect(),
        }
    }
}

/// Whether something is not known because of it.
fn unanswered(line: &LedgerLine) -> bool {
    match line.outcome {
        Outcome::Ok => false,
        Outcome::Unsupported | Outcome::OutOfScope | Outcome::Disabled => !line.blinds.is_empty(),
        Outcome::NotAttempted
        | Outcome::Denied
        | Outcome::Throttled
        | Outcome::Timeout
        | Outcome::Unreachable
        | Outcome::Malformed
        | Outcome::Error
        | Outcome::Expired => true,
    }
}

impl<'a> Notification<'a> {
    fn of(line: &'a LedgerLine) -> Self {
        let LedgerLine {
            call,
            outcome,
            region,
            account,
            ..
        } = line;
        let words = line.error.as_deref().unwrap_or("");
        let colon = if words.is_empty() { "" } else { ": " };
        let text = format!("{call} {outcome} in {region} of {account}{colon}{words}");
        Self {
            level: if line.blinds.is_empty() {
                "warning"
            } else {
                "error"
            },
            message: Message::of(&text),
            properties: Some(Unanswered {
                account,
                region,
                call,
                outcome: outcome.as_str(),
                blinds: &line.blinds,
            }),
        }
    }
}
