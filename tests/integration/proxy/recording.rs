//! What an emulator answered, kept to be answered again: quickly, and the same each time.

use std::collections::BTreeMap;
use std::sync::Mutex;

use hyper::Response;
use hyper::body::Bytes;

use super::body::Body;
use super::lacking::Lacking;

/// A question: service, operation, region, and the canonical request.
pub type Question = (String, String, String, String);

/// What was answered to what was asked.
#[derive(Debug, Default)]
pub struct Recording {
    lacking: Lacking,
    answers: Mutex<BTreeMap<Question, Response<Bytes>>>,
}

impl Recording {
    /// A recording that adds what the emulator does not answer.
    pub fn completed(lacking: Lacking) -> Self {
        Self {
            lacking,
            answers: Mutex::default(),
        }
    }

    /// The answer to a question.
    pub fn answer(&self, question: &Question) -> Option<Response<Bytes>> {
        let answers = self.answers.lock().expect("no test panicked in here");
        let mut answer = answers.get(question)?.clone();
        let (service, operation, ..) = question;
        if service == "sts" && operation == "AssumeRole" {
            *answer.body_mut() = good_for_an_hour(answer.body());
        }
        Some(answer)
    }

    /// Keeps an answer, and gives it back as AWS would have answered; the last to a question counts, so that what was polled for is there at once.
    pub fn keep(&self, question: Question, mut answer: Response<Bytes>) -> Response<Bytes> {
        let (service, operation, _, request) = &question;
        let call = format!("{service}:{operation}");
        self.lacking.complete(service, &call, request, &mut answer);
        let mut answers = self.answers.lock().expect("no test panicked in here");
        answers.insert(question, answer.clone());
        answer
    }

    /// All that was asked and answered.
    pub fn all(&self) -> Vec<(Question, Response<Bytes>)> {
        let answers = self.answers.lock().expect("no test panicked in here");
        answers
            .iter()
            .map(|(question, answer)| (question.clone(), answer.clone()))
            .collect()
    }

    /// The members in the successful answers of each call.
    pub fn members(&self) -> BTreeMap<String, Vec<String>> {
        let mut members: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let answers = self.answers.lock().expect("no test panicked in here");
        for ((service, operation, ..), answer) in answers.iter() {
            if !answer.status().is_success() {
                continue;
            }
            let paths = Body::parse(answer.body())
                .map(|body| body.members())
                .unwrap_or_default();
            members
                .entry(format!("{service}:{operation}"))
                .or_default()
                .extend(paths);
        }
        for paths in members.values_mut() {
            paths.sort_unstable();
            paths.dedup();
        }
        members
    }

    /// The calls that were answered, and how many different questions of each.
    pub fn calls(&self) -> BTreeMap<String, usize> {
        let mut calls: BTreeMap<String, usize> = BTreeMap::new();
        let answers = self.answers.lock().expect("no test panicked in here");
        for (service, operation, ..) in answers.keys() {
            *calls.entry(format!("{service}:{operation}")).or_default() += 1;
        }
        calls
    }
}

/// Temporary credentials whose end is an hour away, however old the recording is.
pub fn good_for_an_hour(body: &[u8]) -> Bytes {
    let body = String::from_utf8_lossy(body);
    let end = jiff::Timestamp::now() + jiff::SignedDuration::from_hours(1);
    let until = end.strftime("%Y-%m-%dT%H:%M:%SZ");
    let (before, after) = body.split_once("<Expiration>").unwrap_or((&body, ""));
    let after = after
        .split_once("</Expiration>")
        .map_or("", |(_, after)| after);
    Bytes::from(format!("{before}<Expiration>{until}</Expiration>{after}"))
}
