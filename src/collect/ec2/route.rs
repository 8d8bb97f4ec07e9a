//! Route tables, internet gateways and NAT gateways. The dozen fields in which AWS may name a route's target become one.

use aws_sdk_ec2::types;

use super::{PAGE, SMALL_PAGE, by_id, name, tags};
use crate::collect::site::{always_but, distinct, timestamp};
use crate::collect::{Listed, Site};
use crate::inventory::ec2::route::{
    DESCRIBE_INTERNET_GATEWAYS, DESCRIBE_NAT_GATEWAYS, DESCRIBE_ROUTE_TABLES, ROUTE,
};
use crate::inventory::ec2::{INTERNET_GATEWAY, NAT_GATEWAY, ROUTE_TABLE};
use crate::inventory::{Gap, Record, record};

pub(super) async fn route_tables(site: Site, ids: Vec<String>) -> Listed {
    let pages = || {
        site.ec2()
            .describe_route_tables()
            .set_filters(by_id("route-table-id", &ids))
            .into_paginator()
            .page_size(SMALL_PAGE)
            .send()
    };
    site.list(&DESCRIBE_ROUTE_TABLES, pages, |page| {
        Some(
            page.route_tables?
                .iter()
                .map(|table| route_table(&site, table))
                .collect(),
        )
    })
    .await
}

fn route_table(site: &Site, table: &types::RouteTable) -> Record {
    // Each leads to a subnet, to a gateway, or makes the table the main one; what tells none of these could be any.
    let associations = || {
        let all = table.associations.as_ref()?;
        Some(all.iter().filter(|association| is_associated(association)))
    };
    let led_to = |place: fn(&types::RouteTableAssociation) -> Option<&str>| {
        let places = associations()?.filter_map(move |association| match place(association) {
            None if leads_somewhere(association) => None,
            place => Some(place),
        });
        Some(distinct(&DESCRIBE_ROUTE_TABLES, places))
    };
    record!(ROUTE_TABLE, site.keep(), {
        id: table.route_table_id(),
        arn: table.route_table_id().map(|id| site.arn("ec2", format_args!("route-table/{id}"))),
        name: name(&DESCRIBE_ROUTE_TABLES, table.tags.as_ref()),
        tags: tags(&DESCRIBE_ROUTE_TABLES, table.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        vpc_id: table.vpc_id(),
        owner_id: table.owner_id(),
        routes: table.routes.as_ref().map(|routes| routes.iter().map(route).collect::<Vec<_>>()),
        associated_subnet_ids: led_to(types::RouteTableAssociation::subnet_id),
        associated_gateway_ids: led_to(types::RouteTableAssociation::gateway_id),
        main_of_vpc_id: main_of(table),
        nat_gateway_ids: table.routes.as_ref().map(|routes| {
            let gateways = routes.iter().filter_map(|route| match route.nat_gateway_id() {
                None if target(route).is_some() => None,
                gateway => Some(gateway),
            });
            distinct(&DESCRIBE_ROUTE_TABLES, gateways)
        }),
    })
}

fn leads_somewhere(association: &types::RouteTableAssociation) -> bool {
    association.main == Some(true)
        || association.subnet_id().is_some()
        || association.gateway_id().is_some()
}

/// The VPC whose main table this is, if it is one.
fn main_of(table: &types::RouteTable) -> Result<Option<&str>, Gap> {
    let missing = |member| Gap::missing(&DESCRIBE_ROUTE_TABLES, member);
    let associations = table
        .associations
        .as_ref()
        .ok_or_else(|| missing("associations"))?;
    let mut associations = associations
        .iter()
        .filter(|association| is_associated(association));
    match associations.find(|association| association.main != Some(false)) {
        Some(association) if association.main.is_none() => Err(missing("main")),
        Some(_) => table.vpc_id().map(Some).ok_or_else(|| missing("vpc_id")),
        None => Ok(None),
    }
}

/// An association that is ending, or failed, routes nothing. The state is left out of answers about the main table.
fn is_associated(association: &types::RouteTableAssociation) -> bool {
    use types::RouteTableAssociationStateCode::{Associated, Associating};
    match association
        .association_state()
        .and_then(types::RouteTableAssociationState::state)
    {
        None => true,
        Some(state) => matches!(state, Associated | Associating),
    }
}

fn route(route: &types::Route) -> Record {
    let (target_type, target_id) = target(route).unzip();
    record!(ROUTE {
        destination: route
            .destination_cidr_block()
            .or(route.destination_ipv6_cidr_block())
            .or(route.destination_prefix_list_id()),
        destination_cidr_block: route.destination_cidr_block(),
        destination_ipv6_cidr_block: route.destination_ipv6_cidr_block(),
        destination_prefix_list_id: route.destination_prefix_list_id(),
        target_type: target_type,
        target_id: target_id,
        state: route.state().map(types::RouteState::as_str),
        origin: route.origin().map(types::RouteOrigin::as_str),
    })
}

/// What a route leads to. An instance is told with its interface, and is the better answer; a gateway's kind is in its id's prefix.
fn target(route: &types::Route) -> Option<(&'static str, &str)> {
    let named = [
        ("nat_gateway", route.nat_gateway_id()),
        ("transit_gateway", route.transit_gateway_id()),
        ("vpc_peering_connection", route.vpc_peering_connection_id()),
        (
            "egress_only_internet_gateway",
            route.egress_only_internet_gateway_id(),
        ),
        ("instance", route.instance_id()),
        ("network_interface", route.network_interface_id()),
        ("local_gateway", route.local_gateway_id()),
        ("carrier_gateway", route.carrier_gateway_id()),
        ("core_network", route.core_network_arn()),
        ("odb_network", route.odb_network_arn()),
    ];
    let named = named.into_iter().find_map(|(kind, id)| Some((kind, id?)));
    // A route that a VPC Route Server put there has the next hop's address beside its interface.
    named
        .or_else(|| gateway(route.gateway_id()?))
        .or_else(|| Some(("ip_address", route.ip_address()?)))
}

fn gateway(id: &str) -> Option<(&'static str, &str)> {
    let kind = match id.split('-').next()? {
        "local" => "local",
        "igw" => "internet_gateway",
        "vgw" => "vpn_gateway",
        "vpce" => "vpc_endpoint",
        "eigw" => "egress_only_internet_gateway",
        "nat" => "nat_gateway",
        _ => return None,
    };
    Some((kind, id))
}

pub(super) async fn internet_gateways(site: Site, ids: Vec<String>) -> Listed {
    let pages = || {
        site.ec2()
            .describe_internet_gateways()
            .set_filters(by_id("internet-gateway-id", &ids))
            .into_paginator()
            .page_size(PAGE)
            .send()
    };
    site.list(&DESCRIBE_INTERNET_GATEWAYS, pages, |page| {
        Some(
            page.internet_gateways?
                .iter()
                .map(|gateway| internet_gateway(&site, gateway))
                .collect(),
        )
    })
    .await
}

fn internet_gateway(site: &Site, gateway: &types::InternetGateway) -> Record {
    record!(INTERNET_GATEWAY, site.keep(), {
        id: gateway.internet_gateway_id(),
        arn: gateway
            .internet_gateway_id()
            .map(|id| site.arn("ec2", format_args!("internet-gateway/{id}"))),
        name: name(&DESCRIBE_INTERNET_GATEWAYS, gateway.tags.as_ref()),
        tags: tags(&DESCRIBE_INTERNET_GATEWAYS, gateway.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        owner_id: gateway.owner_id(),
        vpc_ids: gateway.attachments.as_ref().map(|all| {
            distinct(&DESCRIBE_INTERNET_GATEWAYS, all.iter().map(types::InternetGatewayAttachment::vpc_id))
        }),
    })
}

pub(super) async fn nat_gateways(site: Site, ids: Vec<String>) -> Listed {
    let pages = || {
        site.ec2()
            .describe_nat_gateways()
            .set_filter(by_id("nat-gateway-id", &ids))
            .into_paginator()
            .page_size(PAGE)
            .send()
    };
    site.list(&DESCRIBE_NAT_GATEWAYS, pages, |page| {
        Some(
            page.nat_gateways?
                .iter()
                .map(|gateway| nat_gateway(&site, gateway))
                .collect(),
        )
    })
    .await
}

fn nat_gateway(site: &Site, gateway: &types::NatGateway) -> Record {
    let addresses = gateway.nat_gateway_addresses.as_ref();
    let is_regional = gateway.availability_mode() == Some(&types::AvailabilityMode::Regional);
    record!(NAT_GATEWAY, site.keep(), {
        id: gateway.nat_gateway_id(),
        arn: gateway.nat_gateway_id().map(|id| site.arn("ec2", format_args!("natgateway/{id}"))),
        name: name(&DESCRIBE_NAT_GATEWAYS, gateway.tags.as_ref()),
        tags: tags(&DESCRIBE_NAT_GATEWAYS, gateway.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        vpc_id: gateway.vpc_id(),
        subnet_id: always_but(is_regional, &DESCRIBE_NAT_GATEWAYS, "subnet_id", gateway.subnet_id()),
        state: gateway.state().map(types::NatGatewayState::as_str),
        connectivity_type: gateway.connectivity_type().map(types::ConnectivityType::as_str),
        availability_mode: gateway.availability_mode().map(types::AvailabilityMode::as_str),
        // Those of a private gateway have none.
        public_ips: addresses.map(|all| {
            distinct(&DESCRIBE_NAT_GATEWAYS, all.iter().filter_map(|address| Some(Some(address.public_ip()?))))
        }),
        network_interface_ids: addresses.map(|all| {
            distinct(&DESCRIBE_NAT_GATEWAYS, all.iter().map(types::NatGatewayAddress::network_interface_id))
        }),
        create_time: timestamp(gateway.create_time()),
    })
}
