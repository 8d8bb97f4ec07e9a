//! What became of a delivery, as people are told.

use std::fmt;

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;

use super::destination::Kind;
use crate::aws::failure;
use crate::call::Call;
use crate::finding::FindingGap;
use crate::inventory::{Gap, Outcome};
use crate::report::advice;

/// A delivery that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delivered {
    /// Where to.
    pub to: String,
    /// What was sent: `3 new failures`; nothing where there was nothing to send.
    pub what: Option<String>,
}

/// A delivery that was not made, or not whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undelivered {
    /// Where to: nothing that is a secret.
    pub to: String,
    /// What kind of destination that is.
    pub kind: Kind,
    /// Where the configuration says so.
    pub place: String,
    /// Why.
    pub trouble: Trouble,
}

/// Why something could not be sent, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// What happened.
    pub why: String,
    /// What to do.
    pub advice: String,
}

impl Trouble {
    pub(super) fn new(why: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            advice: advice.into(),
        }
    }

    /// What a call of AWS that failed means.
    pub(super) fn of(gap: &Gap) -> Self {
        let finding = FindingGap::new("", gap);
        let code = gap.error.split(':').next().unwrap_or_default();
        let advice = match code {
            "NoSuchBucket" => "make the bucket, or name another".to_owned(),
            "NotFound" | "NotFoundException" => "look at the topic's ARN".to_owned(),
            "InvalidAccessException" | "InvalidAccess" => {
                "turn Security Hub on there, with its default product, or leave `security_hub` out"
                    .to_owned()
            }
            _ => advice(&finding),
        };
        Self::new(format!("{}: {}", finding.deed(), gap.error), advice)
    }

    /// What AWS's refusal of a call means.
    pub(super) fn refused(call: &'static Call, answer: &HttpResponse) -> Self {
        Self::of(&failure::refusal(call, answer))
    }

    /// What it means for a call that nobody answered.
    pub(super) fn unanswered(call: &'static Call, outcome: Outcome, words: &str) -> Self {
        Self::of(&Gap::new(call, outcome, words))
    }
}

impl Undelivered {
    /// What happened, without what to do.
    pub fn event(&self) -> String {
        let Self {
            to, place, trouble, ..
        } = self;
        format!("not delivered to {to} ({place}): {}", trouble.why)
    }
}

impl fmt::Display for Undelivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; to mend it: {}", self.event(), self.trouble.advice)
    }
}

impl fmt::Display for Delivered {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            Some(what) => write!(f, "delivered to {}: {what}", self.to),
            None => write!(f, "delivered to {}: nothing, as nothing is new", self.to),
        }
    }
}
