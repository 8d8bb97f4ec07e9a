//! Who denied a call and which IAM action was missing, as AWS's own words tell it.
//!
//! Only what a message says is believed: where it names no action, the action is the one the call needs, marked as such; where it
//! names no policy, nobody is blamed. What to do about it is the reports' to say.
//!
//! The forms are those of the IAM User Guide, "Troubleshoot access denied error messages", of the S3 User Guide, "Troubleshoot access
//! denied (403 Forbidden) errors", and of messages that services send and no page documents.

use std::fmt;

use crate::call::Call;
use serde::{Deserialize, Serialize};

use crate::inventory::{Gap, Outcome};

/// What AWS says of a refusal.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Denial {
    /// The IAM action that was refused: `kms:DescribeKey`. Where AWS names none, all that the call needs, with commas between.
    pub action: String,
    /// Whether AWS named the action.
    pub named: bool,
    /// The kind of policy that denies. When several deny, AWS names one.
    pub by: Option<DeniedBy>,
    /// The ARN of that policy.
    pub policy: Option<String>,
    /// Whether a statement denies it, rather than none allows it. AWS says so of service control policies in either case.
    pub explicit: bool,
}

/// A kind of policy that can deny a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeniedBy {
    /// A policy of the user or role that asks.
    IdentityPolicy,
    /// The most that a user or role may be allowed.
    PermissionsBoundary,
    /// The limit that credentials were made with.
    SessionPolicy,
    /// An organisation's limit on what its accounts may do.
    ServiceControlPolicy,
    /// A policy of the VPC endpoint that the call went through.
    VpcEndpointPolicy,
    /// A policy of the resource; of a KMS key, the key policy.
    ResourcePolicy,
    /// An organisation's limit on who may use its resources.
    ResourceControlPolicy,
    /// Who may assume a role.
    TrustPolicy,
}

impl DeniedBy {
    /// AWS's names in lower case. `sessions policy` is how the IAM User Guide has it in one place.
    const NAMES: [(&str, Self); 9] = [
        ("identity-based policy", Self::IdentityPolicy),
        ("permissions boundary", Self::PermissionsBoundary),
        ("session policy", Self::SessionPolicy),
        ("sessions policy", Self::SessionPolicy),
        ("service control policy", Self::ServiceControlPolicy),
        ("vpc endpoint policy", Self::VpcEndpointPolicy),
        ("resource-based policy", Self::ResourcePolicy),
        ("resource control policy", Self::ResourceControlPolicy),
        ("role trust policy", Self::TrustPolicy),
    ];

    /// AWS's name for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::IdentityPolicy => "identity-based policy",
            Self::PermissionsBoundary => "permissions boundary",
            Self::SessionPolicy => "session policy",
            Self::ServiceControlPolicy => "service control policy",
            Self::VpcEndpointPolicy => "VPC endpoint policy",
            Self::ResourcePolicy => "resource-based policy",
            Self::ResourceControlPolicy => "resource control policy",
            Self::TrustPolicy => "role trust policy",
        }
    }

    /// Whether it is about who asks and how, and not about the resource: then access is missing on our side, whoever owns the resource.
    const fn is_of_the_caller(self) -> bool {
        match self {
            Self::IdentityPolicy
            | Self::PermissionsBoundary
            | Self::SessionPolicy
            | Self::ServiceControlPolicy
            | Self::VpcEndpointPolicy => true,
            Self::ResourcePolicy | Self::ResourceControlPolicy | Self::TrustPolicy => false,
        }
    }

    /// The kind whose name a text, in lower case, begins with, and what follows.
    fn leading(text: &str) -> Option<(Self, &str)> {
        Self::NAMES.iter().find_map(|(name, by)| {
            let rest = text.strip_prefix(name)?;
            let goes_on = |letter: char| letter.is_alphanumeric() || matches!(letter, '-' | '_');
            (!rest.starts_with(goes_on)).then_some((*by, rest))
        })
    }
}

impl fmt::Display for DeniedBy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Denial {
    /// What a gap's words say, where a call was denied.
    pub fn of(gap: &Gap) -> Option<Self> {
        (gap.outcome == Outcome::Denied).then(|| Self::read(gap.call, &gap.error))
    }

    /// What AWS's words say of a refusal of this call.
    pub fn read(call: &Call, message: &str) -> Self {
        let message = &without_encoded(message);
        let lower = message.to_ascii_lowercase();
        let reason = Reason::of(&lower);
        let action = action(message, &lower);
        Self {
            named: action.is_some(),
            action: action.map_or_else(|| call.actions().join(", "), ToOwned::to_owned),
            by: reason.by,
            explicit: reason.explicit,
            policy: reason
                .after
                .and_then(|after| arn(&message[message.len() - after.len()..]))
                .map(ToOwned::to_owned),
        }
    }

    /// `denied`, and by what where that is more than a permission that was never given.
    pub fn deed(&self) -> String {
        match self.by {
            None => "denied".to_owned(),
            Some(DeniedBy::IdentityPolicy) if !self.explicit => "denied".to_owned(),
            Some(by @ DeniedBy::IdentityPolicy) => format!("denied by an {by}"),
            Some(by) => format!("denied by a {by}"),
        }
    }
}

/// Whether a call about something of another account was refused by that account, as far as AWS says: no permission of ours is missing.
pub fn is_the_owner_s(gap: &Gap) -> bool {
    Denial::of(gap).is_some_and(|denial| !denial.by.is_some_and(DeniedBy::is_of_the_caller))
}

/// Why, as the end of a message tells it.
#[derive(Default)]
struct Reason<'a> {
    by: Option<DeniedBy>,
    explicit: bool,
    /// What follows the policy's kind.
    after: Option<&'a str>,
}

impl<'a> Reason<'a> {
    const EXPLICIT: &'static str = " an explicit deny";
    const IMPLICIT: &'static str = " because no ";

    /// Reads a message in lower case. The reason stands last; what comes before it may hold names that others chose.
    fn of(lower: &'a str) -> Self {
        let explicit = lower.rfind(Self::EXPLICIT);
        let implicit = lower.rfind(Self::IMPLICIT);
        match (explicit, implicit) {
            (Some(at), other) if Some(at) > other => {
                Self::explicit(&lower[at + Self::EXPLICIT.len()..])
            }
            (_, Some(at)) => Self::implicit(&lower[at + Self::IMPLICIT.len()..]),
            _ => Self::default(),
        }
    }

    /// `in a service control policy: arn:…`, or nothing.
    fn explicit(rest: &'a str) -> Self {
        let named = rest.strip_prefix(" in ").and_then(|rest| {
            let (by, rest) = DeniedBy::leading(without_article(rest)?)?;
            // The endpoint refuses for the sake of another policy, which is the one to change.
            let through = rest
                .strip_prefix(" transitively through ")
                .and_then(|rest| DeniedBy::leading(without_article(rest)?));
            Some(through.unwrap_or((by, rest)))
        });
        Self {
            by: named.map(|(by, _)| by),
            explicit: true,
            after: named.map(|(_, after)| after),
        }
    }

    /// `identity-based policy allows the … action`.
    fn implicit(rest: &'a str) -> Self {
        let by = DeniedBy::leading(rest)
            .filter(|(_, rest)| rest.starts_with(" allows"))
            .map(|(by, _)| by);
        Self {
            by,
            ..Self::default()
        }
    }
}

fn without_article(text: &str) -> Option<&str> {
    ["a ", "an ", "the "]
        .iter()
        .find_map(|article| text.strip_prefix(article))
}

/// The first IAM action that a message says is not allowed.
fn action<'a>(message: &'a str, lower: &str) -> Option<&'a str> {
    ["not authorized to perform:", "allows the "]
        .iter()
        .find_map(|lead| {
            lower
                .match_indices(lead)
                .find_map(|(at, _)| one_action(message[at + lead.len()..].trim_start_matches(' ')))
        })
}

/// The longest that AWS lets a policy, and so an ARN in it, be named.
const LONGEST_ARN: usize = 2048;

/// Longer than the name of any action.
const LONGEST_ACTION: usize = 160;

/// The action that a text begins with.
fn one_action(text: &str) -> Option<&str> {
    let end = text
        .bytes()
        .position(|byte| !(byte.is_ascii_alphanumeric() || matches!(byte, b':' | b'-' | b'*')))
        .unwrap_or(text.len());
    let word = &text[..end];
    let (service, operation) = word.split_once(':')?;
    let sound = (1..=LONGEST_ACTION).contains(&service.len())
        && (1..=LONGEST_ACTION).contains(&operation.len())
        && !service.contains('*')
        && operation
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'*');
    sound.then_some(word)
}

/// The policy's ARN, where one stands right behind its kind: `: arn:…`, or `, with policy ARN: arn:…` as S3 has it.
fn arn(after: &str) -> Option<&str> {
    let rest = after.trim_start_matches([':', ',', ' ']);
    let rest = match rest.get(..16) {
        Some(lead) if lead.eq_ignore_ascii_case("with policy arn:") => rest[16..].trim_start(),
        _ => rest,
    };
    let end = rest.find([' ', '"', '\'']).unwrap_or(rest.len());
    let arn = rest[..end].trim_end_matches(['.', ',', ';', ')']);
    let sound = arn.starts_with("arn:")
        && arn.len() <= LONGEST_ARN
        && arn.bytes().all(|byte| byte.is_ascii_graphic());
    sound.then_some(arn)
}

/// What EC2 adds for its own tools: a kilobyte that says nothing to a reader.
const ENCODED: &str = "Encoded authorization failure message:";

/// A message without EC2's encoded copy of the decision.
pub(super) fn without_encoded(message: &str) -> String {
    let mut kept = String::with_capacity(message.len());
    let mut rest = message;
    while let Some((before, encoded)) = rest.split_once(ENCODED) {
        kept.push_str(before.trim_end());
        let encoded = encoded.trim_start();
        rest = &encoded[encoded.find(char::is_whitespace).unwrap_or(encoded.len())..];
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod messages;
#[cfg(test)]
mod tests;
