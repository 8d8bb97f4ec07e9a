//! Rules: what they match, nested statements included, and what they do.

use std::collections::BTreeSet;

use aws_sdk_wafv2::types::{
    AndStatement, CountryCode, FirewallManagerRuleGroup, ManagedRuleGroupStatement, OrStatement,
    OverrideAction, RateBasedStatement, Rule, RuleAction, RuleActionOverride,
    RuleGroupReferenceStatement, Statement, VisibilityConfig,
};

use crate::call::Call;
use crate::collect::site::{always_but, elements, written};
use crate::inventory::wafv2::web_acl::{GET_WEB_ACL, RULE};
use crate::inventory::{Record, Value, record};

/// What the statements of a rule say, taken together.
#[derive(Debug, Default)]
struct Matched<'a> {
    types: BTreeSet<&'static str>,
    countries: BTreeSet<&'a str>,
    /// Whether a statement is of a kind that this program does not know, or lacks those it should hold: it may say anything.
    has_more: bool,
    /// Whether countries are looked for that are not named.
    has_more_countries: bool,
}

impl Matched<'_> {
    fn types(&self, call: &'static Call) -> Value {
        texts(call, &self.types, self.has_more)
    }

    fn countries(&self, call: &'static Call) -> Value {
        texts(
            call,
            &self.countries,
            self.has_more || self.has_more_countries,
        )
    }
}

fn texts(call: &'static Call, set: &BTreeSet<&str>, has_more: bool) -> Value {
    let more = has_more.then_some(None);
    elements(call, set.iter().map(|text| Some(*text)).chain(more))
}

/// The rules of a web ACL or of a rule group.
pub(super) fn rules(call: &'static Call, rules: &[Rule]) -> Vec<Record> {
    rules.iter().map(|one| rule(call, one)).collect()
}

fn rule(call: &'static Call, rule: &Rule) -> Record {
    let statement = rule.statement();
    let mut matched = Matched::default();
    match statement {
        Some(statement) => read(statement, &mut matched),
        None => matched.has_more = true,
    }
    // A statement that is of no kind is one of which the answer, or this program, lacks the kind.
    let is_told = !matched.has_more;
    let managed = statement.and_then(Statement::managed_rule_group_statement);
    let own = statement.and_then(Statement::rule_group_reference_statement);
    let rate = statement.and_then(Statement::rate_based_statement);
    let action = rule.action().and_then(action);
    let override_action = rule.override_action().and_then(override_action);
    record!(RULE {
        name: written(rule.name()),
        priority: rule.priority(),
        // A rule has one of the two.
        action: always_but(override_action.is_some(), call, "action", action),
        override_action: always_but(action.is_some(), call, "override_action", override_action),
        only_counts: always_but(
            false,
            call,
            "only_counts",
            only_counts(action, override_action)
        ),
        statement_types: matched.types(call),
        managed_rule_group_vendor_name: always_but(
            is_told && managed.is_none(),
            call,
            "managed_rule_group_vendor_name",
            managed.and_then(|group| written(group.vendor_name()))
        ),
        managed_rule_group_name: always_but(
            is_told && managed.is_none(),
            call,
            "managed_rule_group_name",
            managed.and_then(|group| written(group.name()))
        ),
        rules_set_to_count: set_to_count(call, managed, own),
        rule_group_arn: always_but(
            is_told && own.is_none(),
            call,
            "rule_group_arn",
            own.and_then(|group| written(group.arn()))
        ),
        rate_limit: always_but(
            is_told,
            call,
            "rate_limit",
            rate.map(RateBasedStatement::limit)
        ),
        rate_aggregate_key_type: always_but(
            is_told,
            call,
            "rate_aggregate_key_type",
            rate.map(|rate| rate.aggregate_key_type().as_str())
        ),
        country_codes: matched.countries(call),
        cloud_watch_metrics_enabled: rule
            .visibility_config()
            .map(VisibilityConfig::cloud_watch_metrics_enabled),
        sampled_requests_enabled: rule
            .visibility_config()
            .map(VisibilityConfig::sampled_requests_enabled),
    })
}

/// A rule group that Firewall Manager puts around a web ACL's rules.
pub(super) fn of_firewall_manager(group: &FirewallManagerRuleGroup) -> Record {
    let call = &GET_WEB_ACL;
    let statement = group.firewall_manager_statement();
    let managed = statement.and_then(|statement| statement.managed_rule_group_statement());
    let own = statement.and_then(|statement| statement.rule_group_reference_statement());
    let mut matched = Matched {
        has_more: managed.is_none() && own.is_none(),
        ..Matched::default()
    };
    matched
        .types
        .extend(managed.map(|_| "ManagedRuleGroupStatement"));
    matched
        .types
        .extend(own.map(|_| "RuleGroupReferenceStatement"));
    let override_action = group.override_action().and_then(override_action);
    record!(RULE {
        name: written(group.name()),
        priority: group.priority(),
        action: None::<&str>,
        override_action: always_but(false, call, "override_action", override_action),
        only_counts: always_but(
            false,
            call,
            "only_counts",
            only_counts(None, override_action)
        ),
        statement_types: matched.types(call),
        managed_rule_group_vendor_name: always_but(
            own.is_some(),
            call,
            "managed_rule_group_vendor_name",
            managed.and_then(|group| written(group.vendor_name()))
        ),
        managed_rule_group_name: always_but(
            own.is_some(),
            call,
            "managed_rule_group_name",
            managed.and_then(|group| written(group.name()))
        ),
        rules_set_to_count: set_to_count(call, managed, own),
        rule_group_arn: always_but(
            managed.is_some(),
            call,
            "rule_group_arn",
            own.and_then(|group| written(group.arn()))
        ),
        rate_limit: None::<i64>,
        rate_aggregate_key_type: None::<&str>,
        country_codes: matched.countries(call),
        cloud_watch_metrics_enabled: group
            .visibility_config()
            .map(VisibilityConfig::cloud_watch_metrics_enabled),
        sampled_requests_enabled: group
            .visibility_config()
            .map(VisibilityConfig::sampled_requests_enabled),
    })
}

/// The account's own rule group that a rule names, for one that does: nothing in it for one that should, or may.
#[expect(
    clippy::option_option,
    reason = "none of them, and one whose name is missing, are two things"
)]
pub(super) fn group_arn(rule: &Rule) -> Option<Option<&str>> {
    let Some(statement) = rule.statement() else {
        return Some(None);
    };
    statement
        .rule_group_reference_statement()
        .map(|group| written(group.arn()))
}

/// Adds what a statement says, and those inside it. The API nests few levels, so that recursion ends soon.
fn read<'a>(statement: &'a Statement, matched: &mut Matched<'a>) {
    let present = [
        (
            "ByteMatchStatement",
            statement.byte_match_statement().is_some(),
        ),
        (
            "SqliMatchStatement",
            statement.sqli_match_statement().is_some(),
        ),
        (
            "XssMatchStatement",
            statement.xss_match_statement().is_some(),
        ),
        (
            "SizeConstraintStatement",
            statement.size_constraint_statement().is_some(),
        ),
        (
            "GeoMatchStatement",
            statement.geo_match_statement().is_some(),
        ),
        (
            "RuleGroupReferenceStatement",
            statement.rule_group_reference_statement().is_some(),
        ),
        (
            "IPSetReferenceStatement",
            statement.ip_set_reference_statement().is_some(),
        ),
        (
            "RegexPatternSetReferenceStatement",
            statement.regex_pattern_set_reference_statement().is_some(),
        ),
        (
            "RateBasedStatement",
            statement.rate_based_statement().is_some(),
        ),
        ("AndStatement", statement.and_statement().is_some()),
        ("OrStatement", statement.or_statement().is_some()),
        ("NotStatement", statement.not_statement().is_some()),
        (
            "ManagedRuleGroupStatement",
            statement.managed_rule_group_statement().is_some(),
        ),
        (
            "LabelMatchStatement",
            statement.label_match_statement().is_some(),
        ),
        (
            "RegexMatchStatement",
            statement.regex_match_statement().is_some(),
        ),
        (
            "AsnMatchStatement",
            statement.asn_match_statement().is_some(),
        ),
    ];
    matched
        .types
        .extend(present.iter().filter(|(_, is)| *is).map(|(name, _)| *name));
    matched.has_more |= !present.iter().any(|(_, is)| *is);
    if let Some(geo) = statement.geo_match_statement() {
        let codes = geo.country_codes.iter().flatten();
        matched.countries.extend(codes.map(CountryCode::as_str));
        matched.has_more_countries |= geo.country_codes.is_none();
    }
    let scoped_down = [
        statement
            .rate_based_statement()
            .and_then(RateBasedStatement::scope_down_statement),
        statement
            .managed_rule_group_statement()
            .and_then(ManagedRuleGroupStatement::scope_down_statement),
        statement.not_statement().and_then(|not| not.statement()),
    ];
    let both = statement.and_statement().map(AndStatement::statements);
    let either = statement.or_statement().map(OrStatement::statements);
    // These hold at least one each.
    matched.has_more |= statement
        .not_statement()
        .is_some_and(|not| not.statement().is_none());
    // A statement is of one kind: what it is not, it does not have.
    let several: Vec<&[Statement]> = [both, either].into_iter().flatten().collect();
    matched.has_more |= several.iter().any(|statements| statements.is_empty());
    let nested = several.into_iter().flatten();
    for inner in scoped_down.into_iter().flatten().chain(nested) {
        read(inner, matched);
    }
}

fn action(action: &RuleAction) -> Option<&'static str> {
    let kinds = [
        ("ALLOW", action.allow().is_some()),
        ("BLOCK", action.block().is_some()),
        ("COUNT", action.count().is_some()),
        ("CAPTCHA", action.captcha().is_some()),
        ("CHALLENGE", action.challenge().is_some()),
        ("MONETIZE", action.monetize().is_some()),
    ];
    kinds.iter().find(|(_, is)| *is).map(|(name, _)| *name)
}

fn override_action(action: &OverrideAction) -> Option<&'static str> {
    match (action.count(), action.none()) {
        (Some(_), _) => Some("COUNT"),
        (None, Some(_)) => Some("NONE"),
        (None, None) => None,
    }
}

/// A rule has either an action or, for a rule group, an override; one that has neither does not tell.
fn only_counts(action: Option<&str>, override_action: Option<&str>) -> Option<bool> {
    let does = action.or(override_action)?;
    Some(does == "COUNT")
}

/// The rules of a rule group that were made to count only: excluding one is the older way to say so.
fn set_to_count(
    call: &'static Call,
    managed: Option<&ManagedRuleGroupStatement>,
    own: Option<&RuleGroupReferenceStatement>,
) -> Value {
    let (excluded, overrides) = match (managed, own) {
        (Some(group), _) => (&group.excluded_rules, &group.rule_action_overrides),
        (None, Some(group)) => (&group.excluded_rules, &group.rule_action_overrides),
        (None, None) => (&None, &None),
    };
    let excluded = excluded.iter().flatten().map(|rule| written(rule.name()));
    let overrides = overrides.iter().flatten().filter_map(overridden);
    elements(call, excluded.chain(overrides))
}

/// The rule that an override makes count only; nothing in it where that is not told.
#[expect(
    clippy::option_option,
    reason = "none of them, and one whose name is missing, are two things"
)]
fn overridden(given: &RuleActionOverride) -> Option<Option<&str>> {
    match given.action_to_use() {
        None => Some(None),
        Some(action) => action.count().map(|_| written(given.name())),
    }
}

#[cfg(test)]
mod tests {
    use aws_sdk_wafv2::types::{
        AndStatement, CountAction, CountryCode, ExcludedRule, GeoMatchStatement,
        ManagedRuleGroupStatement, NoneAction, NotStatement, OverrideAction, RateBasedStatement,
        RateBasedStatementAggregateKeyType, Rule, Statement, VisibilityConfig,
    };
    use serde_json::json;

    use crate::inventory::wafv2::web_acl::GET_WEB_ACL;
    use crate::inventory::{Reading, Value};

    fn visible() -> VisibilityConfig {
        VisibilityConfig::builder()
            .sampled_requests_enabled(true)
            .cloud_watch_metrics_enabled(false)
            .metric_name("m")
            .build()
            .expect("a whole configuration")
    }

    #[test]
    fn what_is_nested_in_a_statement_is_found() {
        let elsewhere = Statement::builder()
            .not_statement(
                NotStatement::builder()
                    .statement(
                        Statement::builder()
                            .geo_match_statement(
                                GeoMatchStatement::builder()
                                    .country_codes(CountryCode::At)
                                    .build(),
                            )
                            .build(),
                    )
                    .build(),
            )
            .build();
        let rate = RateBasedStatement::builder()
            .limit(500)
            .evaluation_window_sec(60)
            .aggregate_key_type(RateBasedStatementAggregateKeyType::Ip)
            .scope_down_statement(elsewhere)
            .build()
            .expect("a whole statement");
        let read = super::rule(
            &GET_WEB_ACL,
            &Rule::builder()
                .name("rate")
                .priority(1)
                .statement(Statement::builder().rate_based_statement(rate).build())
                .visibility_config(visible())
                .build()
                .expect("a whole rule"),
        )
        .to_json();
        assert_eq!(
            read["statement_types"],
            json!(["GeoMatchStatement", "NotStatement", "RateBasedStatement"])
        );
        assert_eq!(read["country_codes"], json!(["AT"]));
        assert_eq!(read["rate_limit"], 500);
        assert_eq!(read["cloud_watch_metrics_enabled"], false);
        // It has neither an action nor an override, so that nothing is known of what it does.
        assert_eq!(read.get("only_counts"), None);
    }

    #[test]
    fn a_rule_group_that_only_counts_is_told_from_one_that_blocks() {
        let group = |override_action: OverrideAction| {
            let managed = ManagedRuleGroupStatement::builder()
                .vendor_name("AWS")
                .name("AWSManagedRulesCommonRuleSet")
                .excluded_rules(
                    ExcludedRule::builder()
                        .name("NoUserAgent_HEADER")
                        .build()
                        .expect("a whole exclusion"),
                )
                .build()
                .expect("a whole statement");
            super::rule(
                &GET_WEB_ACL,
                &Rule::builder()
                    .name("common")
                    .priority(1)
                    .override_action(override_action)
                    .statement(
                        Statement::builder()
                            .managed_rule_group_statement(managed)
                            .build(),
                    )
                    .visibility_config(visible())
                    .build()
                    .expect("a whole rule"),
            )
            .to_json()
        };
        let blocks = group(
            OverrideAction::builder()
                .none(NoneAction::builder().build())
                .build(),
        );
        let counts = group(
            OverrideAction::builder()
                .count(CountAction::builder().build())
                .build(),
        );
        assert_eq!(blocks["only_counts"], false);
        assert_eq!(counts["only_counts"], true);
        assert_eq!(blocks["rules_set_to_count"], json!(["NoUserAgent_HEADER"]));
    }

    #[test]
    fn a_statement_of_a_kind_that_is_not_known_may_say_anything() {
        let nested = Statement::builder()
            .and_statement(
                AndStatement::builder()
                    .statements(
                        Statement::builder()
                            .geo_match_statement(GeoMatchStatement::builder().build())
                            .build(),
                    )
                    .statements(Statement::builder().build())
                    .build()
                    .expect("a whole statement"),
            )
            .build();
        let hollow = Statement::builder()
            .and_statement(
                AndStatement::builder()
                    .set_statements(Some(Vec::new()))
                    .build()
                    .expect("a whole statement"),
            )
            .build();
        for (statement, known) in [
            (Statement::builder().build(), json!([])),
            (nested, json!(["AndStatement", "GeoMatchStatement"])),
            (hollow, json!(["AndStatement"])),
        ] {
            let rule = Rule::builder()
                .name("new")
                .priority(1)
                .statement(statement)
                .visibility_config(visible())
                .build()
                .expect("a whole rule");
            let read = super::rule(&GET_WEB_ACL, &rule);
            assert_eq!(read.to_json()["statement_types"], known);
            for list in ["statement_types", "country_codes"] {
                let Reading::Known(Value::List(list)) = read.get(list) else {
                    panic!("a list");
                };
                assert!(list.gap.is_some());
            }
        }
    }
}
