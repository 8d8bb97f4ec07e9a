//! A message as plain text: for mail and telephones, by way of a topic.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::{Message, line};
use crate::finding::Status;
use crate::report::terminal::{prose, sanitise};
use crate::report::words::cut;

/// What Amazon SNS takes as a subject (API reference, `Publish`): this many letters of ASCII.
const SUBJECT: usize = 100;

/// What it takes as a message is 256 KiB; mail that long is read by nobody.
const MESSAGE: usize = 64 * 1024;

/// How many resources of a check are named.
const RESOURCES: usize = 10;

/// How much of one finding is told.
const LINE: usize = 600;

/// The subject: ASCII on one line.
pub fn subject(message: &Message<'_>) -> String {
    let text = format!("awsert: {} in {}", message.headline(), message.accounts());
    sanitise(&text, false).chars().take(SUBJECT).collect()
}

/// The text, which has at most [`MESSAGE`] bytes.
pub fn text(message: &Message<'_>) -> String {
    let several = message.run.accounts.len() > 1;
    let mut text = format!(
        "{}\n{}\n",
        message.headline(),
        prose(&message.scope(), true)
    );
    for remark in message.remarks() {
        let _ = writeln!(text, "{remark}");
    }
    let mut told = 0;
    for group in &message.groups {
        let mut part = format!(
            "\n{}  {}\n  {}\n",
            group.label(),
            prose(&group.check.title, true),
            prose(&group.check.id, true)
        );
        for finding in group.findings.iter().take(RESOURCES) {
            let line = cut(&prose(&line(finding, several), true), LINE);
            let _ = writeln!(part, "  - {line}");
        }
        let more = group.findings.len().saturating_sub(RESOURCES);
        if more > 0 {
            let _ = writeln!(part, "  and {more} more");
        }
        let remedy = group.findings.first().map(|of| &of.remediation.text);
        if let Some(remedy) = remedy.filter(|text| group.status == Status::Fail && !text.is_empty())
        {
            let _ = writeln!(part, "  What to do: {}", cut(&prose(remedy, true), LINE));
        }
        if text.len() + part.len() > MESSAGE - 100 {
            break;
        }
        text.push_str(&part);
        told += 1;
    }
    let left: usize = message.groups[told..]
        .iter()
        .map(|group| group.findings.len())
        .sum();
    if left > 0 {
        let _ = writeln!(text, "\nand {left} more: see the report");
    }
    text
}

/// Tells one text from another.
pub fn digest(text: &str) -> String {
    let mut hex = String::new();
    for byte in Sha256::digest(text.as_bytes()).iter().take(8) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
