//! Reads Amazon ECS. One file per family of types, named as in the inventory.
//!
//! AWS lists services and tasks by cluster and tells only their ARNs; what they are is asked for in bulk.

mod capacity_provider;
mod cluster;
mod service;
mod task;
mod task_definition;

use std::collections::HashSet;

use aws_sdk_ecs::types::{Failure as Failed, Tag};

use super::{Collector, DetailCall, Listed, ListingCall, LookupCall, Reach};
use crate::aws::Failure;
use crate::call::Call;
use crate::inventory::ecs::capacity_provider::DESCRIBE_CAPACITY_PROVIDERS;
use crate::inventory::ecs::cluster::{DESCRIBE_CLUSTERS, LIST_CLUSTERS};
use crate::inventory::ecs::service::DESCRIBE_SERVICES;
use crate::inventory::ecs::task::DESCRIBE_TASKS;
use crate::inventory::ecs::task_definition::DESCRIBE_TASK_DEFINITION;
use crate::inventory::ecs::{CAPACITY_PROVIDER, CLUSTER, SERVICE, TASK, TASK_DEFINITION};
use crate::inventory::{Gap, Outcome, Value};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[
        ListingCall {
            call: &LIST_CLUSTERS,
            types: &[&CLUSTER],
            list: |site| Box::pin(cluster::clusters(site)),
        },
        ListingCall {
            call: &DESCRIBE_SERVICES,
            types: &[&SERVICE, &TASK_DEFINITION],
            list: |site| Box::pin(service::services(site)),
        },
        ListingCall {
            call: &DESCRIBE_TASKS,
            types: &[&TASK],
            list: |site| Box::pin(task::tasks(site)),
        },
        ListingCall {
            call: &DESCRIBE_CAPACITY_PROVIDERS,
            types: &[&CAPACITY_PROVIDER],
            list: |site| Box::pin(capacity_provider::capacity_providers(site)),
        },
    ],
    details: &[
        DetailCall {
            call: &DESCRIBE_CLUSTERS,
            of: &CLUSTER,
            read: Reach::Together(|site, clusters| Box::pin(cluster::describe(site, clusters))),
        },
        DetailCall {
            call: &DESCRIBE_TASK_DEFINITION,
            of: &TASK_DEFINITION,
            read: Reach::Each(|site, definition| {
                Box::pin(task_definition::describe(site, definition))
            }),
        },
    ],
    lookups: &[LookupCall {
        call: &DESCRIBE_TASK_DEFINITION,
        ty: &TASK_DEFINITION,
        stands_in: super::by_arn,
        look_up: |site, arns| Box::pin(task_definition::look_up(site, arns)),
    }],
};

/// ECS's tags as a map.
fn tags(call: &'static Call, tags: Option<&Vec<Tag>>) -> Result<Option<Value>, Gap> {
    let tags = tags.ok_or_else(|| Gap::missing(call, "tags"))?;
    super::site::tags(call, tags.iter().map(|tag| (tag.key(), tag.value())))
}

/// What an ARN ends with after `kind/`. Long ARNs name the cluster there too.
fn tail(arn: &str) -> Option<&str> {
    Some(arn.splitn(6, ':').nth(5)?.split_once('/')?.1)
}

/// What an ARN's last part is: a name or an id.
fn last(arn: &str) -> &str {
    arn.rsplit('/').next().unwrap_or(arn)
}

/// Why a bulk call does not describe one that it was asked about: gone, when the answer says so. (API failure reasons, Amazon ECS
/// Developer Guide.)
fn undescribed(call: &'static Call, failures: Option<&Vec<Failed>>, arn: &str) -> Failure {
    let of_it = failures
        .into_iter()
        .flatten()
        .find(|failed| failed.arn() == Some(arn));
    let name = last(arn);
    match of_it {
        None => Failure::Gap(Gap::missing(call, &format!("description of {name}"))),
        Some(failed) if failed.reason() == Some("MISSING") => Failure::Gone,
        Some(failed) => {
            let reason = failed.reason().unwrap_or("no reason given");
            Failure::Gap(Gap::new(call, Outcome::Error, format!("{name}: {reason}")))
        }
    }
}

/// What a bulk call leaves of a listing by saying nothing of some that it was asked about.
fn silent<'a>(
    call: &'static Call,
    failures: Option<&Vec<Failed>>,
    asked: &'a [String],
    told: impl Iterator<Item = &'a str>,
) -> Option<Gap> {
    let told: HashSet<&str> = told.collect();
    asked
        .iter()
        .filter(|arn| !told.contains(arn.as_str()))
        .find_map(|arn| match undescribed(call, failures, arn) {
            Failure::Gap(gap) => Some(gap),
            // What was there when it was listed, and is no more, is nothing to be judged.
            Failure::Absent | Failure::Gone => None,
        })
}

/// Leaves out what two pages brought.
fn once(arns: &mut Vec<String>) {
    let mut seen = HashSet::new();
    arns.retain(|arn| seen.insert(arn.clone()));
}

/// Adds what one answer brought to a listing that several make up.
fn add(all: &mut Listed, part: Listed) {
    all.records.extend(part.records);
    all.gap = all.gap.take().or(part.gap);
}
