//! One operation of an AWS API, as data: what it is called and which IAM actions it needs.
//!
//! Attributes of the inventory name the call that reads them, so a selection of checks tells which calls a run makes
//! and which permissions it needs. Making the call is the business of `collect`.

use std::fmt;

/// An AWS API operation that awsert may make. Only List, Get, Describe, Search and Generate…Report operations exist, save
/// those of [`crate::deliver::calls`].
#[derive(Debug)]
pub struct Call {
    /// The service's prefix as in IAM actions: `rds`.
    pub service: &'static str,
    /// The operation's name in the service's API reference: `DescribeDBInstances`.
    pub operation: &'static str,
    /// The IAM actions the operation needs where they are not just `service:operation`
    /// (Service Authorization Reference).
    other_actions: Option<&'static [&'static str]>,
    /// Calls that have to be made before it: the report is generated, then fetched.
    pub after: &'static [&'static Call],
    /// How many items one answer holds at most; more take another request. None for an answer that comes whole.
    pub page: Option<i32>,
    /// How many requests it takes, pages aside, to ask for all there is: AWS lists some things by namespace only.
    pub parts: usize,
    /// Whether one request tells of one attribute only.
    pub attribute_each: bool,
    /// Why it takes its time, for one that does.
    pub slow: Option<&'static str>,
    /// Error codes that mean *there is none*: a bucket without a policy.
    pub absent: &'static [&'static str],
    /// Error codes that mean that the resource went away since it was listed.
    pub gone: &'static [&'static str],
    /// Error codes, beside the common ones, that mean that the region does not have the feature.
    pub unsupported: &'static [&'static str],
    /// Members that must stand in every answer, because the SDK reads a missing one as false, zero or an empty list, or because an
    /// answer without anything would be taken for one that says that there is nothing.
    pub always: &'static [&'static str],
    /// Pairs of members of which the second must stand wherever the first does, for the same reason.
    pub paired: &'static [(&'static str, &'static str)],
    /// Structures of answers in JSON, by their paths, and the members that must stand in each of them, for the same reason.
    pub within: &'static [(&'static str, &'static [&'static str])],
}

impl Call {
    /// A call whose IAM action has the operation's name, and whose errors all mean that it could not be read.
    pub const fn new(service: &'static str, operation: &'static str) -> Self {
        Self {
            service,
            operation,
            other_actions: None,
            after: &[],
            page: None,
            parts: 1,
            attribute_each: false,
            slow: None,
            absent: &[],
            gone: &[],
            unsupported: &[],
            always: &[],
            paired: &[],
            within: &[],
        }
    }

    /// The same call, allowed by actions named otherwise, or without any.
    pub const fn needing(self, actions: &'static [&'static str]) -> Self {
        Self {
            other_actions: Some(actions),
            ..self
        }
    }

    /// The same call, made once others were.
    pub const fn after(self, calls: &'static [&'static Call]) -> Self {
        Self {
            after: calls,
            ..self
        }
    }

    /// The same call, answered in pages of at most so many items.
    pub const fn paged(self, items: i32) -> Self {
        Self {
            page: Some(items),
            ..self
        }
    }

    /// The same call, made so many times to ask for all there is.
    pub const fn in_parts(self, parts: usize) -> Self {
        Self { parts, ..self }
    }

    /// The same call, which tells of one attribute at a time.
    pub const fn attribute_each(self) -> Self {
        Self {
            attribute_each: true,
            ..self
        }
    }

    /// The same call, with the reason why it takes its time.
    pub const fn slow(self, why: &'static str) -> Self {
        Self {
            slow: Some(why),
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

    /// The same call, with the members that tell its answers from those that say nothing.
    pub const fn always(self, members: &'static [&'static str]) -> Self {
        Self {
            always: members,
            ..self
        }
    }

    /// The same call, with pairs of members of its answers: wherever the first stands, the SDK would make up the second when it is missing.
    pub const fn paired(self, members: &'static [(&'static str, &'static str)]) -> Self {
        Self {
            paired: members,
            ..self
        }
    }

    /// The same call, with members that the SDK would make up: a path of a structure in the answer (`services.deployments`, through lists as
    /// through members), and what must stand in it wherever it is.
    pub const fn within(self, members: &'static [(&'static str, &'static [&'static str])]) -> Self {
        Self {
            within: members,
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
        match self.other_actions {
            None => vec![self.to_string()],
            Some(actions) => actions.iter().map(|action| (*action).to_owned()).collect(),
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
