//! Stages of REST APIs. AWS lists them by API only.

use std::collections::HashMap;

use aws_sdk_apigateway::types;

use super::{arn, names, own_tags, rest_api};
use crate::collect::abreast::abreast;
use crate::collect::site::{always_but, timestamp};
use crate::collect::{Listed, Site};
use crate::inventory::apigateway::STAGE;
use crate::inventory::apigateway::rest_api::GET_REST_APIS;
use crate::inventory::apigateway::stage::{GET_STAGES, METHOD_SETTING};
use crate::inventory::{Record, record};

pub(super) async fn stages(site: Site) -> Listed {
    let apis = rest_api::begun(&site).await;
    let mut listed = Listed {
        records: Vec::new(),
        gap: apis.gap(),
    };
    let mut ids: Vec<&str> = apis.items.iter().filter_map(types::RestApi::id).collect();
    if ids.len() < apis.items.len() {
        listed.gap = Some(site.malformed(&GET_REST_APIS, "a REST API has no id"));
    }
    ids.sort_unstable();
    ids.dedup();
    for answer in abreast(ids.into_iter().map(|id| of(&site, id))).await {
        listed.records.extend(answer.records);
        listed.gap = listed.gap.or(answer.gap);
    }
    listed
}

async fn of(site: &Site, api: &str) -> Listed {
    let request = site.apigateway().get_stages().rest_api_id(api);
    site.list_whole(
        &GET_STAGES,
        || request.send(),
        |answer| {
            Some(
                answer
                    .item?
                    .iter()
                    .map(|stage| self::stage(site, api, stage))
                    .collect(),
            )
        },
    )
    .await
}

fn stage(site: &Site, api: &str, stage: &types::Stage) -> Record {
    let name = stage.stage_name();
    // Where the settings are, the call has seen to it that the truth values are too, which the SDK would make up.
    let told = stage.method_settings.is_some();
    let log = stage.access_log_settings();
    record!(STAGE, site.keep(), {
        id: name.map(|name| format!("{api}/{name}")),
        arn: name.map(|name| arn(site, format_args!("/restapis/{api}/stages/{name}"))),
        name: name,
        tags: own_tags(&GET_STAGES, stage.tags()),
        region: site.region(),
        account: site.account(),
        rest_api_id: api,
        deployment_id: stage.deployment_id(),
        description: stage.description(),
        created_date: timestamp(stage.created_date()),
        last_updated_date: timestamp(stage.last_updated_date()),
        tracing_enabled: told.then_some(stage.tracing_enabled()),
        cache_cluster_enabled: told.then_some(stage.cache_cluster_enabled()),
        cache_cluster_size: stage.cache_cluster_size().map(types::CacheClusterSize::as_str),
        cache_cluster_status: stage.cache_cluster_status().map(types::CacheClusterStatus::as_str),
        client_certificate_id: stage.client_certificate_id(),
        web_acl_arn: stage.web_acl_arn(),
        access_log_destination_arn: always_but(
            log.is_none(),
            &GET_STAGES,
            "destination_arn of the access log",
            log.and_then(types::AccessLogSettings::destination_arn)
                .map(|arn| arn.strip_suffix(":*").unwrap_or(arn)),
        ),
        access_log_format: always_but(
            log.is_none(),
            &GET_STAGES,
            "format of the access log",
            log.and_then(types::AccessLogSettings::format),
        ),
        documentation_version: stage.documentation_version(),
        variable_names: stage.variables().map(|variables| names(&GET_STAGES, variables)),
        method_settings: stage.method_settings().map(method_settings),
    })
}

fn method_settings(settings: &HashMap<String, types::MethodSetting>) -> Vec<Record> {
    let mut settings: Vec<_> = settings.iter().collect();
    settings.sort_by_key(|(method, _)| *method);
    settings
        .into_iter()
        .map(|(method, setting)| method_setting(method, setting))
        .collect()
}

fn method_setting(method: &str, setting: &types::MethodSetting) -> Record {
    // As with a stage's own truth values.
    let told = setting
        .unauthorized_cache_control_header_strategy()
        .is_some();
    record!(METHOD_SETTING {
        method: method,
        logging_level: setting.logging_level(),
        metrics_enabled: told.then_some(setting.metrics_enabled()),
        data_trace_enabled: told.then_some(setting.data_trace_enabled()),
        caching_enabled: told.then_some(setting.caching_enabled()),
        cache_data_encrypted: told.then_some(setting.cache_data_encrypted()),
        cache_ttl_in_seconds: told.then_some(setting.cache_ttl_in_seconds()),
        require_authorization_for_cache_control: told
            .then_some(setting.require_authorization_for_cache_control()),
        throttling_burst_limit: told.then_some(setting.throttling_burst_limit()),
        throttling_rate_limit: told.then_some(setting.throttling_rate_limit()),
    })
}
