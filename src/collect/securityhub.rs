//! Reads AWS Security Hub: whether it is on, and its standards. Its findings are never asked for.

use aws_sdk_securityhub::operation::get_enabled_standards::GetEnabledStandardsOutput;
use aws_sdk_securityhub::types;
use jiff::Timestamp;

use super::site::{always_but, arn, marked_pages, pairs, tagged};
use super::{Collector, DetailCall, Listed, ListingCall, Reach, Site};
use crate::aws::Failure;
use crate::inventory::securityhub::{
    DESCRIBE_HUB, GET_ENABLED_STANDARDS, HUB, LIST_TAGS_FOR_RESOURCE, NOT_SUBSCRIBED, STANDARD,
};
use crate::inventory::{Record, Value, record};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[
        ListingCall {
            call: &DESCRIBE_HUB,
            types: &[&HUB],
            list: |site| Box::pin(hub(site)),
        },
        ListingCall {
            call: &GET_ENABLED_STANDARDS,
            types: &[&STANDARD],
            list: |site| Box::pin(standards(site)),
        },
    ],
    details: &[DetailCall {
        call: &LIST_TAGS_FOR_RESOURCE,
        of: &HUB,
        read: Reach::Each(|site, hub| Box::pin(hub_tags(site, hub))),
    }],
    lookups: &[],
};

/// The code `InvalidAccessException` alone may be a missing permission (API reference, "Errors" of `DescribeHub`); only with these words does it say that
/// Security Hub is off.
fn off(failure: Failure) -> Failure {
    match failure {
        Failure::Gap(gap) if gap.error.contains(NOT_SUBSCRIBED) => Failure::Absent,
        other => other,
    }
}

async fn hub(site: Site) -> Listed {
    let request = || site.securityhub().describe_hub().send();
    let hub = match site.call_meaning(&DESCRIBE_HUB, request, off).await {
        Ok(hub) => hub,
        Err(Failure::Absent | Failure::Gone) => return Listed::default(),
        Err(Failure::Gap(gap)) => {
            return Listed {
                records: Vec::new(),
                gap: Some(gap),
            };
        }
    };
    Listed {
        records: vec![record!(HUB, site.keep(), {
            // hub/default
            id: hub.hub_arn().and_then(|arn| arn.splitn(6, ':').last()),
            arn: hub.hub_arn(),
            name: hub.hub_arn().and_then(|arn| arn.rsplit('/').next()),
            region: site.region(),
            account: site.account(),
            subscribed_at: hub.subscribed_at().and_then(|time| time.parse::<Timestamp>().ok()),
            auto_enable_controls: hub.auto_enable_controls(),
            control_finding_generator: hub
                .control_finding_generator()
                .map(types::ControlFindingGenerator::as_str),
        })],
        gap: None,
    }
}

async fn standards(site: Site) -> Listed {
    let client = site.securityhub().clone();
    let pages = || {
        marked_pages(
            move |marker| {
                let request = client
                    .get_enabled_standards()
                    .set_max_results(GET_ENABLED_STANDARDS.page)
                    .set_next_token(marker);
                async move { request.send().await }
            },
            GetEnabledStandardsOutput::next_token,
        )
    };
    site.list_meaning(&GET_ENABLED_STANDARDS, pages, off, |page| {
        Some(
            page.standards_subscriptions?
                .iter()
                .map(|subscription| standard(&site, subscription))
                .collect(),
        )
    })
    .await
}

fn standard(site: &Site, subscription: &types::StandardsSubscription) -> Record {
    record!(STANDARD, site.keep(), {
        id: subscription.standards_arn(),
        arn: always_but(
            false,
            &GET_ENABLED_STANDARDS,
            "arn",
            subscription.standards_subscription_arn(),
        ),
        name: subscription.standards_arn().map(short),
        tags: None::<Value>,
        region: site.region(),
        account: site.account(),
        standards_status: subscription.standards_status().map(types::StandardsStatus::as_str),
        status_reason: subscription
            .standards_status_reason()
            .and_then(types::StandardsStatusReason::status_reason_code)
            .map(types::StatusReasonCode::as_str),
    })
}

/// `cis-aws-foundations-benchmark/v/5.0.0` of a standard's ARN.
fn short(arn: &str) -> &str {
    arn.split_once("standards/")
        .or_else(|| arn.split_once("ruleset/"))
        .map_or(arn, |(_, name)| name)
}

async fn hub_tags(site: Site, hub: Record) -> Result<Record, Failure> {
    let request = site
        .securityhub()
        .list_tags_for_resource()
        .resource_arn(arn(&hub)?);
    let answer = site
        .call(&LIST_TAGS_FOR_RESOURCE, || request.send())
        .await?;
    Ok(tagged(
        &HUB,
        &LIST_TAGS_FOR_RESOURCE,
        answer.tags.as_ref().map(pairs),
    ))
}

#[cfg(test)]
mod tests {
    use super::{off, short};
    use crate::aws::Failure;
    use crate::inventory::securityhub::DESCRIBE_HUB;
    use crate::inventory::{Gap, Outcome};

    #[test]
    fn only_the_words_tell_that_security_hub_is_off() {
        let said = |words: &str| off(Gap::new(&DESCRIBE_HUB, Outcome::Error, words).into());
        let off =
            "InvalidAccessException: Account 111122223333 is not subscribed to AWS Security Hub";
        assert!(matches!(said(off), Failure::Absent));
        let denied =
            "InvalidAccessException: The account doesn't have permission to perform this action";
        assert!(matches!(said(denied), Failure::Gap(_)));
    }

    #[test]
    fn a_standard_is_called_by_its_name_and_version() {
        let arn = "arn:aws:securityhub:eu-west-1::standards/aws-foundational-security-best-practices/v/1.0.0";
        assert_eq!(
            short(arn),
            "aws-foundational-security-best-practices/v/1.0.0"
        );
        let old = "arn:aws:securityhub:::ruleset/cis-aws-foundations-benchmark/v/1.2.0";
        assert_eq!(short(old), "cis-aws-foundations-benchmark/v/1.2.0");
    }
}
