//! Rules: what they match, nested statements included, and what they do.

use std::collections::BTreeSet;

use aws_sdk_wafv2::types::{
    AndStatement, CountryCode, FirewallManagerRuleGroup, ManagedRuleGroupStatement, OrStatement,
    OverrideAction, RateBasedStatement, Rule, RuleAction, RuleActionOverride,
    RuleGroupReferenceStatement, Statement, VisibilityConfig,
};

use crate::inventory::wafv2::web_acl::RULE;
use crate::inventory::{Record, record};

/// What the statements of a rule say, taken together.
#[derive(Debug, Default)]
struct Matched<'a> {
    types: BTreeSet<&'static str>,
    countries: BTreeSet<&'a str>,
}

pub(super) fn rule(rule: &Rule) -> Record {
    let statement = rule.statement();
    let mut matched = Matched::default();
    if let Some(statement) = statement {
        read(statement, &mut matched);
    }
    let managed = statement.and_then(Statement::managed_rule_group_statement);
    let own = statement.and_then(Statement::rule_group_reference_statement);
    let rate = statement.and_then(Statement::rate_based_statement);
    let action = rule.action().and_then(action);
    let override_action = rule.override_action().and_then(override_action);
    record!(RULE {
        name: rule.name(),
        priority: rule.priority(),
        action: action,
        override_action: override_action,
        only_counts: only_counts(action, override_action),
        // A statement of a kind that this program does not know yet says nothing.
        statement_types: Some(texts(&matched.types)).filter(|types| !types.is_empty()),
        managed_rule_group_vendor_name: managed.map(ManagedRuleGroupStatement::vendor_name),
        managed_rule_group_name: managed.map(ManagedRuleGroupStatement::name),
        rules_set_to_count: set_to_count(managed, own),
        rule_group_arn: own.map(RuleGroupReferenceStatement::arn),
        rate_limit: rate.map(RateBasedStatement::limit),
        rate_aggregate_key_type: rate.map(|rate| rate.aggregate_key_type().as_str()),
        country_codes: texts(&matched.countries),
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
    let statement = group.firewall_manager_statement();
    let managed = statement.and_then(|statement| statement.managed_rule_group_statement());
    let own = statement.and_then(|statement| statement.rule_group_reference_statement());
    let mut types = BTreeSet::new();
    types.extend(managed.map(|_| "ManagedRuleGroupStatement"));
    types.extend(own.map(|_| "RuleGroupReferenceStatement"));
    let override_action = group.override_action().and_then(override_action);
    record!(RULE {
        name: group.name(),
        priority: group.priority(),
        action: None::<&str>,
        override_action: override_action,
        only_counts: only_counts(None, override_action),
        statement_types: texts(&types),
        managed_rule_group_vendor_name: managed.map(ManagedRuleGroupStatement::vendor_name),
        managed_rule_group_name: managed.map(ManagedRuleGroupStatement::name),
        rules_set_to_count: set_to_count(managed, own),
        rule_group_arn: own.map(RuleGroupReferenceStatement::arn),
        rate_limit: None::<i64>,
        rate_aggregate_key_type: None::<&str>,
        country_codes: Vec::<String>::new(),
        cloud_watch_metrics_enabled: group
            .visibility_config()
            .map(VisibilityConfig::cloud_watch_metrics_enabled),
        sampled_requests_enabled: group
            .visibility_config()
            .map(VisibilityConfig::sampled_requests_enabled),
    })
}

/// The account's own rule group that a rule names.
pub(super) fn group_arn(rule: &Rule) -> Option<&str> {
    Some(rule.statement()?.rule_group_reference_statement()?.arn())
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
    if let Some(geo) = statement.geo_match_statement() {
        let codes = geo.country_codes().iter();
        matched.countries.extend(codes.map(CountryCode::as_str));
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
    let both = statement
        .and_statement()
        .map_or(&[][..], AndStatement::statements);
    let either = statement
        .or_statement()
        .map_or(&[][..], OrStatement::statements);
    for inner in scoped_down.into_iter().flatten().chain(both).chain(either) {
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

fn set_to_count(
    managed: Option<&ManagedRuleGroupStatement>,
    own: Option<&RuleGroupReferenceStatement>,
) -> Vec<String> {
    let (excluded, overrides) = match (managed, own) {
        (Some(group), _) => (group.excluded_rules(), group.rule_action_overrides()),
        (None, Some(group)) => (group.excluded_rules(), group.rule_action_overrides()),
        (None, None) => return Vec::new(),
    };
    let counts = |given: &&RuleActionOverride| {
        given
            .action_to_use()
            .is_some_and(|action| action.count().is_some())
    };
    // Excluding a rule is the older way to say that it counts only.
    excluded
        .iter()
        .map(|rule| rule.name().to_owned())
        .chain(
            overrides
                .iter()
                .filter(counts)
                .map(|given| given.name().to_owned()),
        )
        .collect()
}

fn texts(set: &BTreeSet<&str>) -> Vec<String> {
    set.iter().map(|text| (*text).to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use aws_sdk_wafv2::types::{
        CountAction, CountryCode, ExcludedRule, GeoMatchStatement, ManagedRuleGroupStatement,
        NoneAction, NotStatement, OverrideAction, RateBasedStatement,
        RateBasedStatementAggregateKeyType, Rule, Statement, VisibilityConfig,
    };
    use serde_json::json;

    use super::rule;

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
        let read = rule(
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
            rule(
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
    fn a_statement_of_a_kind_that_is_not_known_says_nothing() {
        let read = rule(
            &Rule::builder()
                .name("new")
                .priority(1)
                .statement(Statement::builder().build())
                .visibility_config(visible())
                .build()
                .expect("a whole rule"),
        )
        .to_json();
        assert_eq!(read.get("statement_types"), None);
    }
}
