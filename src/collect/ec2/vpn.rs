//! Site-to-Site VPN connections and Client VPN endpoints. An answer about connections holds their pre-shared keys, in the options of the
//! tunnels and in the customer gateway's configuration: neither is looked at.

use aws_sdk_ec2::types;

use super::{PAGE, name, tags};
use crate::collect::site::timestamp;
use crate::collect::{Listed, Site};
use crate::inventory::ec2::vpn::{
    CONNECTION_LOG_OPTIONS, DESCRIBE_CLIENT_VPN_ENDPOINTS, DESCRIBE_VPN_CONNECTIONS, TUNNEL_OPTION,
    VGW_TELEMETRY,
};
use crate::inventory::ec2::{CLIENT_VPN_ENDPOINT, VPN_CONNECTION};
use crate::inventory::{Gap, Record, record};

/// AWS makes so many tunnels for each connection (AWS Site-to-Site VPN User Guide, "Tunnel options").
const TUNNELS: usize = 2;

pub(super) async fn vpn_connections(site: Site) -> Listed {
    let request = || site.ec2().describe_vpn_connections().send();
    site.list_whole(&DESCRIBE_VPN_CONNECTIONS, request, |answer| {
        Some(
            answer
                .vpn_connections?
                .iter()
                .map(|connection| vpn_connection(&site, connection))
                .collect(),
        )
    })
    .await
}

fn vpn_connection(site: &Site, connection: &types::VpnConnection) -> Record {
    let options = connection.options();
    record!(VPN_CONNECTION, site.keep(), {
        id: connection.vpn_connection_id(),
        arn: connection
            .vpn_connection_id()
            .map(|id| site.arn("ec2", format_args!("vpn-connection/{id}"))),
        name: name(&DESCRIBE_VPN_CONNECTIONS, connection.tags.as_ref()),
        tags: tags(&DESCRIBE_VPN_CONNECTIONS, connection.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        state: connection.state().map(types::VpnState::as_str),
        customer_gateway_id: connection.customer_gateway_id(),
        vpn_gateway_id: connection.vpn_gateway_id(),
        transit_gateway_id: connection.transit_gateway_id(),
        vgw_telemetry: of_both("vgw_telemetry", connection.vgw_telemetry.as_ref(), telemetry),
        tunnel_options: of_both(
            "tunnel_options",
            options.and_then(|options| options.tunnel_options.as_ref()),
            tunnel_option,
        ),
    })
}

/// What an answer tells of the tunnels, if it tells of both: what is true of one alone is not true of the connection.
fn of_both<T>(
    member: &str,
    tunnels: Option<&Vec<T>>,
    read: fn(&T) -> Record,
) -> Result<Option<Vec<Record>>, Gap> {
    match tunnels {
        Some(tunnels) if tunnels.len() >= TUNNELS => Ok(Some(tunnels.iter().map(read).collect())),
        _ => {
            let what = format!("{member} of both tunnels");
            Err(Gap::missing(&DESCRIBE_VPN_CONNECTIONS, &what))
        }
    }
}

fn telemetry(tunnel: &types::VgwTelemetry) -> Record {
    record!(VGW_TELEMETRY {
        outside_ip_address: tunnel.outside_ip_address(),
        status: tunnel.status().map(types::TelemetryStatus::as_str),
        status_message: tunnel.status_message(),
        last_status_change: timestamp(tunnel.last_status_change()),
        accepted_route_count: tunnel.accepted_route_count,
    })
}

fn tunnel_option(tunnel: &types::TunnelOption) -> Record {
    let log_options = tunnel
        .log_options()
        .and_then(types::VpnTunnelLogOptions::cloud_watch_log_options);
    record!(TUNNEL_OPTION {
        outside_ip_address: tunnel.outside_ip_address(),
        log_enabled: log_options.and_then(|log_options| log_options.log_enabled),
        log_group_arn: log_options.and_then(types::CloudWatchLogOptions::log_group_arn),
        log_output_format: log_options.and_then(types::CloudWatchLogOptions::log_output_format),
    })
}

pub(super) async fn client_vpn_endpoints(site: Site) -> Listed {
    let pages = || {
        site.ec2()
            .describe_client_vpn_endpoints()
            .into_paginator()
            .page_size(PAGE)
            .send()
    };
    site.list(&DESCRIBE_CLIENT_VPN_ENDPOINTS, pages, |page| {
        Some(
            page.client_vpn_endpoints?
                .iter()
                .map(|endpoint| client_vpn_endpoint(&site, endpoint))
                .collect(),
        )
    })
    .await
}

fn client_vpn_endpoint(site: &Site, endpoint: &types::ClientVpnEndpoint) -> Record {
    record!(CLIENT_VPN_ENDPOINT, site.keep(), {
        id: endpoint.client_vpn_endpoint_id(),
        arn: endpoint
            .client_vpn_endpoint_id()
            .map(|id| site.arn("ec2", format_args!("client-vpn-endpoint/{id}"))),
        name: name(&DESCRIBE_CLIENT_VPN_ENDPOINTS, endpoint.tags.as_ref()),
        tags: tags(&DESCRIBE_CLIENT_VPN_ENDPOINTS, endpoint.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        status: endpoint
            .status()
            .and_then(types::ClientVpnEndpointStatus::code)
            .map(types::ClientVpnEndpointStatusCode::as_str),
        description: endpoint.description(),
        client_cidr_block: endpoint.client_cidr_block(),
        split_tunnel: endpoint.split_tunnel,
        vpc_id: endpoint.vpc_id(),
        connection_log_options: endpoint.connection_log_options().map(log_options),
    })
}

fn log_options(options: &types::ConnectionLogResponseOptions) -> Record {
    record!(CONNECTION_LOG_OPTIONS {
        enabled: options.enabled,
        cloudwatch_log_group: options.cloudwatch_log_group(),
        cloudwatch_log_stream: options.cloudwatch_log_stream(),
    })
}
