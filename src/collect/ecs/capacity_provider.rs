//! Capacity providers.

use aws_sdk_ecs::operation::describe_capacity_providers::DescribeCapacityProvidersOutput;
use aws_sdk_ecs::types;

use super::tags;
use crate::collect::site::{always_but, marked_pages, written};
use crate::collect::{Listed, Site};
use crate::inventory::ecs::CAPACITY_PROVIDER;
use crate::inventory::ecs::capacity_provider::DESCRIBE_CAPACITY_PROVIDERS;
use crate::inventory::{Record, record};

pub(super) async fn capacity_providers(site: Site) -> Listed {
    let client = site.ecs().clone();
    let pages = || {
        marked_pages(
            move |token| {
                client
                    .describe_capacity_providers()
                    .include(types::CapacityProviderField::Tags)
                    .set_max_results(DESCRIBE_CAPACITY_PROVIDERS.page)
                    .set_next_token(token)
                    .send()
            },
            DescribeCapacityProvidersOutput::next_token,
        )
    };
    site.list(&DESCRIBE_CAPACITY_PROVIDERS, pages, |page| {
        Some(
            page.capacity_providers?
                .iter()
                .map(|provider| capacity_provider(&site, provider))
                .collect(),
        )
    })
    .await
}

fn capacity_provider(site: &Site, provider: &types::CapacityProvider) -> Record {
    let call = &DESCRIBE_CAPACITY_PROVIDERS;
    let group = provider.auto_scaling_group_provider();
    let scaling = group.and_then(types::AutoScalingGroupProvider::managed_scaling);
    // AWS's own have no group, nor have those whose instances ECS manages.
    let has_none = matches!(provider.name(), Some("FARGATE" | "FARGATE_SPOT"))
        || provider.managed_instances_provider().is_some();
    record!(CAPACITY_PROVIDER, site.keep(), {
        id: provider.name(),
        arn: always_but(false, call, "arn", provider.capacity_provider_arn()),
        name: provider.name(),
        tags: tags(call, provider.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        status: provider.status().map(types::CapacityProviderStatus::as_str),
        auto_scaling_group_arn: always_but(
            has_none,
            call,
            "auto_scaling_group_arn",
            group.and_then(|group| written(group.auto_scaling_group_arn())),
        ),
        managed_scaling_status: always_but(
            has_none,
            call,
            "managed_scaling_status",
            scaling.and_then(types::ManagedScaling::status).map(types::ManagedScalingStatus::as_str),
        ),
        managed_scaling_target_capacity: always_but(
            has_none,
            call,
            "managed_scaling_target_capacity",
            scaling.and_then(types::ManagedScaling::target_capacity),
        ),
        managed_termination_protection: always_but(
            has_none,
            call,
            "managed_termination_protection",
            group
                .and_then(types::AutoScalingGroupProvider::managed_termination_protection)
                .map(types::ManagedTerminationProtection::as_str),
        ),
    })
}
