//! Instances.

use aws_sdk_ec2::types;
use jiff::Timestamp;

use super::{PAGE, by_id, name, tags};
use crate::collect::site::{always_but, distinct, texts, timestamp, written};
use crate::collect::{Listed, Site};
use crate::inventory::ec2::INSTANCE;
use crate::inventory::ec2::instance::{BLOCK_DEVICE, DESCRIBE_INSTANCES, METADATA_OPTIONS};
use crate::inventory::{Gap, Record, record};

pub(super) async fn instances(site: Site, ids: Vec<String>) -> Listed {
    let pages = || {
        site.ec2()
            .describe_instances()
            .set_filters(by_id("instance-id", &ids))
            // Those that a service keeps out of sight are the account's all the same.
            .include_managed_resources(true)
            .into_paginator()
            .page_size(PAGE)
            .send()
    };
    site.list(&DESCRIBE_INSTANCES, pages, |page| {
        let reservations = page.reservations?;
        let instances: Option<Vec<&Vec<types::Instance>>> = reservations
            .iter()
            .map(|reservation| reservation.instances.as_ref())
            .collect();
        Some(
            instances?
                .into_iter()
                .flatten()
                .map(|instance| self::instance(&site, instance))
                .collect(),
        )
    })
    .await
}

fn instance(site: &Site, instance: &types::Instance) -> Record {
    let interfaces = instance.network_interfaces.as_ref();
    // What is left of a terminated instance has neither network nor disks.
    let state = instance.state().and_then(types::InstanceState::name);
    let is_terminated = matches!(
        state,
        Some(types::InstanceStateName::Terminated | types::InstanceStateName::ShuttingDown)
    );
    let unless_terminated =
        |member, value| always_but(is_terminated, &DESCRIBE_INSTANCES, member, value);
    record!(INSTANCE, site.keep(), {
        id: instance.instance_id(),
        arn: instance.instance_id().map(|id| site.arn("ec2", format_args!("instance/{id}"))),
        name: name(&DESCRIBE_INSTANCES, instance.tags.as_ref()),
        tags: tags(&DESCRIBE_INSTANCES, instance.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        state: state.map(types::InstanceStateName::as_str),
        instance_type: instance.instance_type().map(types::InstanceType::as_str),
        image_id: instance.image_id(),
        key_name: instance.key_name(),
        launch_time: timestamp(instance.launch_time()),
        state_transition_reason: instance.state_transition_reason(),
        state_transition_time: instance.state_transition_reason().and_then(transition_time),
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
        subnet_id: unless_terminated("subnet_id", instance.subnet_id()),
        vpc_id: unless_terminated("vpc_id", instance.vpc_id()),
        private_ip_address: instance.private_ip_address(),
        public_ip_address: instance.public_ip_address(),
        public_ip_addresses: interfaces.map(|all| distinct(&DESCRIBE_INSTANCES, all.iter().flat_map(public_addresses))),
        ipv6_addresses: interfaces.map(|all| distinct(&DESCRIBE_INSTANCES, all.iter().flat_map(ipv6_addresses))),
        public_dns_name: instance.public_dns_name(),
        security_group_ids: instance.security_groups.as_ref().zip(interfaces).map(|(own, interfaces)| {
            let own = own.iter().map(types::GroupIdentifier::group_id);
            distinct(&DESCRIBE_INSTANCES, own.chain(interfaces.iter().flat_map(group_ids)))
        }),
        network_interface_ids: interfaces.map(|all| {
            distinct(&DESCRIBE_INSTANCES, all.iter().map(types::InstanceNetworkInterface::network_interface_id))
        }),
        source_dest_check: instance.source_dest_check,
        iam_instance_profile_arn: always_but(
            instance.iam_instance_profile().is_none(),
            &DESCRIBE_INSTANCES,
            "arn of the instance profile",
            instance.iam_instance_profile().and_then(types::IamInstanceProfile::arn),
        ),
        monitoring_state: instance
            .monitoring()
            .and_then(types::Monitoring::state)
            .map(types::MonitoringState::as_str),
        ebs_optimized: instance.ebs_optimized,
        root_device_name: instance.root_device_name(),
        root_device_type: instance.root_device_type().map(types::DeviceType::as_str),
        root_volume_id: root_volume_id(instance),
        volume_ids: texts(&DESCRIBE_INSTANCES, instance.block_device_mappings.as_ref(), volume_id),
        block_device_mappings: instance
            .block_device_mappings
            .as_ref()
            .map(|mappings| mappings.iter().map(block_device).collect::<Vec<_>>()),
        metadata_options: instance.metadata_options().map(metadata_options),
    })
}

/// The addresses that the internet reaches an interface by, those of its secondary private addresses included.
fn public_addresses(
    interface: &types::InstanceNetworkInterface,
) -> impl Iterator<Item = Option<&str>> {
    let primary = interface.association();
    let secondary = interface
        .private_ip_addresses()
        .iter()
        .filter_map(types::InstancePrivateIpAddress::association);
    let unlisted = interface.private_ip_addresses.is_none().then_some(None);
    // An association that has neither address nor name is none.
    primary
        .into_iter()
        .chain(secondary)
        .filter(|association| {
            association.public_ip().is_some() || written(association.public_dns_name()).is_some()
        })
        .map(types::InstanceNetworkInterfaceAssociation::public_ip)
        .chain(unlisted)
}

/// An interface without IPv6 may lack the list.
fn ipv6_addresses(
    interface: &types::InstanceNetworkInterface,
) -> impl Iterator<Item = Option<&str>> {
    let addresses = interface.ipv6_addresses().iter();
    addresses.map(types::InstanceIpv6Address::ipv6_address)
}

fn group_ids(interface: &types::InstanceNetworkInterface) -> impl Iterator<Item = Option<&str>> {
    let unlisted = interface.groups.is_none().then_some(None);
    let groups = interface.groups().iter();
    groups.map(types::GroupIdentifier::group_id).chain(unlisted)
}

/// The moment in a reason like `User initiated (2024-05-01 12:00:00 GMT)`.
fn transition_time(reason: &str) -> Option<Timestamp> {
    let (_, moment) = reason.split_once('(')?;
    let moment = moment.split_once(" GMT)")?.0;
    format!("{}Z", moment.replacen(' ', "T", 1)).parse().ok()
}

/// The volume that the root device is on; none where that is no EBS volume, or the instance has gone.
fn root_volume_id(instance: &types::Instance) -> Result<Option<&str>, Gap> {
    let missing = |member| Gap::missing(&DESCRIBE_INSTANCES, member);
    let root = instance
        .root_device_name()
        .ok_or_else(|| missing("root_device_name"))?;
    let mappings = instance
        .block_device_mappings
        .as_ref()
        .ok_or_else(|| missing("block_device_mappings"))?;
    match mappings
        .iter()
        .find(|mapping| mapping.device_name() == Some(root))
    {
        Some(mapping) => volume_id(mapping)
            .map(Some)
            .ok_or_else(|| missing("volume_id")),
        None if mappings
            .iter()
            .any(|mapping| mapping.device_name().is_none()) =>
        {
            Err(missing("device_name"))
        }
        None => Ok(None),
    }
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

#[cfg(test)]
mod tests {
    use super::transition_time;

    #[test]
    fn a_reason_names_its_moment() {
        let time = transition_time("User initiated (2024-05-01 12:00:00 GMT)");
        assert_eq!(time, "2024-05-01T12:00:00Z".parse().ok());
        for reason in [
            "",
            "User initiated",
            "User initiated (soon)",
            "Server.SpotInstanceTermination",
        ] {
            assert_eq!(transition_time(reason), None, "{reason}");
        }
    }
}
