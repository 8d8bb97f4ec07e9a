//! Network interfaces.

use super::PAGE;
use super::instance::INSTANCE;
use super::security_group::SECURITY_GROUP;
use super::vpc::{SUBNET, VPC};
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{
    Type, boolean, deployed, list, one_of, relation, relations, string,
};

/// ec2:DescribeNetworkInterfaces
pub static DESCRIBE_NETWORK_INTERFACES: Call =
    Call::new("ec2", "DescribeNetworkInterfaces").paged(PAGE);

/// A network interface.
pub static NETWORK_INTERFACE: RecordType = RecordType::regional(
    "AWS::EC2::NetworkInterface",
    &DESCRIBE_NETWORK_INTERFACES,
    "A network card: of an instance, or of a service that works in the VPC (a load balancer, a database, a function).",
    &[
        string(
            "description",
            "The description; services say here what it is for.",
        )
        .or_null(),
        string(
            "interface_type",
            "What it is for: `interface`, `natGateway`, `lambda`, `network_load_balancer` …",
        ),
        one_of(
            "status",
            &[
                "available",
                "associated",
                "attaching",
                "in-use",
                "detaching",
            ],
            "`available` when nothing uses it.",
        ),
        string("availability_zone", "The Availability Zone."),
        string("subnet_id", "The subnet."),
        string("vpc_id", "The VPC."),
        string("owner_id", "The account that owns it."),
        string("requester_id", "Who asked for it, when a service did.").or_null(),
        boolean("requester_managed", "Whether a service manages it."),
        boolean(
            "source_dest_check",
            "Whether it drops traffic that is not its own.",
        ),
        string(
            "private_ip_address",
            "The primary IPv4 address; null when it has IPv6 only.",
        )
        .or_null(),
        string("public_ip", "The public IPv4 address.").or_null(),
        list("ipv6_addresses", &Type::String, "The IPv6 addresses."),
        list("group_ids", &Type::String, "The security groups."),
        string("instance_id", "The instance it is attached to.").or_null(),
        string("attachment_status", "How far attaching is.").or_null(),
        relation("vpc", &VPC, "vpc_id", &["id"], "The VPC.").guaranteed(),
        relation("subnet", &SUBNET, "subnet_id", &["id"], "The subnet.").guaranteed(),
        relation(
            "instance",
            &INSTANCE,
            "instance_id",
            &["id"],
            "The instance it is attached to.",
        ),
        relations(
            "security_groups",
            &Type::Record(&SECURITY_GROUP),
            "group_ids",
            &["id"],
            "The security groups.",
        )
        .guaranteed(),
    ],
)
.deployed_if(&deployed(
    // One of an instance comes with it.
    r#"resource.interface_type == "interface" && !resource.requester_managed && resource.instance_id == null && resource.owner_id == resource.account"#,
));
