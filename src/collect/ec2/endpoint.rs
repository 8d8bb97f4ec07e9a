//! VPC endpoints.

use aws_sdk_ec2::types;

use super::{PAGE, by_id, name, tags};
use crate::collect::site::{texts, timestamp};
use crate::collect::{Listed, Site};
use crate::inventory::ec2::VPC_ENDPOINT;
use crate::inventory::ec2::endpoint::DESCRIBE_VPC_ENDPOINTS;
use crate::inventory::{Record, record};

pub(super) async fn vpc_endpoints(site: Site, ids: Vec<String>) -> Listed {
    let pages = || {
        site.ec2()
            .describe_vpc_endpoints()
            .set_filters(by_id("vpc-endpoint-id", &ids))
            .into_paginator()
            .page_size(PAGE)
            .send()
    };
    site.list(&DESCRIBE_VPC_ENDPOINTS, pages, |page| {
        Some(
            page.vpc_endpoints?
                .iter()
                .map(|endpoint| vpc_endpoint(&site, endpoint))
                .collect(),
        )
    })
    .await
}

fn vpc_endpoint(site: &Site, endpoint: &types::VpcEndpoint) -> Record {
    record!(VPC_ENDPOINT, site.keep(), {
        id: endpoint.vpc_endpoint_id(),
        arn: endpoint.vpc_endpoint_id().map(|id| site.arn("ec2", format_args!("vpc-endpoint/{id}"))),
        name: name(&DESCRIBE_VPC_ENDPOINTS, endpoint.tags.as_ref()),
        tags: tags(&DESCRIBE_VPC_ENDPOINTS, endpoint.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        vpc_id: endpoint.vpc_id(),
        owner_id: endpoint.owner_id(),
        vpc_endpoint_type: endpoint.vpc_endpoint_type().map(types::VpcEndpointType::as_str),
        service_name: endpoint.service_name(),
        state: endpoint.state().map(|state| lower_first(state.as_str())),
        private_dns_enabled: endpoint.private_dns_enabled,
        requester_managed: endpoint.requester_managed,
        route_table_ids: endpoint.route_table_ids.as_ref(),
        subnet_ids: endpoint.subnet_ids.as_ref(),
        group_ids: texts(&DESCRIBE_VPC_ENDPOINTS, endpoint.groups.as_ref(), types::SecurityGroupIdentifier::group_id),
        creation_timestamp: timestamp(endpoint.creation_timestamp()),
    })
}

/// The API's model spells states `Available`, its answers `available`.
fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::lower_first;

    #[test]
    fn states_are_spelled_as_in_answers() {
        assert_eq!(lower_first("PendingAcceptance"), "pendingAcceptance");
        assert_eq!(lower_first("available"), "available");
        assert_eq!(lower_first(""), "");
    }
}
