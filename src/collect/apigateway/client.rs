//! Usage plans, and API keys without their values.

use std::collections::BTreeSet;

use aws_sdk_apigateway::types;

use super::{arn, own_tags};
use crate::aws::Failure;
use crate::collect::site::{always_but, distinct, elements, timestamp, written};
use crate::collect::{Listed, Site};
use crate::inventory::apigateway::client::{GET_API_KEYS, GET_USAGE_PLAN_KEYS, GET_USAGE_PLANS};
use crate::inventory::apigateway::{API_KEY, USAGE_PLAN};
use crate::inventory::{Record, Value, record};

pub(super) async fn usage_plans(site: Site) -> Listed {
    let pages = || {
        site.apigateway()
            .get_usage_plans()
            .set_limit(GET_USAGE_PLANS.page)
            .into_paginator()
            .send()
    };
    site.list(&GET_USAGE_PLANS, pages, |page| {
        Some(
            page.items?
                .iter()
                .map(|plan| usage_plan(&site, plan))
                .collect(),
        )
    })
    .await
}

fn usage_plan(site: &Site, plan: &types::UsagePlan) -> Record {
    let call = &GET_USAGE_PLANS;
    // The SDK reads a limit that is not there as 0, which would let nothing through: a limit of 0 is taken for one that was not told.
    let throttle = plan.throttle();
    let rate = throttle
        .map(types::ThrottleSettings::rate_limit)
        .filter(|rate| *rate > 0.0);
    let burst = throttle
        .map(types::ThrottleSettings::burst_limit)
        .filter(|burst| *burst > 0);
    let quota = plan.quota();
    let limit = quota
        .map(types::QuotaSettings::limit)
        .filter(|limit| *limit > 0);
    record!(USAGE_PLAN, site.keep(), {
        id: plan.id(),
        arn: plan.id().map(|id| arn(site, format_args!("/usageplans/{id}"))),
        name: always_but(false, call, "name", plan.name()),
        tags: own_tags(call, plan.tags()),
        region: site.region(),
        account: site.account(),
        description: written(plan.description()),
        throttle_rate_limit: always_but(throttle.is_none(), call, "rate_limit", rate),
        throttle_burst_limit: always_but(throttle.is_none(), call, "burst_limit", burst),
        quota_limit: always_but(quota.is_none(), call, "limit", limit),
        quota_period: always_but(
            quota.is_none(),
            call,
            "period",
            quota.and_then(types::QuotaSettings::period).map(types::QuotaPeriodType::as_str),
        ),
        product_code: written(plan.product_code()),
        stage_ids: plan.api_stages.as_ref().map(|stages| stage_ids(stages)),
        rest_api_ids: plan
            .api_stages
            .as_ref()
            .map(|stages| distinct(call, stages.iter().map(types::ApiStage::api_id))),
    })
}

fn stage_ids(stages: &[types::ApiStage]) -> Value {
    let mut seen = BTreeSet::new();
    let ids = stages.iter().map(|stage| {
        Some(format!(
            "{}/{}",
            written(stage.api_id())?,
            written(stage.stage())?
        ))
    });
    elements(
        &GET_USAGE_PLANS,
        ids.filter(|id| id.as_ref().is_none_or(|id| seen.insert(id.clone()))),
    )
}

pub(super) async fn usage_plan_keys(site: Site, plan: Record) -> Result<Record, Failure> {
    let pages = || {
        site.apigateway()
            .get_usage_plan_keys()
            .usage_plan_id(plan.id())
            .set_limit(GET_USAGE_PLAN_KEYS.page)
            .into_paginator()
            .send()
    };
    let keys = site
        .read(&GET_USAGE_PLAN_KEYS, pages, |page| page.items)
        .await?;
    let ids = keys.iter().map(types::UsagePlanKey::id);
    Ok(record!(USAGE_PLAN {
        key_ids: distinct(&GET_USAGE_PLAN_KEYS, ids),
    }))
}

pub(super) async fn api_keys(site: Site) -> Listed {
    let pages = || {
        site.apigateway()
            .get_api_keys()
            .include_values(false)
            .set_limit(GET_API_KEYS.page)
            .into_paginator()
            .send()
    };
    site.list(&GET_API_KEYS, pages, |page| {
        Some(page.items?.iter().map(|key| api_key(&site, key)).collect())
    })
    .await
}

fn api_key(site: &Site, key: &types::ApiKey) -> Record {
    record!(API_KEY, site.keep(), {
        id: key.id(),
        arn: key.id().map(|id| arn(site, format_args!("/apikeys/{id}"))),
        name: key.name(),
        tags: own_tags(&GET_API_KEYS, key.tags()),
        region: site.region(),
        account: site.account(),
        description: written(key.description()),
        // Where its stages are, the call has seen to it that this is too.
        enabled: key.stage_keys.as_ref().map(|_| key.enabled()),
        created_date: timestamp(key.created_date()),
        last_updated_date: timestamp(key.last_updated_date()),
        customer_id: key.customer_id(),
    })
}
