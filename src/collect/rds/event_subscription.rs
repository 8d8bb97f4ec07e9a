//! Subscriptions to RDS's events.

use crate::collect::site::always_but;
use aws_sdk_rds::types;

use crate::collect::{Listed, Site};
use crate::inventory::rds::EVENT_SUBSCRIPTION;
use crate::inventory::rds::event_subscription::DESCRIBE_EVENT_SUBSCRIPTIONS;
use crate::inventory::{Record, record};

pub(super) async fn event_subscriptions(site: Site) -> Listed {
    let pages = || {
        site.rds()
            .describe_event_subscriptions()
            .into_paginator()
            .send()
    };
    site.list(&DESCRIBE_EVENT_SUBSCRIPTIONS, pages, |page| {
        Some(
            page.event_subscriptions_list?
                .iter()
                .map(|subscription| event_subscription(&site, subscription))
                .collect(),
        )
    })
    .await
}

fn event_subscription(site: &Site, subscription: &types::EventSubscription) -> Record {
    record!(EVENT_SUBSCRIPTION, site.keep(), {
        id: subscription.cust_subscription_id(),
        arn: always_but(false, &DESCRIBE_EVENT_SUBSCRIPTIONS, "arn", subscription.event_subscription_arn()),
        name: subscription.cust_subscription_id(),
        region: site.region(),
        account: site.account(),
        enabled: subscription.enabled(),
        status: subscription.status(),
        sns_topic_arn: subscription.sns_topic_arn(),
        source_type: subscription.source_type(),
        source_ids_list: subscription.source_ids_list.as_ref(),
        event_categories_list: subscription.event_categories_list.as_ref(),
    })
}
