//! Instances.

use aws_sdk_ec2::types;

use super::{PAGE, distinct, name, tags};
use crate::collect::site::timestamp;
use crate::collect::{Listed, Site};
use crate::inventory::ec2::INSTANCE;
use crate::inventory::ec2::instance::{BLOCK_DEVICE, DESCRIBE_INSTANCES, METADATA_OPTIONS};
use crate::inventory::{Record, record};

pub(super) async fn instances(site: Site) -> Listed {
    let pages = site
        .ec2()
        .describe_instances()
        // Those that a service keeps out of sight are the account's all the same.
        .include_managed_resources(true)
        .into_paginator()
        .page_size(PAGE)
        .send();
    site.list(&DESCRIBE_INSTANCES, pages, |page| {
        Some(
            page.reservations?
                .iter()
                .flat_map(types::Reservation::instances)
                .map(|instance| self::instance(&site, instance))
                .collect(),
        )
    })
    .await
}

fn instance(site: &Site, instance: &types::Instance) -> Record {
    let interfaces = instance.network_interfaces();
    record!(INSTANCE, site.keep(), {
        id: instance.instance_id(),
        arn: instance.instance_id().map(|id| site.arn("ec2", format_args!("instance/{id}"))),
        name: name(instance.tags.as_ref()),
        tags: tags(instance.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        state: instance
            .state()
            .and_then(types::InstanceState::name)
            .map(types::InstanceStateName::as_str),
        instance_type: instance.instance_type().map(types::InstanceType::as_str),
        image_id: instance.image_id(),
        key_name: instance.key_name(),
        launch_time: timestamp(instance.launch_time()),
        state_transition_reason: instance.state_transition_reason(),
        platform: instance.platform().map(|platform| platform.as_str().to_ascii_lowercase()),
        platform_details: instance.platform_details(),
        architecture: instance.architecture().map(types::ArchitectureValues::as_str),
        virtualization_type: instance.virtualization_type().map(types::VirtualizationType::as_str),
        instance_lifecycle: instance.instance_lifecycle().map(types::InstanceLifecycleType::as_str),
        tenancy: instance
            .placement()
            .and_then(types::Placement::tenancy)
            .map(types::Tenancy::as_str),
        availability_zone: instance.placement().and_then(types::Placement::availability_zone),
        subnet_id: instance.subnet_id(),
        vpc_id: instance.vpc_id(),
        private_ip_address: instance.private_ip_address(),
        public_ip_address: instance.public_ip_address(),
        public_ip_addresses: distinct(interfaces.iter().flat_map(public_addresses)),
        ipv6_addresses: distinct(
            interfaces
                .iter()
                .flat_map(types::InstanceNetworkInterface::ipv6_addresses)
                .filter_map(types::InstanceIpv6Address::ipv6_address),
        ),
        public_dns_name: instance.public_dns_name(),
        security_group_ids: distinct(
            instance
                .security_groups()
                .iter()
                .chain(interfaces.iter().flat_map(types::InstanceNetworkInterface::groups))
                .filter_map(types::GroupIdentifier::group_id),
        ),
        network_interface_ids: distinct(
            interfaces.iter().filter_map(types::InstanceNetworkInterface::network_interface_id),
        ),
        source_dest_check: instance.source_dest_check,
        iam_instance_profile_arn: instance
            .iam_instance_profile()
            .and_then(types::IamInstanceProfile::arn),
        monitoring_state: instance
            .monitoring()
            .and_then(types::Monitoring::state)
            .map(types::MonitoringState::as_str),
        ebs_optimized: instance.ebs_optimized,
        root_device_name: instance.root_device_name(),
        root_device_type: instance.root_device_type().map(types::DeviceType::as_str),
        root_volume_id: root_volume_id(instance),
        volume_ids: distinct(instance.block_device_mappings().iter().filter_map(volume_id)),
        block_device_mappings: instance
            .block_device_mappings
            .as_ref()
            .map(|mappings| mappings.iter().map(block_device).collect::<Vec<_>>()),
        metadata_options: instance.metadata_options().map(metadata_options),
    })
}

/// The addresses that the internet reaches an interface by, those of its secondary private addresses included.
fn public_addresses(interface: &types::InstanceNetworkInterface) -> impl Iterator<Item = &str> {
    let primary = interface.association();
    let secondary = interface
        .private_ip_addresses()
        .iter()
        .filter_map(types::InstancePrivateIpAddress::association);
    primary
        .into_iter()
        .chain(secondary)
        .filter_map(types::InstanceNetworkInterfaceAssociation::public_ip)
}

fn root_volume_id(instance: &types::Instance) -> Option<&str> {
    let root = instance.root_device_name()?;
    instance
        .block_device_mappings()
        .iter()
        .find(|mapping| mapping.device_name() == Some(root))
        .and_then(volume_id)
}

fn volume_id(mapping: &types::InstanceBlockDeviceMapping) -> Option<&str> {
    mapping.ebs()?.volume_id()
}

fn block_device(mapping: &types::InstanceBlockDeviceMapping) -> Record {
    let ebs = mapping.ebs();
    record!(BLOCK_DEVICE {
        device_name: mapping.device_name(),
        volume_id: volume_id(mapping),
        delete_on_termination: ebs.and_then(|ebs| ebs.delete_on_termination),
        status: ebs
            .and_then(|ebs| ebs.status())
            .map(types::AttachmentStatus::as_str),
        attach_time: timestamp(ebs.and_then(|ebs| ebs.attach_time())),
    })
}

fn metadata_options(options: &types::InstanceMetadataOptionsResponse) -> Record {
    record!(METADATA_OPTIONS {
        http_tokens: options.http_tokens().map(types::HttpTokensState::as_str),
        http_put_response_hop_limit: options.http_put_response_hop_limit,
        http_endpoint: options
            .http_endpoint()
            .map(types::InstanceMetadataEndpointState::as_str),
        http_protocol_ipv6: options
            .http_protocol_ipv6()
            .map(types::InstanceMetadataProtocolState::as_str),
        instance_metadata_tags: options
            .instance_metadata_tags()
            .map(types::InstanceMetadataTagsState::as_str),
        state: options
            .state()
            .map(types::InstanceMetadataOptionsState::as_str),
    })
}
