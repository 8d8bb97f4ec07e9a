//! Stages of REST APIs.

use super::call;
use super::client::USAGE_PLAN;
use super::rest_api::{GET_REST_APIS, REST_API};
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::logs::LOG_GROUP;
use crate::inventory::schema::{
    Type, boolean, double, int, list, named_by, one_of, relation, string, timestamp,
};
use crate::inventory::wafv2::WEB_ACL;

/// apigateway:GetStages, of each REST API that apigateway:GetRestApis tells of. The settings of a method come with all that there is to set.
pub static GET_STAGES: Call = call("GetStages").after(&[&GET_REST_APIS]).paired(&[
    ("methodSettings", "cacheClusterEnabled"),
    ("methodSettings", "tracingEnabled"),
    ("unauthorizedCacheControlHeaderStrategy", "metricsEnabled"),
    ("unauthorizedCacheControlHeaderStrategy", "dataTraceEnabled"),
    ("unauthorizedCacheControlHeaderStrategy", "cachingEnabled"),
    (
        "unauthorizedCacheControlHeaderStrategy",
        "cacheDataEncrypted",
    ),
    (
        "unauthorizedCacheControlHeaderStrategy",
        "cacheTtlInSeconds",
    ),
    (
        "unauthorizedCacheControlHeaderStrategy",
        "requireAuthorizationForCacheControl",
    ),
    (
        "unauthorizedCacheControlHeaderStrategy",
        "throttlingBurstLimit",
    ),
    (
        "unauthorizedCacheControlHeaderStrategy",
        "throttlingRateLimit",
    ),
]);

/// A stage.
pub static STAGE: RecordType = RecordType::regional(
    "AWS::ApiGateway::Stage",
    &GET_STAGES,
    "A deployment of a REST API that clients can call. Its id is `<REST API's id>/<stage's name>`.",
    &[
        string("rest_api_id", "The REST API."),
        string("deployment_id", "The deployment it shows."),
        string("description", "The description; null when there is none.").or_null(),
        timestamp("created_date", "When it was made; null where AWS does not tell.").or_null(),
        timestamp(
            "last_updated_date",
            "When it was last changed; null where AWS does not tell.",
        )
        .or_null(),
        boolean("tracing_enabled", "Whether X-Ray traces its requests."),
        boolean("cache_cluster_enabled", "Whether it has a cache."),
        string("cache_cluster_size", "The cache's size in GB; null without a cache.").or_null(),
        one_of(
            "cache_cluster_status",
            &[
                "CREATE_IN_PROGRESS",
                "AVAILABLE",
                "DELETE_IN_PROGRESS",
                "NOT_AVAILABLE",
                "FLUSH_IN_PROGRESS",
            ],
            "How the cache is; null where AWS does not tell.",
        )
        .or_null(),
        string(
            "client_certificate_id",
            "The certificate that it shows to HTTP backends; null for none.",
        )
        .or_null(),
        string(
            "web_acl_arn",
            "The web ACL that stands on it; null when there is none.",
        )
        .or_null(),
        string(
            "access_log_destination_arn",
            "The log group, without `:*`, or the delivery stream of the access log; null when there is none.",
        )
        .or_null(),
        string(
            "access_log_format",
            "What a line of the access log holds; null when there is none.",
        )
        .or_null(),
        string(
            "documentation_version",
            "The version of the documentation; null for none.",
        )
        .or_null(),
        list(
            "variable_names",
            &Type::String,
            "The names of its variables. What they hold is never kept.",
        )
        .empty_when_missing(),
        list(
            "method_settings",
            &Type::Record(&METHOD_SETTING),
            "What is set for its methods.",
        ),
        relation("rest_api", &REST_API, "rest_api_id", &["id"], "The REST API.").guaranteed(),
        relation(
            "web_acl",
            &WEB_ACL,
            "web_acl_arn",
            &["arn"],
            "The web ACL that stands on it; null when there is none.",
        ),
        relation(
            "access_log_group",
            &LOG_GROUP,
            "access_log_destination_arn",
            &["arn"],
            "The log group of the access log; null when it goes to a delivery stream, nowhere, or to a log group that is gone.",
        ),
        named_by(
            "usage_plans",
            &Type::Record(&USAGE_PLAN),
            "stage_ids",
            "id",
            "The usage plans that it is in.",
        ),
    ],
);

/// What is set for methods of a stage.
pub static METHOD_SETTING: RecordType = RecordType::part(
    "StageMethodSetting",
    &GET_STAGES,
    &["method"],
    "What a stage has set for one of its methods, or for all of them.",
    &[
        string(
            "method",
            "`*/*` for all methods, or path and method: `~1pets/GET`.",
        ),
        one_of(
            "logging_level",
            &["OFF", "ERROR", "INFO"],
            "What is written to the execution log.",
        ),
        boolean("metrics_enabled", "Whether there are metrics by method."),
        boolean(
            "data_trace_enabled",
            "Whether requests and answers are written to the log as a whole.",
        ),
        boolean("caching_enabled", "Whether answers are cached."),
        boolean(
            "cache_data_encrypted",
            "Whether cached answers are encrypted.",
        ),
        int("cache_ttl_in_seconds", "How long answers are cached."),
        boolean(
            "require_authorization_for_cache_control",
            "Whether it takes a permission to make a cached answer void.",
        ),
        int(
            "throttling_burst_limit",
            "How many requests may come at once.",
        ),
        double(
            "throttling_rate_limit",
            "How many requests a second are let through.",
        ),
    ],
);
