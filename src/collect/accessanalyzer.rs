//! Reads AWS IAM Access Analyzer: its analyzers. Its findings are never asked for.

use aws_sdk_accessanalyzer::types;

use super::site::{always_but, pairs, tags, timestamp, written};
use super::{Collector, Listed, ListingCall, Site};
use crate::inventory::accessanalyzer::{ANALYZER, LIST_ANALYZERS};
use crate::inventory::{Record, record};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[ListingCall {
        call: &LIST_ANALYZERS,
        types: &[&ANALYZER],
        list: |site| Box::pin(analyzers(site)),
    }],
    details: &[],
    lookups: &[],
};

async fn analyzers(site: Site) -> Listed {
    let pages = || {
        site.access_analyzer()
            .list_analyzers()
            .into_paginator()
            .send()
    };
    site.list(&LIST_ANALYZERS, pages, |page| {
        Some(
            page.analyzers
                .iter()
                .map(|analyzer| self::analyzer(&site, analyzer))
                .collect(),
        )
    })
    .await
}

fn analyzer(site: &Site, analyzer: &types::AnalyzerSummary) -> Record {
    let told = always_but(
        false,
        &LIST_ANALYZERS,
        "tags",
        analyzer.tags.as_ref().map(pairs),
    );
    record!(ANALYZER, site.keep(), {
        id: written(analyzer.arn()),
        arn: written(analyzer.arn()),
        name: always_but(false, &LIST_ANALYZERS, "name", written(analyzer.name())),
        tags: told.and_then(|told| told.map_or(Ok(None), |pairs| tags(&LIST_ANALYZERS, pairs))),
        region: site.region(),
        account: site.account(),
        type: written(analyzer.r#type().as_str()),
        status: written(analyzer.status().as_str()),
        created_at: timestamp(Some(analyzer.created_at())),
        last_resource_analyzed_at: timestamp(analyzer.last_resource_analyzed_at()),
        managed_by: analyzer.managed_by(),
    })
}
