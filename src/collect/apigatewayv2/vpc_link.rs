//! VPC links into subnets.

use aws_sdk_apigatewayv2::operation::get_vpc_links::GetVpcLinksOutput;
use aws_sdk_apigatewayv2::types;

use super::own_tags;
use crate::collect::apigateway::arn;
use crate::collect::site::{always_but, marked_pages, timestamp, written};
use crate::collect::{Listed, Site};
use crate::inventory::apigatewayv2::VPC_LINK;
use crate::inventory::apigatewayv2::vpc_link::GET_VPC_LINKS;
use crate::inventory::{Record, record};

pub(super) async fn vpc_links(site: Site) -> Listed {
    let client = site.apigatewayv2().clone();
    let pages = || {
        marked_pages(
            move |token| client.get_vpc_links().set_next_token(token).send(),
            GetVpcLinksOutput::next_token,
        )
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
    let id = written(link.vpc_link_id());
    // Where the status is, the call has seen to it that the lists are too, which the SDK would make up.
    let told = link.vpc_link_status().is_some();
    record!(VPC_LINK, site.keep(), {
        id: id,
        arn: id.map(|id| arn(site, format_args!("/vpclinks/{id}"))),
        name: always_but(false, &GET_VPC_LINKS, "name", written(link.name())),
        tags: own_tags(&GET_VPC_LINKS, link.tags()),
        region: site.region(),
        account: site.account(),
        vpc_link_status: link.vpc_link_status().map(types::VpcLinkStatus::as_str),
        vpc_link_status_message: link.vpc_link_status_message(),
        vpc_link_version: link.vpc_link_version().map(types::VpcLinkVersion::as_str),
        created_date: timestamp(link.created_date()),
        subnet_ids: link.subnet_ids.as_ref().filter(|_| told),
        security_group_ids: link.security_group_ids.as_ref().filter(|_| told),
    })
}
