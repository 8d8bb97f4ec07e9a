//! Network ACLs, their entries in the order AWS evaluates them.

use super::PAGE;
use super::vpc::{SUBNET, VPC};
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{
    Type, boolean, deployed, derived, int, list, one_of, relation, relations, string,
};

/// ec2:DescribeNetworkAcls
pub static DESCRIBE_NETWORK_ACLS: Call = Call::new("ec2", "DescribeNetworkAcls").paged(PAGE);

/// A network ACL.
pub static NETWORK_ACL: RecordType = RecordType::regional(
    "AWS::EC2::NetworkAcl",
    &DESCRIBE_NETWORK_ACLS,
    "A stateless firewall around subnets: the first entry that matches decides.",
    &[
        string("vpc_id", "The VPC."),
        string("owner_id", "The account that owns it."),
        boolean(
            "is_default",
            "Whether it is the one that subnets of the VPC get by themselves.",
        ),
        list(
            "ingress",
            &Type::Record(&ENTRY),
            "What is decided about incoming traffic, lowest rule number first.",
        ),
        list(
            "egress",
            &Type::Record(&ENTRY),
            "What is decided about outgoing traffic, lowest rule number first.",
        ),
        list(
            "associated_subnet_ids",
            &Type::String,
            "The subnets it guards.",
        ),
        relation("vpc", &VPC, "vpc_id", &["id"], "The VPC.").guaranteed(),
        relations(
            "subnets",
            &Type::Record(&SUBNET),
            "associated_subnet_ids",
            &["id"],
            "The subnets it guards.",
        )
        .guaranteed(),
        derived(
            "is_used",
            Type::Bool,
            "resource.associated_subnet_ids.exists(id, true)",
            "Whether it guards any subnet.",
        ),
        derived(
            "is_regional_default",
            Type::Bool,
            "resource.is_default && resource.vpc.is_default",
            "Whether it came with the default VPC.",
        ),
    ],
)
.deployed_if(&deployed(
    "!resource.is_default && resource.owner_id == resource.account",
));

/// An entry of a network ACL.
pub static ENTRY: RecordType = RecordType::part(
    "NetworkAclEntry",
    &DESCRIBE_NETWORK_ACLS,
    &["rule_number", "cidr_block", "ipv6_cidr_block"],
    "What a network ACL decides about some traffic.",
    &[
        int(
            "rule_number",
            "Its place in the order; 32767 and 32768 for AWS's closing denials.",
        ),
        one_of("rule_action", &["allow", "deny"], "What it decides."),
        string(
            "protocol",
            "The protocol's number (6 is TCP, 17 UDP, 1 ICMP, 58 ICMPv6), or `-1` for all.",
        ),
        int("from_port", "The first port; null when all, and for ICMP.").or_null(),
        int("to_port", "The last port; null when all, and for ICMP.").or_null(),
        int(
            "icmp_type",
            "The ICMP type; -1 for all, null for other protocols.",
        )
        .or_null(),
        int(
            "icmp_code",
            "The ICMP code; -1 for all, null for other protocols.",
        )
        .or_null(),
        string("cidr_block", "The peers, if they are an IPv4 range.").or_null(),
        string("ipv6_cidr_block", "The peers, if they are an IPv6 range.").or_null(),
    ],
);
