//! Web ACLs, their rules, and where they log.

use super::LIST_TAGS_FOR_RESOURCE;
use super::rule_group::RULE_GROUP;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{Type, boolean, int, list, one_of, record, relations, string};

/// wafv2:ListWebACLs
pub static LIST_WEB_ACLS: Call = Call::new("wafv2", "ListWebACLs").paged(100);
/// wafv2:GetWebACL
pub static GET_WEB_ACL: Call = Call::new("wafv2", "GetWebACL")
    .gone(&["WAFNonexistentItemException"])
    .within(&[
        ("WebACL", &["Capacity", "VisibilityConfig"]),
        ("WebACL.VisibilityConfig", VISIBILITY),
        (
            "WebACL.Rules",
            &["Name", "Priority", "Statement", "VisibilityConfig"],
        ),
        ("WebACL.Rules.VisibilityConfig", VISIBILITY),
        (
            "WebACL.Rules.Statement.RateBasedStatement",
            &["Limit", "AggregateKeyType"],
        ),
        (
            "WebACL.PreProcessFirewallManagerRuleGroups",
            &["Name", "Priority", "VisibilityConfig"],
        ),
        (
            "WebACL.PreProcessFirewallManagerRuleGroups.VisibilityConfig",
            VISIBILITY,
        ),
        (
            "WebACL.PostProcessFirewallManagerRuleGroups",
            &["Name", "Priority", "VisibilityConfig"],
        ),
        (
            "WebACL.PostProcessFirewallManagerRuleGroups.VisibilityConfig",
            VISIBILITY,
        ),
    ]);
/// What each visibility configuration says.
pub(super) const VISIBILITY: &[&str] = &["CloudWatchMetricsEnabled", "SampledRequestsEnabled"];
/// wafv2:ListLoggingConfigurations
pub static LIST_LOGGING_CONFIGURATIONS: Call = Call::new("wafv2", "ListLoggingConfigurations")
    .paged(100)
    .within(&[
        (
            "LoggingConfigurations",
            &["ResourceArn", "LogDestinationConfigs"],
        ),
        ("LoggingConfigurations.LoggingFilter", &["DefaultBehavior"]),
    ]);
/// wafv2:ListResourcesForWebACL, one web ACL at a time. Where nothing stands behind an ACL it answers with an empty list; `GetWebACLForResource`
/// answers with nothing at all where no ACL stands before a resource, which proves nothing. Another may have taken the place of one that is gone.
pub static LIST_RESOURCES_FOR_WEB_ACL: Call =
    Call::new("wafv2", "ListResourcesForWebACL").after(&[&LIST_WEB_ACLS]);

/// A web ACL.
pub static WEB_ACL: RecordType = RecordType::regional(
    "AWS::WAFv2::WebACL",
    &LIST_WEB_ACLS,
    "Rules that tell wanted from unwanted web requests, of scope `REGIONAL`. Its id is its name.",
    &[
        string("description", "The description; null when there is none.").or_null(),
        one_of(
            "default_action",
            &["ALLOW", "BLOCK"],
            "What happens to requests that no rule decides about.",
        )
        .read_by(&GET_WEB_ACL),
        int("capacity", "The capacity units that its rules take.").read_by(&GET_WEB_ACL),
        boolean(
            "cloud_watch_metrics_enabled",
            "Whether it sends metrics to CloudWatch.",
        )
        .read_by(&GET_WEB_ACL),
        boolean(
            "sampled_requests_enabled",
            "Whether samples of requests are kept.",
        )
        .read_by(&GET_WEB_ACL),
        list("rules", &Type::Record(&RULE), "Its rules.").read_by(&GET_WEB_ACL),
        list(
            "firewall_manager_rules",
            &Type::Record(&RULE),
            "The rule groups that Firewall Manager puts before and after its rules; it alone puts any.",
        )
        .empty_when_missing()
        .read_by(&GET_WEB_ACL),
        list(
            "rule_group_arns",
            &Type::String,
            "The account's own rule groups that its rules name, each once.",
        )
        .read_by(&GET_WEB_ACL),
        record(
            "logging_configuration",
            &LOGGING_CONFIGURATION,
            "Where it logs requests; null when it does not.",
        )
        .or_null()
        .read_by(&LIST_LOGGING_CONFIGURATIONS),
        relations(
            "rule_groups",
            &Type::Record(&RULE_GROUP),
            "rule_group_arns",
            &["arn"],
            "The account's own rule groups that its rules name.",
        ),
    ],
)
.tags_by(&LIST_TAGS_FOR_RESOURCE);

/// A rule of a web ACL or of a rule group.
pub static RULE: RecordType = RecordType::part(
    "WebACLRule",
    &GET_WEB_ACL,
    &["name"],
    "What requests a rule matches, and what happens to them.",
    &[
        string("name", "The name."),
        int("priority", "When it is tried, lowest first."),
        one_of(
            "action",
            &[
                "ALLOW",
                "BLOCK",
                "COUNT",
                "CAPTCHA",
                "CHALLENGE",
                "MONETIZE",
            ],
            "What happens to what it matches; null for a rule group, whose rules say so.",
        )
        .or_null(),
        one_of(
            "override_action",
            &["NONE", "COUNT"],
            "`COUNT` when a rule group's rules only count; null for other rules.",
        )
        .or_null(),
        boolean(
            "only_counts",
            "Whether it lets through what it matches and only counts it.",
        ),
        list(
            "statement_types",
            &Type::String,
            "The kinds of its statements, nested ones included, each once: `RateBasedStatement`, `GeoMatchStatement` …",
        ),
        string(
            "managed_rule_group_vendor_name",
            "Whose managed rule group it is: `AWS`; null for other rules.",
        )
        .or_null(),
        string(
            "managed_rule_group_name",
            "The managed rule group: `AWSManagedRulesCommonRuleSet`; null for other rules.",
        )
        .or_null(),
        list(
            "rules_set_to_count",
            &Type::String,
            "The rules of a rule group that were made to count only.",
        )
        .empty_when_missing(),
        string(
            "rule_group_arn",
            "The account's own rule group that it names; null for other rules.",
        )
        .or_null(),
        int(
            "rate_limit",
            "The requests that are let through within the window; null when it has no limit.",
        )
        .or_null(),
        one_of(
            "rate_aggregate_key_type",
            &["IP", "FORWARDED_IP", "CUSTOM_KEYS", "CONSTANT"],
            "What requests are counted by; null when it has no limit.",
        )
        .or_null(),
        list(
            "country_codes",
            &Type::String,
            "The countries it looks for, nested statements included.",
        ),
        boolean(
            "cloud_watch_metrics_enabled",
            "Whether it sends metrics to CloudWatch.",
        ),
        boolean(
            "sampled_requests_enabled",
            "Whether samples of requests are kept.",
        ),
    ],
);

/// Where a web ACL logs.
pub static LOGGING_CONFIGURATION: RecordType = RecordType::part(
    "LoggingConfiguration",
    &LIST_LOGGING_CONFIGURATIONS,
    &["log_destination_configs"],
    "Where a web ACL logs requests.",
    &[
        list(
            "log_destination_configs",
            &Type::String,
            "The ARN of the log group, bucket or delivery stream.",
        ),
        int(
            "redacted_fields_count",
            "How many fields of requests are left out of the log.",
        ),
        one_of(
            "default_behavior",
            &["KEEP", "DROP"],
            "What happens to records that no filter names; null when there are no filters.",
        )
        .or_null(),
    ],
);
