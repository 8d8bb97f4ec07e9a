//! What REST APIs know of their clients: usage plans and API keys. A key's value is never asked for.

use super::stage::STAGE;
use super::{PAGE, call};
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{
    Type, boolean, double, int, list, one_of, relations, string, timestamp,
};

/// apigateway:GetUsagePlans
pub static GET_USAGE_PLANS: Call = call("GetUsagePlans").paged(PAGE);
/// apigateway:GetUsagePlanKeys
pub static GET_USAGE_PLAN_KEYS: Call = call("GetUsagePlanKeys").paged(PAGE);
/// apigateway:GetApiKeys, without their values.
pub static GET_API_KEYS: Call = call("GetApiKeys")
    .paged(PAGE)
    .paired(&[("stageKeys", "enabled")]);

/// A usage plan.
pub static USAGE_PLAN: RecordType = RecordType::regional(
    "AWS::ApiGateway::UsagePlan",
    &GET_USAGE_PLANS,
    "How often the holders of its API keys may call its stages.",
    &[
        string("description", "The description; null when there is none.").or_null(),
        double(
            "throttle_rate_limit",
            "How many requests a second each key may make; null without such a limit.",
        )
        .or_null(),
        int(
            "throttle_burst_limit",
            "How many requests each key may make at once; null without such a limit.",
        )
        .or_null(),
        int(
            "quota_limit",
            "How many requests each key may make in a period; null without a quota.",
        )
        .or_null(),
        one_of(
            "quota_period",
            &["DAY", "WEEK", "MONTH"],
            "The period; null without a quota.",
        )
        .or_null(),
        string(
            "product_code",
            "The product in AWS Marketplace; null for none.",
        )
        .or_null(),
        list(
            "stage_ids",
            &Type::String,
            "Its stages, as `<REST API's id>/<stage's name>`.",
        )
        .empty_when_missing(),
        list(
            "rest_api_ids",
            &Type::String,
            "The REST APIs of its stages, each once.",
        )
        .empty_when_missing(),
        list("key_ids", &Type::String, "The API keys that are in it.")
            .read_by(&GET_USAGE_PLAN_KEYS),
        relations(
            "stages",
            &Type::Record(&STAGE),
            "stage_ids",
            &["id"],
            "Its stages.",
        ),
        relations(
            "api_keys",
            &Type::Record(&API_KEY),
            "key_ids",
            &["id"],
            "The API keys that are in it.",
        )
        .guaranteed(),
    ],
);

/// An API key.
pub static API_KEY: RecordType = RecordType::regional(
    "AWS::ApiGateway::ApiKey",
    &GET_API_KEYS,
    "Tells API Gateway which client asks. What it is itself is never asked for.",
    &[
        string("description", "The description; null when there is none.").or_null(),
        boolean("enabled", "Whether it can be used."),
        timestamp("created_date", "When it was made."),
        timestamp(
            "last_updated_date",
            "When it was last changed; null where AWS does not tell.",
        )
        .or_null(),
        string(
            "customer_id",
            "The customer in AWS Marketplace; null for none.",
        )
        .or_null(),
    ],
);
