//! Services, and the task definitions that they run.

use std::collections::BTreeSet;

use aws_sdk_ecs::types;
use futures::future::join_all;

use super::{PAGE, add, cluster, failed, gap_of, last, tags, tail};
use crate::collect::site::timestamp;
use crate::collect::{Listed, Site};
use crate::inventory::ecs::service::{DEPLOYMENT, DESCRIBE_SERVICES, LIST_SERVICES, TASK_SET};
use crate::inventory::ecs::{SERVICE, TASK_DEFINITION};
use crate::inventory::{Record, record};

/// The most services that DescribeServices takes.
const DESCRIBED: usize = 10;

/// The services of all clusters, and the task definitions that they name, each once.
pub(super) async fn services(site: Site) -> Listed {
    let (clusters, failure) = cluster::arns(&site).await;
    let mut listed = failure.map_or_else(Listed::default, failed);
    let mut definitions = BTreeSet::new();
    for (part, named) in join_all(clusters.iter().map(|cluster| of_cluster(&site, cluster))).await {
        add(&mut listed, part);
        definitions.extend(named);
    }
    listed
        .records
        .extend(definitions.iter().map(|arn| task_definition(&site, arn)));
    listed
}

async fn of_cluster(site: &Site, cluster: &str) -> (Listed, BTreeSet<String>) {
    let pages = site
        .ecs()
        .list_services()
        .cluster(cluster)
        .max_results(PAGE)
        .into_paginator()
        .send();
    let mut arns: Vec<String> = Vec::new();
    let failure = site
        .pages(&LIST_SERVICES, pages, |page| page.service_arns, &mut arns)
        .await
        .err();
    let mut listed = failure.map_or_else(Listed::default, failed);
    let mut definitions = BTreeSet::new();
    let chunks = arns
        .chunks(DESCRIBED)
        .map(|chunk| describe(site, cluster, chunk));
    for (part, named) in join_all(chunks).await {
        add(&mut listed, part);
        definitions.extend(named);
    }
    (listed, definitions)
}

async fn describe(site: &Site, cluster: &str, arns: &[String]) -> (Listed, BTreeSet<String>) {
    let request = site
        .ecs()
        .describe_services()
        .cluster(cluster)
        .set_services(Some(arns.to_vec()))
        .include(types::ServiceField::Tags);
    match site.call(&DESCRIBE_SERVICES, request.send()).await {
        Err(failure) => (failed(failure), BTreeSet::new()),
        Ok(answer) => {
            let services = answer.services();
            let listed = Listed {
                records: services
                    .iter()
                    .map(|service| self::service(site, service))
                    .collect(),
                gap: gap_of(&DESCRIBE_SERVICES, answer.failures()),
            };
            (
                listed,
                services
                    .iter()
                    .flat_map(definitions)
                    .map(str::to_owned)
                    .collect(),
            )
        }
    }
}

/// The task definitions that a service names, itself or in what is deployed of it.
fn definitions(service: &types::Service) -> impl Iterator<Item = &str> {
    let deployed = service
        .deployments()
        .iter()
        .filter_map(types::Deployment::task_definition);
    let sets = service
        .task_sets()
        .iter()
        .filter_map(types::TaskSet::task_definition);
    service
        .task_definition()
        .into_iter()
        .chain(deployed)
        .chain(sets)
}

fn task_definition(site: &Site, arn: &str) -> Record {
    record!(TASK_DEFINITION, site.keep(), {
        id: tail(arn),
        arn: arn,
        name: tail(arn).and_then(|id| id.split(':').next()),
        region: site.region(),
        account: site.account(),
    })
}

fn service(site: &Site, service: &types::Service) -> Record {
    let path = match (service.cluster_arn(), service.service_name()) {
        (Some(cluster), Some(name)) => Some(format!("{}/{name}", last(cluster))),
        _ => None,
    };
    let task_group = match (service.cluster_arn(), service.service_name()) {
        (Some(cluster), Some(name)) => Some(format!("{cluster} service:{name}")),
        _ => None,
    };
    let network = network(service.network_configuration());
    let deployment = service.deployment_configuration();
    record!(SERVICE, site.keep(), {
        id: path.as_deref(),
        arn: service.service_arn(),
        name: service.service_name(),
        tags: tags(&DESCRIBE_SERVICES, service.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        cluster_arn: service.cluster_arn(),
        status: service.status(),
        scheduling_strategy: service.scheduling_strategy().map(types::SchedulingStrategy::as_str),
        desired_count: service.desired_count(),
        running_count: service.running_count(),
        pending_count: service.pending_count(),
        launch_type: service.launch_type().map(types::LaunchType::as_str),
        capacity_providers: service
            .capacity_provider_strategy()
            .iter()
            .map(|item| item.capacity_provider.clone())
            .collect::<Vec<String>>(),
        platform_version: service.platform_version(),
        platform_family: service.platform_family(),
        task_definition_arn: service.task_definition(),
        deployment_controller_type: service
            .deployment_controller()
            .map(|controller| controller.r#type().as_str()),
        deployment_strategy: deployment
            .and_then(types::DeploymentConfiguration::strategy)
            .map(types::DeploymentStrategy::as_str),
        maximum_percent: deployment.and_then(types::DeploymentConfiguration::maximum_percent),
        minimum_healthy_percent: deployment
            .and_then(types::DeploymentConfiguration::minimum_healthy_percent),
        health_check_grace_period_seconds: service.health_check_grace_period_seconds(),
        role_arn: service.role_arn(),
        propagate_tags: service.propagate_tags().map(types::PropagateTags::as_str),
        created_at: timestamp(service.created_at()),
        assign_public_ip: network
            .and_then(types::AwsVpcConfiguration::assign_public_ip)
            .map(types::AssignPublicIp::as_str),
        subnet_ids: network.map(|network| network.subnets.clone()),
        security_group_ids: network.and_then(|network| network.security_groups.clone()),
        target_group_arns: target_groups(service.load_balancers()),
        alternate_target_group_arns: service
            .load_balancers()
            .iter()
            .filter_map(|balancer| balancer.advanced_configuration()?.alternate_target_group_arn.clone())
            .collect::<Vec<String>>(),
        deployments: service
            .deployments
            .as_ref()
            .map(|deployments| deployments.iter().map(self::deployment).collect::<Vec<Record>>()),
        task_sets: service
            .task_sets
            .as_ref()
            .map(|sets| sets.iter().map(task_set).collect::<Vec<Record>>()),
        scalable_resource_id: path.as_deref().map(|path| format!("service/{path}")),
        task_group: task_group,
    })
}

fn network(
    configuration: Option<&types::NetworkConfiguration>,
) -> Option<&types::AwsVpcConfiguration> {
    configuration?.awsvpc_configuration()
}

fn target_groups(balancers: &[types::LoadBalancer]) -> Vec<String> {
    balancers
        .iter()
        .filter_map(|balancer| balancer.target_group_arn.clone())
        .collect()
}

fn deployment(deployment: &types::Deployment) -> Record {
    record!(DEPLOYMENT {
        id: deployment.id(),
        status: deployment.status(),
        rollout_state: deployment
            .rollout_state()
            .map(types::DeploymentRolloutState::as_str),
        rollout_state_reason: deployment.rollout_state_reason(),
        task_definition_arn: deployment.task_definition(),
        created_at: timestamp(deployment.created_at()),
    })
}

fn task_set(set: &types::TaskSet) -> Record {
    record!(TASK_SET {
        id: set.id(),
        status: set.status(),
        task_definition_arn: set.task_definition(),
        assign_public_ip: network(set.network_configuration())
            .and_then(types::AwsVpcConfiguration::assign_public_ip)
            .map(types::AssignPublicIp::as_str),
        target_group_arns: target_groups(set.load_balancers()),
    })
}
