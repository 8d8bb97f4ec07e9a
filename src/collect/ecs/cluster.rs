//! Clusters.

use std::collections::HashMap;

use aws_sdk_ecs::types;

use super::{last, once, tags, undescribed};
use crate::aws::Failure;
use crate::collect::beginning;
use crate::collect::{Listed, Site};
use crate::inventory::ecs::CLUSTER;
use crate::inventory::ecs::cluster::{DESCRIBE_CLUSTERS, LIST_CLUSTERS};
use crate::inventory::{Gap, Record, record};

/// The most clusters that are described at once.
const DESCRIBED: usize = 100;

/// The ARNs of all clusters, which services and tasks begin with too; what was read stays when the listing breaks off.
pub(super) async fn arns(site: &Site) -> (Vec<String>, Option<Failure>) {
    let pages = || {
        site.ecs()
            .list_clusters()
            .set_max_results(LIST_CLUSTERS.page)
            .into_paginator()
            .send()
    };
    let cell = &site.beginnings().clusters;
    let begun = beginning::begun(site, cell, &LIST_CLUSTERS, pages, |page| page.cluster_arns).await;
    let mut arns = begun.items.clone();
    once(&mut arns);
    (arns, begun.failure.clone())
}

pub(super) async fn clusters(site: Site) -> Listed {
    let (arns, failure) = arns(&site).await;
    let mut listed = failure.map_or_else(Listed::default, |failure| {
        Listed::failed(&LIST_CLUSTERS, failure)
    });
    listed.records = arns
        .iter()
        .map(|arn| {
            record!(CLUSTER, site.keep(), {
                id: last(arn),
                arn: arn,
                name: last(arn),
                region: site.region(),
                account: site.account(),
            })
        })
        .collect();
    listed
}

pub(super) async fn describe(site: Site, clusters: Vec<Record>) -> Vec<Result<Record, Failure>> {
    let mut answers = Vec::with_capacity(clusters.len());
    for chunk in clusters.chunks(DESCRIBED) {
        let request = site
            .ecs()
            .describe_clusters()
            .set_clusters(Some(
                chunk
                    .iter()
                    .filter_map(|cluster| cluster.arn().map(str::to_owned))
                    .collect(),
            ))
            .include(types::ClusterField::Settings)
            .include(types::ClusterField::Configurations)
            .include(types::ClusterField::Tags);
        match site.call(&DESCRIBE_CLUSTERS, || request.send()).await {
            Err(failure) => answers.extend(chunk.iter().map(|_| Err(failure.clone()))),
            Ok(answer) => {
                let by_arn: HashMap<&str, &types::Cluster> = answer
                    .clusters
                    .iter()
                    .flatten()
                    .filter_map(|cluster| Some((cluster.cluster_arn()?, cluster)))
                    .collect();
                answers.extend(chunk.iter().map(|asked| {
                    let arn = asked
                        .arn()
                        .ok_or_else(|| Gap::missing(&LIST_CLUSTERS, "ARN of a cluster"))?;
                    match by_arn.get(arn) {
                        Some(cluster) => Ok(self::cluster(cluster)),
                        None => Err(undescribed(
                            &DESCRIBE_CLUSTERS,
                            answer.failures.as_ref(),
                            arn,
                        )),
                    }
                }));
            }
        }
    }
    answers
}

fn cluster(cluster: &types::Cluster) -> Record {
    let insights = cluster
        .settings()
        .iter()
        .find(|setting| setting.name() == Some(&types::ClusterSettingName::ContainerInsights))
        .and_then(types::ClusterSetting::value);
    let execute = cluster
        .configuration()
        .and_then(types::ClusterConfiguration::execute_command_configuration);
    record!(CLUSTER {
        tags: tags(&DESCRIBE_CLUSTERS, cluster.tags.as_ref()),
        status: cluster.status(),
        container_insights: insights,
        active_services_count: cluster.active_services_count(),
        running_tasks_count: cluster.running_tasks_count(),
        pending_tasks_count: cluster.pending_tasks_count(),
        registered_container_instances_count: cluster.registered_container_instances_count(),
        capacity_providers: cluster.capacity_providers.as_ref(),
        execute_command_logging: execute
            .and_then(types::ExecuteCommandConfiguration::logging)
            .map(types::ExecuteCommandLogging::as_str),
        execute_command_kms_key_id: execute
            .and_then(types::ExecuteCommandConfiguration::kms_key_id),
    })
}
