//! What a run found, as reports and the JSON contract tell it.

use std::collections::BTreeMap;
use std::sync::Arc;

use indexmap::IndexMap;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::aws::Denial;
use crate::check::About;
use crate::compare::Change;
use crate::inventory::registry::{self, TypeName};
use crate::inventory::{Gap, Outcome};

/// What became of one assertion on one resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// Proven to hold.
    Pass,
    /// Proven not to hold.
    Fail,
    /// Not proven: something could not be read.
    Unknown,
    /// Failed, and someone has accepted it.
    Waived,
}

impl Status {
    /// The status as the JSON contract spells it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail => "fail",
            Self::Unknown => "unknown",
            Self::Waived => "waived",
        }
    }
}

/// The resource a finding is about. For what a listing could not show, `id` is null.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResourceRef {
    /// CloudFormation's type name.
    #[serde(rename = "type", deserialize_with = "registry::known_name")]
    pub ty: TypeName,
    /// The id within type, account and region.
    pub id: Option<String>,
    /// The ARN, where the type has one.
    pub arn: Option<String>,
    /// The name people gave it.
    pub name: Option<String>,
    /// The account.
    pub account: String,
    /// The region, or `global`.
    pub region: String,
    /// The tags, as far as they were read.
    pub tags: BTreeMap<String, String>,
    /// Whether it is known that nothing uses it.
    pub unused: bool,
    /// Whether it is known to be what AWS makes in every region by itself: a default VPC and what is in it, or a region's own settings.
    pub regional_default: bool,
}

/// A reading that a verdict would have needed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FindingGap {
    /// The attribute, as the check's author would write it; empty when the whole listing is missing.
    pub attribute: String,
    /// The call that would have told: `rds:DescribeDBInstances`.
    pub call: String,
    /// What became of it.
    pub outcome: Outcome,
    /// AWS's words or ours.
    pub error: String,
    /// Which action was refused and by what, where the call was denied.
    pub denial: Option<Denial>,
}

impl FindingGap {
    /// What stands in the way of an attribute.
    pub fn new(attribute: impl Into<String>, gap: &Gap) -> Self {
        Self {
            attribute: attribute.into(),
            call: gap.call.to_string(),
            outcome: gap.outcome,
            error: gap.error.clone(),
            denial: Denial::of(gap),
        }
    }

    /// What became of the call, in few words: `kms:DescribeKey denied by a service control policy`.
    pub fn deed(&self) -> String {
        match &self.denial {
            // The action is the call by another name, save where AWS checks one of several or one of another service.
            Some(denial) if denial.named && denial.action != self.call => {
                format!("{} {} ({})", self.call, denial.deed(), denial.action)
            }
            Some(denial) => format!("{} {}", self.call, denial.deed()),
            None => format!("{} {}", self.call, self.outcome),
        }
    }
}

/// Who accepted a failure, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WaiverRef {
    /// Why it is accepted.
    pub reason: String,
    /// Who answers for it.
    pub owner: String,
    /// The last day it counts, `YYYY-MM-DD`.
    pub expires: Option<String>,
    /// Where it was decided.
    #[serde(default)]
    pub ticket: Option<String>,
}

impl WaiverRef {
    /// Why, by whom, until when and where it was decided: `switched off soon (dba, until 2026-12-31, OPS-12)`.
    pub fn in_words(&self) -> String {
        let until = self.expires.as_ref().map(|day| format!("until {day}"));
        let owner = Some(self.owner.clone()).into_iter();
        let terms: Vec<String> = owner.chain(until).chain(self.ticket.clone()).collect();
        format!("{} ({})", self.reason, terms.join(", "))
    }
}

/// One verdict on one resource.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The check.
    pub check: Arc<About>,
    /// What came of it.
    pub status: Status,
    /// One sentence for people.
    pub message: String,
    /// The resource.
    pub resource: ResourceRef,
    /// Which element of the check's `each` list, where it has one.
    pub sub_key: Option<String>,
    /// The readings it rests on: path relative to `resource`, and value.
    pub evidence: IndexMap<String, serde_json::Value>,
    /// What could not be read.
    pub gaps: Vec<FindingGap>,
    /// The waiver that covers it.
    pub waiver: Option<WaiverRef>,
    /// What an earlier run said, where this one is compared with one.
    pub change: Option<Change>,
    /// What to do: text, CLI command, Terraform, with the resource's values filled in.
    pub remediation: Remedy,
}

/// What to do about a finding.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remedy {
    /// In words.
    pub text: String,
    /// The command for the AWS CLI, values shell-quoted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cli: Option<String>,
    /// The Terraform argument or block.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub terraform: Option<String>,
}

impl Finding {
    /// The same for the same check on the same resource in every run: check, account, region, resource and sub-key, hashed.
    pub fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for part in [
            self.check.id.as_str(),
            &self.resource.account,
            &self.resource.region,
            self.resource.ty,
            self.resource.id.as_deref().unwrap_or(""),
            self.sub_key.as_deref().unwrap_or(""),
        ] {
            for (at, piece) in part.split('\0').enumerate() {
                if at > 0 {
                    // A NUL of the part's own, which must not look like its end: a byte that no text has.
                    hash.update([0xff]);
                }
                hash.update(piece.as_bytes());
            }
            hash.update([0]);
        }
        hash.finalize()
            .iter()
            .take(16)
            .fold(String::new(), |mut hex, byte| {
                use std::fmt::Write as _;
                let _ = write!(hex, "{byte:02x}");
                hex
            })
    }
}

#[cfg(test)]
mod tests {
    use super::Status;
    use crate::check::Severity;
    use crate::report::sample;

    #[test]
    fn no_two_resources_share_a_fingerprint() {
        let check = sample::check("rds-x", "x", Severity::Low, &[]);
        let fingerprint = |id: &str, sub_key: &str| {
            let mut finding = sample::finding(&check, Status::Fail, "AWS::KMS::Key", id, "m");
            finding.sub_key = Some(sub_key.to_owned());
            finding.fingerprint()
        };
        // A text in JSON may hold NUL.
        assert_ne!(fingerprint("a\0b", "c"), fingerprint("a", "b\0c"));
        assert_ne!(fingerprint("a\0", ""), fingerprint("a", "\0"));
        assert_ne!(fingerprint("ab", "c"), fingerprint("a", "bc"));
        assert_eq!(fingerprint("a", "b"), fingerprint("a", "b"));
    }
}
