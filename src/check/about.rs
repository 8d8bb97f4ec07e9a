//! What a check says of itself, apart from what it does: all that a finding needs of it, also one of a run whose checks are gone.

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};

use super::Severity;

/// What a check says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// `rds-instance-multi-az`: the service's name and what is true when it holds.
    pub id: String,
    /// What should be true, as a sentence.
    pub title: String,
    /// How much it matters.
    pub severity: Severity,
    /// What can happen when it does not hold.
    pub risk: String,
    /// The requirements it answers, by framework.
    pub controls: IndexMap<String, Vec<String>>,
    /// What other tools call it.
    pub aliases: IndexMap<String, Vec<String>>,
}

impl About {
    /// The service, as the id begins.
    pub fn service(&self) -> &str {
        self.id.split('-').next().unwrap_or(&self.id)
    }
}
