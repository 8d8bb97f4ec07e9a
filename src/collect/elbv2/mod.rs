//! Reads Elastic Load Balancing version 2. One file per family of types, named as in the inventory.

mod listener;
mod load_balancer;
mod target_group;

use std::collections::HashMap;

use aws_sdk_elasticloadbalancingv2::types::TagDescription;

use super::site::tagged;
use super::{Collector, DetailCall, ListingCall, LookupCall, Reach, Site};
use crate::aws::Failure;
use crate::inventory::elbv2::listener::{
    DESCRIBE_LISTENER_CERTIFICATES, DESCRIBE_LISTENERS, DESCRIBE_RULES, DESCRIBE_SSL_POLICIES,
};
use crate::inventory::elbv2::load_balancer::{
    DESCRIBE_LOAD_BALANCER_ATTRIBUTES, DESCRIBE_LOAD_BALANCERS,
};
use crate::inventory::elbv2::target_group::{DESCRIBE_TARGET_GROUPS, DESCRIBE_TARGET_HEALTH};
use crate::inventory::elbv2::{DESCRIBE_TAGS, LISTENER, LOAD_BALANCER, SSL_POLICY, TARGET_GROUP};
use crate::inventory::{Gap, Record, RecordType};

/// The most resources that DescribeTags takes.
const TAGGED: usize = 20;

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[
        ListingCall {
            call: &DESCRIBE_LOAD_BALANCERS,
            types: &[&LOAD_BALANCER],
            list: |site| Box::pin(load_balancer::load_balancers(site)),
        },
        ListingCall {
            call: &DESCRIBE_LISTENERS,
            types: &[&LISTENER],
            list: |site| Box::pin(listener::listeners(site)),
        },
        ListingCall {
            call: &DESCRIBE_TARGET_GROUPS,
            types: &[&TARGET_GROUP],
            list: |site| Box::pin(target_group::target_groups(site)),
        },
    ],
    details: &[
        DetailCall {
            call: &DESCRIBE_LOAD_BALANCER_ATTRIBUTES,
            of: &LOAD_BALANCER,
            read: Reach::Each(|site, balancer| Box::pin(load_balancer::attributes(site, balancer))),
        },
        DetailCall {
            call: &DESCRIBE_RULES,
            of: &LISTENER,
            read: Reach::Each(|site, listener| Box::pin(listener::rules(site, listener))),
        },
        DetailCall {
            call: &DESCRIBE_LISTENER_CERTIFICATES,
            of: &LISTENER,
            read: Reach::Each(|site, listener| Box::pin(listener::certificates(site, listener))),
        },
        DetailCall {
            call: &DESCRIBE_TARGET_HEALTH,
            of: &TARGET_GROUP,
            read: Reach::Each(|site, group| Box::pin(target_group::health(site, group))),
        },
        tags_of(&LOAD_BALANCER),
        tags_of(&LISTENER),
        tags_of(&TARGET_GROUP),
    ],
    lookups: &[LookupCall {
        call: &DESCRIBE_SSL_POLICIES,
        ty: &SSL_POLICY,
        stands_in: super::never,
        look_up: |site, names| Box::pin(listener::ssl_policies(site, names)),
    }],
};

const fn tags_of(ty: &'static RecordType) -> DetailCall {
    DetailCall {
        call: &DESCRIBE_TAGS,
        of: ty,
        read: Reach::Together(|site, resources| Box::pin(all_tags(site, resources))),
    }
}

async fn all_tags(site: Site, resources: Vec<Record>) -> Vec<Result<Record, Failure>> {
    let mut answers = Vec::with_capacity(resources.len());
    for chunk in resources.chunks(TAGGED) {
        match tags_of_chunk(&site, chunk).await {
            Ok(read) => answers.extend(read),
            // One that is gone fails the call for all: then each is asked for by itself.
            Err(Failure::Gone) if chunk.len() > 1 => {
                for resource in chunk {
                    answers.extend(alone(
                        tags_of_chunk(&site, std::slice::from_ref(resource)).await,
                    ));
                }
            }
            Err(failure) => answers.extend(chunk.iter().map(|_| Err(failure.clone()))),
        }
    }
    answers
}

fn alone(answer: Result<Vec<Result<Record, Failure>>, Failure>) -> Vec<Result<Record, Failure>> {
    answer.unwrap_or_else(|failure| vec![Err(failure)])
}

async fn tags_of_chunk(
    site: &Site,
    chunk: &[Record],
) -> Result<Vec<Result<Record, Failure>>, Failure> {
    let arns: Vec<String> = chunk
        .iter()
        .filter_map(|resource| resource.arn().map(str::to_owned))
        .collect();
    let request = site
        .elasticloadbalancing()
        .describe_tags()
        .set_resource_arns(Some(arns));
    let answer = site.call(&DESCRIBE_TAGS, || request.send()).await?;
    let by_arn: HashMap<&str, &TagDescription> = answer
        .tag_descriptions
        .iter()
        .flatten()
        .filter_map(|description| Some((description.resource_arn()?, description)))
        .collect();
    Ok(chunk
        .iter()
        .map(|resource| {
            let description = resource
                .arn()
                .and_then(|arn| by_arn.get(arn))
                .ok_or_else(|| Gap::missing(&DESCRIBE_TAGS, "description of a resource"))?;
            let list = description.tags.as_ref();
            let pairs = list.map(|list| list.iter().map(|tag| (tag.key(), tag.value())));
            Ok(tagged(resource.ty(), &DESCRIBE_TAGS, pairs))
        })
        .collect())
}

/// What an ARN ends with after `kind/`: its id among the resources of its kind.
fn tail(arn: Option<&str>) -> Option<&str> {
    let (_, tail) = arn?.splitn(6, ':').nth(5)?.split_once('/')?;
    Some(tail)
}

/// Whether a load balancer's, listener's or rule's ARN is of this kind: `app`, `net` or `gwy`.
fn is_of_kind(arn: Option<&str>, kind: &str) -> bool {
    tail(arn).and_then(|tail| tail.split('/').next()) == Some(kind)
}
