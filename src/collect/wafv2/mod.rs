//! Reads AWS WAF, scope `REGIONAL`. One file per family of types; rules are translated the same way for both.

mod association;
mod rule;
mod rule_group;
mod web_acl;

use aws_sdk_wafv2::operation::list_tags_for_resource::ListTagsForResourceOutput;

use super::site::{marked_pages, tagged};
use super::{Collector, DetailCall, ListingCall, Reach, Site};
use crate::aws::Failure;
use crate::inventory::elbv2::LOAD_BALANCER;
use crate::inventory::wafv2::rule_group::{GET_RULE_GROUP, LIST_RULE_GROUPS};
use crate::inventory::wafv2::web_acl::{
    GET_WEB_ACL, LIST_LOGGING_CONFIGURATIONS, LIST_RESOURCES_FOR_WEB_ACL, LIST_WEB_ACLS,
};
use crate::inventory::wafv2::{LIST_TAGS_FOR_RESOURCE, RULE_GROUP, WEB_ACL};
use crate::inventory::{Record, RecordType};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[
        ListingCall {
            call: &LIST_WEB_ACLS,
            types: &[&WEB_ACL],
            list: |site| Box::pin(web_acl::web_acls(site)),
        },
        ListingCall {
            call: &LIST_RULE_GROUPS,
            types: &[&RULE_GROUP],
            list: |site| Box::pin(rule_group::rule_groups(site)),
        },
    ],
    details: &[
        DetailCall {
            call: &GET_WEB_ACL,
            of: &WEB_ACL,
            read: Reach::Each(|site, acl| Box::pin(web_acl::web_acl(site, acl))),
        },
        DetailCall {
            call: &LIST_LOGGING_CONFIGURATIONS,
            of: &WEB_ACL,
            read: Reach::Together(|site, acls| {
                Box::pin(web_acl::logging_configurations(site, acls))
            }),
        },
        DetailCall {
            call: &GET_RULE_GROUP,
            of: &RULE_GROUP,
            read: Reach::Each(|site, group| Box::pin(rule_group::rule_group(site, group))),
        },
        DetailCall {
            call: &LIST_RESOURCES_FOR_WEB_ACL,
            of: &LOAD_BALANCER,
            read: Reach::Together(|site, balancers| {
                Box::pin(association::of_load_balancers(site, balancers))
            }),
        },
        tags_of(&WEB_ACL),
        tags_of(&RULE_GROUP),
    ],
    lookups: &[],
};

const fn tags_of(ty: &'static RecordType) -> DetailCall {
    DetailCall {
        call: &LIST_TAGS_FOR_RESOURCE,
        of: ty,
        read: Reach::Each(|site, resource| Box::pin(tags(site, resource))),
    }
}

async fn tags(site: Site, resource: Record) -> Result<Record, Failure> {
    let client = site.wafv2().clone();
    let arn = resource.arn().map(str::to_owned);
    let pages = || {
        marked_pages(
            move |marker| {
                client
                    .list_tags_for_resource()
                    .set_resource_arn(arn.clone())
                    .set_limit(LIST_TAGS_FOR_RESOURCE.page)
                    .set_next_marker(marker)
                    .send()
            },
            ListTagsForResourceOutput::next_marker,
        )
    };
    let tags = site
        .read(&LIST_TAGS_FOR_RESOURCE, pages, |page| {
            page.tag_info_for_resource?.tag_list
        })
        .await?;
    let pairs = tags.iter().map(|tag| (Some(tag.key()), Some(tag.value())));
    Ok(tagged(resource.ty(), &LIST_TAGS_FOR_RESOURCE, Some(pairs)))
}

/// The name and id that requests ask for, out of an ARN that ends in `regional/<kind>/<name>/<id>`.
fn name_and_id(resource: &Record) -> (Option<String>, Option<String>) {
    let id = resource
        .arn()
        .and_then(|arn| arn.rsplit('/').next())
        .map(str::to_owned);
    (resource.name().map(str::to_owned), id)
}
