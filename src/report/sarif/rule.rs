//! The rules: what the checks say of themselves.

use std::sync::Arc;

use indexmap::IndexMap;
use serde::Serialize;

use super::{Message, level, shown};
use crate::check::{About, Severity};

/// Code scanning refuses a file that has a rule with more.
const TAGS: usize = 20;

/// The checks that found something to say, in the order of their first findings.
#[derive(Default)]
pub(super) struct Rules(IndexMap<String, Arc<About>>);

/// One of them.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rule<'a> {
    id: &'a str,
    short_description: Message,
    full_description: Message,
    help: Message,
    default_configuration: Configuration,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Properties<'a> {
    tags: Vec<String>,
    /// What code scanning makes a severity of.
    #[serde(rename = "security-severity", skip_serializing_if = "Option::is_none")]
    security_severity: Option<&'static str>,
    severity: Severity,
    controls: &'a IndexMap<String, Vec<String>>,
    aliases: &'a IndexMap<String, Vec<String>>,
}

impl Rules {
    pub(super) fn add(&mut self, check: &Arc<About>) {
        if !self.0.contains_key(&check.id) {
            self.0.insert(check.id.clone(), Arc::clone(check));
        }
    }

    /// Where the rule of a check stands.
    pub(super) fn index(&self, check: &str) -> Option<usize> {
        self.0.get_index_of(check)
    }

    pub(super) fn all(&self) -> impl Iterator<Item = Rule<'_>> {
        self.0.values().map(|check| Rule::of(check))
    }
}

impl<'a> Rule<'a> {
    fn of(check: &'a About) -> Self {
        let risk = match check.risk.trim() {
            "" => &check.title,
            risk => risk,
        };
        let help = format!(
            "{}\n\n{risk}\n\nWhat to do about a resource stands in the message of its result.",
            check.title
        );
        Self {
            id: &check.id,
            short_description: Message::of(&check.title),
            full_description: Message::of(risk),
            help: Message::of(&help),
            default_configuration: Configuration {
                level: level(check.severity),
            },
            properties: Properties {
                tags: tags(check),
                security_severity: security_severity(check.severity),
                severity: check.severity,
                controls: &check.controls,
                aliases: &check.aliases,
            },
        }
    }
}

/// The service and the frameworks; code scanning shows the first ten.
fn tags(check: &About) -> Vec<String> {
    let service = shown(check.service()).into_owned();
    let frameworks = check.controls.keys().map(|id| shown(id).into_owned());
    let all = ["security".to_owned(), "aws".to_owned(), service].into_iter();
    // SARIF wants each once.
    let mut tags: Vec<String> = Vec::new();
    for tag in all.chain(frameworks) {
        if tags.len() < TAGS && !tags.contains(&tag) {
            tags.push(tag);
        }
    }
    tags
}

/// In the middle of what code scanning takes for critical (over 9), high (7 to 8.9), medium (4 to 6.9) and low.
const fn security_severity(severity: Severity) -> Option<&'static str> {
    match severity {
        Severity::Critical => Some("9.5"),
        Severity::High => Some("8.0"),
        Severity::Medium => Some("5.5"),
        Severity::Low => Some("2.0"),
        Severity::Info => None,
    }
}
