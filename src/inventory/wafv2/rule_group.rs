//! The account's own rule groups.

use super::LIST_TAGS_FOR_RESOURCE;
use super::web_acl::{RULE, VISIBILITY};
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{Type, boolean, int, list, string};

/// wafv2:ListRuleGroups
pub static LIST_RULE_GROUPS: Call = Call::new("wafv2", "ListRuleGroups").paged(100);
/// wafv2:GetRuleGroup
pub static GET_RULE_GROUP: Call = Call::new("wafv2", "GetRuleGroup")
    .gone(&["WAFNonexistentItemException"])
    .within(&[
        ("RuleGroup", &["Capacity", "VisibilityConfig"]),
        ("RuleGroup.VisibilityConfig", VISIBILITY),
        (
            "RuleGroup.Rules",
            &["Name", "Priority", "Statement", "VisibilityConfig"],
        ),
        ("RuleGroup.Rules.VisibilityConfig", VISIBILITY),
        (
            "RuleGroup.Rules.Statement.RateBasedStatement",
            &["Limit", "AggregateKeyType"],
        ),
    ]);

/// A rule group.
pub static RULE_GROUP: RecordType = RecordType::regional(
    "AWS::WAFv2::RuleGroup",
    &LIST_RULE_GROUPS,
    "Rules that web ACLs share, of scope `REGIONAL`. Its id is its name.",
    &[
        string("description", "The description; null when there is none.").or_null(),
        int("capacity", "The capacity units that its rules may take.").read_by(&GET_RULE_GROUP),
        boolean(
            "cloud_watch_metrics_enabled",
            "Whether it sends metrics to CloudWatch.",
        )
        .read_by(&GET_RULE_GROUP),
        boolean(
            "sampled_requests_enabled",
            "Whether samples of requests are kept.",
        )
        .read_by(&GET_RULE_GROUP),
        list("rules", &Type::Record(&RULE), "Its rules.").read_by(&GET_RULE_GROUP),
    ],
)
.tags_by(&LIST_TAGS_FOR_RESOURCE);
