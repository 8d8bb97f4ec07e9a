//! Network interfaces.

use aws_sdk_ec2::types;

use super::{PAGE, by_id, name, tags};
use crate::collect::site::distinct;
use crate::collect::{Listed, Site};
use crate::inventory::ec2::NETWORK_INTERFACE;
use crate::inventory::ec2::network_interface::DESCRIBE_NETWORK_INTERFACES;
use crate::inventory::{Record, record};

pub(super) async fn network_interfaces(site: Site, ids: Vec<String>) -> Listed {
    let pages = || {
        site.ec2()
            .describe_network_interfaces()
            .set_filters(by_id("network-interface-id", &ids))
            // Those that a service keeps out of sight use security groups all the same.
            .include_managed_resources(true)
            .into_paginator()
            .page_size(PAGE)
            .send()
    };
    site.list(&DESCRIBE_NETWORK_INTERFACES, pages, |page| {
        Some(
            page.network_interfaces?
                .iter()
                .map(|interface| network_interface(&site, interface))
                .collect(),
        )
    })
    .await
}

fn network_interface(site: &Site, interface: &types::NetworkInterface) -> Record {
    record!(NETWORK_INTERFACE, site.keep(), {
        id: interface.network_interface_id(),
        arn: interface
            .network_interface_id()
            .map(|id| site.arn("ec2", format_args!("network-interface/{id}"))),
        name: name(&DESCRIBE_NETWORK_INTERFACES, interface.tag_set.as_ref()),
        tags: tags(&DESCRIBE_NETWORK_INTERFACES, interface.tag_set.as_ref()),
        region: site.region(),
        account: site.account(),
        description: interface.description(),
        interface_type: interface.interface_type().map(types::NetworkInterfaceType::as_str),
        status: interface.status().map(types::NetworkInterfaceStatus::as_str),
        availability_zone: interface.availability_zone(),
        subnet_id: interface.subnet_id(),
        vpc_id: interface.vpc_id(),
        owner_id: interface.owner_id(),
        requester_id: interface.requester_id(),
        requester_managed: interface.requester_managed,
        source_dest_check: interface.source_dest_check,
        private_ip_address: interface.private_ip_address(),
        public_ip: interface.association().and_then(types::NetworkInterfaceAssociation::public_ip),
        ipv6_addresses: interface.ipv6_addresses.as_ref().map(|all| {
            distinct(&DESCRIBE_NETWORK_INTERFACES, all.iter().map(types::NetworkInterfaceIpv6Address::ipv6_address))
        }),
        group_ids: interface.groups.as_ref().map(|all| {
            distinct(&DESCRIBE_NETWORK_INTERFACES, all.iter().map(types::GroupIdentifier::group_id))
        }),
        instance_id: interface.attachment().and_then(types::NetworkInterfaceAttachment::instance_id),
        attachment_status: interface
            .attachment()
            .and_then(types::NetworkInterfaceAttachment::status)
            .map(types::AttachmentStatus::as_str),
    })
}
