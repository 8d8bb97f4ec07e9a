//! Transit gateways.

use aws_sdk_ec2::types;

use super::{PAGE, name, tags};
use crate::collect::site::{always_but, timestamp};
use crate::collect::{Listed, Site};
use crate::inventory::ec2::TRANSIT_GATEWAY;
use crate::inventory::ec2::transit_gateway::DESCRIBE_TRANSIT_GATEWAYS;
use crate::inventory::{Record, record};

pub(super) async fn transit_gateways(site: Site) -> Listed {
    let pages = || {
        site.ec2()
            .describe_transit_gateways()
            .into_paginator()
            .page_size(PAGE)
            .send()
    };
    site.list(&DESCRIBE_TRANSIT_GATEWAYS, pages, |page| {
        Some(
            page.transit_gateways?
                .iter()
                .map(|gateway| transit_gateway(&site, gateway))
                .collect(),
        )
    })
    .await
}

fn transit_gateway(site: &Site, gateway: &types::TransitGateway) -> Record {
    let options = gateway.options();
    record!(TRANSIT_GATEWAY, site.keep(), {
        id: gateway.transit_gateway_id(),
        arn: always_but(false, &DESCRIBE_TRANSIT_GATEWAYS, "arn", gateway.transit_gateway_arn()),
        name: name(&DESCRIBE_TRANSIT_GATEWAYS, gateway.tags.as_ref()),
        tags: tags(&DESCRIBE_TRANSIT_GATEWAYS, gateway.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        state: gateway.state().map(types::TransitGatewayState::as_str),
        owner_id: gateway.owner_id(),
        description: gateway.description(),
        creation_time: timestamp(gateway.creation_time()),
        amazon_side_asn: options.and_then(|options| options.amazon_side_asn),
        auto_accept_shared_attachments: options
            .and_then(types::TransitGatewayOptions::auto_accept_shared_attachments)
            .map(types::AutoAcceptSharedAttachmentsValue::as_str),
        default_route_table_association: options
            .and_then(types::TransitGatewayOptions::default_route_table_association)
            .map(types::DefaultRouteTableAssociationValue::as_str),
        default_route_table_propagation: options
            .and_then(types::TransitGatewayOptions::default_route_table_propagation)
            .map(types::DefaultRouteTablePropagationValue::as_str),
    })
}
