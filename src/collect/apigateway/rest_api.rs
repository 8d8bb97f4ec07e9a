//! REST APIs, their methods and authorizers.

use std::collections::HashSet;

use aws_sdk_apigateway::operation::get_authorizers::GetAuthorizersOutput;
use aws_sdk_apigateway::types;

use super::{arn, connection_id, once, own_policy, own_tags};
use crate::aws::Failure;
use crate::collect::beginning::{self, Begun};
use crate::collect::site::{always_but, distinct, elements, marked_pages, timestamp, written};
use crate::collect::{Listed, Site};
use crate::inventory::apigateway::REST_API;
use crate::inventory::apigateway::rest_api::{
    AUTHORIZER, GET_AUTHORIZERS, GET_RESOURCES, GET_REST_APIS, INTEGRATION, METHOD,
};
use crate::inventory::{Gap, Record, record};

/// All REST APIs, which the stages begin with too.
pub(super) async fn begun(site: &Site) -> &Begun<types::RestApi> {
    let pages = || {
        site.apigateway()
            .get_rest_apis()
            .set_limit(GET_REST_APIS.page)
            .into_paginator()
            .send()
    };
    let cell = &site.beginnings().rest_apis;
    beginning::begun(site, cell, &GET_REST_APIS, pages, |page| page.items).await
}

pub(super) async fn rest_apis(site: Site) -> Listed {
    let apis = begun(&site).await;
    Listed {
        records: apis.items.iter().map(|api| rest_api(&site, api)).collect(),
        gap: apis.gap(),
    }
}

fn rest_api(site: &Site, api: &types::RestApi) -> Record {
    let call = &GET_REST_APIS;
    let endpoint = api.endpoint_configuration();
    record!(REST_API, site.keep(), {
        id: api.id(),
        arn: api.id().map(|id| arn(site, format_args!("/restapis/{id}"))),
        name: always_but(false, call, "name", api.name()),
        tags: own_tags(call, api.tags()),
        region: site.region(),
        account: site.account(),
        description: written(api.description()),
        created_date: timestamp(api.created_date()),
        version: written(api.version()),
        api_key_source: api.api_key_source().map(types::ApiKeySourceType::as_str),
        endpoint_types: endpoint
            .and_then(|endpoint| endpoint.types.as_ref())
            .map(|types| distinct(call, types.iter().map(|ty| Some(ty.as_str())))),
        vpc_endpoint_ids: endpoint.and_then(|endpoint| endpoint.vpc_endpoint_ids.as_ref()),
        ip_address_type: endpoint
            .and_then(types::EndpointConfiguration::ip_address_type)
            .map(types::IpAddressType::as_str),
        // Where the date is, the call has seen to it that this is too.
        disable_execute_api_endpoint: api.created_date().map(|_| api.disable_execute_api_endpoint()),
        security_policy: api.security_policy().map(types::SecurityPolicy::as_str),
        endpoint_access_mode: api.endpoint_access_mode().map(types::EndpointAccessMode::as_str),
        minimum_compression_size: api.minimum_compression_size(),
        binary_media_types: api.binary_media_types.as_ref(),
        api_status: api.api_status().map(types::ApiStatus::as_str),
        policy: own_policy(site, call, api.policy()),
    })
}

pub(super) async fn resources(site: Site, api: Record) -> Result<Record, Failure> {
    let pages = || {
        site.apigateway()
            .get_resources()
            .rest_api_id(api.id())
            .embed("methods")
            .set_limit(GET_RESOURCES.page)
            .into_paginator()
            .send()
    };
    let resources = site.read(&GET_RESOURCES, pages, |page| page.items).await?;
    let mut seen = HashSet::new();
    let mut methods = Vec::new();
    let mut links = Vec::new();
    for resource in &resources {
        let path = resource
            .path()
            .ok_or_else(|| Gap::missing(&GET_RESOURCES, "path of a resource"))?;
        // A path that two pages brought is one. One without methods has no such member.
        if !seen.insert(path) {
            continue;
        }
        let mut of_path: Vec<(&String, &types::Method)> =
            resource.resource_methods().into_iter().flatten().collect();
        of_path.sort_by_key(|(name, _)| *name);
        for (name, method) in of_path {
            let integration = method.method_integration();
            if integration.is_some_and(is_private) {
                links.push(integration.and_then(types::Integration::connection_id));
            }
            methods.push(self::method(path, name, method));
        }
    }
    Ok(record!(REST_API {
        methods: methods,
        vpc_link_ids: distinct(&GET_RESOURCES, links),
    }))
}

fn method(path: &str, name: &str, method: &types::Method) -> Record {
    record!(METHOD {
        path: path,
        http_method: name,
        authorization_type: method.authorization_type(),
        authorizer_id: method.authorizer_id(),
        authorization_scopes: method.authorization_scopes.as_ref(),
        api_key_required: method.api_key_required(),
        request_validator_id: method.request_validator_id(),
        operation_name: method.operation_name(),
        integration: method.method_integration().map(integration),
    })
}

/// Whether it goes through a VPC link, whose id no other integration has (API reference, `connectionId`).
fn is_private(integration: &types::Integration) -> bool {
    integration.connection_type() == Some(&types::ConnectionType::VpcLink)
        || written(integration.connection_id()).is_some()
}

fn integration(integration: &types::Integration) -> Record {
    record!(INTEGRATION {
        integration_type: integration.r#type().map(types::IntegrationType::as_str),
        http_method: integration.http_method(),
        uri: integration.uri(),
        connection_type: always_but(
            !is_private(integration),
            &GET_RESOURCES,
            "connection_type",
            integration
                .connection_type()
                .map(types::ConnectionType::as_str),
        ),
        connection_id: connection_id(
            &GET_RESOURCES,
            is_private(integration),
            integration.connection_id()
        ),
        integration_target: integration.integration_target(),
        credentials: integration.credentials(),
    })
}

pub(super) async fn authorizers(site: Site, api: Record) -> Result<Record, Failure> {
    let client = site.apigateway().clone();
    let id = api.id().to_owned();
    let pages = || {
        marked_pages(
            move |position| {
                client
                    .get_authorizers()
                    .rest_api_id(&id)
                    .set_limit(GET_AUTHORIZERS.page)
                    .set_position(position)
                    .send()
            },
            GetAuthorizersOutput::position,
        )
    };
    let authorizers = site
        .read(&GET_AUTHORIZERS, pages, |page| page.items)
        .await?;
    let authorizers = once(&authorizers, types::Authorizer::id);
    Ok(record!(REST_API {
        authorizers: elements(
            &GET_AUTHORIZERS,
            authorizers.map(|one| written(one.id()).map(|_| authorizer(one)))
        ),
    }))
}

fn authorizer(authorizer: &types::Authorizer) -> Record {
    record!(AUTHORIZER {
        id: authorizer.id(),
        name: authorizer.name(),
        authorizer_type: authorizer.r#type().map(types::AuthorizerType::as_str),
        provider_arns: authorizer.provider_arns.as_ref(),
        authorizer_uri: authorizer.authorizer_uri(),
        authorizer_credentials: authorizer.authorizer_credentials(),
        identity_source: authorizer.identity_source(),
        authorizer_result_ttl_in_seconds: authorizer.authorizer_result_ttl_in_seconds(),
    })
}
