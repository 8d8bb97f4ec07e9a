//! Reads Amazon CloudWatch: alarms and dashboards. The metrics' values are never asked for.

mod dashboard;

use std::sync::Arc;

use aws_sdk_cloudwatch::types::{self, AlarmType};

use super::site::{always_but, arn, tagged, tags, timestamp, written};
use super::{Collector, DetailCall, Listed, ListingCall, Reach, Site};
use crate::aws::Failure;
use crate::call::Call;
use crate::inventory::cloudwatch::{
    ALARM, COMPOSITE_ALARM, DASHBOARD, DESCRIBE_ALARMS, GET_DASHBOARD, LIST_DASHBOARDS,
    LIST_TAGS_FOR_RESOURCE,
};
use crate::inventory::{Gap, List, Record, RecordType, Value, record};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[
        ListingCall {
            call: &DESCRIBE_ALARMS,
            types: &[&ALARM, &COMPOSITE_ALARM],
            list: |site| Box::pin(alarms(site)),
        },
        ListingCall {
            call: &LIST_DASHBOARDS,
            types: &[&DASHBOARD],
            list: |site| Box::pin(dashboard::dashboards(site)),
        },
    ],
    details: &[
        DetailCall {
            call: &GET_DASHBOARD,
            of: &DASHBOARD,
            read: Reach::Each(|site, board| Box::pin(dashboard::body(site, board))),
        },
        DetailCall {
            call: &LIST_TAGS_FOR_RESOURCE,
            of: &DASHBOARD,
            read: Reach::Each(|site, board| Box::pin(resource_tags(site, board, &DASHBOARD))),
        },
        DetailCall {
            call: &LIST_TAGS_FOR_RESOURCE,
            of: &ALARM,
            read: Reach::Each(|site, alarm| Box::pin(resource_tags(site, alarm, &ALARM))),
        },
        DetailCall {
            call: &LIST_TAGS_FOR_RESOURCE,
            of: &COMPOSITE_ALARM,
            read: Reach::Each(|site, alarm| Box::pin(resource_tags(site, alarm, &COMPOSITE_ALARM))),
        },
    ],
    lookups: &[],
};

/// Without kinds AWS answers metric alarms alone.
async fn alarms(site: Site) -> Listed {
    let pages = || {
        site.cloudwatch()
            .describe_alarms()
            .alarm_types(AlarmType::MetricAlarm)
            .alarm_types(AlarmType::CompositeAlarm)
            .set_max_records(DESCRIBE_ALARMS.page)
            .into_paginator()
            .send()
    };
    site.list(&DESCRIBE_ALARMS, pages, |page| {
        // A page has a list of each kind that was asked for.
        let (metric, composite) = page.metric_alarms.zip(page.composite_alarms)?;
        let metric = metric.iter().map(|alarm| self::alarm(&site, alarm));
        let composite = composite.iter().map(|alarm| composite_alarm(&site, alarm));
        Some(metric.chain(composite).collect())
    })
    .await
}

fn alarm(site: &Site, alarm: &types::MetricAlarm) -> Record {
    // An alarm looks at a metric, at expressions over several, or at what a PromQL query gives; each has members of its own (MetricAlarm).
    let is_query = alarm.evaluation_criteria().is_some();
    let is_expression = alarm.metrics.as_ref().is_some_and(|all| !all.is_empty());
    let is_no_metric = is_query || is_expression;
    let detects_anomalies = alarm.threshold_metric_id().is_some();
    let missing = &DESCRIBE_ALARMS;
    record!(ALARM, site.keep(), {
        id: alarm.alarm_name(),
        arn: always_but(false, missing, "arn", alarm.alarm_arn()),
        name: alarm.alarm_name(),
        region: site.region(),
        account: site.account(),
        alarm_description: alarm.alarm_description(),
        actions_enabled: alarm.actions_enabled(),
        alarm_actions: alarm.alarm_actions.as_ref(),
        ok_actions: alarm.ok_actions.as_ref(),
        insufficient_data_actions: alarm.insufficient_data_actions.as_ref(),
        state_value: alarm.state_value().map(types::StateValue::as_str),
        state_reason: alarm.state_reason(),
        state_updated_timestamp: timestamp(alarm.state_updated_timestamp()),
        metric_name: always_but(is_no_metric, missing, "metric_name", alarm.metric_name()),
        namespace: always_but(is_no_metric, missing, "namespace", alarm.namespace()),
        dimensions: match alarm.dimensions.as_ref() {
            Some(all) => tags(missing, all.iter().map(|dimension| (dimension.name(), dimension.value()))),
            None => always_but(is_no_metric, missing, "dimensions", None),
        },
        metric_keys: metric_keys(alarm),
        statistic: always_but(
            is_no_metric || alarm.extended_statistic().is_some(),
            missing,
            "statistic",
            alarm.statistic().map(types::Statistic::as_str),
        ),
        extended_statistic: always_but(
            is_no_metric || alarm.statistic().is_some(),
            missing,
            "extended_statistic",
            alarm.extended_statistic(),
        ),
        period: always_but(is_no_metric, missing, "period", alarm.period()),
        evaluation_periods: always_but(is_query, missing, "evaluation_periods", alarm.evaluation_periods()),
        datapoints_to_alarm: alarm.datapoints_to_alarm(),
        threshold: always_but(is_query || detects_anomalies, missing, "threshold", alarm.threshold()),
        comparison_operator: always_but(
            is_query,
            missing,
            "comparison_operator",
            alarm.comparison_operator().map(types::ComparisonOperator::as_str),
        ),
        treat_missing_data: alarm.treat_missing_data(),
    })
}

/// A metric as relations and checks name it.
fn key(namespace: Option<&str>, name: Option<&str>) -> Option<String> {
    Some(format!("{}:{}", written(namespace)?, written(name)?))
}

/// Of an alarm on one metric that metric, else those that its expressions are over. What a query over metrics finds is not known.
fn metric_keys(alarm: &types::MetricAlarm) -> Option<Value> {
    let found = "metric that a search or a query finds";
    if alarm.evaluation_criteria().is_some() {
        return Some(cut_short(&DESCRIBE_ALARMS, Vec::new(), Some(found)));
    }
    let Some(queries) = alarm.metrics.as_ref().filter(|queries| !queries.is_empty()) else {
        return Some(vec![key(alarm.namespace(), alarm.metric_name())?].into());
    };
    let mut keys = Vec::new();
    let mut unknown = None;
    for query in queries {
        let metric = query.metric_stat().and_then(types::MetricStat::metric);
        let key = metric.and_then(|metric| key(metric.namespace(), metric.metric_name()));
        match (key, query.expression()) {
            (Some(key), _) => keys.push(key),
            (None, Some(expression)) if finds_metrics(expression) => unknown = Some(found),
            (None, Some(_)) => {}
            (None, None) => unknown = Some("metric of an expression"),
        }
    }
    Some(cut_short(&DESCRIBE_ALARMS, keys, unknown))
}

/// Metrics by their keys; `unknown` says what there may be beside them.
fn cut_short(call: &'static Call, keys: Vec<String>, unknown: Option<&str>) -> Value {
    Value::from(List {
        items: keys.into_iter().map(Value::from).collect(),
        gap: unknown.map(|what| Arc::new(Gap::missing(call, what))),
    })
}

/// Whether an expression names its metrics by a search or a query, not by ids.
fn finds_metrics(expression: &str) -> bool {
    let upper = expression.trim_start().to_ascii_uppercase();
    upper.starts_with("SELECT")
        || upper.contains("SEARCH(")
        || upper.contains("INSIGHT_RULE_METRIC")
}

fn composite_alarm(site: &Site, alarm: &types::CompositeAlarm) -> Record {
    record!(COMPOSITE_ALARM, site.keep(), {
        id: alarm.alarm_name(),
        arn: always_but(false, &DESCRIBE_ALARMS, "arn", alarm.alarm_arn()),
        name: alarm.alarm_name(),
        region: site.region(),
        account: site.account(),
        alarm_description: alarm.alarm_description(),
        actions_enabled: alarm.actions_enabled(),
        alarm_actions: alarm.alarm_actions.as_ref(),
        ok_actions: alarm.ok_actions.as_ref(),
        insufficient_data_actions: alarm.insufficient_data_actions.as_ref(),
        alarm_rule: alarm.alarm_rule(),
        alarm_names: alarm.alarm_rule().map(alarm_names),
        state_value: alarm.state_value().map(types::StateValue::as_str),
    })
}

/// The names in a rule such as `ALARM("latency") OR ALARM(arn:aws:cloudwatch:eu-west-1:111122223333:alarm:errors)`.
fn alarm_names(rule: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut rest = rule;
    while let Some((_, after)) = rest.split_once('(') {
        let (inside, behind) = match after.trim_start().strip_prefix('"') {
            Some(quoted) => quoted.split_once('"').unwrap_or((quoted, "")),
            None => after.split_at(after.find(['(', ')']).unwrap_or(after.len())),
        };
        // What ends at another bracket is an expression, no name.
        if !behind.starts_with('(') {
            let name = inside.trim();
            let name = name.split_once(":alarm:").map_or(name, |(_, name)| name);
            names.push(name.to_owned());
        }
        rest = behind;
    }
    names
}

async fn resource_tags(
    site: Site,
    resource: Record,
    ty: &'static RecordType,
) -> Result<Record, Failure> {
    let request = site
        .cloudwatch()
        .list_tags_for_resource()
        .resource_arn(arn(&resource)?);
    let answer = site
        .call(&LIST_TAGS_FOR_RESOURCE, || request.send())
        .await?;
    let all = answer.tags.as_ref();
    let pairs = all.map(|all| all.iter().map(|tag| (tag.key(), tag.value())));
    Ok(tagged(ty, &LIST_TAGS_FOR_RESOURCE, pairs))
}

#[cfg(test)]
mod tests {
    use aws_sdk_cloudwatch::types::{Metric, MetricAlarm, MetricDataQuery, MetricStat};

    use super::{alarm_names, metric_keys};
    use crate::inventory::Value;

    fn keys(alarm: &MetricAlarm) -> (Vec<String>, bool) {
        let Some(Value::List(list)) = metric_keys(alarm) else {
            return (Vec::new(), false);
        };
        let texts = list.items.iter().filter_map(Value::as_str);
        (texts.map(str::to_owned).collect(), list.gap.is_none())
    }

    fn query(namespace: &str, name: &str) -> MetricDataQuery {
        let metric = Metric::builder().namespace(namespace).metric_name(name);
        let stat = MetricStat::builder().metric(metric.build());
        MetricDataQuery::builder().metric_stat(stat.build()).build()
    }

    #[test]
    fn an_alarm_names_the_metrics_it_looks_at() {
        let plain = MetricAlarm::builder()
            .namespace("AWS/RDS")
            .metric_name("DatabaseConnections");
        assert_eq!(
            keys(&plain.build()),
            (vec!["AWS/RDS:DatabaseConnections".to_owned()], true)
        );
        let sum = MetricDataQuery::builder().expression("m1 / m2").build();
        let mathematics = MetricAlarm::builder()
            .metrics(query("AWS/ApiGateway", "5XXError"))
            .metrics(query("AWS/ApiGateway", "Count"))
            .metrics(sum);
        let expected = ["AWS/ApiGateway:5XXError", "AWS/ApiGateway:Count"];
        assert_eq!(
            keys(&mathematics.build()),
            (expected.map(str::to_owned).to_vec(), true)
        );
        assert_eq!(keys(&MetricAlarm::builder().build()), (Vec::new(), false));
    }

    #[test]
    fn a_rule_names_its_alarms() {
        let arn = "arn:aws:cloudwatch:eu-west-1:111122223333:alarm:errors";
        let joined = format!("(ALARM({arn}) AND ALARM(x)) OR NOT INSUFFICIENT_DATA(y)");
        for (rule, names) in [
            ("ALARM(latency)", vec!["latency"]),
            (r#"ALARM("a (b)") OR OK ( c )"#, vec!["a (b)", "c"]),
            (joined.as_str(), vec!["errors", "x", "y"]),
            ("TRUE", vec![]),
        ] {
            assert_eq!(alarm_names(rule), names, "{rule}");
        }
    }

    #[test]
    fn an_expression_without_its_metric_does_not_tell() {
        let lacking = query("", "Count");
        let alarm = MetricAlarm::builder()
            .metrics(query("AWS/ApiGateway", "5XXError"))
            .metrics(lacking);
        let expected = vec!["AWS/ApiGateway:5XXError".to_owned()];
        assert_eq!(keys(&alarm.build()), (expected, false));
    }

    #[test]
    fn what_a_query_finds_is_not_known() {
        let found = MetricDataQuery::builder()
            .expression("SELECT AVG(CPUUtilization) FROM SCHEMA(\"AWS/ECS\")")
            .build();
        let alarm = MetricAlarm::builder().metrics(found).build();
        assert_eq!(keys(&alarm), (Vec::new(), false));
    }
}
