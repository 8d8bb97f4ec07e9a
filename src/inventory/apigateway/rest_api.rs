//! REST APIs, their methods and authorizers.

use super::client::USAGE_PLAN;
use super::stage::STAGE;
use super::vpc_link::VPC_LINK;
use super::{GONE, PAGE, call};
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::apigatewayv2;
use crate::inventory::iam::policy::DOCUMENT;
use crate::inventory::schema::{
    Type, boolean, derived, int, list, named_by, one_of, record, relations, string, timestamp,
};

/// apigateway:GetRestApis
pub static GET_REST_APIS: Call = call("GetRestApis")
    .paged(PAGE)
    .paired(&[("createdDate", "disableExecuteApiEndpoint")]);
/// apigateway:GetResources, with the methods of each.
pub static GET_RESOURCES: Call = call("GetResources").paged(PAGE).gone(GONE);
/// apigateway:GetAuthorizers
pub static GET_AUTHORIZERS: Call = call("GetAuthorizers").paged(PAGE).gone(GONE);

/// What keeps clients of other TLS versions and ciphers away: `TLS_1_0`, `TLS_1_2`, `SecurityPolicy_TLS13_1_2_PQ_2025_09` …
pub const SECURITY_POLICY: &str = "The TLS versions and ciphers that it takes: `TLS_1_0`, `TLS_1_2`, or one of those that name their versions, `SecurityPolicy_TLS13_1_2_PQ_2025_09`; null where AWS does not tell.";

/// A REST API.
pub static REST_API: RecordType = RecordType::regional(
    "AWS::ApiGateway::RestApi",
    &GET_REST_APIS,
    "A REST API of API Gateway.",
    &[
        string("description", "The description; null when there is none.").or_null(),
        timestamp("created_date", "When it was made."),
        string("version", "The version that its makers gave it; null for none.").or_null(),
        one_of(
            "api_key_source",
            &["HEADER", "AUTHORIZER"],
            "Where requests' API keys come from.",
        ),
        list(
            "endpoint_types",
            &Type::String,
            "Where it answers: `EDGE`, `REGIONAL` or `PRIVATE`, the last within VPCs alone.",
        ),
        list(
            "vpc_endpoint_ids",
            &Type::String,
            "The VPC endpoints of a private API that have names of their own for it.",
        )
        .empty_when_missing(),
        one_of(
            "ip_address_type",
            &["ipv4", "dualstack"],
            "The addresses it answers on; null where AWS does not tell.",
        )
        .or_null(),
        boolean(
            "disable_execute_api_endpoint",
            "Whether clients reach it by its custom domain name alone.",
        ),
        string("security_policy", SECURITY_POLICY).or_null(),
        one_of(
            "endpoint_access_mode",
            &["BASIC", "STRICT"],
            "How strictly it looks at the name that clients call it by; null where AWS does not tell.",
        )
        .or_null(),
        int(
            "minimum_compression_size",
            "From how many bytes on answers are compressed; null for never.",
        )
        .or_null(),
        list(
            "binary_media_types",
            &Type::String,
            "The media types that are passed on as they are.",
        )
        .empty_when_missing(),
        one_of(
            "api_status",
            &["UPDATING", "AVAILABLE", "PENDING", "FAILED"],
            "`AVAILABLE` when nothing is being changed; null where AWS does not tell.",
        )
        .or_null(),
        record("policy", &DOCUMENT, "Its own policy; null when it has none.").or_null(),
        list(
            "methods",
            &Type::Record(&METHOD),
            "The methods of all its paths.",
        )
        .read_by(&GET_RESOURCES),
        list(
            "vpc_link_ids",
            &Type::String,
            "The VPC links that its methods go through, each once.",
        )
        .read_by(&GET_RESOURCES),
        list(
            "authorizers",
            &Type::Record(&AUTHORIZER),
            "What it can ask whether a request may pass.",
        )
        .read_by(&GET_AUTHORIZERS),
        derived(
            "is_private",
            Type::Bool,
            r#"resource.endpoint_types.exists(t, t == "PRIVATE")"#,
            "Whether it answers within VPCs alone.",
        ),
        named_by(
            "stages",
            &Type::Record(&STAGE),
            "rest_api_id",
            "id",
            "Its stages.",
        ),
        named_by(
            "usage_plans",
            &Type::Record(&USAGE_PLAN),
            "rest_api_ids",
            "id",
            "The usage plans that one of its stages is in.",
        ),
        relations(
            "vpc_links",
            &Type::Record(&VPC_LINK),
            "vpc_link_ids",
            &["id"],
            "Those of its VPC links that lead to Network Load Balancers.",
        ),
        relations(
            "v2_vpc_links",
            &Type::Record(&apigatewayv2::VPC_LINK),
            "vpc_link_ids",
            &["id"],
            "Those of its VPC links that lead into subnets (VPC links V2).",
        ),
    ],
);

/// A method of a path.
pub static METHOD: RecordType = RecordType::part(
    "RestApiMethod",
    &GET_RESOURCES,
    &["http_method", "path"],
    "What a REST API does with one kind of request.",
    &[
        string("path", "The path: `/pets/{id}`."),
        string("http_method", "`GET`, `ANY` …"),
        string(
            "authorization_type",
            "Who may: `NONE` for everybody, `AWS_IAM`, `CUSTOM` for an authorizer, `COGNITO_USER_POOLS`.",
        ),
        string(
            "authorizer_id",
            "The authorizer that is asked; null unless the type is `CUSTOM` or `COGNITO_USER_POOLS`.",
        )
        .or_null(),
        list(
            "authorization_scopes",
            &Type::String,
            "The scopes that an access token has to have.",
        )
        .empty_when_missing(),
        boolean(
            "api_key_required",
            "Whether requests need an API key.",
        ),
        string(
            "request_validator_id",
            "What looks at requests before they are passed on; null for nothing.",
        )
        .or_null(),
        string("operation_name", "The name in SDKs; null for none.").or_null(),
        record(
            "integration",
            &INTEGRATION,
            "Where requests go; null for nowhere.",
        )
        .or_null(),
    ],
);

/// Where a method's requests go.
pub static INTEGRATION: RecordType = RecordType::part(
    "RestApiIntegration",
    &GET_RESOURCES,
    &["integration_type"],
    "Where a method sends requests.",
    &[
        one_of(
            "integration_type",
            &["HTTP", "HTTP_PROXY", "AWS", "AWS_PROXY", "MOCK"],
            "What it sends them to (`type` in the API); `MOCK` answers by itself.",
        ),
        string(
            "http_method",
            "The method it asks with; null for `MOCK`.",
        )
        .or_null(),
        string(
            "uri",
            "The address, or the action of an AWS service; null for `MOCK`.",
        )
        .or_null(),
        one_of(
            "connection_type",
            &["INTERNET", "VPC_LINK"],
            "`VPC_LINK` when it goes into a VPC; null for `INTERNET`, which is the default.",
        )
        .or_null(),
        string(
            "connection_id",
            "The VPC link; null unless it goes through one, unknown where a stage variable names it.",
        )
        .or_null(),
        string(
            "integration_target",
            "The load balancer or listener behind a VPC link V2; null for others.",
        )
        .or_null(),
        string(
            "credentials",
            "The role that it asks with, or `arn:aws:iam::*:user/*` for the caller's own; null for none.",
        )
        .or_null(),
    ],
);

/// An authorizer.
pub static AUTHORIZER: RecordType = RecordType::part(
    "RestApiAuthorizer",
    &GET_AUTHORIZERS,
    &["id"],
    "A function or user pool that says whether a request may pass.",
    &[
        string("id", "The authorizer's id."),
        string("name", "The name."),
        one_of(
            "authorizer_type",
            &["TOKEN", "REQUEST", "COGNITO_USER_POOLS"],
            "What it looks at (`type` in the API).",
        ),
        list(
            "provider_arns",
            &Type::String,
            "The user pools; empty for functions.",
        )
        .empty_when_missing(),
        string("authorizer_uri", "The function; null for user pools.").or_null(),
        string(
            "authorizer_credentials",
            "The role that the function is called with; null for the function's own permissions.",
        )
        .or_null(),
        string(
            "identity_source",
            "The parts of a request that it gets; null where none were named.",
        )
        .or_null(),
        int(
            "authorizer_result_ttl_in_seconds",
            "How long its answer is remembered; null where AWS does not tell.",
        )
        .or_null(),
    ],
);
