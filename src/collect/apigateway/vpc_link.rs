//! VPC links of REST APIs.

use aws_sdk_apigateway::types;

use super::{arn, own_tags};
use crate::collect::site::{always_but, written};
use crate::collect::{Listed, Site};
use crate::inventory::apigateway::VPC_LINK;
use crate::inventory::apigateway::vpc_link::GET_VPC_LINKS;
use crate::inventory::{Record, record};

pub(super) async fn vpc_links(site: Site) -> Listed {
    let pages = || {
        site.apigateway()
            .get_vpc_links()
            .set_limit(GET_VPC_LINKS.page)
            .into_paginator()
            .send()
    };
    site.list(&GET_VPC_LINKS, pages, |page| {
        Some(
            page.items?
                .iter()
                .map(|link| vpc_link(&site, link))
                .collect(),
        )
    })
    .await
}

fn vpc_link(site: &Site, link: &types::VpcLink) -> Record {
    record!(VPC_LINK, site.keep(), {
        id: link.id(),
        arn: link.id().map(|id| arn(site, format_args!("/vpclinks/{id}"))),
        name: always_but(false, &GET_VPC_LINKS, "name", link.name()),
        tags: own_tags(&GET_VPC_LINKS, link.tags()),
        region: site.region(),
        account: site.account(),
        description: written(link.description()),
        status: link.status().map(types::VpcLinkStatus::as_str),
        status_message: link.status_message(),
        target_arns: link.target_arns.as_ref(),
    })
}
