//! One operation of an AWS API, as data: what it is called and which IAM actions it needs.
//!
//! Attributes of the inventory name the call that reads them, so a selection of checks tells which calls a run makes
//! and which permissions it needs. Making the call is the business of `collect`.

use std::fmt;

/// An AWS API operation that awsert may make. Only List, Get, Describe, Search and Generate…Report operations exist.
#[derive(Debug)]
pub struct Call {
    /// The service's prefix as in IAM actions: `rds`.
    pub service: &'static str,
    /// The operation's name in the service's API reference: `DescribeDBInstances`.
    pub operation: &'static str,
    /// The IAM actions the operation needs where they are not just `service:operation`
    /// (Service Authorization Reference).
    other_actions: &'static [&'static str],
    /// Error codes that mean *there is none*: a bucket without a policy.
    pub absent: &'static [&'static str],
    /// Error codes that mean that the resource went away since it was listed.
    pub gone: &'static [&'static str],
    /// Error codes, beside the common ones, that mean that the region does not have the feature.
    pub unsupported: &'static [&'static str],
    /// Members that must stand in every answer, because the SDK reads a missing one as false or zero.
    pub always: &'static [&'static str],
    /// The same of members that stand in an answer wherever another does, as those of a list's elements.
    pub always_with: Option<(&'static str, &'static [&'static str])>,
}

impl Call {
    /// A call whose IAM action has the operation's name, and whose errors all mean that it could not be read.
    pub const fn new(service: &'static str, operation: &'static str) -> Self {
        Self {
            service,
            operation,
            other_actions: &[],
            absent: &[],
            gone: &[],
            unsupported: &[],
            always: &[],
            always_with: None,
        }
    }

    /// The same call, allowed by actions named otherwise.
    pub const fn needing(self, actions: &'static [&'static str]) -> Self {
        Self {
            other_actions: actions,
            ..self
        }
    }

    /// The same call, with the error codes that mean *there is none*.
    pub const fn absent(self, codes: &'static [&'static str]) -> Self {
        Self {
            absent: codes,
            ..self
        }
    }

    /// The same call, with the members of its answers that the SDK would take for false or zero when they are missing.
    pub const fn always(self, members: &'static [&'static str]) -> Self {
        Self {
            always: members,
            ..self
        }
    }

    /// The same call, with the members that the SDK would take for false or zero when they are missing beside `part`.
    pub const fn always_with(self, part: &'static str, members: &'static [&'static str]) -> Self {
        Self {
            always_with: Some((part, members)),
            ..self
        }
    }

    /// The same call, with the error codes that mean that the resource is gone.
    pub const fn gone(self, codes: &'static [&'static str]) -> Self {
        Self {
            gone: codes,
            ..self
        }
    }

    /// The same call, with the error codes that mean that the region does not have the feature.
    pub const fn unsupported(self, codes: &'static [&'static str]) -> Self {
        Self {
            unsupported: codes,
            ..self
        }
    }

    /// The IAM actions that a principal needs to make this call.
    pub fn actions(&self) -> Vec<String> {
        if self.other_actions.is_empty() {
            vec![self.to_string()]
        } else {
            self.other_actions
                .iter()
                .map(|action| (*action).to_owned())
                .collect()
        }
    }
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.service, self.operation)
    }
}

impl PartialEq for Call {
    fn eq(&self, other: &Self) -> bool {
        self.service == other.service && self.operation == other.operation
    }
}

impl Eq for Call {}

impl std::hash::Hash for Call {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.service.hash(state);
        self.operation.hash(state);
    }
}

impl PartialOrd for Call {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Call {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.service, self.operation).cmp(&(other.service, other.operation))
    }
}
