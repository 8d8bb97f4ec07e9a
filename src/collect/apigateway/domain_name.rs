//! Custom domain names.

use aws_sdk_apigateway::types;

use super::{arn, own_tags};
use crate::collect::site::distinct;
use crate::collect::{Listed, Site};
use crate::inventory::apigateway::DOMAIN_NAME;
use crate::inventory::apigateway::domain_name::GET_DOMAIN_NAMES;
use crate::inventory::{Record, record};

pub(super) async fn domain_names(site: Site) -> Listed {
    let pages = || {
        site.apigateway()
            .get_domain_names()
            .set_limit(GET_DOMAIN_NAMES.page)
            .into_paginator()
            .send()
    };
    site.list(&GET_DOMAIN_NAMES, pages, |page| {
        Some(
            page.items?
                .iter()
                .map(|name| domain_name(&site, name))
                .collect(),
        )
    })
    .await
}

fn domain_name(site: &Site, domain: &types::DomainName) -> Record {
    let name = domain.domain_name();
    // Private names alone have an id, as several may be alike.
    let id = name.map(|name| match domain.domain_name_id() {
        Some(id) => format!("{name}/{id}"),
        None => name.to_owned(),
    });
    let endpoint = domain.endpoint_configuration();
    record!(DOMAIN_NAME, site.keep(), {
        id: id,
        arn: domain
            .domain_name_arn()
            .map(str::to_owned)
            .or_else(|| name.map(|name| arn(site, format_args!("/domainnames/{name}")))),
        name: name,
        tags: own_tags(&GET_DOMAIN_NAMES, domain.tags()),
        region: site.region(),
        account: site.account(),
        endpoint_types: endpoint
            .and_then(|endpoint| endpoint.types.as_ref())
            .map(|types| distinct(&GET_DOMAIN_NAMES, types.iter().map(|ty| Some(ty.as_str())))),
        security_policy: domain.security_policy().map(types::SecurityPolicy::as_str),
        endpoint_access_mode: domain.endpoint_access_mode().map(types::EndpointAccessMode::as_str),
        domain_name_status: domain.domain_name_status().map(types::DomainNameStatus::as_str),
        certificate_arn: domain.certificate_arn(),
        regional_certificate_arn: domain.regional_certificate_arn(),
        regional_domain_name: domain.regional_domain_name(),
        distribution_domain_name: domain.distribution_domain_name(),
        mutual_tls_truststore_uri: domain
            .mutual_tls_authentication()
            .and_then(types::MutualTlsAuthentication::truststore_uri),
    })
}
