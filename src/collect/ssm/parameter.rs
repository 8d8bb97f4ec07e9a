//! Parameters, without their values.

use aws_sdk_ssm::types::{self, ParameterType};

use crate::collect::site::{always_but, timestamp};
use crate::collect::{Listed, Site};
use crate::inventory::ssm::{DESCRIBE_PARAMETERS, PARAMETER};
use crate::inventory::{Record, record};

pub(super) async fn parameters(site: Site) -> Listed {
    let pages = || {
        site.ssm()
            .describe_parameters()
            .set_max_results(DESCRIBE_PARAMETERS.page)
            .into_paginator()
            .send()
    };
    site.list(&DESCRIBE_PARAMETERS, pages, |page| {
        Some(
            page.parameters?
                .iter()
                .map(|parameter| self::parameter(&site, parameter))
                .collect(),
        )
    })
    .await
}

fn parameter(site: &Site, parameter: &types::ParameterMetadata) -> Record {
    let is_plain = matches!(
        parameter.r#type(),
        Some(ParameterType::String | ParameterType::StringList)
    );
    record!(PARAMETER, site.keep(), {
        id: parameter.name(),
        arn: parameter.name().map(|name| arn(site, name)),
        name: parameter.name(),
        region: site.region(),
        account: site.account(),
        type: parameter.r#type().map(ParameterType::as_str),
        // "Applies to SecureString parameters only" (ParameterMetadata, KeyId).
        key_id: always_but(is_plain, &DESCRIBE_PARAMETERS, "key_id", parameter.key_id()),
        tier: parameter.tier().map(types::ParameterTier::as_str),
        data_type: parameter.data_type(),
        last_modified_date: timestamp(parameter.last_modified_date()),
    })
}

/// The slash that a name may begin with is the one in the ARN (Systems Manager User Guide, "Restricting access to parameters").
fn arn(site: &Site, name: &str) -> String {
    let name = name.strip_prefix('/').unwrap_or(name);
    site.arn("ssm", format_args!("parameter/{name}"))
}
