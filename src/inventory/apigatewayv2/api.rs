//! HTTP and WebSocket APIs, their routes, integrations and authorizers.

use super::call;
use super::stage::STAGE;
use super::vpc_link::VPC_LINK;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::apigateway::GONE;
use crate::inventory::schema::{
    Type, boolean, derived, int, list, named_by, one_of, record, relations, string, timestamp,
};

/// apigatewayv2:GetApis
pub static GET_APIS: Call = call("GetApis");
/// apigatewayv2:GetRoutes
pub static GET_ROUTES: Call = call("GetRoutes").gone(GONE);
/// apigatewayv2:GetIntegrations
pub static GET_INTEGRATIONS: Call = call("GetIntegrations").gone(GONE);
/// apigatewayv2:GetAuthorizers
pub static GET_AUTHORIZERS: Call = call("GetAuthorizers").gone(GONE);

/// An API.
pub static API: RecordType = RecordType::regional(
    "AWS::ApiGatewayV2::Api",
    &GET_APIS,
    "An HTTP or WebSocket API of API Gateway.",
    &[
        one_of("protocol_type", &["HTTP", "WEBSOCKET"], "What clients speak to it."),
        string("description", "The description; null when there is none.").or_null(),
        timestamp("created_date", "When it was made."),
        string("version", "The version that its makers gave it; null for none.").or_null(),
        string("api_endpoint", "The address that AWS gave it."),
        boolean(
            "api_gateway_managed",
            "Whether API Gateway made it by itself; null where AWS does not tell.",
        )
        .or_null(),
        boolean(
            "disable_execute_api_endpoint",
            "Whether clients reach it by its custom domain name alone.",
        ),
        one_of(
            "ip_address_type",
            &["ipv4", "dualstack"],
            "The addresses it answers on; null where AWS does not tell.",
        )
        .or_null(),
        string(
            "route_selection_expression",
            "What of a request tells its route.",
        ),
        list(
            "cors_allow_origins",
            &Type::String,
            "The origins whose pages may call it.",
        )
        .empty_when_missing(),
        boolean(
            "cors_allow_credentials",
            "Whether such pages may send their users' credentials; null where that was not set, which means that they may not.",
        )
        .or_null(),
        list("routes", &Type::Record(&ROUTE), "Its routes.").read_by(&GET_ROUTES),
        list(
            "integrations",
            &Type::Record(&INTEGRATION),
            "Where its routes lead.",
        )
        .read_by(&GET_INTEGRATIONS),
        list(
            "vpc_link_ids",
            &Type::String,
            "The VPC links that its integrations go through, each once.",
        )
        .read_by(&GET_INTEGRATIONS),
        list(
            "authorizers",
            &Type::Record(&AUTHORIZER),
            "What it can ask whether a request may pass.",
        )
        .read_by(&GET_AUTHORIZERS),
        derived(
            "is_websocket",
            Type::Bool,
            r#"resource.protocol_type == "WEBSOCKET""#,
            "Whether clients keep a connection to it.",
        ),
        named_by("stages", &Type::Record(&STAGE), "api_id", "id", "Its stages."),
        relations(
            "vpc_links",
            &Type::Record(&VPC_LINK),
            "vpc_link_ids",
            &["id"],
            "The VPC links that its integrations go through.",
        ),
    ],
);

/// A route.
pub static ROUTE: RecordType = RecordType::part(
    "ApiRoute",
    &GET_ROUTES,
    &["route_key"],
    "What an API does with one kind of request.",
    &[
        string("route_id", "The route's id."),
        string(
            "route_key",
            "Method and path (`GET /pets`), `$default`, or what a message says.",
        ),
        one_of(
            "authorization_type",
            &["NONE", "AWS_IAM", "CUSTOM", "JWT"],
            "Who may: `NONE` for everybody.",
        ),
        string(
            "authorizer_id",
            "The authorizer that is asked; null unless the type is `CUSTOM` or `JWT`.",
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
            "Whether requests need an API key, as WebSocket APIs can.",
        ),
        string("operation_name", "The operation's name; null for none.").or_null(),
        string(
            "target",
            "Where it leads, as `integrations/<id>`; null for nowhere.",
        )
        .or_null(),
        string(
            "integration_id",
            "The id of the integration where it leads; null for none.",
        )
        .or_null(),
    ],
);

/// An integration.
pub static INTEGRATION: RecordType = RecordType::part(
    "ApiIntegration",
    &GET_INTEGRATIONS,
    &["integration_id"],
    "Where routes lead.",
    &[
        string("integration_id", "The integration's id."),
        one_of(
            "integration_type",
            &["AWS", "HTTP", "MOCK", "HTTP_PROXY", "AWS_PROXY"],
            "What it sends requests to; `MOCK` answers by itself.",
        ),
        string(
            "integration_subtype",
            "The action of an AWS service: `SQS-SendMessage`; null for others.",
        )
        .or_null(),
        string("integration_method", "The method it asks with; null where there is none.").or_null(),
        string(
            "integration_uri",
            "The address, function, load balancer's listener or Cloud Map service; null where there is none.",
        )
        .or_null(),
        one_of(
            "connection_type",
            &["INTERNET", "VPC_LINK"],
            "`VPC_LINK` when it goes into a VPC.",
        ),
        string(
            "connection_id",
            "The VPC link; null unless it goes through one, unknown where a stage variable names it.",
        )
        .or_null(),
        string(
            "credentials_arn",
            "The role that it asks with, or `arn:aws:iam::*:user/*` for the caller's own; null for none.",
        )
        .or_null(),
        string("description", "The description; null when there is none.").or_null(),
        string(
            "payload_format_version",
            "The form of what functions get; null where there is none.",
        )
        .or_null(),
        int(
            "timeout_in_millis",
            "After how many milliseconds it gives up; null where AWS does not tell.",
        )
        .or_null(),
        record(
            "tls_config",
            &TLS_CONFIG,
            "How it speaks HTTPS into a VPC; null when it speaks HTTP there (API reference, TlsConfig).",
        )
        .or_null(),
    ],
);

/// How an integration speaks HTTPS into a VPC.
pub static TLS_CONFIG: RecordType = RecordType::part(
    "ApiTlsConfig",
    &GET_INTEGRATIONS,
    &["server_name_to_verify"],
    "How a private integration speaks HTTPS.",
    &[string(
        "server_name_to_verify",
        "The name that the backend's certificate has to bear; null for the one it is called by.",
    )
    .or_null()],
);

/// An authorizer.
pub static AUTHORIZER: RecordType = RecordType::part(
    "ApiAuthorizer",
    &GET_AUTHORIZERS,
    &["authorizer_id"],
    "A function or issuer of tokens that says whether a request may pass.",
    &[
        string("authorizer_id", "The authorizer's id."),
        string("name", "The name."),
        one_of(
            "authorizer_type",
            &["REQUEST", "JWT"],
            "`REQUEST` for a function.",
        ),
        string("authorizer_uri", "The function; null for tokens.").or_null(),
        list(
            "identity_source",
            &Type::String,
            "The parts of a request that it gets.",
        )
        .empty_when_missing(),
        string("jwt_issuer", "Who issues the tokens; null for functions.").or_null(),
        list(
            "jwt_audience",
            &Type::String,
            "Whom the tokens must be for; empty for functions.",
        )
        .empty_when_missing(),
    ],
);
