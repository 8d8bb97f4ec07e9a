//! Elastic IP addresses.

use aws_sdk_ec2::types;

use super::{by_id, name, tags};
use crate::collect::{Listed, Site};
use crate::inventory::ec2::EIP;
use crate::inventory::ec2::address::DESCRIBE_ADDRESSES;
use crate::inventory::{Record, record};

pub(super) async fn addresses(site: Site, ids: Vec<String>) -> Listed {
    let request = || {
        site.ec2()
            .describe_addresses()
            .set_filters(by_id("allocation-id", &ids))
            .send()
    };
    site.list_whole(&DESCRIBE_ADDRESSES, request, |answer| {
        Some(
            answer
                .addresses?
                .iter()
                .map(|address| self::address(&site, address))
                .collect(),
        )
    })
    .await
}

fn address(site: &Site, address: &types::Address) -> Record {
    record!(EIP, site.keep(), {
        id: address.allocation_id(),
        arn: address.allocation_id().map(|id| site.arn("ec2", format_args!("elastic-ip/{id}"))),
        name: name(&DESCRIBE_ADDRESSES, address.tags.as_ref()),
        tags: tags(&DESCRIBE_ADDRESSES, address.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        public_ip: address.public_ip(),
        domain: address.domain().map(types::DomainType::as_str),
        association_id: address.association_id(),
        instance_id: address.instance_id().filter(|id| !id.is_empty()),
        network_interface_id: address.network_interface_id(),
        private_ip_address: address.private_ip_address(),
        network_border_group: address.network_border_group(),
        public_ipv4_pool: address.public_ipv4_pool(),
    })
}
