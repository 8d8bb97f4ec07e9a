//! Amazon API Gateway's first API: REST APIs, and what stands around them. HTTP and WebSocket APIs are in
//! [`super::apigatewayv2`].
//!
//! IAM knows the operations of both by the method and path of their requests alone: all that is read takes `apigateway:GET` (Service
//! Authorization Reference, "Amazon API Gateway Management").

pub mod client;
pub mod domain_name;
pub mod rest_api;
pub mod stage;
pub mod vpc_link;

pub use client::{API_KEY, USAGE_PLAN};
pub use domain_name::DOMAIN_NAME;
pub use rest_api::REST_API;
pub use stage::STAGE;
pub use vpc_link::VPC_LINK;

use crate::call::Call;

/// What whoever reads needs to be allowed.
pub const GET: &[&str] = &["apigateway:GET"];

/// A call of the first API, whose pages hold 500 items when asked (API reference, `limit`).
const fn call(operation: &'static str) -> Call {
    Call::new("apigateway", operation).needing(GET)
}

/// What a call about an API says when the API went away since it was listed. Calls whose answers others rest on, as an API on its stages, do
/// not take it for an answer.
pub const GONE: &[&str] = &["NotFoundException"];

/// The most that a page holds.
const PAGE: i32 = 500;
