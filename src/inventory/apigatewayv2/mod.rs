//! Amazon API Gateway's second API: HTTP and WebSocket APIs, and VPC links into subnets. REST APIs are in [`super::apigateway`].

pub mod api;
pub mod stage;
pub mod vpc_link;

pub use api::API;
pub use stage::STAGE;
pub use vpc_link::VPC_LINK;

use super::apigateway::GET;
use crate::call::Call;

/// A call of the second API. Both have operations of the same names, so that this one's are told by a service of their own; IAM knows both as
/// `apigateway`.
const fn call(operation: &'static str) -> Call {
    Call::new("apigatewayv2", operation)
        .needing(GET)
        .paged(PAGE)
}

/// How many items a page holds unless asked otherwise.
const PAGE: i32 = 25;
