//! HTTP and WebSocket APIs, their routes, integrations and authorizers.

use aws_sdk_apigatewayv2::operation::get_apis::GetApisOutput;
use aws_sdk_apigatewayv2::operation::get_authorizers::GetAuthorizersOutput;
use aws_sdk_apigatewayv2::operation::get_integrations::GetIntegrationsOutput;
use aws_sdk_apigatewayv2::operation::get_routes::GetRoutesOutput;
use aws_sdk_apigatewayv2::types;

use super::own_tags;
use crate::aws::Failure;
use crate::collect::apigateway::{arn, connection_id, once};
use crate::collect::beginning::{self, Begun};
use crate::collect::site::{always_but, distinct, elements, marked_pages, timestamp, written};
use crate::collect::{Listed, Site};
use crate::inventory::apigatewayv2::API;
use crate::inventory::apigatewayv2::api::{
    AUTHORIZER, GET_APIS, GET_AUTHORIZERS, GET_INTEGRATIONS, GET_ROUTES, INTEGRATION, ROUTE,
    TLS_CONFIG,
};
use crate::inventory::{Record, record};

/// All APIs, which the stages begin with too.
pub(super) async fn begun(site: &Site) -> &Begun<types::Api> {
    let client = site.apigatewayv2().clone();
    let pages = || {
        marked_pages(
            move |token| client.get_apis().set_next_token(token).send(),
            GetApisOutput::next_token,
        )
    };
    let cell = &site.beginnings().http_apis;
    beginning::begun(site, cell, &GET_APIS, pages, |page| page.items).await
}

pub(super) async fn apis(site: Site) -> Listed {
    let apis = begun(&site).await;
    Listed {
        records: apis.items.iter().map(|api| self::api(&site, api)).collect(),
        gap: apis.gap(),
    }
}

fn api(site: &Site, api: &types::Api) -> Record {
    let cors = api.cors_configuration();
    record!(API, site.keep(), {
        id: api.api_id(),
        arn: api.api_id().map(|id| arn(site, format_args!("/apis/{id}"))),
        name: always_but(false, &GET_APIS, "name", written(api.name())),
        tags: own_tags(&GET_APIS, api.tags()),
        region: site.region(),
        account: site.account(),
        protocol_type: api.protocol_type().filter(|protocol| is_told(protocol)).map(types::ProtocolType::as_str),
        description: written(api.description()),
        created_date: timestamp(api.created_date()),
        version: written(api.version()),
        api_endpoint: api.api_endpoint(),
        api_gateway_managed: api.api_gateway_managed(),
        disable_execute_api_endpoint: api.disable_execute_api_endpoint(),
        ip_address_type: api.ip_address_type().map(types::IpAddressType::as_str),
        route_selection_expression: written(api.route_selection_expression()),
        cors_allow_origins: cors.and_then(|cors| cors.allow_origins.as_ref()),
        cors_allow_credentials: cors.and_then(types::Cors::allow_credentials),
    })
}

/// Whether an answer has it: the SDK makes up a protocol that AWS does not have.
fn is_told(protocol: &types::ProtocolType) -> bool {
    matches!(
        protocol,
        types::ProtocolType::Http | types::ProtocolType::Websocket
    )
}

pub(super) async fn routes(site: Site, api: Record) -> Result<Record, Failure> {
    let (client, id) = (site.apigatewayv2().clone(), api.id().to_owned());
    let pages = || {
        marked_pages(
            move |token| client.get_routes().api_id(&id).set_next_token(token).send(),
            GetRoutesOutput::next_token,
        )
    };
    let routes = site.read(&GET_ROUTES, pages, |page| page.items).await?;
    let routes = once(&routes, types::Route::route_id);
    Ok(record!(API {
        // One that does not say which it is leaves the list cut short.
        routes: elements(
            &GET_ROUTES,
            routes.map(|one| written(one.route_key()).map(|_| route(one)))
        ),
    }))
}

fn route(route: &types::Route) -> Record {
    let target = written(route.target());
    record!(ROUTE {
        route_id: route.route_id(),
        route_key: written(route.route_key()),
        authorization_type: route
            .authorization_type()
            .map(types::AuthorizationType::as_str),
        authorizer_id: route.authorizer_id(),
        authorization_scopes: route.authorization_scopes.as_ref(),
        api_key_required: route.api_key_required(),
        operation_name: route.operation_name(),
        target: target,
        integration_id: target.and_then(|target| target.strip_prefix("integrations/")),
    })
}

pub(super) async fn integrations(site: Site, api: Record) -> Result<Record, Failure> {
    let (client, id) = (site.apigatewayv2().clone(), api.id().to_owned());
    let pages = || {
        marked_pages(
            move |token| {
                client
                    .get_integrations()
                    .api_id(&id)
                    .set_next_token(token)
                    .send()
            },
            GetIntegrationsOutput::next_token,
        )
    };
    let integrations = site
        .read(&GET_INTEGRATIONS, pages, |page| page.items)
        .await?;
    let links = integrations
        .iter()
        .filter(|integration| is_private(integration))
        .map(types::Integration::connection_id);
    let links = distinct(&GET_INTEGRATIONS, links);
    let integrations = once(&integrations, types::Integration::integration_id);
    Ok(record!(API {
        integrations: elements(
            &GET_INTEGRATIONS,
            integrations.map(|one| written(one.integration_id()).map(|_| integration(one)))
        ),
        vpc_link_ids: links,
    }))
}

fn is_private(integration: &types::Integration) -> bool {
    integration.connection_type() == Some(&types::ConnectionType::VpcLink)
}

fn integration(integration: &types::Integration) -> Record {
    record!(INTEGRATION {
        integration_id: integration.integration_id(),
        integration_type: integration
            .integration_type()
            .map(types::IntegrationType::as_str),
        integration_subtype: integration.integration_subtype(),
        integration_method: integration.integration_method(),
        integration_uri: integration.integration_uri(),
        connection_type: integration
            .connection_type()
            .map(types::ConnectionType::as_str),
        connection_id: connection_id(
            &GET_INTEGRATIONS,
            is_private(integration),
            integration.connection_id()
        ),
        credentials_arn: integration.credentials_arn(),
        description: written(integration.description()),
        payload_format_version: integration.payload_format_version(),
        timeout_in_millis: integration.timeout_in_millis(),
        tls_config: integration.tls_config().map(|tls| record!(TLS_CONFIG {
            server_name_to_verify: tls.server_name_to_verify(),
        })),
    })
}

pub(super) async fn authorizers(site: Site, api: Record) -> Result<Record, Failure> {
    let (client, id) = (site.apigatewayv2().clone(), api.id().to_owned());
    let pages = || {
        marked_pages(
            move |token| {
                client
                    .get_authorizers()
                    .api_id(&id)
                    .set_next_token(token)
                    .send()
            },
            GetAuthorizersOutput::next_token,
        )
    };
    let authorizers = site
        .read(&GET_AUTHORIZERS, pages, |page| page.items)
        .await?;
    let authorizers = once(&authorizers, types::Authorizer::authorizer_id);
    Ok(record!(API {
        authorizers: elements(
            &GET_AUTHORIZERS,
            authorizers.map(|one| written(one.authorizer_id()).map(|_| authorizer(one)))
        ),
    }))
}

fn authorizer(authorizer: &types::Authorizer) -> Record {
    let jwt = authorizer.jwt_configuration();
    record!(AUTHORIZER {
        authorizer_id: authorizer.authorizer_id(),
        name: written(authorizer.name()),
        authorizer_type: authorizer
            .authorizer_type()
            .map(types::AuthorizerType::as_str),
        authorizer_uri: authorizer.authorizer_uri(),
        identity_source: authorizer.identity_source.as_ref(),
        jwt_issuer: jwt.and_then(types::JwtConfiguration::issuer),
        jwt_audience: jwt.and_then(|jwt| jwt.audience.as_ref()),
    })
}
