//! The account's own rule groups.

use aws_sdk_wafv2::operation::list_rule_groups::ListRuleGroupsOutput;
use aws_sdk_wafv2::types;

use super::{name_and_id, rule};
use crate::aws::Failure;
use crate::collect::site::{always_but, marked_pages};
use crate::collect::{Listed, Site};
use crate::inventory::wafv2::RULE_GROUP;
use crate::inventory::wafv2::rule_group::{GET_RULE_GROUP, LIST_RULE_GROUPS};
use crate::inventory::{Record, record};

pub(super) async fn rule_groups(site: Site) -> Listed {
    let client = site.wafv2().clone();
    let pages = || {
        marked_pages(
            move |marker| {
                client
                    .list_rule_groups()
                    .scope(types::Scope::Regional)
                    .set_limit(LIST_RULE_GROUPS.page)
                    .set_next_marker(marker)
                    .send()
            },
            ListRuleGroupsOutput::next_marker,
        )
    };
    site.list(&LIST_RULE_GROUPS, pages, |page| {
        Some(
            page.rule_groups?
                .iter()
                .map(|group| {
                    record!(RULE_GROUP, site.keep(), {
                        // The rest of it is asked for by its ARN: one without is not told.
                        id: group.arn().and(group.name()),
                        arn: always_but(false, &LIST_RULE_GROUPS, "arn", group.arn()),
                        name: always_but(false, &LIST_RULE_GROUPS, "name", group.name()),
                        region: site.region(),
                        account: site.account(),
                        description: group.description().filter(|text| !text.is_empty()),
                    })
                })
                .collect(),
        )
    })
    .await
}

pub(super) async fn rule_group(site: Site, group: Record) -> Result<Record, Failure> {
    let (name, id) = name_and_id(&group);
    let request = site
        .wafv2()
        .get_rule_group()
        .scope(types::Scope::Regional)
        .set_name(name)
        .set_id(id);
    let answer = site.call(&GET_RULE_GROUP, || request.send()).await?;
    let Some(group) = answer.rule_group() else {
        return Err(site
            .malformed(&GET_RULE_GROUP, "the answer has no rule group")
            .into());
    };
    let visibility = group.visibility_config();
    Ok(record!(RULE_GROUP {
        capacity: group.capacity(),
        cloud_watch_metrics_enabled: visibility
            .map(types::VisibilityConfig::cloud_watch_metrics_enabled),
        sampled_requests_enabled: visibility.map(types::VisibilityConfig::sampled_requests_enabled),
        rules: group
            .rules
            .as_ref()
            .map(|rules| rule::rules(&GET_RULE_GROUP, rules)),
    }))
}
