//! Security groups, one rule per peer.

use super::PAGE;
use super::instance::INSTANCE;
use super::network_interface::NETWORK_INTERFACE;
use super::prefix_list::PREFIX_LIST;
use super::vpc::VPC;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{
    Type, deployed, derived, int, list, named_by, one_of, relation, relations, string,
};

/// ec2:DescribeSecurityGroups
pub static DESCRIBE_SECURITY_GROUPS: Call = Call::new("ec2", "DescribeSecurityGroups").paged(PAGE);

/// A security group.
pub static SECURITY_GROUP: RecordType = RecordType::regional(
    "AWS::EC2::SecurityGroup",
    &DESCRIBE_SECURITY_GROUPS,
    "A stateful firewall around network interfaces.",
    &[
        string(
            "group_name",
            "The group's name; `default` for the one that every VPC has.",
        ),
        string("description", "The description."),
        string("vpc_id", "The VPC."),
        string("owner_id", "The account that owns it."),
        list(
            "ingress",
            &Type::Record(&RULE),
            "What may come in, one rule per peer.",
        ),
        list(
            "egress",
            &Type::Record(&RULE),
            "What may go out, one rule per peer.",
        ),
        list(
            "prefix_list_ids",
            &Type::String,
            "The managed prefix lists that its rules name, each once.",
        ),
        list(
            "source_group_ids",
            &Type::String,
            "The security groups that its rules name, each once.",
        ),
        relation("vpc", &VPC, "vpc_id", &["id"], "The VPC.").guaranteed(),
        relations(
            "prefix_lists",
            &Type::Record(&PREFIX_LIST),
            "prefix_list_ids",
            &["id"],
            "The managed prefix lists that its rules name.",
        )
        .guaranteed(),
        relations(
            "source_groups",
            &Type::Record(&SECURITY_GROUP),
            "source_group_ids",
            &["id"],
            "The security groups that its rules name; those of other accounts (over a peering) cannot be seen.",
        )
        .guaranteed(),
        named_by(
            "network_interfaces",
            &Type::Record(&NETWORK_INTERFACE),
            "group_ids",
            "id",
            "The network interfaces it guards.",
        ),
        named_by(
            "instances",
            &Type::Record(&INSTANCE),
            "security_group_ids",
            "id",
            "The instances it guards an interface of.",
        ),
        derived(
            "is_default",
            Type::Bool,
            r#"resource.group_name == "default""#,
            "Whether it is the one that AWS makes with every VPC (the name is reserved).",
        ),
        derived(
            "is_used",
            Type::Bool,
            "resource.network_interfaces.exists(i, true)",
            "Whether it guards any network interface.",
        ),
        derived(
            "is_regional_default",
            Type::Bool,
            "resource.is_default && resource.vpc.is_default",
            "Whether it came with the default VPC.",
        ),
    ],
)
.deployed_if(&deployed("!resource.is_default && resource.owner_id == resource.account"));

/// A rule of a security group: exactly one of `cidr`, `prefix_list_id` and `source_group` is not null.
pub static RULE: RecordType = RecordType::part(
    "SecurityGroupRule",
    &DESCRIBE_SECURITY_GROUPS,
    &[
        "protocol",
        "from_port",
        "to_port",
        "cidr",
        "prefix_list_id",
        "source_group",
    ],
    "One permission of a security group for one peer.",
    &[
        string(
            "protocol",
            "`tcp`, `udp`, `icmp`, `icmpv6`, a protocol number, or `-1` for all.",
        ),
        int(
            "from_port",
            "The first port (for ICMP the type); null when all.",
        )
        .or_null(),
        int(
            "to_port",
            "The last port (for ICMP the code); null when all.",
        )
        .or_null(),
        string("cidr", "The peer as an IPv4 or IPv6 range.").or_null(),
        string("prefix_list_id", "The peer as a managed prefix list.").or_null(),
        string("source_group", "The peer as a security group.").or_null(),
        string(
            "source_group_owner_id",
            "The account of the peer group; null when the peer is none.",
        )
        .or_null(),
        one_of("direction", &["ingress", "egress"], "Which way."),
        string("description", "The rule's description.").or_null(),
        derived(
            "traffic",
            Type::String,
            "resource.describe_traffic()",
            "Protocol and ports for people: `tcp 22`, `udp 1024-65535`, `all traffic`.",
        ),
        derived(
            "peer",
            Type::String,
            "resource.cidr != null ? resource.cidr : resource.prefix_list_id != null ? resource.prefix_list_id : resource.source_group",
            "Whichever of `cidr`, `prefix_list_id` and `source_group` is not null.",
        )
        .or_null(),
    ],
);
