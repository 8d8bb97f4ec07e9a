//! The account that is multiplied: every answer that was recorded about it, by what was asked.

use std::collections::{BTreeSet, HashMap};

use hyper::Response;
use hyper::body::Bytes;
use serde_json::Value as Json;

use super::super::body::Body;
use super::super::protocol::paging;
use super::super::recording::Recording;
use super::answer::Answer;
use super::names::{Names, Text};
use super::record::ACCOUNT;
use super::request::Request;

/// The answers about an account.
#[derive(Debug, Default)]
pub struct Template {
    pub names: Names,
    operations: HashMap<String, Operation>,
}

/// The answers of an operation.
#[derive(Debug, Default)]
struct Operation {
    answers: HashMap<String, Answer>,
    /// What it answers about each thing that a request names in a list, by the rest of the request and the name.
    named: HashMap<(String, String), Vec<(usize, Text)>>,
}

/// What there is to answer a request with.
pub enum Found<'a> {
    Answer(&'a Answer),
    /// An answer's frame, and the items to put in it: the list's number, the item, the copy.
    Items(&'a Answer, Vec<(usize, &'a Text, super::names::Copy)>),
}

/// Operations whose answers tell of the world and not of an account.
fn is_of_the_world(call: &str) -> bool {
    call.starts_with("sts:") || ["ec2:DescribeRegions", "account:ListRegions"].contains(&call)
}

/// Operations that tell of what a region or an account has once, however large it is.
fn is_single(call: &str) -> bool {
    const SERVICES: &[&str] = &[
        "account",
        "access-analyzer",
        "config",
        "guardduty",
        "organizations",
        "securityhub",
    ];
    const CALLS: &[&str] = &[
        "cloudtrail:DescribeTrails",
        "cloudtrail:ListTrails",
        "ec2:DescribeManagedPrefixLists",
        "ec2:DescribeAvailabilityZones",
    ];
    let (service, _) = call.split_once(':').unwrap_or_default();
    is_of_the_world(call) || SERVICES.contains(&service) || CALLS.contains(&call)
}

impl Template {
    /// Compiles what was recorded.
    pub fn of(recording: &Recording) -> Self {
        let recorded = recording.all();
        let mut template = Self::default();
        for ((service, ..), answer) in &recorded {
            if service.starts_with("apigateway") || service == "elasticfilesystem" {
                for id in identifiers(answer) {
                    template.names.give_shape(&id);
                }
            }
        }
        for ((service, operation, _, canonical), answer) in &recorded {
            template.take(&format!("{service}:{operation}"), canonical, answer);
        }
        template
    }

    fn take(&mut self, call: &str, canonical: &str, recorded: &Response<Bytes>) {
        let is_of_the_account = || String::from_utf8_lossy(recorded.body()).contains(ACCOUNT);
        if call == "sts:GetCallerIdentity" && !is_of_the_account() {
            // Whoever has not assumed the role yet: the question is the same.
            return;
        }
        // What the request names has to have its shape first.
        let shaped = self.names.shaped(canonical);
        let request = Request::of(call, &shaped, &self.names);
        let answer = if is_of_the_world(call) {
            Answer::whole(recorded, |text| Text::fixed(text))
        } else if call == "iam:GetCredentialReport" {
            let report = Answer::report(recorded, &mut self.names);
            report.unwrap_or_else(|| Answer::whole(recorded, |text| self.names.text(text)))
        } else {
            let is_of_one = !request.text.identifiers.is_empty() && request.values.is_empty();
            let listing = (!is_single(call) && !is_of_one && recorded.status().is_success())
                .then(|| Answer::listing(recorded, paging(call), &mut self.names))
                .flatten();
            listing.unwrap_or_else(|| Answer::whole(recorded, |text| self.names.text(text)))
        };
        let operation = self.operations.entry(call.to_owned()).or_default();
        for (list, items) in answer.lists.iter().enumerate() {
            for item in items.copied() {
                let text = item.canonical();
                let about = request
                    .values
                    .iter()
                    .filter_map(|value| Some((whole(&text, &value.canonical)?, value)))
                    .min_by_key(|(place, _)| *place);
                if let Some((_, value)) = about {
                    let key = (request.text.canonical.clone(), value.canonical.clone());
                    let items = operation.named.entry(key).or_default();
                    items.push((list, item.clone()));
                }
            }
        }
        operation.answers.insert(request.text.canonical, answer);
    }

    /// What there is to answer a request with, if anything.
    pub fn find(&self, request: &Request) -> Option<Found<'_>> {
        let operation = self.operations.get(&request.call)?;
        let answer = operation.answers.get(&request.text.canonical)?;
        if request.values.is_empty() {
            return Some(Found::Answer(answer));
        }
        let mut found = Vec::new();
        for value in &request.values {
            let key = (request.text.canonical.clone(), value.canonical.clone());
            let items = operation.named.get(&key).into_iter().flatten();
            let copy = value.identifiers.first().map_or(0, |(_, copy)| *copy);
            found.extend(items.map(|(list, item)| (*list, item, copy)));
        }
        Some(Found::Items(answer, found))
    }
}

/// Where a value stands in a text as a whole.
fn whole(text: &str, value: &str) -> Option<usize> {
    text.match_indices(value)
        .map(|(place, _)| place)
        .find(|place| {
            let before = text[..*place].chars().next_back();
            let behind = text[place + value.len()..].chars().next();
            matches!(before, Some('"' | '>')) && matches!(behind, Some('"' | '<'))
        })
}

/// Whether a value is an identifier that nothing tells from any word: one of API Gateway, or one of EFS that an emulator made too short.
fn is_shapeless(value: &str) -> bool {
    match value.rsplit_once('-') {
        Some((kind, digits)) => kind.starts_with("fs") && digits.len() < 17,
        None => {
            value.len() > 5
                && value.bytes().all(|byte| byte.is_ascii_alphanumeric())
                && !value.bytes().all(|byte| byte.is_ascii_digit())
        }
    }
}

/// The values of members that are identifiers and could be any word.
fn identifiers(answer: &Response<Bytes>) -> BTreeSet<String> {
    fn collect(json: &Json, found: &mut BTreeSet<String>) {
        match json {
            Json::Object(members) => {
                for (name, value) in members {
                    let is_id = name == "id" || name.ends_with("Id");
                    if let Some(id) = value.as_str().filter(|id| is_id && is_shapeless(id)) {
                        found.insert(id.to_owned());
                    }
                    collect(value, found);
                }
            }
            Json::Array(items) => items.iter().for_each(|item| collect(item, found)),
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    if let Some(Body::Json(json)) = Body::parse(answer.body()) {
        collect(&json, &mut found);
    }
    found
}
