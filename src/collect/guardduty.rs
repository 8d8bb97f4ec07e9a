//! Reads Amazon GuardDuty: its detectors and what they look at. Its findings are never asked for.

use aws_sdk_guardduty::types;
use jiff::Timestamp;

use super::site::{always_but, pairs, tags};
use super::{Collector, DetailCall, Listed, ListingCall, Reach, Site};
use crate::aws::Failure;
use crate::inventory::guardduty::{
    ADDITIONAL_CONFIGURATION, DETECTOR, FEATURE, GET_ADMINISTRATOR_ACCOUNT, GET_DETECTOR,
    LIST_DETECTORS,
};
use crate::inventory::{Gap, Record, Value, record};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[ListingCall {
        call: &LIST_DETECTORS,
        types: &[&DETECTOR],
        list: |site| Box::pin(detectors(site)),
    }],
    details: &[
        DetailCall {
            call: &GET_DETECTOR,
            of: &DETECTOR,
            read: Reach::Each(|site, detector| Box::pin(detector_details(site, detector))),
        },
        DetailCall {
            call: &GET_ADMINISTRATOR_ACCOUNT,
            of: &DETECTOR,
            read: Reach::Each(|site, detector| Box::pin(administrator(site, detector))),
        },
    ],
    lookups: &[],
};

async fn detectors(site: Site) -> Listed {
    let pages = || {
        site.guardduty()
            .list_detectors()
            .set_max_results(LIST_DETECTORS.page)
            .into_paginator()
            .send()
    };
    site.list(&LIST_DETECTORS, pages, |page| {
        Some(
            page.detector_ids?
                .iter()
                .map(|id| {
                    record!(DETECTOR, site.keep(), {
                        id: id,
                        arn: site.arn("guardduty", format_args!("detector/{id}")),
                        name: id,
                        region: site.region(),
                        account: site.account(),
                    })
                })
                .collect(),
        )
    })
    .await
}

async fn detector_details(site: Site, detector: Record) -> Result<Record, Failure> {
    let request = site.guardduty().get_detector().detector_id(detector.id());
    let answer = site.call(&GET_DETECTOR, || request.send()).await?;
    // The SDK makes a status up where the answer lacks it.
    let status = answer
        .status()
        .map(types::DetectorStatus::as_str)
        .filter(|status| types::DetectorStatus::values().contains(status));
    let read = record!(DETECTOR {
        status: status,
        finding_publishing_frequency: answer
            .finding_publishing_frequency()
            .map(types::FindingPublishingFrequency::as_str),
        created_at: answer
            .created_at()
            .and_then(|time| time.parse::<Timestamp>().ok()),
        features: answer
            .features
            .as_ref()
            .map(|features| features.iter().map(feature).collect::<Vec<Record>>()),
        tags: match answer.tags.as_ref() {
            Some(map) => tags(&GET_DETECTOR, pairs(map)),
            None => Err(Gap::missing(&GET_DETECTOR, "tags")),
        },
    });
    Ok(read)
}

/// Runtime monitoring alone has additional settings (User Guide, "Feature activation in GuardDuty").
fn feature(feature: &types::DetectorFeatureConfigurationResult) -> Record {
    let has_more = feature
        .name()
        .is_none_or(|name| name.as_str().ends_with("RUNTIME_MONITORING"));
    let additional = feature.additional_configuration.as_ref().map(|all| {
        all.iter()
            .map(|one| {
                record!(ADDITIONAL_CONFIGURATION {
                    name: one
                        .name()
                        .map(types::FeatureAdditionalConfiguration::as_str),
                    status: one.status().map(types::FeatureStatus::as_str),
                })
            })
            .collect::<Vec<Record>>()
    });
    record!(FEATURE {
        name: feature.name().map(types::DetectorFeatureResult::as_str),
        status: feature.status().map(types::FeatureStatus::as_str),
        additional_configuration: always_but(
            !has_more,
            &GET_DETECTOR,
            "additional_configuration",
            additional,
        ),
    })
}

/// An account that nobody manages, such as the administrator itself, is answered with no administrator.
async fn administrator(site: Site, detector: Record) -> Result<Record, Failure> {
    let request = site
        .guardduty()
        .get_administrator_account()
        .detector_id(detector.id());
    let answer = site
        .call(&GET_ADMINISTRATOR_ACCOUNT, || request.send())
        .await?;
    let managed: Option<Value> = answer
        .administrator()
        .and_then(types::Administrator::account_id)
        .map(Value::from);
    Ok(record!(DETECTOR {
        administrator_account_id: managed,
    }))
}
