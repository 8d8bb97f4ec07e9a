//! Elastic IP addresses.

use super::instance::INSTANCE;
use super::network_interface::NETWORK_INTERFACE;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{Type, derived, one_of, relation, string};

/// ec2:DescribeAddresses
pub static DESCRIBE_ADDRESSES: Call = Call::new("ec2", "DescribeAddresses");

/// An Elastic IP address.
pub static EIP: RecordType = RecordType::regional(
    "AWS::EC2::EIP",
    &DESCRIBE_ADDRESSES,
    "A public IPv4 address that the account holds.",
    &[
        string("public_ip", "The address."),
        one_of(
            "domain",
            &["vpc", "standard"],
            "`vpc`, since EC2-Classic is gone.",
        ),
        string(
            "association_id",
            "What ties it to an interface; null when nothing uses it.",
        )
        .or_null(),
        string("instance_id", "The instance that has it.").or_null(),
        string("network_interface_id", "The interface that has it.").or_null(),
        string("private_ip_address", "The private address it stands for.").or_null(),
        string("network_border_group", "The zones it is announced from.").or_null(),
        string("public_ipv4_pool", "The pool it is from.").or_null(),
        relation(
            "instance",
            &INSTANCE,
            "instance_id",
            &["id"],
            "The instance that has it.",
        ),
        relation(
            "network_interface",
            &NETWORK_INTERFACE,
            "network_interface_id",
            &["id"],
            "The interface that has it.",
        ),
        derived(
            "is_used",
            Type::Bool,
            "resource.association_id != null",
            "Whether anything has it.",
        ),
    ],
);
