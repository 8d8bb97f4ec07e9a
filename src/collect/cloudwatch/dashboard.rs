//! Dashboards, and the metrics that their graphs show.

use aws_sdk_cloudwatch::types;
use serde_json::Value as Json;

use super::{cut_short, finds_metrics};
use crate::aws::Failure;
use crate::collect::site::{always_but, timestamp};
use crate::collect::{Listed, Site};
use crate::inventory::cloudwatch::{DASHBOARD, GET_DASHBOARD, LIST_DASHBOARDS};
use crate::inventory::{Record, Value, record};

pub(super) async fn dashboards(site: Site) -> Listed {
    let pages = || site.cloudwatch().list_dashboards().into_paginator().send();
    site.list(&LIST_DASHBOARDS, pages, |page| {
        Some(
            page.dashboard_entries?
                .iter()
                .map(|entry| dashboard(&site, entry))
                .collect(),
        )
    })
    .await
}

fn dashboard(site: &Site, entry: &types::DashboardEntry) -> Record {
    record!(DASHBOARD, site.keep(), {
        id: entry.dashboard_name(),
        arn: always_but(false, &LIST_DASHBOARDS, "arn", entry.dashboard_arn()),
        name: entry.dashboard_name(),
        region: site.region(),
        account: site.account(),
        last_modified: timestamp(entry.last_modified()),
        size: entry.size(),
    })
}

/// Of the body only the names of metrics are kept: texts on a dashboard may hold anything.
pub(super) async fn body(site: Site, dashboard: Record) -> Result<Record, Failure> {
    let request = site
        .cloudwatch()
        .get_dashboard()
        .dashboard_name(dashboard.id());
    let answer = site.call(&GET_DASHBOARD, || request.send()).await?;
    let malformed = |what: &str| site.malformed(&GET_DASHBOARD, what);
    let text = answer
        .dashboard_body()
        .ok_or_else(|| malformed("the answer has no body"))?;
    let body = serde_json::from_str(text).map_err(|_| malformed("the body is no JSON"))?;
    Ok(record!(DASHBOARD {
        metric_keys: metric_keys(&body),
    }))
}

/// The metrics that a dashboard names (CloudWatch API reference, "Dashboard body structure and syntax"). What its searches find is not known.
fn metric_keys(body: &Json) -> Value {
    let mut keys = Vec::new();
    let mut searches = false;
    let widgets = body["widgets"].as_array().map_or(&[][..], Vec::as_slice);
    for widget in widgets {
        // What an explorer shows it finds by tags.
        searches |= widget["type"] == "explorer";
        let mut above: (Option<&str>, Option<&str>) = (None, None);
        for metric in widget["properties"]["metrics"]
            .as_array()
            .into_iter()
            .flatten()
        {
            let Some(parts) = metric.as_array() else {
                continue;
            };
            if let Some(expression) = parts.iter().find_map(|part| part["expression"].as_str()) {
                searches |= finds_metrics(expression);
                continue;
            }
            // "..." stands for all that the line above says, "." for one part of it.
            let own = if text(parts, 0) == Some("...") {
                above
            } else {
                (part(parts, 0, above.0), part(parts, 1, above.1))
            };
            above = own;
            if let (Some(namespace), Some(name)) = own {
                keys.push(format!("{namespace}:{name}"));
            }
        }
    }
    keys.sort();
    keys.dedup();
    let unknown = searches.then_some("metric that a search or a query finds");
    cut_short(&GET_DASHBOARD, keys, unknown)
}

fn text(parts: &[Json], place: usize) -> Option<&str> {
    parts.get(place)?.as_str()
}

/// A part of a metric's line, or the same part of the line above.
fn part<'a>(parts: &'a [Json], place: usize, above: Option<&'a str>) -> Option<&'a str> {
    match text(parts, place)? {
        "." => above,
        own => Some(own),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::metric_keys;
    use crate::inventory::Value;

    fn keys(metrics: &serde_json::Value) -> (Vec<String>, bool) {
        let text = json!({ "type": "text", "properties": { "markdown": "AWS/EC2" } });
        let graph = json!({ "type": "metric", "properties": { "metrics": metrics } });
        let Value::List(list) = metric_keys(&json!({ "widgets": [text, graph] })) else {
            return (Vec::new(), false);
        };
        let texts = list.items.iter().filter_map(Value::as_str);
        (texts.map(str::to_owned).collect(), list.gap.is_none())
    }

    #[test]
    fn a_line_may_repeat_what_the_line_above_says() {
        let metrics = json!([
            ["AWS/ApiGateway", "Latency", "ApiName", "payments", { "stat": "p99" }],
            [".", "5XXError", ".", "."],
            ["...", "other"],
            ["AWS/RDS", "DatabaseConnections"],
            [{ "expression": "m1/m2", "label": "rate" }],
        ]);
        let expected = [
            "AWS/ApiGateway:5XXError",
            "AWS/ApiGateway:Latency",
            "AWS/RDS:DatabaseConnections",
        ];
        assert_eq!(keys(&metrics), (expected.map(str::to_owned).to_vec(), true));
    }

    #[test]
    fn what_a_search_finds_is_not_known() {
        let metrics = json!([[{ "expression": "SEARCH('{AWS/ECS} CPUUtilization', 'Average')" }]]);
        assert_eq!(keys(&metrics), (Vec::new(), false));
        assert_eq!(keys(&json!([])), (Vec::new(), true));
    }
}
