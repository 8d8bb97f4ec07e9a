//! VPCs and subnets, and which of them the internet reaches.

use super::PAGE;
use super::endpoint::VPC_ENDPOINT;
use super::flow_log::FLOW_LOG;
use super::network_acl::NETWORK_ACL;
use super::route::{INTERNET_GATEWAY, ROUTE_TABLE};
use super::security_group::SECURITY_GROUP;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{
    Type, boolean, deployed, derived, int, list, named_by, named_by_one, one_of, relation, string,
};

/// ec2:DescribeVpcs
pub static DESCRIBE_VPCS: Call = Call::new("ec2", "DescribeVpcs").paged(PAGE);
/// ec2:DescribeVpcAttribute
pub static DESCRIBE_VPC_ATTRIBUTE: Call = Call::new("ec2", "DescribeVpcAttribute")
    .attribute_each()
    .gone(&["InvalidVpcID.NotFound"]);
/// ec2:DescribeSubnets
pub static DESCRIBE_SUBNETS: Call = Call::new("ec2", "DescribeSubnets").paged(PAGE);

/// A virtual private cloud.
pub static VPC: RecordType = RecordType::regional(
    "AWS::EC2::VPC",
    &DESCRIBE_VPCS,
    "A virtual private cloud: a network of its own in a region.",
    &[
        string("cidr_block", "The primary IPv4 CIDR block."),
        list(
            "cidr_blocks",
            &Type::String,
            "All CIDR blocks, IPv4 and IPv6, that are associated with it now.",
        ),
        boolean(
            "is_default",
            "Whether AWS made it as the region's default VPC.",
        ),
        one_of("state", &["available", "pending"], "The state."),
        string(
            "owner_id",
            "The account that owns it; another one's when it is shared.",
        ),
        string("dhcp_options_id", "Its DHCP options; `default` for none.").or_null(),
        one_of(
            "instance_tenancy",
            &["default", "dedicated", "host"],
            "Where instances may run.",
        )
        .or_null(),
        boolean(
            "enable_dns_support",
            "Whether Amazon's DNS resolver answers in it.",
        )
        .read_by(&DESCRIBE_VPC_ATTRIBUTE),
        boolean(
            "enable_dns_hostnames",
            "Whether instances with public addresses get DNS names.",
        )
        .read_by(&DESCRIBE_VPC_ATTRIBUTE),
        named_by(
            "flow_logs",
            &Type::Record(&FLOW_LOG),
            "resource_id",
            "id",
            "The flow logs on the VPC itself (those on its subnets and interfaces do not see all of it).",
        ),
        named_by(
            "subnets",
            &Type::Record(&SUBNET),
            "vpc_id",
            "id",
            "Its subnets.",
        ),
        named_by(
            "security_groups",
            &Type::Record(&SECURITY_GROUP),
            "vpc_id",
            "id",
            "Its security groups.",
        ),
        named_by(
            "route_tables",
            &Type::Record(&ROUTE_TABLE),
            "vpc_id",
            "id",
            "Its route tables.",
        ),
        named_by_one(
            "main_route_table",
            &ROUTE_TABLE,
            "main_of_vpc_id",
            "id",
            "The route table of all subnets that have none of their own.",
        )
        .guaranteed(),
        named_by(
            "internet_gateways",
            &Type::Record(&INTERNET_GATEWAY),
            "vpc_ids",
            "id",
            "The internet gateways attached to it: at most one.",
        ),
        named_by(
            "endpoints",
            &Type::Record(&VPC_ENDPOINT),
            "vpc_id",
            "id",
            "Its VPC endpoints.",
        ),
        named_by(
            "network_acls",
            &Type::Record(&NETWORK_ACL),
            "vpc_id",
            "id",
            "Its network ACLs.",
        ),
        derived(
            "is_regional_default",
            Type::Bool,
            "resource.is_default",
            "Whether AWS made it in the region by itself.",
        ),
    ],
)
.deployed_if(&deployed("!resource.is_default && resource.owner_id == resource.account"));

/// A subnet.
pub static SUBNET: RecordType = RecordType::regional(
    "AWS::EC2::Subnet",
    &DESCRIBE_SUBNETS,
    "A range of a VPC's addresses in one Availability Zone.",
    &[
        string("vpc_id", "The VPC."),
        string(
            "owner_id",
            "The account that owns it; another one's when it is shared.",
        ),
        string(
            "cidr_block",
            "The IPv4 CIDR block; null when it is for IPv6 only.",
        )
        .or_null(),
        list(
            "ipv6_cidr_blocks",
            &Type::String,
            "The IPv6 CIDR blocks that are associated with it now.",
        ),
        string("state", "`available` when it can be used."),
        string("availability_zone", "The Availability Zone's name."),
        string(
            "availability_zone_id",
            "The Availability Zone's id, the same for all accounts.",
        )
        .or_null(),
        int(
            "available_ip_address_count",
            "How many IPv4 addresses are free.",
        ),
        boolean(
            "default_for_az",
            "Whether it is the default subnet of its zone.",
        ),
        boolean(
            "map_public_ip_on_launch",
            "Whether instances get a public IPv4 address when launched here.",
        ),
        boolean(
            "assign_ipv6_address_on_creation",
            "Whether interfaces get an IPv6 address when made here.",
        ),
        string("outpost_arn", "The Outpost it is on.").or_null(),
        one_of(
            "internet_gateway_block_mode",
            &["off", "block-bidirectional", "block-ingress"],
            "What VPC Block Public Access stops here; null where AWS does not tell.",
        )
        .or_null(),
        relation("vpc", &VPC, "vpc_id", &["id"], "The VPC.").guaranteed(),
        named_by_one(
            "explicit_route_table",
            &ROUTE_TABLE,
            "associated_subnet_ids",
            "id",
            "The route table that is associated with it; null when the VPC's main one applies.",
        ),
        named_by_one(
            "network_acl",
            &NETWORK_ACL,
            "associated_subnet_ids",
            "id",
            "Its network ACL.",
        )
        .guaranteed(),
        derived(
            "route_table",
            Type::Record(&ROUTE_TABLE),
            "resource.explicit_route_table != null ? resource.explicit_route_table : resource.vpc.main_route_table",
            "The route table that applies: its own, else the VPC's main one.",
        ),
        derived(
            "is_public",
            Type::Bool,
            r#"resource.route_table.routes.exists(r, r.target_type == "internet_gateway" && r.state != "blackhole")"#,
            "Whether it has a route to an internet gateway, which is what makes a subnet public (Amazon VPC User Guide, \"Subnet types\").",
        ),
        derived(
            "is_isolated",
            Type::Bool,
            r#"!resource.route_table.routes.exists(r, r.is_default && r.state != "blackhole")"#,
            "Whether it has no default route: what is in it reaches only what its other routes name.",
        ),
        derived(
            "is_regional_default",
            Type::Bool,
            "resource.default_for_az",
            "Whether it came with the default VPC.",
        ),
    ],
)
.deployed_if(&deployed("!resource.default_for_az && resource.owner_id == resource.account"));
