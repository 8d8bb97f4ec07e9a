//! Amazon CloudWatch: alarms on metrics, alarms on alarms, and dashboards.

use super::RecordType;
use super::schema::{
    Type, boolean, deployed, derived, double, int, list, map, named_by, one_of, string, timestamp,
};
use crate::call::Call;

/// cloudwatch:DescribeAlarms
pub static DESCRIBE_ALARMS: Call = Call::new("cloudwatch", "DescribeAlarms")
    .paged(100)
    .always(&["MetricAlarms", "CompositeAlarms"]);
/// cloudwatch:ListTagsForResource
pub static LIST_TAGS_FOR_RESOURCE: Call = Call::new("cloudwatch", "ListTagsForResource")
    .gone(&["ResourceNotFoundException"])
    .always(&["Tags"]);
/// cloudwatch:ListDashboards
pub static LIST_DASHBOARDS: Call = Call::new("cloudwatch", "ListDashboards").paged(1_000);
/// cloudwatch:GetDashboard
pub static GET_DASHBOARD: Call =
    Call::new("cloudwatch", "GetDashboard").gone(&["DashboardNotFoundError", "ResourceNotFound"]);

/// An alarm on a metric.
pub static ALARM: RecordType = RecordType::regional(
    "AWS::CloudWatch::Alarm",
    &DESCRIBE_ALARMS,
    "Watches a metric, or an expression over several, and acts when a threshold is crossed. Its id is its name.",
    &[
        string("alarm_description", "The description; null without one.").or_null(),
        boolean("actions_enabled", "Whether it acts at all."),
        list(
            "alarm_actions",
            &Type::String,
            "The ARNs of what happens when it goes off.",
        ),
        list(
            "ok_actions",
            &Type::String,
            "The ARNs of what happens when all is well again.",
        ),
        list(
            "insufficient_data_actions",
            &Type::String,
            "The ARNs of what happens when there is too little to tell.",
        ),
        one_of(
            "state_value",
            &["OK", "ALARM", "INSUFFICIENT_DATA"],
            "How it stands.",
        ),
        string("state_reason", "Why it stands so."),
        timestamp("state_updated_timestamp", "When it was last looked at."),
        string(
            "metric_name",
            "The metric; null for an expression over several.",
        )
        .or_null(),
        string(
            "namespace",
            "The metric's namespace; null for an expression over several.",
        )
        .or_null(),
        map(
            "dimensions",
            &Type::String,
            "Whose metric it is, such as `DBInstanceIdentifier`; empty for an expression over several.",
        )
        .empty_when_missing(),
        list(
            "metric_keys",
            &Type::String,
            "Each metric it looks at, as namespace and name with a colon between them: `AWS/RDS:DatabaseConnections`.",
        ),
        string(
            "statistic",
            "The statistic: `Average`, `Sum` …; null for a percentile or an expression.",
        )
        .or_null(),
        string(
            "extended_statistic",
            "The percentile: `p99`; null for a plain statistic or an expression.",
        )
        .or_null(),
        int(
            "period",
            "Over how many seconds the statistic is taken; null for an expression.",
        )
        .or_null(),
        int(
            "evaluation_periods",
            "How many periods are looked at; null for a PromQL query.",
        )
        .or_null(),
        int(
            "datapoints_to_alarm",
            "How many of them have to cross the threshold; null for all.",
        )
        .or_null(),
        double(
            "threshold",
            "The threshold, in the metric's unit; null for anomaly detection and for a PromQL query.",
        )
        .or_null(),
        string(
            "comparison_operator",
            "How the metric is compared with it: `GreaterThanThreshold` …; null for a PromQL query.",
        )
        .or_null(),
        string(
            "treat_missing_data",
            "What a missing value means: `breaching`, `notBreaching`, `ignore`, `missing`; null for `missing`.",
        )
        .or_null(),
        named_by(
            "composite_alarms",
            &Type::Record(&COMPOSITE_ALARM),
            "alarm_names",
            "id",
            "The composite alarms whose rule names it.",
        ),
        derived(
            "is_acted_on",
            Type::Bool,
            "(resource.actions_enabled && resource.alarm_actions.size() > 0) || resource.composite_alarms.exists(c, c.goes_off_with_any && c.is_acted_on)",
            "Whether something happens when it goes off: by an action of its own, or of a composite alarm that goes off with it.",
        ),
    ],
)
.deployed_if(&deployed(r#"!resource.id.startsWith("TargetTracking-")"#))
.tags_by(&LIST_TAGS_FOR_RESOURCE);

/// An alarm on other alarms.
pub static COMPOSITE_ALARM: RecordType = RecordType::regional(
    "AWS::CloudWatch::CompositeAlarm",
    &DESCRIBE_ALARMS,
    "Watches other alarms. Its id is its name.",
    &[
        string("alarm_description", "The description; null without one.").or_null(),
        boolean("actions_enabled", "Whether it acts at all."),
        list(
            "alarm_actions",
            &Type::String,
            "The ARNs of what happens when it goes off.",
        ),
        list(
            "ok_actions",
            &Type::String,
            "The ARNs of what happens when all is well again.",
        ),
        list(
            "insufficient_data_actions",
            &Type::String,
            "The ARNs of what happens when there is too little to tell.",
        ),
        string(
            "alarm_rule",
            "When it goes off, as an expression over alarms.",
        ),
        list(
            "alarm_names",
            &Type::String,
            "The names of the alarms in the rule.",
        ),
        one_of(
            "state_value",
            &["OK", "ALARM", "INSUFFICIENT_DATA"],
            "How it stands.",
        ),
        derived(
            "goes_off_with_any",
            Type::Bool,
            r#"resource.alarm_rule.matches("^[\\s(]*ALARM\\s*\\((\\s*\"[^\"]*\"\\s*|[^()\"]*)\\)[\\s)]*(OR[\\s(]*ALARM\\s*\\((\\s*\"[^\"]*\"\\s*|[^()\"]*)\\)[\\s)]*)*$")"#,
            "Whether it goes off whenever one of its alarms does: its rule joins them by OR alone.",
        ),
        derived(
            "is_acted_on",
            Type::Bool,
            "resource.actions_enabled && resource.alarm_actions.size() > 0",
            "Whether something happens when it goes off.",
        ),
    ],
)
.tags_by(&LIST_TAGS_FOR_RESOURCE);

/// A dashboard.
pub static DASHBOARD: RecordType = RecordType::global(
    "AWS::CloudWatch::Dashboard",
    &LIST_DASHBOARDS,
    "A page of graphs. It belongs to the account and shows metrics of any region. Its id is its name.",
    &[
        timestamp("last_modified", "When it was last changed."),
        int("size", "How long its description is, in bytes."),
        list(
            "metric_keys",
            &Type::String,
            "Each metric it names, as namespace and name with a colon between them: `AWS/ApiGateway:Latency`. What search expressions find is not known.",
        )
        .read_by(&GET_DASHBOARD),
    ],
)
.tags_by(&LIST_TAGS_FOR_RESOURCE);
