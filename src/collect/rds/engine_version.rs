//! The engine versions that databases run.

use aws_sdk_rds::types;

use super::part;
use crate::aws::Failure;
use crate::collect::Site;
use crate::collect::abreast::abreast;
use crate::inventory::rds::DB_ENGINE_VERSION;
use crate::inventory::rds::engine_version::{DESCRIBE_DB_ENGINE_VERSIONS, UPGRADE_TARGET};
use crate::inventory::{Record, record};

/// Looks up `engine:version`, deprecated ones included.
pub(super) async fn db_engine_versions(
    site: Site,
    names: Vec<String>,
) -> Vec<Result<Record, Failure>> {
    abreast(names.iter().map(|name| db_engine_version(&site, name))).await
}

async fn db_engine_version(site: &Site, name: &str) -> Result<Record, Failure> {
    let Some((engine, version)) = name.split_once(':') else {
        return Err(Failure::Absent);
    };
    let pages = || {
        site.rds()
            .describe_db_engine_versions()
            .engine(engine)
            .engine_version(version)
            .include_all(true)
            .into_paginator()
            .send()
    };
    let versions = site
        .read(&DESCRIBE_DB_ENGINE_VERSIONS, pages, |page| {
            page.db_engine_versions
        })
        .await?;
    // AWS takes a major version too, and then answers with all of its minors.
    let found = versions
        .iter()
        .find(|answer| answer.engine() == Some(engine) && answer.engine_version() == Some(version));
    match found {
        Some(answer) => Ok(record(site, answer)),
        None if versions
            .iter()
            .any(|answer| answer.engine().is_none() || answer.engine_version().is_none()) =>
        {
            let what = "the answer has a version without its name";
            Err(site.malformed(&DESCRIBE_DB_ENGINE_VERSIONS, what).into())
        }
        None => Err(Failure::Absent),
    }
}

fn record(site: &Site, version: &types::DbEngineVersion) -> Record {
    record!(DB_ENGINE_VERSION, site.keep(), {
        id: part::engine_and_version(version.engine(), version.engine_version()),
        arn: version.db_engine_version_arn(),
        name: version.db_engine_version_description(),
        tags: super::tags(&DESCRIBE_DB_ENGINE_VERSIONS, version.tag_list.as_ref()),
        region: site.region(),
        account: site.account(),
        engine: version.engine(),
        engine_version: version.engine_version(),
        major_engine_version: version.major_engine_version(),
        db_parameter_group_family: version.db_parameter_group_family(),
        db_engine_version_description: version.db_engine_version_description(),
        status: version.status(),
        valid_upgrade_target: version
            .valid_upgrade_target
            .as_ref()
            .map(|targets| targets.iter().map(upgrade_target).collect::<Vec<Record>>()),
        exportable_log_types: version.exportable_log_types.as_ref(),
        supported_engine_modes: version.supported_engine_modes.as_ref(),
        supports_read_replica: version.supports_read_replica(),
    })
}

fn upgrade_target(target: &types::UpgradeTarget) -> Record {
    record!(UPGRADE_TARGET {
        engine: target.engine(),
        engine_version: target.engine_version(),
        auto_upgrade: target.auto_upgrade(),
        is_major_version_upgrade: target.is_major_version_upgrade(),
    })
}
