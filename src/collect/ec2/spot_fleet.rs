//! Spot Fleet requests.

use aws_sdk_ec2::types;

use super::{PAGE, name, tags};
use crate::collect::site::{always_but, timestamp};
use crate::collect::{Listed, Site};
use crate::inventory::ec2::SPOT_FLEET;
use crate::inventory::ec2::spot_fleet::{
    DESCRIBE_SPOT_FLEET_REQUESTS, LAUNCH_SPECIFICATION, SPOT_FLEET_BLOCK_DEVICE,
};
use crate::inventory::{Gap, Record, record};

pub(super) async fn spot_fleets(site: Site) -> Listed {
    let pages = || {
        site.ec2()
            .describe_spot_fleet_requests()
            .into_paginator()
            .page_size(PAGE)
            .send()
    };
    site.list(&DESCRIBE_SPOT_FLEET_REQUESTS, pages, |page| {
        Some(
            page.spot_fleet_request_configs?
                .iter()
                .map(|request| spot_fleet(&site, request))
                .collect(),
        )
    })
    .await
}

fn spot_fleet(site: &Site, request: &types::SpotFleetRequestConfig) -> Record {
    let config = request.spot_fleet_request_config();
    record!(SPOT_FLEET, site.keep(), {
        id: request.spot_fleet_request_id(),
        arn: request
            .spot_fleet_request_id()
            .map(|id| site.arn("ec2", format_args!("spot-fleet-request/{id}"))),
        name: name(&DESCRIBE_SPOT_FLEET_REQUESTS, request.tags.as_ref()),
        tags: tags(&DESCRIBE_SPOT_FLEET_REQUESTS, request.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        spot_fleet_request_state: request.spot_fleet_request_state().map(types::BatchState::as_str),
        create_time: timestamp(request.create_time()),
        iam_fleet_role: config.and_then(types::SpotFleetRequestConfigData::iam_fleet_role),
        target_capacity: config.and_then(|config| config.target_capacity),
        launch_specifications: config.map(launch_specifications).transpose().map(Option::flatten),
    })
}

/// What it launches instances as. A request has either launch specifications or launch templates (SpotFleetRequestConfigData); one that has
/// neither does not tell.
fn launch_specifications(
    config: &types::SpotFleetRequestConfigData,
) -> Result<Option<Vec<Record>>, Gap> {
    let specifications = config.launch_specifications();
    if specifications.is_empty() && config.launch_template_configs().is_empty() {
        return Err(Gap::missing(
            &DESCRIBE_SPOT_FLEET_REQUESTS,
            "launch_specifications",
        ));
    }
    Ok(Some(
        specifications.iter().map(launch_specification).collect(),
    ))
}

fn launch_specification(specification: &types::SpotFleetLaunchSpecification) -> Record {
    record!(LAUNCH_SPECIFICATION {
        image_id: specification.image_id(),
        instance_type: specification
            .instance_type()
            .map(types::InstanceType::as_str),
        subnet_id: specification.subnet_id(),
        key_name: specification.key_name(),
        block_device_mappings: specification
            .block_device_mappings
            .as_ref()
            .map(|mappings| mappings.iter().map(block_device).collect::<Vec<_>>()),
    })
}

fn block_device(mapping: &types::BlockDeviceMapping) -> Record {
    let ebs = mapping.ebs();
    // A mapping is of an EBS volume, of an instance store volume, or of nothing.
    let is_other = mapping.virtual_name().is_some() || mapping.no_device().is_some();
    record!(SPOT_FLEET_BLOCK_DEVICE {
        device_name: mapping.device_name(),
        virtual_name: mapping.virtual_name(),
        encrypted: always_but(is_other, &DESCRIBE_SPOT_FLEET_REQUESTS, "ebs", ebs)
            .map(|ebs| ebs.and_then(|ebs| ebs.encrypted)),
        kms_key_id: ebs.and_then(types::EbsBlockDevice::kms_key_id),
        snapshot_id: ebs.and_then(types::EbsBlockDevice::snapshot_id),
        volume_size: ebs.and_then(|ebs| ebs.volume_size),
        volume_type: ebs
            .and_then(|ebs| ebs.volume_type())
            .map(types::VolumeType::as_str),
        delete_on_termination: ebs.and_then(|ebs| ebs.delete_on_termination),
    })
}
