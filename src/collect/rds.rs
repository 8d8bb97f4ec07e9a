//! Reads Amazon RDS and Aurora.

use aws_sdk_rds::types;

use super::site::tags;
use super::{Collector, Listed, ListingCall, Site};
use crate::inventory::rds::{DB_INSTANCE, DESCRIBE_DB_INSTANCES};
use crate::inventory::{Record, record};

pub(super) static COLLECTOR: Collector = Collector {
    listings: &[ListingCall {
        call: &DESCRIBE_DB_INSTANCES,
        types: &[&DB_INSTANCE],
        list: |site| Box::pin(db_instances(site)),
    }],
    details: &[],
    lookups: &[],
};

async fn db_instances(site: Site) -> Listed {
    let pages = site.rds().describe_db_instances().into_paginator().send();
    site.list(&DESCRIBE_DB_INSTANCES, pages, |page| {
        Some(
            page.db_instances?
                .iter()
                .map(|instance| db_instance(&site, instance))
                .collect(),
        )
    })
    .await
}

fn db_instance(site: &Site, instance: &types::DbInstance) -> Record {
    record!(DB_INSTANCE, site.keep(), {
        id: instance.db_instance_identifier(),
        arn: instance.db_instance_arn(),
        name: instance.db_instance_identifier(),
        tags: instance.tag_list.as_ref().map(|list| tags(list.iter().map(|tag| (tag.key(), tag.value())))),
        region: site.region(),
        account: site.account(),
        engine: instance.engine(),
        db_cluster_identifier: instance.db_cluster_identifier(),
        availability_zone: instance.availability_zone(),
        multi_az: instance.multi_az,
        vpc_security_group_ids: instance
            .vpc_security_groups
            .as_ref()
            .map(|groups| groups.iter().filter_map(|group| group.vpc_security_group_id.clone()).collect::<Vec<String>>()),
    })
}
