//! Web ACLs, and where they log.

use std::collections::HashMap;

use aws_sdk_wafv2::operation::list_logging_configurations::ListLoggingConfigurationsOutput;
use aws_sdk_wafv2::operation::list_web_acls::ListWebAcLsOutput;
use aws_sdk_wafv2::types;

use super::{name_and_id, rule};
use crate::aws::Failure;
use crate::collect::beginning::{self, Begun};
use crate::collect::site::{always_but, distinct, marked_pages};
use crate::collect::{Listed, Site};
use crate::inventory::wafv2::WEB_ACL;
use crate::inventory::wafv2::web_acl::{
    GET_WEB_ACL, LIST_LOGGING_CONFIGURATIONS, LIST_WEB_ACLS, LOGGING_CONFIGURATION,
};
use crate::inventory::{Record, record};

/// All web ACLs, which the load balancers behind them are looked for by too.
pub(super) async fn begun(site: &Site) -> &Begun<types::WebAclSummary> {
    let client = site.wafv2().clone();
    let pages = || {
        marked_pages(
            move |marker| {
                client
                    .list_web_acls()
                    .scope(types::Scope::Regional)
                    .set_limit(LIST_WEB_ACLS.page)
                    .set_next_marker(marker)
                    .send()
            },
            ListWebAcLsOutput::next_marker,
        )
    };
    let cell = &site.beginnings().web_acls;
    beginning::begun(site, cell, &LIST_WEB_ACLS, pages, |page| page.web_acls).await
}

pub(super) async fn web_acls(site: Site) -> Listed {
    let acls = begun(&site).await;
    Listed {
        records: acls.items.iter().map(|acl| listed(&site, acl)).collect(),
        gap: acls.gap(),
    }
}

fn listed(site: &Site, acl: &types::WebAclSummary) -> Record {
    record!(WEB_ACL, site.keep(), {
        // The rest of it is asked for by its ARN: one without is not told.
        id: acl.arn().and(acl.name()),
        arn: always_but(false, &LIST_WEB_ACLS, "arn", acl.arn()),
        name: always_but(false, &LIST_WEB_ACLS, "name", acl.name()),
        region: site.region(),
        account: site.account(),
        description: acl.description().filter(|text| !text.is_empty()),
    })
}

pub(super) async fn web_acl(site: Site, acl: Record) -> Result<Record, Failure> {
    let (name, id) = name_and_id(&acl);
    let request = site
        .wafv2()
        .get_web_acl()
        .scope(types::Scope::Regional)
        .set_name(name)
        .set_id(id);
    let answer = site.call(&GET_WEB_ACL, || request.send()).await?;
    let Some(acl) = answer.web_acl() else {
        return Err(site
            .malformed(&GET_WEB_ACL, "the answer has no web ACL")
            .into());
    };
    let visibility = acl.visibility_config();
    let before = acl.pre_process_firewall_manager_rule_groups.as_ref();
    let after = acl.post_process_firewall_manager_rule_groups.as_ref();
    let managed = before.or(after).map(|_| {
        before
            .into_iter()
            .chain(after)
            .flatten()
            .map(rule::of_firewall_manager)
            .collect::<Vec<Record>>()
    });
    Ok(record!(WEB_ACL {
        default_action: acl.default_action().and_then(default_action),
        capacity: acl.capacity(),
        cloud_watch_metrics_enabled: visibility
            .map(types::VisibilityConfig::cloud_watch_metrics_enabled),
        sampled_requests_enabled: visibility.map(types::VisibilityConfig::sampled_requests_enabled),
        rules: acl
            .rules
            .as_ref()
            .map(|rules| rule::rules(&GET_WEB_ACL, rules)),
        // Only web ACLs of Firewall Manager have any (WebACL).
        firewall_manager_rules: always_but(
            !acl.managed_by_firewall_manager(),
            &GET_WEB_ACL,
            "firewall_manager_rules",
            managed
        ),
        rule_group_arns: acl
            .rules
            .as_ref()
            .map(|rules| { distinct(&GET_WEB_ACL, rules.iter().filter_map(rule::group_arn)) }),
    }))
}

fn default_action(action: &types::DefaultAction) -> Option<&'static str> {
    match (action.block(), action.allow()) {
        (Some(_), None) => Some("BLOCK"),
        (None, Some(_)) => Some("ALLOW"),
        _ => None,
    }
}

/// Where all web ACLs log takes one listing. One that was cut short says nothing of the ACLs it does not name.
pub(super) async fn logging_configurations(
    site: Site,
    acls: Vec<Record>,
) -> Vec<Result<Record, Failure>> {
    let client = site.wafv2().clone();
    let pages = || {
        marked_pages(
            move |marker| {
                client
                    .list_logging_configurations()
                    .scope(types::Scope::Regional)
                    .set_limit(LIST_LOGGING_CONFIGURATIONS.page)
                    .set_next_marker(marker)
                    .send()
            },
            ListLoggingConfigurationsOutput::next_marker,
        )
    };
    let mut configurations = Vec::new();
    let failure = site
        .pages(
            &LIST_LOGGING_CONFIGURATIONS,
            pages,
            |page| page.logging_configurations,
            &mut configurations,
        )
        .await
        .err();
    let by_acl: HashMap<&str, &types::LoggingConfiguration> = configurations
        .iter()
        .map(|configuration| (configuration.resource_arn(), configuration))
        .collect();
    acls.iter()
        .map(|acl| {
            let configuration = acl.arn().and_then(|arn| by_acl.get(arn));
            match (configuration, &failure) {
                (None, Some(failure)) => Err(failure.clone()),
                (configuration, _) => Ok(record!(WEB_ACL {
                    logging_configuration: configuration
                        .map(|configuration| logging_configuration(configuration)),
                })),
            }
        })
        .collect()
}

fn logging_configuration(configuration: &types::LoggingConfiguration) -> Record {
    record!(LOGGING_CONFIGURATION {
        log_destination_configs: &configuration.log_destination_configs,
        redacted_fields_count: i64::try_from(configuration.redacted_fields().len()).ok(),
        default_behavior: configuration
            .logging_filter()
            .map(|filter| filter.default_behavior().as_str()),
    })
}
