//! Small words: counts, durations, names of resources and outcomes.

use jiff::Timestamp;

use super::terminal::{Ink, Style};
use crate::check::Severity;
use crate::finding::{Finding, FindingGap, ResourceRef};
use crate::inventory::Outcome;

/// A list of names longer than this is given as a number.
const MORE_THAN_ANYONE_READS: usize = 8;

/// A policy document may have thousands of letters; whoever needs all of them has JSON.
const LONGEST_READING: usize = 1_000;

/// `1 resource`, `2 resources`.
pub(super) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}

/// Names, or how many there are where they are more than anyone reads.
pub(super) fn few<'a>(
    names: impl ExactSizeIterator<Item = &'a str>,
    noun: &str,
    style: &Style,
) -> String {
    if names.len() > MORE_THAN_ANYONE_READS && !style.verbose {
        counted(names.len(), noun)
    } else {
        names.collect::<Vec<_>>().join(", ")
    }
}

/// `1.2 s`, `2 min 5 s`.
pub(super) fn lasted(from: Timestamp, to: Timestamp) -> String {
    let tenths = to.duration_since(from).as_millis().max(0) / 100;
    let seconds = tenths / 10;
    if seconds < 60 {
        format!("{seconds}.{} s", tenths % 10)
    } else {
        format!("{} min {} s", seconds / 60, seconds % 60)
    }
}

/// The colour of a severity.
pub(super) const fn severity_ink(severity: Severity) -> Ink {
    match severity {
        Severity::Critical => Ink::Critical,
        Severity::High => Ink::High,
        Severity::Medium => Ink::Medium,
        Severity::Low => Ink::Low,
        Severity::Info => Ink::Bold,
    }
}

/// What a call did, as in *rds:DescribeDBInstances was denied*.
pub(super) const fn deed(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Ok => "left something out",
        Outcome::Denied => "was denied",
        Outcome::Throttled => "was throttled until the attempts ran out",
        Outcome::Timeout => "did not answer in time",
        Outcome::Unreachable => "could not be reached",
        Outcome::Malformed => "answered with something AWS does not document",
        Outcome::Error => "failed",
        Outcome::Expired => "was refused, as the credentials have expired or are not valid",
        Outcome::Unsupported => "is not supported there",
        Outcome::Disabled => "is not enabled there",
        Outcome::OutOfScope => "would have to ask another account or region",
        Outcome::NotAttempted => "was never made",
    }
}

/// What several calls did that had no chance for the same reason.
pub(super) const fn deeds(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Disabled => "are not enabled there",
        Outcome::NotAttempted => "were never made",
        other => deed(other),
    }
}

/// What a resource is called: the name people gave it, where it has one beside its id, and the id.
pub(super) fn naming(resource: &ResourceRef) -> (Option<&str>, &str) {
    match (&resource.id, &resource.name) {
        (Some(id), Some(name)) if name != id && !name.is_empty() => (Some(name), id),
        (Some(id), _) => (None, id),
        (None, _) => (None, resource.ty),
    }
}

/// The name of a resource on one line.
pub(super) fn full_name(resource: &ResourceRef) -> String {
    match naming(resource) {
        (Some(name), id) => format!("{name} ({id})"),
        (None, id) => id.to_owned(),
    }
}

/// A reading that a verdict rests on: `multi_az = false`.
pub(super) fn reading(path: &str, value: &serde_json::Value) -> String {
    cut(&format!("{path} = {value}"), LONGEST_READING)
}

/// A reading that is missing: `kms_key.arn unknown: kms:DescribeKey denied`.
pub(super) fn untold(gap: &FindingGap) -> String {
    if gap.attribute.is_empty() {
        gap.deed()
    } else {
        format!("{} unknown: {}", gap.attribute, gap.deed())
    }
}

/// The beginning of a text of more than so many letters.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// What a message says when the resource's name stands beside it: a message that begins with it does without.
/// The second is whether it did.
pub(super) fn without_name(finding: &Finding) -> (&str, bool) {
    let (name, id) = naming(&finding.resource);
    [Some(id), name]
        .into_iter()
        .flatten()
        .find_map(|name| finding.message.strip_prefix(name)?.strip_prefix(' '))
        .map_or((finding.message.as_str(), false), |rest| (rest, true))
}
