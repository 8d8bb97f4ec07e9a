//! Subscriptions to RDS's events.

use super::LIST_TAGS_FOR_RESOURCE;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{Type, boolean, list, one_of, string};

/// rds:DescribeEventSubscriptions
pub static DESCRIBE_EVENT_SUBSCRIPTIONS: Call =
    Call::new("rds", "DescribeEventSubscriptions").paged(100);

/// A subscription to events.
pub static EVENT_SUBSCRIPTION: RecordType = RecordType::regional(
    "AWS::RDS::EventSubscription",
    &DESCRIBE_EVENT_SUBSCRIPTIONS,
    "A subscription that sends RDS's events to an SNS topic.",
    &[
        boolean("enabled", "Whether it is on."),
        one_of(
            "status",
            &[
                "creating",
                "modifying",
                "deleting",
                "active",
                "no-permission",
                "topic-not-exist",
            ],
            "`active` when events reach the topic.",
        ),
        string("sns_topic_arn", "The topic."),
        one_of(
            "source_type",
            &[
                "db-instance",
                "db-cluster",
                "db-parameter-group",
                "db-security-group",
                "db-snapshot",
                "db-cluster-snapshot",
                "db-proxy",
                "zero-etl",
                "custom-engine-version",
                "blue-green-deployment",
                "db-shard-group",
            ],
            "The kind of source; null for all kinds.",
        )
        .or_null(),
        list(
            "source_ids_list",
            &Type::String,
            "The sources; empty for all of the kind.",
        )
        .empty_when_missing(),
        list(
            "event_categories_list",
            &Type::String,
            "The categories; empty for all.",
        )
        .empty_when_missing(),
    ],
)
.tags_by(&LIST_TAGS_FOR_RESOURCE);
