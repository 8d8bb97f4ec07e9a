//! Tasks that run, or are about to.

use aws_sdk_ecs::types;

use super::{add, cluster, once, silent, tags, tail};
use crate::collect::abreast::abreast;
use crate::collect::site::{always_but, timestamp};
use crate::collect::{Listed, Site};
use crate::inventory::ecs::TASK;
use crate::inventory::ecs::task::{DESCRIBE_TASKS, LIST_TASKS, TASK_CONTAINER};
use crate::inventory::{Record, record};

/// The most tasks that DescribeTasks takes.
const DESCRIBED: usize = 100;

pub(super) async fn tasks(site: Site) -> Listed {
    let (clusters, failure) = cluster::arns(&site).await;
    let mut listed = failure.map_or_else(Listed::default, |failure| {
        Listed::failed(&LIST_TASKS, failure)
    });
    for part in abreast(clusters.iter().map(|cluster| of_cluster(&site, cluster))).await {
        add(&mut listed, part);
    }
    listed
}

async fn of_cluster(site: &Site, cluster: &str) -> Listed {
    let pages = || {
        site.ecs()
            .list_tasks()
            .cluster(cluster)
            .desired_status(types::DesiredStatus::Running)
            .set_max_results(LIST_TASKS.page)
            .into_paginator()
            .send()
    };
    let mut arns: Vec<String> = Vec::new();
    let failure = site
        .pages(&LIST_TASKS, pages, |page| page.task_arns, &mut arns)
        .await
        .err();
    once(&mut arns);
    let mut listed = failure.map_or_else(Listed::default, |failure| {
        Listed::failed(&LIST_TASKS, failure)
    });
    let chunks = arns
        .chunks(DESCRIBED)
        .map(|chunk| describe(site, cluster, chunk));
    for part in abreast(chunks).await {
        add(&mut listed, part);
    }
    listed
}

async fn describe(site: &Site, cluster: &str, arns: &[String]) -> Listed {
    let request = site
        .ecs()
        .describe_tasks()
        .cluster(cluster)
        .set_tasks(Some(arns.to_vec()))
        .include(types::TaskField::Tags);
    match site.call(&DESCRIBE_TASKS, || request.send()).await {
        Err(failure) => Listed::failed(&DESCRIBE_TASKS, failure),
        Ok(answer) => {
            let tasks = answer.tasks.iter().flatten();
            Listed {
                gap: silent(
                    &DESCRIBE_TASKS,
                    answer.failures.as_ref(),
                    arns,
                    tasks.clone().filter_map(types::Task::task_arn),
                ),
                records: tasks.map(|task| self::task(site, cluster, task)).collect(),
            }
        }
    }
}

fn task(site: &Site, cluster: &str, task: &types::Task) -> Record {
    let call = &DESCRIBE_TASKS;
    let id = task.task_arn().and_then(|arn| {
        Some(format!(
            "{}/{}",
            super::last(cluster),
            tail(arn)?.rsplit('/').next()?
        ))
    });
    let launch_type = task.launch_type().map(types::LaunchType::as_str);
    let no_fargate = launch_type.is_some_and(|launch_type| launch_type != "FARGATE");
    // What is on its way there has neither zone nor beginning yet.
    let runs_not = task.last_status().is_some_and(|status| status != "RUNNING");
    record!(TASK, site.keep(), {
        id: id,
        arn: always_but(false, call, "arn", task.task_arn()),
        name: always_but(false, call, "name", task.group()),
        tags: tags(call, task.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        cluster_arn: task.cluster_arn(),
        task_definition_arn: task.task_definition_arn(),
        group: task.group(),
        task_group: task
            .cluster_arn()
            .and_then(|cluster| Some(format!("{cluster} {}", task.group()?))),
        last_status: task.last_status(),
        desired_status: task.desired_status(),
        health_status: task.health_status().map(types::HealthStatus::as_str),
        launch_type: always_but(task.capacity_provider_name().is_some(), call, "launch_type", launch_type),
        availability_zone: always_but(runs_not, call, "availability_zone", task.availability_zone()),
        platform_version: always_but(no_fargate, call, "platform_version", task.platform_version()),
        started_by: task.started_by().filter(|who| !who.is_empty()),
        started_at: always_but(runs_not, call, "started_at", timestamp(task.started_at())),
        containers: task
            .containers
            .as_ref()
            .map(|containers| containers.iter().map(container).collect::<Vec<Record>>()),
    })
}

fn container(container: &types::Container) -> Record {
    record!(TASK_CONTAINER {
        name: container.name(),
        image: container.image(),
        image_digest: container.image_digest(),
        last_status: container.last_status(),
        health_status: container.health_status().map(types::HealthStatus::as_str),
    })
}
