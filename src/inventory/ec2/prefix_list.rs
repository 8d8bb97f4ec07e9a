//! Managed prefix lists: named sets of address ranges that rules and routes refer to.

use super::SMALL_PAGE;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{Type, deployed, int, list, one_of, string};

/// ec2:DescribeManagedPrefixLists
pub static DESCRIBE_MANAGED_PREFIX_LISTS: Call =
    Call::new("ec2", "DescribeManagedPrefixLists").paged(SMALL_PAGE);
/// ec2:GetManagedPrefixListEntries
pub static GET_MANAGED_PREFIX_LIST_ENTRIES: Call = Call::new("ec2", "GetManagedPrefixListEntries")
    .paged(SMALL_PAGE)
    .gone(&["InvalidPrefixListID.NotFound"]);

/// A managed prefix list.
pub static PREFIX_LIST: RecordType = RecordType::regional(
    "AWS::EC2::PrefixList",
    &DESCRIBE_MANAGED_PREFIX_LISTS,
    "A named set of address ranges: the account's, one that is shared with it, or AWS's own.",
    &[
        string(
            "prefix_list_name",
            "The name: `com.amazonaws.eu-west-1.s3` for one of AWS's own.",
        ),
        string("owner_id", "The account that owns it; `AWS` for AWS's own."),
        one_of(
            "address_family",
            &["IPv4", "IPv6"],
            "Which addresses it holds.",
        ),
        string(
            "state",
            "`create-complete` or `modify-complete` when nothing is under way; null for AWS's own.",
        )
        .or_null(),
        int(
            "max_entries",
            "How many entries it may have; null for AWS's own.",
        )
        .or_null(),
        int(
            "version",
            "The version that is current; null for AWS's own.",
        )
        .or_null(),
        list(
            "entries",
            &Type::Record(&ENTRY),
            "The ranges of the current version.",
        )
        .read_by(&GET_MANAGED_PREFIX_LIST_ENTRIES),
    ],
)
.deployed_if(&deployed("resource.owner_id == resource.account"));

/// An entry of a managed prefix list.
pub static ENTRY: RecordType = RecordType::part(
    "PrefixListEntry",
    &GET_MANAGED_PREFIX_LIST_ENTRIES,
    &["cidr"],
    "One range of a managed prefix list.",
    &[
        string("cidr", "The range."),
        string("description", "The entry's description.").or_null(),
    ],
);
