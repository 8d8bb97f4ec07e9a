//! DB subnet groups.

use std::collections::BTreeSet;

use aws_sdk_rds::types;

use crate::collect::site::{always_but, texts};
use crate::collect::{Listed, Site};
use crate::inventory::rds::DB_SUBNET_GROUP;
use crate::inventory::rds::network::DESCRIBE_DB_SUBNET_GROUPS;
use crate::inventory::{Record, record};

pub(super) async fn db_subnet_groups(site: Site) -> Listed {
    let pages = || {
        site.rds()
            .describe_db_subnet_groups()
            .into_paginator()
            .send()
    };
    site.list(&DESCRIBE_DB_SUBNET_GROUPS, pages, |page| {
        Some(
            page.db_subnet_groups?
                .iter()
                .map(|group| db_subnet_group(&site, group))
                .collect(),
        )
    })
    .await
}

fn db_subnet_group(site: &Site, group: &types::DbSubnetGroup) -> Record {
    record!(DB_SUBNET_GROUP, site.keep(), {
        id: group.db_subnet_group_name(),
        arn: always_but(false, &DESCRIBE_DB_SUBNET_GROUPS, "arn", group.db_subnet_group_arn()),
        name: group.db_subnet_group_name(),
        region: site.region(),
        account: site.account(),
        db_subnet_group_description: group.db_subnet_group_description(),
        vpc_id: group.vpc_id(),
        subnet_group_status: group.subnet_group_status(),
        subnet_ids: texts(&DESCRIBE_DB_SUBNET_GROUPS, group.subnets.as_ref(), types::Subnet::subnet_identifier),
        availability_zones: zones(group),
        supported_network_types: group.supported_network_types.as_ref(),
    })
}

/// The zones of a group's subnets; nothing when one has none.
fn zones(group: &types::DbSubnetGroup) -> Option<Vec<String>> {
    let zones: Option<BTreeSet<&str>> = group
        .subnets
        .as_ref()?
        .iter()
        .map(|subnet| subnet.subnet_availability_zone()?.name())
        .collect();
    Some(zones?.into_iter().map(str::to_owned).collect())
}
