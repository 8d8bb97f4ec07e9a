//! The settings of EC2 in a region: one resource, and a call for each setting.

use std::sync::Arc;

use aws_sdk_ec2::types;

use crate::aws::Failure;
use crate::collect::{Listed, Site};
use crate::inventory::ec2::REGION_SETTINGS;
use crate::inventory::ec2::region_settings::{
    DESCRIBE_VPC_BLOCK_PUBLIC_ACCESS_OPTIONS, GET_EBS_DEFAULT_KMS_KEY_ID,
    GET_EBS_ENCRYPTION_BY_DEFAULT, GET_IMAGE_BLOCK_PUBLIC_ACCESS_STATE,
    GET_INSTANCE_METADATA_DEFAULTS, GET_SNAPSHOT_BLOCK_PUBLIC_ACCESS_STATE, METADATA_DEFAULTS,
};
use crate::inventory::{Reading, Record, record};

/// The region's settings are always there, so a call that fails makes one of them unknown and the listing no less complete.
pub(super) async fn region_settings(site: Site) -> Listed {
    let request = || site.ec2().get_ebs_encryption_by_default().send();
    let answer = site.call(&GET_EBS_ENCRYPTION_BY_DEFAULT, request).await;
    let mut record = record!(REGION_SETTINGS {
        id: site.region(),
        arn: None::<&str>,
        name: site.region(),
        tags: None::<Vec<String>>,
        region: site.region(),
        account: site.account(),
        ebs_encryption_by_default: answer
            .as_ref()
            .ok()
            .and_then(|answer| answer.ebs_encryption_by_default),
    });
    if let Err(Failure::Gap(gap)) = answer {
        record.set(
            const { REGION_SETTINGS.slot("ebs_encryption_by_default") },
            Reading::Unknown(Arc::new(gap)),
        );
    }
    Listed {
        records: vec![record],
        gap: None,
    }
}

pub(super) async fn ebs_default_kms_key_id(site: Site, _: Record) -> Result<Record, Failure> {
    let request = || site.ec2().get_ebs_default_kms_key_id().send();
    let answer = site.call(&GET_EBS_DEFAULT_KMS_KEY_ID, request).await?;
    Ok(record!(REGION_SETTINGS {
        ebs_default_kms_key_id: answer.kms_key_id(),
    }))
}

pub(super) async fn snapshot_block_public_access_state(
    site: Site,
    _: Record,
) -> Result<Record, Failure> {
    let request = || site.ec2().get_snapshot_block_public_access_state().send();
    let answer = site
        .call(&GET_SNAPSHOT_BLOCK_PUBLIC_ACCESS_STATE, request)
        .await?;
    Ok(record!(REGION_SETTINGS {
        snapshot_block_public_access_state: answer
            .state()
            .map(types::SnapshotBlockPublicAccessState::as_str),
    }))
}

pub(super) async fn image_block_public_access_state(
    site: Site,
    _: Record,
) -> Result<Record, Failure> {
    let request = || site.ec2().get_image_block_public_access_state().send();
    let answer = site
        .call(&GET_IMAGE_BLOCK_PUBLIC_ACCESS_STATE, request)
        .await?;
    Ok(record!(REGION_SETTINGS {
        image_block_public_access_state: answer.image_block_public_access_state(),
    }))
}

pub(super) async fn instance_metadata_defaults(site: Site, _: Record) -> Result<Record, Failure> {
    let request = || site.ec2().get_instance_metadata_defaults().send();
    let answer = site.call(&GET_INSTANCE_METADATA_DEFAULTS, request).await?;
    Ok(record!(REGION_SETTINGS {
        instance_metadata_defaults: answer.account_level().map(metadata_defaults),
    }))
}

fn metadata_defaults(defaults: &types::InstanceMetadataDefaultsResponse) -> Record {
    record!(METADATA_DEFAULTS {
        http_tokens: defaults.http_tokens().map(types::HttpTokensState::as_str),
        http_put_response_hop_limit: defaults.http_put_response_hop_limit,
        http_endpoint: defaults
            .http_endpoint()
            .map(types::InstanceMetadataEndpointState::as_str),
        instance_metadata_tags: defaults
            .instance_metadata_tags()
            .map(types::InstanceMetadataTagsState::as_str),
        http_tokens_enforced: defaults
            .http_tokens_enforced()
            .map(types::HttpTokensEnforcedState::as_str),
    })
}

pub(super) async fn vpc_internet_gateway_block_mode(
    site: Site,
    _: Record,
) -> Result<Record, Failure> {
    let request = || site.ec2().describe_vpc_block_public_access_options().send();
    let answer = site
        .call(&DESCRIBE_VPC_BLOCK_PUBLIC_ACCESS_OPTIONS, request)
        .await?;
    Ok(record!(REGION_SETTINGS {
        vpc_internet_gateway_block_mode: answer
            .vpc_block_public_access_options()
            .and_then(types::VpcBlockPublicAccessOptions::internet_gateway_block_mode)
            .map(types::InternetGatewayBlockMode::as_str),
    }))
}
