//! Reads API Gateway's first API: REST APIs and what stands around them. One file per family of types, named as in the inventory.

mod client;
mod domain_name;
mod rest_api;
mod stage;
mod vpc_link;

use std::collections::{HashMap, HashSet};

use super::iam::policy;
use super::site::{distinct, pairs, tags};
use super::{Collector, DetailCall, ListingCall, Reach, Site};
use crate::call::Call;
use crate::inventory::apigateway::client::{GET_API_KEYS, GET_USAGE_PLAN_KEYS, GET_USAGE_PLANS};
use crate::inventory::apigateway::domain_name::GET_DOMAIN_NAMES;
use crate::inventory::apigateway::rest_api::{GET_AUTHORIZERS, GET_RESOURCES, GET_REST_APIS};
use crate::inventory::apigateway::stage::GET_STAGES;
use crate::inventory::apigateway::vpc_link::GET_VPC_LINKS;
use crate::inventory::apigateway::{API_KEY, DOMAIN_NAME, REST_API, STAGE, USAGE_PLAN, VPC_LINK};
use crate::inventory::{Gap, Outcome, Record, Value};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[
        ListingCall {
            call: &GET_REST_APIS,
            types: &[&REST_API],
            list: |site| Box::pin(rest_api::rest_apis(site)),
        },
        ListingCall {
            call: &GET_STAGES,
            types: &[&STAGE],
            list: |site| Box::pin(stage::stages(site)),
        },
        ListingCall {
            call: &GET_USAGE_PLANS,
            types: &[&USAGE_PLAN],
            list: |site| Box::pin(client::usage_plans(site)),
        },
        ListingCall {
            call: &GET_API_KEYS,
            types: &[&API_KEY],
            list: |site| Box::pin(client::api_keys(site)),
        },
        ListingCall {
            call: &GET_VPC_LINKS,
            types: &[&VPC_LINK],
            list: |site| Box::pin(vpc_link::vpc_links(site)),
        },
        ListingCall {
            call: &GET_DOMAIN_NAMES,
            types: &[&DOMAIN_NAME],
            list: |site| Box::pin(domain_name::domain_names(site)),
        },
    ],
    details: &[
        DetailCall {
            call: &GET_RESOURCES,
            of: &REST_API,
            read: Reach::Each(|site, api| Box::pin(rest_api::resources(site, api))),
        },
        DetailCall {
            call: &GET_AUTHORIZERS,
            of: &REST_API,
            read: Reach::Each(|site, api| Box::pin(rest_api::authorizers(site, api))),
        },
        DetailCall {
            call: &GET_USAGE_PLAN_KEYS,
            of: &USAGE_PLAN,
            read: Reach::Each(|site, plan| Box::pin(client::usage_plan_keys(site, plan))),
        },
    ],
    lookups: &[],
};

/// The ARN of something in API Gateway, which names no account (API Gateway Developer Guide, "ARN format of resources").
pub(super) fn arn(site: &Site, path: impl std::fmt::Display) -> String {
    format!(
        "arn:{}:apigateway:{}::{path}",
        site.partition(),
        site.region()
    )
}

/// Tags that come with what is listed; REST APIs and what stands around them have no such member when they have no tags.
fn own_tags(
    call: &'static Call,
    map: Option<&HashMap<String, String>>,
) -> Result<Option<Value>, Gap> {
    map.map_or(Ok(None), |map| tags(call, pairs(map)))
}

/// The names of variables, in the order of the alphabet. What they hold may be secret, and is left behind here.
pub(super) fn names(call: &'static Call, variables: &HashMap<String, String>) -> Value {
    let mut names: Vec<&str> = variables.keys().map(String::as_str).collect();
    names.sort_unstable();
    distinct(call, names.into_iter().map(Some))
}

/// A policy as API Gateway sends it: JSON as it stands in a text of JSON, its quotation marks and slashes escaped once more.
fn own_policy(site: &Site, call: &'static Call, text: Option<&str>) -> Result<Option<Record>, Gap> {
    let text = text.filter(|text| !text.is_empty());
    policy::document(site, call, text.map(unescaped).as_deref())
}

fn unescaped(text: &str) -> String {
    if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
        return text.to_owned();
    }
    // What is neither is for the reader of policies to refuse.
    serde_json::from_str(&format!("\"{text}\"")).unwrap_or_else(|_| text.to_owned())
}

/// What pages brought, each once: what two pages tell of is one.
pub(super) fn once<'a, T>(
    items: &'a [T],
    id: impl Fn(&'a T) -> Option<&'a str>,
) -> impl Iterator<Item = &'a T> {
    let mut seen = HashSet::new();
    items
        .iter()
        .filter(move |item| id(item).is_none_or(|id| seen.insert(id)))
}

/// The VPC link of a private integration. One that a stage variable names has no value that is kept.
pub(super) fn connection_id<'a>(
    call: &'static Call,
    is_private: bool,
    id: Option<&'a str>,
) -> Result<Option<&'a str>, Gap> {
    match id.filter(|id| !id.is_empty()) {
        None if is_private => Err(Gap::missing(call, "id of the VPC link of an integration")),
        Some(id) if is_private && id.starts_with("${") => Err(Gap::new(
            call,
            Outcome::OutOfScope,
            "a stage variable names the VPC link, and what it holds is not read",
        )),
        id => Ok(id),
    }
}

#[cfg(test)]
mod tests {
    use super::{connection_id, unescaped};
    use crate::iam::Document;
    use crate::inventory::apigateway::rest_api::GET_RESOURCES;

    const POLICY: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"execute-api:Invoke","Resource":"execute-api:/*"}]}"#;

    #[test]
    fn a_policy_is_read_whether_its_marks_are_escaped_or_not() {
        let escaped = POLICY.replace('"', r#"\""#).replace('/', r"\/");
        assert_eq!(unescaped(&escaped), POLICY);
        assert_eq!(unescaped(POLICY), POLICY);
        assert!(Document::parse(&unescaped(&escaped)).is_ok());
        assert!(Document::parse(&unescaped(r#"\"no policy"#)).is_err());
    }

    #[test]
    fn a_vpc_link_that_is_not_told_is_unknown() {
        let told = |is_private, id| connection_id(&GET_RESOURCES, is_private, id);
        assert_eq!(told(true, Some("abc")).ok().flatten(), Some("abc"));
        assert_eq!(told(false, None).ok(), Some(None));
        assert!(told(true, None).is_err());
        assert!(told(true, Some("${stageVariables.link}")).is_err());
    }
}
