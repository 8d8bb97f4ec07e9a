//! Reads Amazon RDS and Aurora. One file per family of types, named as in the inventory.

mod cluster;
mod engine_version;
mod event_subscription;
mod instance;
mod network;
mod parameter_group;
mod part;
mod proxy;
mod snapshot;

use crate::call::Call;
use aws_sdk_rds::types::{Filter, Tag};
use std::sync::Arc;

use super::{Collector, DetailCall, ListingCall, LookupCall, NamedCall, Reach, Site};
use crate::aws::Failure;
use crate::inventory::rds::cluster::DESCRIBE_DB_CLUSTERS;
use crate::inventory::rds::engine_version::DESCRIBE_DB_ENGINE_VERSIONS;
use crate::inventory::rds::event_subscription::DESCRIBE_EVENT_SUBSCRIPTIONS;
use crate::inventory::rds::instance::DESCRIBE_DB_INSTANCES;
use crate::inventory::rds::network::DESCRIBE_DB_SUBNET_GROUPS;
use crate::inventory::rds::parameter_group::{
    DESCRIBE_DB_CLUSTER_PARAMETER_GROUPS, DESCRIBE_DB_CLUSTER_PARAMETERS,
    DESCRIBE_DB_PARAMETER_GROUPS, DESCRIBE_DB_PARAMETERS,
};
use crate::inventory::rds::proxy::DESCRIBE_DB_PROXIES;
use crate::inventory::rds::snapshot::{
    DESCRIBE_DB_CLUSTER_SNAPSHOT_ATTRIBUTES, DESCRIBE_DB_CLUSTER_SNAPSHOTS,
    DESCRIBE_DB_SNAPSHOT_ATTRIBUTES, DESCRIBE_DB_SNAPSHOTS,
};
use crate::inventory::rds::{
    DB_CLUSTER, DB_CLUSTER_PARAMETER_GROUP, DB_CLUSTER_SNAPSHOT, DB_ENGINE_VERSION, DB_INSTANCE,
    DB_PARAMETER_GROUP, DB_PROXY, DB_SNAPSHOT, DB_SUBNET_GROUP, EVENT_SUBSCRIPTION,
    LIST_TAGS_FOR_RESOURCE,
};
use crate::inventory::schema::TAGS;
use crate::inventory::{Gap, Record, RecordType, Value};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[
        NamedCall {
            call: &DESCRIBE_DB_INSTANCES,
            ty: &DB_INSTANCE,
            list: |site, ids| Box::pin(instance::db_instances(site, ids)),
        },
        NamedCall {
            call: &DESCRIBE_DB_CLUSTERS,
            ty: &DB_CLUSTER,
            list: |site, ids| Box::pin(cluster::db_clusters(site, ids)),
        },
    ],
    listings: &[
        ListingCall {
            call: &DESCRIBE_DB_INSTANCES,
            types: &[&DB_INSTANCE],
            list: |site| Box::pin(instance::db_instances(site, Vec::new())),
        },
        ListingCall {
            call: &DESCRIBE_DB_CLUSTERS,
            types: &[&DB_CLUSTER],
            list: |site| Box::pin(cluster::db_clusters(site, Vec::new())),
        },
        ListingCall {
            call: &DESCRIBE_DB_SUBNET_GROUPS,
            types: &[&DB_SUBNET_GROUP],
            list: |site| Box::pin(network::db_subnet_groups(site)),
        },
        ListingCall {
            call: &DESCRIBE_DB_PARAMETER_GROUPS,
            types: &[&DB_PARAMETER_GROUP],
            list: |site| Box::pin(parameter_group::db_parameter_groups(site)),
        },
        ListingCall {
            call: &DESCRIBE_DB_CLUSTER_PARAMETER_GROUPS,
            types: &[&DB_CLUSTER_PARAMETER_GROUP],
            list: |site| Box::pin(parameter_group::db_cluster_parameter_groups(site)),
        },
        ListingCall {
            call: &DESCRIBE_DB_SNAPSHOTS,
            types: &[&DB_SNAPSHOT],
            list: |site| Box::pin(snapshot::db_snapshots(site)),
        },
        ListingCall {
            call: &DESCRIBE_DB_CLUSTER_SNAPSHOTS,
            types: &[&DB_CLUSTER_SNAPSHOT],
            list: |site| Box::pin(snapshot::db_cluster_snapshots(site)),
        },
        ListingCall {
            call: &DESCRIBE_EVENT_SUBSCRIPTIONS,
            types: &[&EVENT_SUBSCRIPTION],
            list: |site| Box::pin(event_subscription::event_subscriptions(site)),
        },
        ListingCall {
            call: &DESCRIBE_DB_PROXIES,
            types: &[&DB_PROXY],
            list: |site| Box::pin(proxy::db_proxies(site)),
        },
    ],
    details: &[
        DetailCall {
            call: &DESCRIBE_DB_PARAMETERS,
            of: &DB_PARAMETER_GROUP,
            read: Reach::Each(|site, group| Box::pin(parameter_group::db_parameters(site, group))),
        },
        DetailCall {
            call: &DESCRIBE_DB_CLUSTER_PARAMETERS,
            of: &DB_CLUSTER_PARAMETER_GROUP,
            read: Reach::Each(|site, group| {
                Box::pin(parameter_group::db_cluster_parameters(site, group))
            }),
        },
        DetailCall {
            call: &DESCRIBE_DB_SNAPSHOT_ATTRIBUTES,
            of: &DB_SNAPSHOT,
            read: Reach::Each(|site, snapshot| {
                Box::pin(snapshot::db_snapshot_attributes(site, snapshot))
            }),
        },
        DetailCall {
            call: &DESCRIBE_DB_CLUSTER_SNAPSHOT_ATTRIBUTES,
            of: &DB_CLUSTER_SNAPSHOT,
            read: Reach::Each(|site, snapshot| {
                Box::pin(snapshot::db_cluster_snapshot_attributes(site, snapshot))
            }),
        },
        tags_of(&DB_SUBNET_GROUP),
        tags_of(&DB_PARAMETER_GROUP),
        tags_of(&DB_CLUSTER_PARAMETER_GROUP),
        tags_of(&EVENT_SUBSCRIPTION),
        tags_of(&DB_PROXY),
    ],
    lookups: &[LookupCall {
        call: &DESCRIBE_DB_ENGINE_VERSIONS,
        ty: &DB_ENGINE_VERSION,
        stands_in: super::never,
        look_up: |site, names| Box::pin(engine_version::db_engine_versions(site, names)),
    }],
};

/// The filter for resources of these identifiers or ARNs; none, where all are asked for.
fn by_id(name: &str, names: &[String]) -> Option<Vec<Filter>> {
    let ids = names
        .iter()
        .map(|name| name.rsplit(':').next().unwrap_or(name).to_owned());
    let filter = Filter::builder()
        .name(name)
        .set_values(Some(ids.collect()))
        .build();
    (!names.is_empty()).then(|| vec![filter])
}

/// The tags that a listing did not bring.
const fn tags_of(ty: &'static RecordType) -> DetailCall {
    DetailCall {
        call: &LIST_TAGS_FOR_RESOURCE,
        of: ty,
        read: Reach::Each(|site, resource| Box::pin(tags_by_arn(site, resource))),
    }
}

async fn tags_by_arn(site: Site, resource: Record) -> Result<Record, Failure> {
    let request = site
        .rds()
        .list_tags_for_resource()
        .resource_name(super::site::arn(&resource)?);
    let answer = site
        .call(&LIST_TAGS_FOR_RESOURCE, || request.send())
        .await?;
    let mut read = Record::new(resource.ty());
    let tags = tags(&LIST_TAGS_FOR_RESOURCE, answer.tag_list.as_ref());
    read.fill(TAGS, tags.map_err(Arc::new));
    Ok(read)
}

/// RDS's tags as a map. RDS lists them where there are none, too.
fn tags(call: &'static Call, tags: Option<&Vec<Tag>>) -> Result<Option<Value>, Gap> {
    let tags = tags.ok_or_else(|| Gap::missing(call, "tags"))?;
    super::site::tags(call, tags.iter().map(|tag| (tag.key(), tag.value())))
}
