//! Route tables and the gateways that routes lead to.

use super::network_interface::NETWORK_INTERFACE;
use super::vpc::{SUBNET, VPC};
use super::{PAGE, SMALL_PAGE};
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{
    Type, deployed, derived, list, one_of, relation, relations, string, timestamp,
};

/// ec2:DescribeRouteTables
pub static DESCRIBE_ROUTE_TABLES: Call = Call::new("ec2", "DescribeRouteTables").paged(SMALL_PAGE);
/// ec2:DescribeInternetGateways
pub static DESCRIBE_INTERNET_GATEWAYS: Call =
    Call::new("ec2", "DescribeInternetGateways").paged(PAGE);
/// ec2:DescribeNatGateways
pub static DESCRIBE_NAT_GATEWAYS: Call = Call::new("ec2", "DescribeNatGateways").paged(PAGE);

/// A route table.
pub static ROUTE_TABLE: RecordType = RecordType::regional(
    "AWS::EC2::RouteTable",
    &DESCRIBE_ROUTE_TABLES,
    "Where the traffic of subnets goes, by destination.",
    &[
        string("vpc_id", "The VPC."),
        string("owner_id", "The account that owns it."),
        list("routes", &Type::Record(&ROUTE), "The routes."),
        list(
            "associated_subnet_ids",
            &Type::String,
            "The subnets that are associated with it by name; those it serves as the main table are not listed.",
        ),
        list(
            "associated_gateway_ids",
            &Type::String,
            "The gateways whose inbound traffic it routes.",
        ),
        string(
            "main_of_vpc_id",
            "The VPC, if this is its main route table; else null.",
        )
        .or_null(),
        list(
            "nat_gateway_ids",
            &Type::String,
            "The NAT gateways that its routes lead to.",
        ),
        relation("vpc", &VPC, "vpc_id", &["id"], "The VPC.").guaranteed(),
        relations(
            "associated_subnets",
            &Type::Record(&SUBNET),
            "associated_subnet_ids",
            &["id"],
            "The subnets that are associated with it by name.",
        )
        .guaranteed(),
        relations(
            "nat_gateways",
            &Type::Record(&NAT_GATEWAY),
            "nat_gateway_ids",
            &["id"],
            "The NAT gateways that its routes lead to, as far as they still exist.",
        ),
        derived(
            "is_regional_default",
            Type::Bool,
            "resource.main_of_vpc_id != null && resource.vpc.is_default",
            "Whether it came with the default VPC.",
        ),
    ],
)
.deployed_if(&deployed("resource.main_of_vpc_id == null && resource.owner_id == resource.account"));

/// A route of a route table.
pub static ROUTE: RecordType = RecordType::part(
    "Route",
    &DESCRIBE_ROUTE_TABLES,
    &["destination"],
    "Where traffic to one destination goes.",
    &[
        string(
            "destination",
            "The destination: an IPv4 range, an IPv6 range or a prefix list.",
        ),
        string(
            "destination_cidr_block",
            "The destination, if it is an IPv4 range.",
        )
        .or_null(),
        string(
            "destination_ipv6_cidr_block",
            "The destination, if it is an IPv6 range.",
        )
        .or_null(),
        string(
            "destination_prefix_list_id",
            "The destination, if it is a prefix list.",
        )
        .or_null(),
        one_of(
            "target_type",
            &[
                "local",
                "internet_gateway",
                "egress_only_internet_gateway",
                "nat_gateway",
                "transit_gateway",
                "vpc_peering_connection",
                "vpn_gateway",
                "vpc_endpoint",
                "instance",
                "network_interface",
                "local_gateway",
                "carrier_gateway",
                "core_network",
                "odb_network",
                "ip_address",
            ],
            "What kind of thing the traffic is sent to.",
        ),
        string(
            "target_id",
            "The id, ARN or address of what it is sent to; `local` within the VPC.",
        ),
        one_of(
            "state",
            &["active", "blackhole", "filtered"],
            "`blackhole` when the target is not there.",
        ),
        one_of(
            "origin",
            &[
                "CreateRouteTable",
                "CreateRoute",
                "EnableVgwRoutePropagation",
                "Advertisement",
            ],
            "How it came to be.",
        )
        .or_null(),
        derived(
            "is_default",
            Type::Bool,
            r#"resource.destination in ["0.0.0.0/0", "::/0"]"#,
            "Whether it is for all addresses that no other route is for.",
        ),
    ],
);

/// An internet gateway.
pub static INTERNET_GATEWAY: RecordType = RecordType::regional(
    "AWS::EC2::InternetGateway",
    &DESCRIBE_INTERNET_GATEWAYS,
    "A VPC's door to the internet.",
    &[
        string("owner_id", "The account that owns it.").or_null(),
        list(
            "vpc_ids",
            &Type::String,
            "The VPCs it is attached to: at most one.",
        ),
        relations(
            "vpcs",
            &Type::Record(&VPC),
            "vpc_ids",
            &["id"],
            "The VPCs it is attached to.",
        )
        .guaranteed(),
    ],
)
.deployed_if(&deployed("!resource.vpcs.exists(v, v.is_default)"));

/// A NAT gateway.
pub static NAT_GATEWAY: RecordType = RecordType::regional(
    "AWS::EC2::NatGateway",
    &DESCRIBE_NAT_GATEWAYS,
    "Lets private addresses reach out without being reached. Deleted ones are listed for about an hour.",
    &[
        string("vpc_id", "The VPC."),
        string("subnet_id", "The subnet it stands in; null for a regional one.").or_null(),
        one_of(
            "state",
            &["pending", "failed", "available", "deleting", "deleted"],
            "`available` when it works.",
        ),
        one_of(
            "connectivity_type",
            &["public", "private"],
            "Whether it leads to the internet or only to other networks.",
        ),
        one_of(
            "availability_mode",
            &["zonal", "regional"],
            "Whether it stands in one subnet or spans the VPC's zones; null where AWS does not tell, which is zonal.",
        )
        .or_null(),
        list(
            "public_ips",
            &Type::String,
            "Its public addresses.",
        ),
        list(
            "network_interface_ids",
            &Type::String,
            "Its network interfaces.",
        ),
        timestamp("create_time", "When it was made."),
        derived(
            "is_regional",
            Type::Bool,
            r#"resource.availability_mode == "regional""#,
            "Whether it spans the VPC's zones.",
        ),
        relation("vpc", &VPC, "vpc_id", &["id"], "The VPC.").guaranteed(),
        relation(
            "subnet",
            &SUBNET,
            "subnet_id",
            &["id"],
            "The subnet it stands in; null for a regional one.",
        )
        .guaranteed()
        .or_null(),
        relations(
            "network_interfaces",
            &Type::Record(&NETWORK_INTERFACE),
            "network_interface_ids",
            &["id"],
            "Its network interfaces.",
        ),
        derived(
            "reaches_internet",
            Type::Bool,
            r#"resource.state == "available" && resource.connectivity_type == "public" && (resource.is_regional || (resource.subnet != null && resource.subnet.is_public))"#,
            "Whether it works and leads to the internet: public, and regional or in a public subnet.",
        ),
    ],
);
