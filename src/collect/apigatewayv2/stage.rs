//! Stages of HTTP and WebSocket APIs. AWS lists them by API only.

use aws_sdk_apigatewayv2::operation::get_stages::GetStagesOutput;
use aws_sdk_apigatewayv2::types;

use super::{api, own_tags};
use crate::collect::abreast::abreast;
use crate::collect::apigateway::{arn, names, once};
use crate::collect::site::{always_but, marked_pages, timestamp, written};
use crate::collect::{Listed, Site};
use crate::inventory::apigatewayv2::STAGE;
use crate::inventory::apigatewayv2::api::GET_APIS;
use crate::inventory::apigatewayv2::stage::{GET_STAGES, ROUTE_SETTINGS};
use crate::inventory::{Record, record};

pub(super) async fn stages(site: Site) -> Listed {
    let apis = api::begun(&site).await;
    let mut listed = Listed {
        records: Vec::new(),
        gap: apis.gap(),
    };
    if apis.items.iter().any(|api| api.api_id().is_none()) {
        listed.gap = Some(site.malformed(&GET_APIS, "an API has no id"));
    }
    let apis = once(&apis.items, types::Api::api_id);
    for answer in abreast(apis.map(|api| of(&site, api))).await {
        listed.records.extend(answer.records);
        listed.gap = listed.gap.or(answer.gap);
    }
    listed
}

async fn of(site: &Site, api: &types::Api) -> Listed {
    // One that does not name itself has cut the listing short already.
    let Some(id) = api.api_id() else {
        return Listed::default();
    };
    let asked = id.to_owned();
    let client = site.apigatewayv2().clone();
    let pages = || {
        marked_pages(
            move |token| {
                client
                    .get_stages()
                    .api_id(&asked)
                    .set_next_token(token)
                    .send()
            },
            GetStagesOutput::next_token,
        )
    };
    site.list(&GET_STAGES, pages, |page| {
        Some(
            page.items?
                .iter()
                .map(|stage| self::stage(site, api, id, stage))
                .collect(),
        )
    })
    .await
}

fn stage(site: &Site, api: &types::Api, id: &str, stage: &types::Stage) -> Record {
    let name = written(stage.stage_name());
    // Only stages of WebSocket APIs have execution logs (API reference, RouteSettings).
    let logs = api.protocol_type() != Some(&types::ProtocolType::Http);
    let log = stage.access_log_settings();
    record!(STAGE, site.keep(), {
        id: name.map(|name| format!("{id}/{name}")),
        arn: name.map(|name| arn(site, format_args!("/apis/{id}/stages/{name}"))),
        name: name,
        tags: own_tags(&GET_STAGES, stage.tags()),
        region: site.region(),
        account: site.account(),
        api_id: id,
        deployment_id: written(stage.deployment_id()),
        auto_deploy: stage.auto_deploy(),
        api_gateway_managed: stage.api_gateway_managed(),
        description: written(stage.description()),
        created_date: timestamp(stage.created_date()),
        last_updated_date: timestamp(stage.last_updated_date()),
        last_deployment_status_message: stage.last_deployment_status_message(),
        client_certificate_id: stage.client_certificate_id(),
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
        default_route_settings: stage
            .default_route_settings()
            .map(|settings| route_settings("*", logs, settings)),
        route_settings: stage.route_settings().map(|settings| {
            let mut settings: Vec<_> = settings.iter().collect();
            settings.sort_by_key(|(route, _)| *route);
            let settings = settings.into_iter();
            settings.map(|(route, settings)| route_settings(route, logs, settings)).collect::<Vec<Record>>()
        }),
        variable_names: stage.stage_variables().map(|variables| names(&GET_STAGES, variables)),
    })
}

fn route_settings(route: &str, logs: bool, settings: &types::RouteSettings) -> Record {
    let level = settings.logging_level().map(types::LoggingLevel::as_str);
    record!(ROUTE_SETTINGS {
        route: route,
        logging_level: always_but(!logs, &GET_STAGES, "logging_level", level),
        data_trace_enabled: settings.data_trace_enabled(),
        detailed_metrics_enabled: settings.detailed_metrics_enabled(),
        throttling_burst_limit: settings.throttling_burst_limit(),
        throttling_rate_limit: settings.throttling_rate_limit(),
    })
}
