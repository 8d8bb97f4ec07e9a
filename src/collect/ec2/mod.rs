//! Reads Amazon EC2 and VPC. One file per family of types, named as in the inventory.

mod address;
mod endpoint;
mod flow_log;
mod image;
mod instance;
mod key_pair;
mod launch_template;
mod network_acl;
mod network_interface;
mod prefix_list;
mod region_settings;
mod route;
mod security_group;
mod spot_fleet;
mod storage;
mod transit_gateway;
mod user_data;
mod vpc;
mod vpn;

use aws_sdk_ec2::types::{Filter, Tag};

use super::{Collector, DetailCall, ListingCall, LookupCall, NamedCall, Reach};
use crate::call::Call;
use crate::inventory::ec2::{
    self as schema, CLIENT_VPN_ENDPOINT, EIP, FLOW_LOG, IMAGE, INSTANCE, INTERNET_GATEWAY,
    KEY_PAIR, LAUNCH_TEMPLATE, NAT_GATEWAY, NETWORK_ACL, NETWORK_INTERFACE, PAGE, PREFIX_LIST,
    REGION_SETTINGS, ROUTE_TABLE, SECURITY_GROUP, SMALL_PAGE, SNAPSHOT, SPOT_FLEET, SUBNET,
    TRANSIT_GATEWAY, VOLUME, VPC, VPC_ENDPOINT, VPN_CONNECTION,
};
use crate::inventory::{Gap, Value};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[
        NamedCall {
            call: &schema::vpc::DESCRIBE_VPCS,
            ty: &VPC,
            list: |site, ids| Box::pin(vpc::vpcs(site, ids)),
        },
        NamedCall {
            call: &schema::vpc::DESCRIBE_SUBNETS,
            ty: &SUBNET,
            list: |site, ids| Box::pin(vpc::subnets(site, ids)),
        },
        NamedCall {
            call: &schema::network_interface::DESCRIBE_NETWORK_INTERFACES,
            ty: &NETWORK_INTERFACE,
            list: |site, ids| Box::pin(network_interface::network_interfaces(site, ids)),
        },
        NamedCall {
            call: &schema::address::DESCRIBE_ADDRESSES,
            ty: &EIP,
            list: |site, ids| Box::pin(address::addresses(site, ids)),
        },
        NamedCall {
            call: &schema::instance::DESCRIBE_INSTANCES,
            ty: &INSTANCE,
            list: |site, ids| Box::pin(instance::instances(site, ids)),
        },
        NamedCall {
            call: &schema::storage::DESCRIBE_VOLUMES,
            ty: &VOLUME,
            list: |site, ids| Box::pin(storage::volumes(site, ids)),
        },
        NamedCall {
            call: &schema::endpoint::DESCRIBE_VPC_ENDPOINTS,
            ty: &VPC_ENDPOINT,
            list: |site, ids| Box::pin(endpoint::vpc_endpoints(site, ids)),
        },
        NamedCall {
            call: &schema::flow_log::DESCRIBE_FLOW_LOGS,
            ty: &FLOW_LOG,
            list: |site, ids| Box::pin(flow_log::flow_logs(site, ids)),
        },
        NamedCall {
            call: &schema::route::DESCRIBE_ROUTE_TABLES,
            ty: &ROUTE_TABLE,
            list: |site, ids| Box::pin(route::route_tables(site, ids)),
        },
        NamedCall {
            call: &schema::route::DESCRIBE_INTERNET_GATEWAYS,
            ty: &INTERNET_GATEWAY,
            list: |site, ids| Box::pin(route::internet_gateways(site, ids)),
        },
        NamedCall {
            call: &schema::route::DESCRIBE_NAT_GATEWAYS,
            ty: &NAT_GATEWAY,
            list: |site, ids| Box::pin(route::nat_gateways(site, ids)),
        },
        NamedCall {
            call: &schema::security_group::DESCRIBE_SECURITY_GROUPS,
            ty: &SECURITY_GROUP,
            list: |site, ids| Box::pin(security_group::security_groups(site, ids)),
        },
    ],
    listings: &[
        ListingCall {
            call: &schema::vpc::DESCRIBE_VPCS,
            types: &[&VPC],
            list: |site| Box::pin(vpc::vpcs(site, Vec::new())),
        },
        ListingCall {
            call: &schema::vpc::DESCRIBE_SUBNETS,
            types: &[&SUBNET],
            list: |site| Box::pin(vpc::subnets(site, Vec::new())),
        },
        ListingCall {
            call: &schema::route::DESCRIBE_ROUTE_TABLES,
            types: &[&ROUTE_TABLE],
            list: |site| Box::pin(route::route_tables(site, Vec::new())),
        },
        ListingCall {
            call: &schema::route::DESCRIBE_INTERNET_GATEWAYS,
            types: &[&INTERNET_GATEWAY],
            list: |site| Box::pin(route::internet_gateways(site, Vec::new())),
        },
        ListingCall {
            call: &schema::route::DESCRIBE_NAT_GATEWAYS,
            types: &[&NAT_GATEWAY],
            list: |site| Box::pin(route::nat_gateways(site, Vec::new())),
        },
        ListingCall {
            call: &schema::transit_gateway::DESCRIBE_TRANSIT_GATEWAYS,
            types: &[&TRANSIT_GATEWAY],
            list: |site| Box::pin(transit_gateway::transit_gateways(site)),
        },
        ListingCall {
            call: &schema::vpn::DESCRIBE_VPN_CONNECTIONS,
            types: &[&VPN_CONNECTION],
            list: |site| Box::pin(vpn::vpn_connections(site)),
        },
        ListingCall {
            call: &schema::vpn::DESCRIBE_CLIENT_VPN_ENDPOINTS,
            types: &[&CLIENT_VPN_ENDPOINT],
            list: |site| Box::pin(vpn::client_vpn_endpoints(site)),
        },
        ListingCall {
            call: &schema::endpoint::DESCRIBE_VPC_ENDPOINTS,
            types: &[&VPC_ENDPOINT],
            list: |site| Box::pin(endpoint::vpc_endpoints(site, Vec::new())),
        },
        ListingCall {
            call: &schema::network_acl::DESCRIBE_NETWORK_ACLS,
            types: &[&NETWORK_ACL],
            list: |site| Box::pin(network_acl::network_acls(site)),
        },
        ListingCall {
            call: &schema::security_group::DESCRIBE_SECURITY_GROUPS,
            types: &[&SECURITY_GROUP],
            list: |site| Box::pin(security_group::security_groups(site, Vec::new())),
        },
        ListingCall {
            call: &schema::prefix_list::DESCRIBE_MANAGED_PREFIX_LISTS,
            types: &[&PREFIX_LIST],
            list: |site| Box::pin(prefix_list::prefix_lists(site)),
        },
        ListingCall {
            call: &schema::network_interface::DESCRIBE_NETWORK_INTERFACES,
            types: &[&NETWORK_INTERFACE],
            list: |site| Box::pin(network_interface::network_interfaces(site, Vec::new())),
        },
        ListingCall {
            call: &schema::address::DESCRIBE_ADDRESSES,
            types: &[&EIP],
            list: |site| Box::pin(address::addresses(site, Vec::new())),
        },
        ListingCall {
            call: &schema::flow_log::DESCRIBE_FLOW_LOGS,
            types: &[&FLOW_LOG],
            list: |site| Box::pin(flow_log::flow_logs(site, Vec::new())),
        },
        ListingCall {
            call: &schema::instance::DESCRIBE_INSTANCES,
            types: &[&INSTANCE],
            list: |site| Box::pin(instance::instances(site, Vec::new())),
        },
        ListingCall {
            call: &schema::launch_template::DESCRIBE_LAUNCH_TEMPLATES,
            types: &[&LAUNCH_TEMPLATE],
            list: |site| Box::pin(launch_template::launch_templates(site)),
        },
        ListingCall {
            call: &schema::spot_fleet::DESCRIBE_SPOT_FLEET_REQUESTS,
            types: &[&SPOT_FLEET],
            list: |site| Box::pin(spot_fleet::spot_fleets(site)),
        },
        ListingCall {
            call: &schema::storage::DESCRIBE_VOLUMES,
            types: &[&VOLUME],
            list: |site| Box::pin(storage::volumes(site, Vec::new())),
        },
        ListingCall {
            call: &schema::storage::DESCRIBE_SNAPSHOTS,
            types: &[&SNAPSHOT],
            list: |site| Box::pin(storage::snapshots(site)),
        },
        ListingCall {
            call: &schema::image::DESCRIBE_IMAGES,
            types: &[&IMAGE],
            list: |site| Box::pin(image::images(site)),
        },
        ListingCall {
            call: &schema::key_pair::DESCRIBE_KEY_PAIRS,
            types: &[&KEY_PAIR],
            list: |site| Box::pin(key_pair::key_pairs(site)),
        },
        ListingCall {
            call: &schema::region_settings::GET_EBS_ENCRYPTION_BY_DEFAULT,
            types: &[&REGION_SETTINGS],
            list: |site| Box::pin(region_settings::region_settings(site)),
        },
    ],
    details: &[
        DetailCall {
            call: &schema::vpc::DESCRIBE_VPC_ATTRIBUTE,
            of: &VPC,
            read: Reach::Each(|site, resource| Box::pin(vpc::vpc_attributes(site, resource))),
        },
        DetailCall {
            call: &schema::instance::DESCRIBE_INSTANCE_USER_DATA,
            of: &INSTANCE,
            read: Reach::Each(|site, resource| Box::pin(user_data::user_data(site, resource))),
        },
        DetailCall {
            call: &schema::launch_template::DESCRIBE_LAUNCH_TEMPLATE_VERSIONS,
            of: &LAUNCH_TEMPLATE,
            read: Reach::Together(|site, resources| {
                Box::pin(launch_template::versions(site, resources))
            }),
        },
        DetailCall {
            call: &schema::prefix_list::GET_MANAGED_PREFIX_LIST_ENTRIES,
            of: &PREFIX_LIST,
            read: Reach::Each(|site, resource| Box::pin(prefix_list::entries(site, resource))),
        },
        DetailCall {
            call: &schema::storage::DESCRIBE_PUBLIC_SNAPSHOTS,
            of: &SNAPSHOT,
            read: Reach::Together(|site, resources| {
                Box::pin(storage::public_snapshots(site, resources))
            }),
        },
        DetailCall {
            call: &schema::region_settings::GET_EBS_DEFAULT_KMS_KEY_ID,
            of: &REGION_SETTINGS,
            read: Reach::Each(|site, resource| {
                Box::pin(region_settings::ebs_default_kms_key_id(site, resource))
            }),
        },
        DetailCall {
            call: &schema::region_settings::GET_SNAPSHOT_BLOCK_PUBLIC_ACCESS_STATE,
            of: &REGION_SETTINGS,
            read: Reach::Each(|site, resource| {
                Box::pin(region_settings::snapshot_block_public_access_state(
                    site, resource,
                ))
            }),
        },
        DetailCall {
            call: &schema::region_settings::GET_IMAGE_BLOCK_PUBLIC_ACCESS_STATE,
            of: &REGION_SETTINGS,
            read: Reach::Each(|site, resource| {
                Box::pin(region_settings::image_block_public_access_state(
                    site, resource,
                ))
            }),
        },
        DetailCall {
            call: &schema::region_settings::GET_INSTANCE_METADATA_DEFAULTS,
            of: &REGION_SETTINGS,
            read: Reach::Each(|site, resource| {
                Box::pin(region_settings::instance_metadata_defaults(site, resource))
            }),
        },
        DetailCall {
            call: &schema::region_settings::DESCRIBE_VPC_BLOCK_PUBLIC_ACCESS_OPTIONS,
            of: &REGION_SETTINGS,
            read: Reach::Each(|site, resource| {
                Box::pin(region_settings::vpc_internet_gateway_block_mode(
                    site, resource,
                ))
            }),
        },
    ],
    lookups: &[LookupCall {
        call: &schema::image::DESCRIBE_IMAGES,
        ty: &IMAGE,
        stands_in: super::by_id,
        look_up: |site, ids| Box::pin(image::look_up(site, ids)),
    }],
};

/// A filter takes no more values (Amazon EC2 API Reference, "Filter").
const MOST_VALUES: usize = 200;

/// The filter for resources of these ids or ARNs; none, where all are asked for. Of more than a filter takes, all are read.
fn by_id(name: &str, names: &[String]) -> Option<Vec<Filter>> {
    let ids = names
        .iter()
        .map(|name| name.rsplit('/').next().unwrap_or(name).to_owned());
    let filter = Filter::builder()
        .name(name)
        .set_values(Some(ids.collect()))
        .build();
    (1..=MOST_VALUES)
        .contains(&names.len())
        .then(|| vec![filter])
}

/// EC2's tags as a map.
fn tags(call: &'static Call, tags: Option<&Vec<Tag>>) -> Result<Option<Value>, Gap> {
    let tags = tags.map_or(&[][..], Vec::as_slice);
    super::site::tags(call, tags.iter().map(|tag| (tag.key(), tag.value())))
}

/// The Name tag.
fn name<'a>(call: &'static Call, tags: Option<&'a Vec<Tag>>) -> Result<Option<&'a str>, Gap> {
    let tags = tags.map_or(&[][..], Vec::as_slice);
    match tags.iter().find(|tag| tag.key() == Some("Name")) {
        Some(tag) => tag
            .value()
            .map(Some)
            .ok_or_else(|| Gap::missing(call, "value of a tag")),
        // It may be the one whose key is not told.
        None if tags.iter().any(|tag| tag.key().is_none()) => {
            Err(Gap::missing(call, "key of a tag"))
        }
        None => Ok(None),
    }
}
