//! Stages of HTTP and WebSocket APIs.

use super::api::{API, GET_APIS};
use super::call;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::logs::LOG_GROUP;
use crate::inventory::schema::{
    Type, boolean, double, int, list, one_of, record, relation, string, timestamp,
};

/// apigatewayv2:GetStages, of each API that apigatewayv2:GetApis tells of.
pub static GET_STAGES: Call = call("GetStages").after(&[&GET_APIS]);

/// A stage.
pub static STAGE: RecordType = RecordType::regional(
    "AWS::ApiGatewayV2::Stage",
    &GET_STAGES,
    "A deployment of an HTTP or WebSocket API that clients can call. Its id is `<API's id>/<stage's name>`.",
    &[
        string("api_id", "The API."),
        string(
            "deployment_id",
            "The deployment it shows; null when there is none yet.",
        )
        .or_null(),
        boolean(
            "auto_deploy",
            "Whether changes of the API are deployed at once; null where that was not set, which means that they are not.",
        )
        .or_null(),
        boolean(
            "api_gateway_managed",
            "Whether API Gateway made it by itself; null where AWS does not tell.",
        )
        .or_null(),
        string("description", "The description; null when there is none.").or_null(),
        timestamp("created_date", "When it was made."),
        timestamp("last_updated_date", "When it was last changed; null where AWS does not tell.").or_null(),
        string(
            "last_deployment_status_message",
            "How the last deployment by itself went; null when there was none.",
        )
        .or_null(),
        string(
            "client_certificate_id",
            "The certificate that a WebSocket API's stage shows to backends; null for none.",
        )
        .or_null(),
        string(
            "access_log_destination_arn",
            "The log group, without `:*`, of the access log; null when there is none.",
        )
        .or_null(),
        string(
            "access_log_format",
            "What a line of the access log holds; null when there is none.",
        )
        .or_null(),
        record(
            "default_route_settings",
            &ROUTE_SETTINGS,
            "What is set for its routes.",
        ),
        list(
            "route_settings",
            &Type::Record(&ROUTE_SETTINGS),
            "What is set for some of its routes instead.",
        ),
        list(
            "variable_names",
            &Type::String,
            "The names of its variables. What they hold is never kept.",
        )
        .empty_when_missing(),
        relation("api", &API, "api_id", &["id"], "The API.").guaranteed(),
        relation(
            "access_log_group",
            &LOG_GROUP,
            "access_log_destination_arn",
            &["arn"],
            "The log group of the access log; null when there is none, or it is gone.",
        ),
    ],
);

/// What is set for routes of a stage.
pub static ROUTE_SETTINGS: RecordType = RecordType::part(
    "StageRouteSettings",
    &GET_STAGES,
    &["route"],
    "What a stage has set for one of its routes, or for all of them.",
    &[
        string("route", "The route's key; `*` for all that have no settings of their own."),
        one_of(
            "logging_level",
            &["OFF", "ERROR", "INFO"],
            "What a WebSocket API's stage writes to the execution log; null for an HTTP API's, which has none.",
        )
        .or_null(),
        boolean(
            "data_trace_enabled",
            "Whether messages are written to the log as a whole; null for an HTTP API's stage.",
        )
        .or_null(),
        boolean(
            "detailed_metrics_enabled",
            "Whether there are metrics by route; null where that was not set.",
        )
        .or_null(),
        int(
            "throttling_burst_limit",
            "How many requests may come at once; null for the account's limit.",
        )
        .or_null(),
        double(
            "throttling_rate_limit",
            "How many requests a second are let through; null for the account's limit.",
        )
        .or_null(),
    ],
);
