//! Security groups, one rule per peer.

use super::network::VPC;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{Type, int, list, one_of, relation, string};

/// ec2:DescribeSecurityGroups
pub static DESCRIBE_SECURITY_GROUPS: Call = Call::new("ec2", "DescribeSecurityGroups");

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
        list(
            "ingress",
            &Type::Record(&RULE),
            "What may come in, one rule per peer.",
        )
        .empty_when_missing(),
        list(
            "egress",
            &Type::Record(&RULE),
            "What may go out, one rule per peer.",
        )
        .empty_when_missing(),
        relation("vpc", &VPC, "vpc_id", &["id"], "The VPC."),
    ],
);

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
        one_of("direction", &["ingress", "egress"], "Which way."),
        string("description", "The rule's description.").or_null(),
    ],
);
