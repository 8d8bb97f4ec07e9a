//! What two runs have to say of each other: which failures are new, which are fixed, and what was configured otherwise.
//!
//! Only what both runs looked at is compared: what one of them could not read, or did not look at, has not changed as far as anyone knows.

pub mod configuration;
mod findings;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use findings::Before;

use crate::check::About;
use crate::finding::ResourceRef;

/// What an earlier run said of the same check on the same resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// It did not fail then, or was not there; of what is unknown now: it was known.
    New,
    /// The same.
    Unchanged,
}

/// What changed since an earlier run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Changes {
    /// The run that this one is compared with; none where there was none, and all is new.
    pub against: Option<Against>,
    /// How many fail now and did not then.
    pub new: usize,
    /// How many failed then and fail now.
    pub unchanged: usize,
    /// What failed then and does not now.
    pub past: Vec<Past>,
    /// How many failed then, of checks or in places that were not looked at now.
    pub not_looked_at: usize,
}

/// A run that others are compared with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Against {
    /// Its name.
    pub run: String,
    /// When it began.
    pub started_at: Timestamp,
}

/// A failure that is one no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// The check.
    pub check: Arc<About>,
    /// The resource.
    pub resource: ResourceRef,
    /// Which element of the check's `each` list, where it has one.
    pub sub_key: Option<String>,
    /// The same for the same check on the same resource.
    pub fingerprint: String,
    /// What became of it.
    pub now: Now,
}

/// What became of a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Now {
    /// The check passes.
    Fixed,
    /// The resource is there no more, or the check does not apply to it any more.
    Gone,
    /// Someone accepted it.
    Waived,
    /// It is not known.
    Unknown,
}

impl Now {
    /// All of them, the best first.
    pub const ALL: [Self; 4] = [Self::Fixed, Self::Gone, Self::Waived, Self::Unknown];

    /// In words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Fixed => "fixed",
            Self::Gone => "gone",
            Self::Waived => "waived",
            Self::Unknown => "unknown now",
        }
    }
}

impl Changes {
    /// What became of so, in order.
    pub fn past(&self, now: Now) -> impl Iterator<Item = &Past> {
        self.past.iter().filter(move |past| past.now == now)
    }

    /// All of it in a few words: `2 new failures, 1 fixed, 40 unchanged`.
    pub fn in_figures(&self) -> String {
        let failures = if self.new == 1 { "failure" } else { "failures" };
        let mut parts = vec![format!("{} new {failures}", self.new)];
        for now in Now::ALL {
            let count = self.past(now).count();
            if count > 0 {
                parts.push(format!("{count} {}", now.as_str()));
            }
        }
        parts.push(format!("{} unchanged", self.unchanged));
        if self.not_looked_at > 0 {
            parts.push(format!("{} not looked at this time", self.not_looked_at));
        }
        parts.join(", ")
    }
}
