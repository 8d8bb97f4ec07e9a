//! Launch templates and their versions.

use aws_sdk_ec2::types;

use super::{name, tags};
use crate::aws::Failure;
use crate::collect::site::{always_but, texts, timestamp};
use crate::collect::{Listed, Site};
use crate::inventory::ec2::LAUNCH_TEMPLATE;
use crate::inventory::ec2::launch_template::{
    DESCRIBE_LAUNCH_TEMPLATE_VERSIONS, DESCRIBE_LAUNCH_TEMPLATES, LAUNCH_TEMPLATE_BLOCK_DEVICE,
    LAUNCH_TEMPLATE_METADATA_OPTIONS, LAUNCH_TEMPLATE_NETWORK_INTERFACE, LAUNCH_TEMPLATE_VERSION,
};
use crate::inventory::{Gap, Record, record};

pub(super) async fn launch_templates(site: Site) -> Listed {
    let pages = || {
        site.ec2()
            .describe_launch_templates()
            // Those that a service keeps out of sight are the account's all the same.
            .include_managed_resources(true)
            .set_max_results(DESCRIBE_LAUNCH_TEMPLATES.page)
            .into_paginator()
            .send()
    };
    site.list(&DESCRIBE_LAUNCH_TEMPLATES, pages, |page| {
        Some(
            page.launch_templates?
                .iter()
                .map(|template| launch_template(&site, template))
                .collect(),
        )
    })
    .await
}

fn launch_template(site: &Site, template: &types::LaunchTemplate) -> Record {
    let tag_set = template.tags.as_ref();
    record!(LAUNCH_TEMPLATE, site.keep(), {
        id: template.launch_template_id(),
        arn: template
            .launch_template_id()
            .map(|id| site.arn("ec2", format_args!("launch-template/{id}"))),
        name: name(&DESCRIBE_LAUNCH_TEMPLATES, tag_set).map(|name| name.or(template.launch_template_name())),
        tags: tags(&DESCRIBE_LAUNCH_TEMPLATES, tag_set),
        region: site.region(),
        account: site.account(),
        launch_template_name: template.launch_template_name(),
        default_version_number: template.default_version_number,
        latest_version_number: template.latest_version_number,
        create_time: timestamp(template.create_time()),
        created_by: template.created_by(),
    })
}

/// The default and latest version of each template: one listing of those of all templates, instead of a call for each.
pub(super) async fn versions(site: Site, templates: Vec<Record>) -> Vec<Result<Record, Failure>> {
    let pages = || {
        site.ec2()
            .describe_launch_template_versions()
            .versions("$Default")
            .versions("$Latest")
            .include_managed_resources(true)
            .set_max_results(DESCRIBE_LAUNCH_TEMPLATE_VERSIONS.page)
            .into_paginator()
            .send()
    };
    let read = site
        .read(&DESCRIBE_LAUNCH_TEMPLATE_VERSIONS, pages, |page| {
            page.launch_template_versions
        })
        .await;
    match read {
        Ok(versions) => templates
            .iter()
            .map(|template| {
                Ok(record!(LAUNCH_TEMPLATE {
                    default_version: default_version(template.id(), &versions),
                    latest_version: latest_version(template.id(), &versions),
                }))
            })
            .collect(),
        Err(failure) => templates.iter().map(|_| Err(failure.clone())).collect(),
    }
}

type Version = types::LaunchTemplateVersion;

fn default_version(template: &str, versions: &[Version]) -> Result<Option<Record>, Gap> {
    of(template, versions)
        .find(|version| version.default_version == Some(true))
        .ok_or_else(|| missing("default version of the template"))
        .and_then(version)
}

fn latest_version(template: &str, versions: &[Version]) -> Result<Option<Record>, Gap> {
    if of(template, versions).any(|version| version.version_number.is_none()) {
        return Err(missing("version_number"));
    }
    of(template, versions)
        .max_by_key(|version| version.version_number)
        .ok_or_else(|| missing("latest version of the template"))
        .and_then(version)
}

fn of<'a>(template: &'a str, versions: &'a [Version]) -> impl Iterator<Item = &'a Version> {
    versions
        .iter()
        .filter(move |version| version.launch_template_id() == Some(template))
}

fn missing(what: &str) -> Gap {
    Gap::missing(&DESCRIBE_LAUNCH_TEMPLATE_VERSIONS, what)
}

fn version(version: &Version) -> Result<Option<Record>, Gap> {
    // What it holds may be left out one by one; all of it may not.
    let data = version
        .launch_template_data()
        .ok_or_else(|| missing("launch_template_data"))?;
    let call = &DESCRIBE_LAUNCH_TEMPLATE_VERSIONS;
    Ok(Some(record!(LAUNCH_TEMPLATE_VERSION {
        version_number: version.version_number,
        version_description: version.version_description(),
        create_time: timestamp(version.create_time()),
        image_id: data.image_id(),
        instance_type: data.instance_type().map(types::InstanceType::as_str),
        key_name: data.key_name(),
        security_group_ids: texts(call, data.security_group_ids.as_ref(), |id| Some(
            id.as_str()
        )),
        metadata_options: data.metadata_options().map(metadata_options),
        block_device_mappings: data
            .block_device_mappings
            .as_ref()
            .map(|mappings| mappings.iter().map(block_device).collect::<Vec<_>>()),
        network_interfaces: data
            .network_interfaces
            .as_ref()
            .map(|interfaces| interfaces.iter().map(interface).collect::<Vec<_>>()),
    })))
}

fn metadata_options(options: &types::LaunchTemplateInstanceMetadataOptions) -> Record {
    record!(LAUNCH_TEMPLATE_METADATA_OPTIONS {
        http_tokens: options
            .http_tokens()
            .map(types::LaunchTemplateHttpTokensState::as_str),
        http_put_response_hop_limit: options.http_put_response_hop_limit,
        http_endpoint: options
            .http_endpoint()
            .map(types::LaunchTemplateInstanceMetadataEndpointState::as_str),
        instance_metadata_tags: options
            .instance_metadata_tags()
            .map(types::LaunchTemplateInstanceMetadataTagsState::as_str),
    })
}

fn block_device(mapping: &types::LaunchTemplateBlockDeviceMapping) -> Record {
    let ebs = mapping.ebs();
    // A mapping is of an EBS volume, of an instance store volume, or of nothing.
    let is_other = mapping.virtual_name().is_some() || mapping.no_device().is_some();
    record!(LAUNCH_TEMPLATE_BLOCK_DEVICE {
        device_name: mapping.device_name(),
        virtual_name: mapping.virtual_name(),
        encrypted: always_but(is_other, &DESCRIBE_LAUNCH_TEMPLATE_VERSIONS, "ebs", ebs)
            .map(|ebs| ebs.and_then(|ebs| ebs.encrypted)),
        kms_key_id: ebs.and_then(types::LaunchTemplateEbsBlockDevice::kms_key_id),
        snapshot_id: ebs.and_then(types::LaunchTemplateEbsBlockDevice::snapshot_id),
        volume_size: ebs.and_then(|ebs| ebs.volume_size),
        volume_type: ebs
            .and_then(|ebs| ebs.volume_type())
            .map(types::VolumeType::as_str),
        delete_on_termination: ebs.and_then(|ebs| ebs.delete_on_termination),
    })
}

fn interface(interface: &types::LaunchTemplateInstanceNetworkInterfaceSpecification) -> Record {
    let call = &DESCRIBE_LAUNCH_TEMPLATE_VERSIONS;
    record!(LAUNCH_TEMPLATE_NETWORK_INTERFACE {
        device_index: interface.device_index,
        associate_public_ip_address: interface.associate_public_ip_address,
        network_interface_id: interface.network_interface_id(),
        subnet_id: interface.subnet_id(),
        group_ids: texts(call, interface.groups.as_ref(), |id| Some(id.as_str())),
    })
}
