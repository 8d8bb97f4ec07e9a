//! Capacity providers.

use aws_sdk_ecs::operation::describe_capacity_providers::DescribeCapacityProvidersOutput;
use aws_sdk_ecs::types;

use super::{PAGE, tags};
use crate::collect::site::marked_pages;
use crate::collect::{Listed, Site};
use crate::inventory::ecs::CAPACITY_PROVIDER;
use crate::inventory::ecs::capacity_provider::DESCRIBE_CAPACITY_PROVIDERS;
use crate::inventory::{Record, record};

pub(super) async fn capacity_providers(site: Site) -> Listed {
    let client = site.ecs().clone();
    let pages = marked_pages(
        move |token| {
            client
                .describe_capacity_providers()
                .include(types::CapacityProviderField::Tags)
                .max_results(PAGE)
                .set_next_token(token)
                .send()
        },
        DescribeCapacityProvidersOutput::next_token,
    );
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
    let group = provider.auto_scaling_group_provider();
    let scaling = group.and_then(types::AutoScalingGroupProvider::managed_scaling);
    record!(CAPACITY_PROVIDER, site.keep(), {
        id: provider.name(),
        arn: provider.capacity_provider_arn(),
        name: provider.name(),
        tags: tags(&DESCRIBE_CAPACITY_PROVIDERS, provider.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        status: provider.status().map(types::CapacityProviderStatus::as_str),
        auto_scaling_group_arn: group.map(types::AutoScalingGroupProvider::auto_scaling_group_arn),
        managed_scaling_status: scaling
            .and_then(types::ManagedScaling::status)
            .map(types::ManagedScalingStatus::as_str),
        managed_scaling_target_capacity: scaling.and_then(types::ManagedScaling::target_capacity),
        managed_termination_protection: group
            .and_then(types::AutoScalingGroupProvider::managed_termination_protection)
            .map(types::ManagedTerminationProtection::as_str),
    })
}
