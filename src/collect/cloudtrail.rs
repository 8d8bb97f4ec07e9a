//! Reads AWS CloudTrail: trails, whether they log, and what. The events themselves are never asked for.
//!
//! A trail of all regions is answered in each of them, as its shadow. It is taken down once, as a resource of its home region, where its details
//! are asked.

use aws_sdk_cloudtrail::types;

use super::site::{always_but, arn, owner, tagged, texts, timestamp, written};
use super::{Collector, DetailCall, Listed, ListingCall, Reach, Site};
use crate::aws::Failure;
use crate::inventory::cloudtrail::{
    ADVANCED_EVENT_SELECTOR, DATA_RESOURCE, DESCRIBE_TRAILS, EVENT_SELECTOR, FIELD_SELECTOR,
    GET_EVENT_SELECTORS, GET_INSIGHT_SELECTORS, GET_TRAIL_STATUS, LIST_TAGS, TRAIL,
};
use crate::inventory::{Gap, Outcome, Record, record};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[ListingCall {
        call: &DESCRIBE_TRAILS,
        types: &[&TRAIL],
        list: |site| Box::pin(trails(site)),
    }],
    details: &[
        DetailCall {
            call: &GET_TRAIL_STATUS,
            of: &TRAIL,
            read: Reach::Each(|site, trail| Box::pin(status(site, trail))),
        },
        DetailCall {
            call: &GET_EVENT_SELECTORS,
            of: &TRAIL,
            read: Reach::Each(|site, trail| Box::pin(event_selectors(site, trail))),
        },
        DetailCall {
            call: &GET_INSIGHT_SELECTORS,
            of: &TRAIL,
            read: Reach::Each(|site, trail| Box::pin(insight_selectors(site, trail))),
        },
        DetailCall {
            call: &LIST_TAGS,
            of: &TRAIL,
            read: Reach::Each(|site, trail| Box::pin(trail_tags(site, trail))),
        },
    ],
    lookups: &[],
};

async fn trails(site: Site) -> Listed {
    let request = || {
        site.cloudtrail()
            .describe_trails()
            .include_shadow_trails(true)
            .send()
    };
    let mut unplaced = false;
    let mut listed = site
        .list_whole(&DESCRIBE_TRAILS, request, |answer| {
            let trails = answer.trail_list?;
            unplaced = trails.iter().any(|trail| trail.home_region().is_none());
            let own = trails.iter().filter(|trail| {
                trail
                    .home_region()
                    .is_some_and(|home| is_told_by(home, site.region(), site.regions()))
            });
            Some(own.map(|trail| self::trail(&site, trail)).collect())
        })
        .await;
    if unplaced {
        listed.gap = Some(Gap::missing(&DESCRIBE_TRAILS, "home_region of a trail"));
    }
    listed
}

/// Whether `region` tells of a trail made in `home`: that region itself, or, where that is not scanned, the first that is.
fn is_told_by(home: &str, region: &str, scanned: &[String]) -> bool {
    if scanned.iter().any(|one| one == home) {
        region == home
    } else {
        scanned.first().is_some_and(|first| first == region)
    }
}

/// A log group's ARN as the log group itself has it.
fn without_streams(arn: &str) -> &str {
    arn.strip_suffix(":*").unwrap_or(arn)
}

fn trail(site: &Site, trail: &types::Trail) -> Record {
    record!(TRAIL, site.keep(), {
        id: trail.name(),
        arn: always_but(false, &DESCRIBE_TRAILS, "arn", trail.trail_arn()),
        name: trail.name(),
        region: trail.home_region(),
        account: site.account(),
        owner_id: trail.trail_arn().and_then(owner),
        s3_bucket_name: trail.s3_bucket_name(),
        s3_key_prefix: trail.s3_key_prefix(),
        sns_topic_arn: trail.sns_topic_arn(),
        include_global_service_events: trail.include_global_service_events(),
        is_multi_region_trail: trail.is_multi_region_trail(),
        home_region: trail.home_region(),
        log_file_validation_enabled: trail.log_file_validation_enabled(),
        cloud_watch_logs_log_group_arn: trail.cloud_watch_logs_log_group_arn().map(without_streams),
        // A trail that writes to a log group does so by a role (CreateTrail, CloudWatchLogsRoleArn).
        cloud_watch_logs_role_arn: always_but(
            trail.cloud_watch_logs_log_group_arn().is_none(),
            &DESCRIBE_TRAILS,
            "cloud_watch_logs_role_arn",
            trail.cloud_watch_logs_role_arn(),
        ),
        kms_key_id: trail.kms_key_id(),
        has_custom_event_selectors: trail.has_custom_event_selectors(),
        has_insight_selectors: trail.has_insight_selectors(),
        is_organization_trail: trail.is_organization_trail(),
    })
}

/// What names a trail in a request: by its ARN, which an organisation's trail has to be called by in other accounts.
fn name_of(trail: &Record) -> &str {
    trail.arn().unwrap_or(trail.id())
}

async fn status(site: Site, trail: Record) -> Result<Record, Failure> {
    let request = site.cloudtrail().get_trail_status().name(name_of(&trail));
    let answer = site
        .call_about(name_of(&trail), &GET_TRAIL_STATUS, || request.send())
        .await?;
    let error = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    Ok(record!(TRAIL {
        is_logging: answer.is_logging(),
        latest_delivery_error: error(answer.latest_delivery_error()),
        latest_delivery_time: timestamp(answer.latest_delivery_time()),
        latest_digest_delivery_error: error(answer.latest_digest_delivery_error()),
        latest_cloud_watch_logs_delivery_error: error(
            answer.latest_cloud_watch_logs_delivery_error()
        ),
        latest_cloud_watch_logs_delivery_time: timestamp(
            answer.latest_cloud_watch_logs_delivery_time()
        ),
        start_logging_time: timestamp(answer.start_logging_time()),
        stop_logging_time: timestamp(answer.stop_logging_time()),
    }))
}

async fn event_selectors(site: Site, trail: Record) -> Result<Record, Failure> {
    let request = site
        .cloudtrail()
        .get_event_selectors()
        .trail_name(name_of(&trail));
    let answer = site
        .call_about(name_of(&trail), &GET_EVENT_SELECTORS, || request.send())
        .await?;
    // Each trail has selectors of one kind, by default one for all management events (PutEventSelectors); AWS leaves out the other.
    if answer.event_selectors().is_empty() && answer.advanced_event_selectors().is_empty() {
        return Err(site
            .malformed(
                &GET_EVENT_SELECTORS,
                "the answer has no selectors of either kind",
            )
            .into());
    }
    let basic = answer.event_selectors.as_ref();
    let advanced = answer.advanced_event_selectors.as_ref();
    Ok(record!(TRAIL {
        event_selectors: basic.map(|all| all.iter().map(event_selector).collect::<Vec<Record>>()),
        advanced_event_selectors: advanced.map(|all| all
            .iter()
            .map(advanced_event_selector)
            .collect::<Vec<Record>>()),
    }))
}

fn event_selector(selector: &types::EventSelector) -> Record {
    record!(EVENT_SELECTOR {
        read_write_type: selector.read_write_type().map(types::ReadWriteType::as_str),
        include_management_events: selector.include_management_events(),
        data_resources: selector.data_resources.as_ref().map(|all| {
            all.iter()
                .map(|one| {
                    record!(DATA_RESOURCE {
                        type: one.r#type(),
                        values: one.values.as_ref(),
                    })
                })
                .collect::<Vec<Record>>()
        }),
        exclude_management_event_sources: selector.exclude_management_event_sources.as_ref(),
    })
}

fn advanced_event_selector(selector: &types::AdvancedEventSelector) -> Record {
    record!(ADVANCED_EVENT_SELECTOR {
        name: selector.name().filter(|name| !name.is_empty()),
        // There is one condition at least (API reference, `AdvancedEventSelector`); the SDK makes an empty list of a missing one.
        field_selectors: Some(selector.field_selectors())
            .filter(|all| !all.is_empty())
            .map(|all| all.iter().map(field_selector).collect::<Vec<Record>>()),
    })
}

/// A condition has the operators that somebody gave it, one at least; without any the answer does not tell.
fn field_selector(selector: &types::AdvancedFieldSelector) -> Record {
    let operators = [
        &selector.equals,
        &selector.starts_with,
        &selector.ends_with,
        &selector.not_equals,
        &selector.not_starts_with,
        &selector.not_ends_with,
    ];
    let tells = operators.into_iter().any(Option::is_some);
    let operator = |values: &Option<Vec<String>>| {
        let call = &GET_EVENT_SELECTORS;
        always_but(tells, call, "operator of a condition", values.clone())
    };
    record!(FIELD_SELECTOR {
        field: written(selector.field()),
        equals: operator(&selector.equals),
        starts_with: operator(&selector.starts_with),
        ends_with: operator(&selector.ends_with),
        not_equals: operator(&selector.not_equals),
        not_starts_with: operator(&selector.not_starts_with),
        not_ends_with: operator(&selector.not_ends_with),
    })
}

async fn insight_selectors(site: Site, trail: Record) -> Result<Record, Failure> {
    let request = site
        .cloudtrail()
        .get_insight_selectors()
        .trail_name(name_of(&trail));
    let answer = site
        .call_about(name_of(&trail), &GET_INSIGHT_SELECTORS, || request.send())
        .await?;
    Ok(record!(TRAIL {
        insight_types: texts(
            &GET_INSIGHT_SELECTORS,
            answer.insight_selectors.as_ref(),
            |selector| selector.insight_type().map(types::InsightType::as_str),
        ),
    }))
}

async fn trail_tags(site: Site, trail: Record) -> Result<Record, Failure> {
    let arn = arn(&trail)?;
    if owner(arn) != Some(site.account()) {
        let why = "only the account that owns a trail lists its tags";
        return Err(Gap::new(&LIST_TAGS, Outcome::OutOfScope, why).into());
    }
    let pages = || {
        site.cloudtrail()
            .list_tags()
            .resource_id_list(arn)
            .into_paginator()
            .send()
    };
    let list = site
        .read(&LIST_TAGS, pages, |page| page.resource_tag_list)
        .await?;
    // Of the one trail that was asked for there is a list on each page, empty for a trail without tags.
    let lists: Option<Vec<&Vec<types::Tag>>> =
        list.iter().map(|one| one.tags_list.as_ref()).collect();
    let Some(lists) = lists.filter(|lists| !lists.is_empty()) else {
        return Err(site
            .malformed(&LIST_TAGS, "the answer has no tags of the trail")
            .into());
    };
    let all = lists.into_iter().flatten();
    let pairs = all.map(|tag| (Some(tag.key()), tag.value()));
    Ok(tagged(&TRAIL, &LIST_TAGS, Some(pairs)))
}

#[cfg(test)]
mod tests {
    use super::{is_told_by, owner, without_streams};

    #[test]
    fn each_trail_is_told_by_one_region() {
        let scanned = ["eu-west-1".to_owned(), "us-east-1".to_owned()];
        assert!(is_told_by("us-east-1", "us-east-1", &scanned));
        assert!(!is_told_by("us-east-1", "eu-west-1", &scanned));
        assert!(is_told_by("ap-south-1", "eu-west-1", &scanned));
        assert!(!is_told_by("ap-south-1", "us-east-1", &scanned));
    }

    #[test]
    fn arns_tell_the_owner_and_the_log_group() {
        let arn = "arn:aws:cloudtrail:us-east-1:444455556666:trail/org";
        assert_eq!(owner(arn), Some("444455556666"));
        assert_eq!(owner("org"), None);
        let group = "arn:aws:logs:us-east-1:444455556666:log-group:trail";
        assert_eq!(without_streams(&format!("{group}:*")), group);
        assert_eq!(without_streams(group), group);
    }
}
