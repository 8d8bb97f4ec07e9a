//! What is known of an attribute: AWS's answer, that there is none, or why it could not be read.
//!
//! This is where the law of the project lives: a value that was not read is never a default. Nothing here judges.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::value::Value;
use crate::call::Call;

/// An attribute of a resource as far as it was read.
#[derive(Clone, Debug, Default)]
pub enum Reading {
    /// AWS said so.
    Known(Value),
    /// AWS answered, and there is none: `null` in expressions.
    Absent,
    /// It was asked for and could not be read.
    Unknown(Arc<Gap>),
    /// Nobody has asked yet. What is still unread when the run ends is unknown.
    #[default]
    Unread,
}

// No longer than the value itself: an account may have tens of millions.
const _: () = assert!(size_of::<Reading>() <= 16);

/// Why something could not be read.
#[derive(Clone, Debug)]
pub struct Gap {
    /// The call that would have told.
    pub call: &'static Call,
    /// What became of it.
    pub outcome: Outcome,
    /// AWS's words or ours, free of secrets, for the reader of a finding.
    pub error: String,
}

/// What became of a call, as the ledger and the gaps of a finding name it. In the order of how much its reader has to do about it:
/// of several outcomes the ledger keeps the last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Answered.
    Ok,
    /// The region does not have the service or the feature: what hangs on it is not applicable.
    Unsupported,
    /// It belongs to another account or a region that was not scanned.
    OutOfScope,
    /// The account has not opted in to the service or the region.
    Disabled,
    /// The call was never made.
    NotAttempted,
    /// Refused: a permission is missing.
    Denied,
    /// Throttled until the attempts ran out.
    Throttled,
    /// No answer in time.
    Timeout,
    /// No connection.
    Unreachable,
    /// Answered with something that is not what AWS documents.
    Malformed,
    /// Any other error of the service.
    Error,
    /// The credentials expired.
    Expired,
}

impl Outcome {
    /// The outcome as the JSON contract spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Denied => "denied",
            Self::Throttled => "throttled",
            Self::Timeout => "timeout",
            Self::Unreachable => "unreachable",
            Self::Malformed => "malformed",
            Self::Error => "error",
            Self::Expired => "expired",
            Self::Unsupported => "unsupported",
            Self::Disabled => "disabled",
            Self::OutOfScope => "out_of_scope",
            Self::NotAttempted => "not_attempted",
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Gap {
    /// A gap for `call` with the words that explain it.
    pub fn new(call: &'static Call, outcome: Outcome, error: impl Into<String>) -> Self {
        Self {
            call,
            outcome,
            error: error.into(),
        }
    }

    /// What was there went away before the rest of it was read.
    pub fn gone(call: &'static Call, what: &str) -> Self {
        let error = format!("{what} went away while it was read; run again");
        Self::new(call, Outcome::Error, error)
    }

    /// AWS answered `call`, but without what it documents as always there.
    pub fn missing(call: &'static Call, attribute: &str) -> Self {
        Self::new(
            call,
            Outcome::Malformed,
            format!("the answer has no {attribute}"),
        )
    }
}
