//! One service's endpoint in one region: how many calls it has under way, and whether anybody is there.
//!
//! An endpoint that never answered and lets a call time out, or cannot be reached after all attempts, is closed: whoever waits for it is told at
//! once, and nobody tries it again in this run. So a region that is down costs one timeout.

use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::{Semaphore, SetOnce};

use crate::call::Call;
use crate::inventory::{Gap, Outcome};

/// How many calls may be under way at once. What AWS lets an account ask of most services is unknown or little: more at once gains nothing
/// and disturbs the account's other users. Amazon S3 answers thousands a second, and the others have budgets of tens ([`super::budget`]): there
/// the answers' distance is what counts. Twelve calls for each of ten buckets took twelve times that with ten at once, and three times with
/// forty. Where S3 asks to slow down, its pace is what bounds it.
const fn in_flight(service: &str) -> usize {
    match service.as_bytes() {
        b"s3" => 120,
        b"ec2" | b"kms" | b"secretsmanager" => 40,
        _ => 10,
    }
}

/// Why an endpoint is not asked any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Closed {
    pub(super) outcome: Outcome,
    pub(super) error: String,
    /// What is said of calls that were not even made.
    pub(super) later: String,
}

/// The state of an endpoint.
#[derive(Debug)]
pub(super) struct Endpoint {
    /// What it is called: `rds in us-east-1`.
    name: String,
    pub(super) permits: Semaphore,
    answered: AtomicBool,
    closed: SetOnce<Closed>,
}

impl Endpoint {
    /// An endpoint of which nothing is known yet, or one of a region that is closed.
    pub(super) fn new(service: &str, region: &str, closed: Option<Closed>) -> Self {
        Self {
            name: format!("{service} in {region}"),
            permits: Semaphore::new(in_flight(service)),
            answered: AtomicBool::new(false),
            closed: SetOnce::new_with(closed),
        }
    }

    /// Notes that it answered something.
    pub(super) fn answered(&self) {
        self.answered.store(true, Ordering::Relaxed);
    }

    /// Notes that an attempt had no answer in time, or that none could reach it. An endpoint that has answered before stays open.
    pub(super) fn failed(&self, outcome: Outcome, error: &str) {
        if !self.answered.load(Ordering::Relaxed) {
            let _ = self.closed.set(Closed {
                outcome,
                error: error.to_owned(),
                later: format!("{} does not answer: {error}", self.name),
            });
        }
    }

    /// Waits until it is closed.
    pub(super) async fn closed(&self) -> &Closed {
        self.closed.wait().await
    }
}

impl Closed {
    /// What it means for a call: nobody knows, for the reason the endpoint was closed for.
    pub(super) fn gap(&self, call: &'static Call, attempts: u64) -> Gap {
        let never_made =
            attempts == 0 && matches!(self.outcome, Outcome::Timeout | Outcome::Unreachable);
        if never_made {
            Gap::new(call, Outcome::NotAttempted, self.later.clone())
        } else {
            Gap::new(call, self.outcome, self.error.clone())
        }
    }
}
