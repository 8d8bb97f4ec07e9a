//! Amazon CloudWatch Logs: log groups, the metric filters that count their events, and the policies that let others in.

use super::RecordType;
use super::cloudwatch::ALARM;
use super::iam::policy::DOCUMENT;
use super::kms::{KEY, KEY_NAMES};
use super::schema::{
    Type, boolean, derived, double, int, map, named_by, one_of, record, relation, string, timestamp,
};
use crate::call::Call;

/// The most that one answer of the service's listings holds.
const PAGE: i32 = 50;

/// logs:DescribeLogGroups
pub static DESCRIBE_LOG_GROUPS: Call = Call::new("logs", "DescribeLogGroups").paged(PAGE);
/// logs:ListTagsForResource
pub static LIST_TAGS_FOR_RESOURCE: Call = Call::new("logs", "ListTagsForResource")
    .gone(&["ResourceNotFoundException"])
    .always(&["tags"]);
/// logs:DescribeMetricFilters
pub static DESCRIBE_METRIC_FILTERS: Call = Call::new("logs", "DescribeMetricFilters").paged(PAGE);
/// logs:DescribeResourcePolicies
pub static DESCRIBE_RESOURCE_POLICIES: Call =
    Call::new("logs", "DescribeResourcePolicies").paged(PAGE);

/// A log group.
pub static LOG_GROUP: RecordType = RecordType::regional(
    "AWS::Logs::LogGroup",
    &DESCRIBE_LOG_GROUPS,
    "Where log events of one origin are kept. Its id is its name; its ARN is told without `:*`.",
    &[
        timestamp("creation_time", "When it was made."),
        int(
            "retention_in_days",
            "How many days events are kept; null for ever.",
        )
        .or_null(),
        string(
            "kms_key_id",
            "The KMS key that it is encrypted with; null for CloudWatch Logs' own.",
        )
        .or_null(),
        int("metric_filter_count", "How many metric filters it has."),
        int(
            "stored_bytes",
            "How much it holds, in bytes; null where AWS does not tell.",
        )
        .or_null(),
        one_of(
            "log_group_class",
            &["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"],
            "The class; metric filters and alarms work on `STANDARD` alone.",
        ),
        one_of(
            "data_protection_status",
            &["ACTIVATED", "DELETED", "ARCHIVED", "DISABLED"],
            "Whether sensitive data is masked; null when it never was.",
        )
        .or_null(),
        boolean(
            "deletion_protection_enabled",
            "Whether it cannot be deleted.",
        ),
        relation(
            "kms_key",
            &KEY,
            "kms_key_id",
            KEY_NAMES,
            "The KMS key; null for CloudWatch Logs' own, or when there is none any more.",
        ),
        named_by(
            "metric_filters",
            &Type::Record(&METRIC_FILTER),
            "log_group_name",
            "id",
            "The metric filters on it.",
        ),
    ],
)
.tags_by(&LIST_TAGS_FOR_RESOURCE);

/// A metric filter.
pub static METRIC_FILTER: RecordType = RecordType::regional(
    "AWS::Logs::MetricFilter",
    &DESCRIBE_METRIC_FILTERS,
    "Counts the log events that its pattern matches. Its id is `<log group>/<filter's name>`; it has neither ARN nor tags.",
    &[
        string("log_group_name", "The log group."),
        string(
            "filter_pattern",
            "Which events it counts (CloudWatch Logs User Guide, \"Filter pattern syntax\"); empty for all.",
        ),
        string("metric_name", "The metric that it counts in."),
        string("metric_namespace", "The metric's namespace."),
        string(
            "metric_key",
            "Namespace and name of the metric with a colon between them, as alarms name it.",
        ),
        string(
            "metric_value",
            "What each event counts: a number, or `$.` and a member of the event.",
        ),
        double(
            "default_value",
            "What is reported while nothing matches; null for nothing.",
        )
        .or_null(),
        map(
            "dimensions",
            &Type::String,
            "The dimensions it reports with.",
        )
        .empty_when_missing(),
        string(
            "field_selection_criteria",
            "Which accounts' or regions' events of a central log group it looks at; null for all.",
        )
        .or_null(),
        timestamp("creation_time", "When it was made."),
        relation(
            "log_group",
            &LOG_GROUP,
            "log_group_name",
            &["id"],
            "The log group.",
        )
        .guaranteed(),
        named_by(
            "alarms",
            &Type::Record(&ALARM),
            "metric_keys",
            "metric_key",
            "The alarms on its metric.",
        ),
        derived(
            "raises_alarm",
            Type::Bool,
            "resource.field_selection_criteria == null && resource.alarms.exists(a, a.is_acted_on)",
            "Whether an alarm on its metric tells somebody.",
        ),
    ],
)
.untaggable();

/// A resource policy of a region's log groups.
pub static RESOURCE_POLICY: RecordType = RecordType::regional(
    "AWS::Logs::ResourcePolicy",
    &DESCRIBE_RESOURCE_POLICIES,
    "Lets services and other accounts write to, or read, log groups of the region. Its id is its name.",
    &[
        record("policy_document", &DOCUMENT, "What it says."),
        timestamp("last_updated_time", "When it was last changed."),
        derived(
            "public_statements",
            Type::List(&Type::String),
            "resource.policy_document.statements.filter(s, s.is_public()).map(s, s.label)",
            "The statements that let everybody in.",
        ),
    ],
)
.untaggable();
