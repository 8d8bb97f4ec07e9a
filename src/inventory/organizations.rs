//! AWS Organizations: the organisation that the account belongs to, as far as the account can see it.
//!
//! Every member may ask for the organisation; its policies are told to its management account and to delegated administrators alone. They are read
//! only where the account is the management account, so that a member's scan does not ask for what AWS keeps from it.

use super::RecordType;
use super::schema::{Type, boolean, deployed, derived, list, one_of, string};
use crate::call::Call;

/// organizations:DescribeOrganization
pub static DESCRIBE_ORGANIZATION: Call = Call::new("organizations", "DescribeOrganization")
    .absent(&["AWSOrganizationsNotInUseException"]);
/// organizations:ListRoots
pub static LIST_ROOTS: Call = Call::new("organizations", "ListRoots").paged(20);
/// organizations:ListPolicies, asked for service control policies.
pub static LIST_POLICIES: Call = Call::new("organizations", "ListPolicies")
    .paged(20)
    .paired(&[("Id", "AwsManaged")]);
/// organizations:ListDelegatedAdministrators
pub static LIST_DELEGATED_ADMINISTRATORS: Call =
    Call::new("organizations", "ListDelegatedAdministrators").paged(20);

/// The organisation.
pub static ORGANIZATION: RecordType = RecordType::global(
    "AWS::Organizations::Organization",
    &DESCRIBE_ORGANIZATION,
    "The organisation that the account is a member of: one, or none. An organisation has no tags.",
    &[
        one_of(
            "feature_set",
            &["ALL", "CONSOLIDATED_BILLING"],
            "`ALL` where policies can be set for its accounts, `CONSOLIDATED_BILLING` where it is for bills alone.",
        ),
        string("management_account_id", "The management account."),
        list(
            "enabled_policy_types",
            &Type::String,
            "The kinds of policies that hold: `SERVICE_CONTROL_POLICY`, `TAG_POLICY` …",
        )
        .read_by(&LIST_ROOTS),
        list(
            "service_control_policies",
            &Type::Record(&POLICY),
            "Its service control policies, whatever they are attached to; AWS's own `FullAWSAccess` is among them.",
        )
        .read_by(&LIST_POLICIES),
        list(
            "delegated_administrator_ids",
            &Type::String,
            "The accounts that manage a service for the whole organisation.",
        )
        .read_by(&LIST_DELEGATED_ADMINISTRATORS),
        derived(
            "is_managed_here",
            Type::Bool,
            "resource.management_account_id == resource.account",
            "Whether the scanned account is the management account.",
        ),
    ],
)
.untaggable()
.deployed_if(&deployed("false"));

/// A policy of an organisation.
pub static POLICY: RecordType = RecordType::part(
    "OrganizationPolicy",
    &LIST_POLICIES,
    &["id"],
    "A policy of an organisation; what it says is not read.",
    &[
        string("id", "The policy's id."),
        string("name", "The name."),
        boolean("aws_managed", "Whether it is AWS's own."),
    ],
);
