//! Reads API Gateway's second API: HTTP and WebSocket APIs. One file per family of types, named as in the inventory.

mod api;
mod stage;
mod vpc_link;

use std::collections::HashMap;

use super::site::{pairs, tags};
use super::{Collector, DetailCall, ListingCall, Reach};
use crate::call::Call;
use crate::inventory::apigatewayv2::api::{
    GET_APIS, GET_AUTHORIZERS, GET_INTEGRATIONS, GET_ROUTES,
};
use crate::inventory::apigatewayv2::stage::GET_STAGES;
use crate::inventory::apigatewayv2::vpc_link::GET_VPC_LINKS;
use crate::inventory::apigatewayv2::{API, STAGE, VPC_LINK};
use crate::inventory::{Gap, Value};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[
        ListingCall {
            call: &GET_APIS,
            types: &[&API],
            list: |site| Box::pin(api::apis(site)),
        },
        ListingCall {
            call: &GET_STAGES,
            types: &[&STAGE],
            list: |site| Box::pin(stage::stages(site)),
        },
        ListingCall {
            call: &GET_VPC_LINKS,
            types: &[&VPC_LINK],
            list: |site| Box::pin(vpc_link::vpc_links(site)),
        },
    ],
    details: &[
        DetailCall {
            call: &GET_ROUTES,
            of: &API,
            read: Reach::Each(|site, api| Box::pin(api::routes(site, api))),
        },
        DetailCall {
            call: &GET_INTEGRATIONS,
            of: &API,
            read: Reach::Each(|site, api| Box::pin(api::integrations(site, api))),
        },
        DetailCall {
            call: &GET_AUTHORIZERS,
            of: &API,
            read: Reach::Each(|site, api| Box::pin(api::authorizers(site, api))),
        },
    ],
    lookups: &[],
};

/// Tags that come with what is listed: an empty map where there are none, as the API's examples show.
fn own_tags(
    call: &'static Call,
    map: Option<&HashMap<String, String>>,
) -> Result<Option<Value>, Gap> {
    let map = map.ok_or_else(|| Gap::missing(call, "tags"))?;
    tags(call, pairs(map))
}
