//! Parameter groups of instances and of clusters.

use crate::collect::site::always_but;
use arcstr::ArcStr;

use aws_sdk_rds::types;

use crate::aws::Failure;
use crate::collect::{Listed, Site};
use crate::inventory::rds::parameter_group::{
    DESCRIBE_DB_CLUSTER_PARAMETER_GROUPS, DESCRIBE_DB_CLUSTER_PARAMETERS,
    DESCRIBE_DB_PARAMETER_GROUPS, DESCRIBE_DB_PARAMETERS,
};
use crate::inventory::rds::{DB_CLUSTER_PARAMETER_GROUP, DB_PARAMETER_GROUP};
use crate::inventory::{Map, Record, Value, record};

pub(super) async fn db_parameter_groups(site: Site) -> Listed {
    let pages = || {
        site.rds()
            .describe_db_parameter_groups()
            .into_paginator()
            .send()
    };
    site.list(&DESCRIBE_DB_PARAMETER_GROUPS, pages, |page| {
        Some(
            page.db_parameter_groups?
                .iter()
                .map(|group| db_parameter_group(&site, group))
                .collect(),
        )
    })
    .await
}

fn db_parameter_group(site: &Site, group: &types::DbParameterGroup) -> Record {
    record!(DB_PARAMETER_GROUP, site.keep(), {
        id: group.db_parameter_group_name(),
        arn: always_but(false, &DESCRIBE_DB_PARAMETER_GROUPS, "arn", group.db_parameter_group_arn()),
        name: group.db_parameter_group_name(),
        region: site.region(),
        account: site.account(),
        db_parameter_group_family: group.db_parameter_group_family(),
        description: group.description(),
    })
}

pub(super) async fn db_cluster_parameter_groups(site: Site) -> Listed {
    let pages = || {
        site.rds()
            .describe_db_cluster_parameter_groups()
            .into_paginator()
            .send()
    };
    site.list(&DESCRIBE_DB_CLUSTER_PARAMETER_GROUPS, pages, |page| {
        Some(
            page.db_cluster_parameter_groups?
                .iter()
                .map(|group| db_cluster_parameter_group(&site, group))
                .collect(),
        )
    })
    .await
}

fn db_cluster_parameter_group(site: &Site, group: &types::DbClusterParameterGroup) -> Record {
    record!(DB_CLUSTER_PARAMETER_GROUP, site.keep(), {
        id: group.db_cluster_parameter_group_name(),
        arn: always_but(false, &DESCRIBE_DB_CLUSTER_PARAMETER_GROUPS, "arn", group.db_cluster_parameter_group_arn()),
        name: group.db_cluster_parameter_group_name(),
        region: site.region(),
        account: site.account(),
        db_parameter_group_family: group.db_parameter_group_family(),
        description: group.description(),
    })
}

pub(super) async fn db_parameters(site: Site, group: Record) -> Result<Record, Failure> {
    let pages = || {
        site.rds()
            .describe_db_parameters()
            .db_parameter_group_name(group.id())
            .into_paginator()
            .send()
    };
    let parameters = site
        .read(&DESCRIBE_DB_PARAMETERS, pages, |page| page.parameters)
        .await?;
    Ok(record!(DB_PARAMETER_GROUP {
        parameters: valued(parameters),
    }))
}

pub(super) async fn db_cluster_parameters(site: Site, group: Record) -> Result<Record, Failure> {
    let pages = || {
        site.rds()
            .describe_db_cluster_parameters()
            .db_cluster_parameter_group_name(group.id())
            .into_paginator()
            .send()
    };
    let parameters = site
        .read(&DESCRIBE_DB_CLUSTER_PARAMETERS, pages, |page| {
            page.parameters
        })
        .await?;
    Ok(record!(DB_CLUSTER_PARAMETER_GROUP {
        parameters: valued(parameters),
    }))
}

/// The parameters that have a value. One without is left to the engine, which AWS says by leaving the value out. No family is without
/// parameters, so that an answer without any does not tell; nor does one whose parameters have no names.
fn valued(parameters: Vec<types::Parameter>) -> Option<Value> {
    if parameters.is_empty()
        || parameters
            .iter()
            .any(|parameter| parameter.parameter_name.is_none())
    {
        return None;
    }
    let valued: Map = parameters
        .into_iter()
        .filter_map(|parameter| {
            let name: ArcStr = parameter.parameter_name?.into();
            Some((name, parameter.parameter_value?.into()))
        })
        .collect();
    Some(valued.into())
}
