//! Reads Amazon EC2 and VPC. One file per family of types, named as in the inventory.

mod network;
mod security_group;

use super::{Collector, ListingCall};
use crate::inventory::ec2::network::{DESCRIBE_FLOW_LOGS, DESCRIBE_SUBNETS, DESCRIBE_VPCS};
use crate::inventory::ec2::security_group::DESCRIBE_SECURITY_GROUPS;
use crate::inventory::ec2::{FLOW_LOG, SECURITY_GROUP, SUBNET, VPC};

pub(super) static COLLECTOR: Collector = Collector {
    listings: &[
        ListingCall {
            call: &DESCRIBE_VPCS,
            types: &[&VPC],
            list: |site| Box::pin(network::vpcs(site)),
        },
        ListingCall {
            call: &DESCRIBE_SUBNETS,
            types: &[&SUBNET],
            list: |site| Box::pin(network::subnets(site)),
        },
        ListingCall {
            call: &DESCRIBE_FLOW_LOGS,
            types: &[&FLOW_LOG],
            list: |site| Box::pin(network::flow_logs(site)),
        },
        ListingCall {
            call: &DESCRIBE_SECURITY_GROUPS,
            types: &[&SECURITY_GROUP],
            list: |site| Box::pin(security_group::security_groups(site)),
        },
    ],
    details: &[],
    lookups: &[],
};

/// EC2's tags as a map.
fn tags(tags: Option<&Vec<aws_sdk_ec2::types::Tag>>) -> Option<crate::inventory::Value> {
    tags.map(|tags| super::site::tags(tags.iter().map(|tag| (tag.key(), tag.value()))))
}

/// The Name tag.
fn name(tags: Option<&Vec<aws_sdk_ec2::types::Tag>>) -> Option<&str> {
    tags?.iter().find(|tag| tag.key() == Some("Name"))?.value()
}
