//! Buckets: which there are, their policies, logs and notifications.

use aws_sdk_s3::config::Builder;
use aws_sdk_s3::types;

use crate::aws::Failure;
use crate::collect::abreast::abreast;
use crate::collect::iam::policy as iam_policy;
use crate::collect::site::{distinct, tagged, timestamp};
use crate::collect::{Listed, Site};
use crate::inventory::s3::BUCKET;
use crate::inventory::s3::bucket::{
    GET_BUCKET_LOCATION, GET_BUCKET_LOGGING, GET_BUCKET_NOTIFICATION_CONFIGURATION,
    GET_BUCKET_POLICY, GET_BUCKET_POLICY_STATUS, GET_BUCKET_TAGGING, LIST_BUCKETS,
};
use crate::inventory::{Record, record};

/// The region that buckets without a location constraint are in.
const FIRST_REGION: &str = "us-east-1";

/// The buckets of the site's region: S3 lists those of all regions unless it is told which.
pub(super) async fn buckets(site: Site) -> Listed {
    let pages = || {
        site.s3()
            .list_buckets()
            .bucket_region(site.region())
            .set_max_buckets(LIST_BUCKETS.page)
            .into_paginator()
            .send()
    };
    site.list(&LIST_BUCKETS, pages, |page| {
        Some(
            page.buckets?
                .iter()
                .filter(|bucket| is_here(&site, bucket))
                .map(|bucket| self::bucket(&site, bucket))
                .collect(),
        )
    })
    .await
}

/// Whether a bucket is in the region that was asked for; emulators may take no notice of that, or not say where it is.
fn is_here(site: &Site, bucket: &types::Bucket) -> bool {
    bucket
        .bucket_region()
        .is_none_or(|region| region == site.region())
}

fn bucket(site: &Site, bucket: &types::Bucket) -> Record {
    record!(BUCKET, site.keep(), {
        id: bucket.name(),
        arn: bucket.name().map(|name| site.bucket_arn(name)),
        name: bucket.name(),
        region: site.region(),
        account: site.account(),
        creation_date: timestamp(bucket.creation_date()),
    })
}

/// Finds buckets by ARN or name, wherever they are. That another account does not let us look is no permission that ours lacks.
pub(super) async fn look_up(site: Site, names: Vec<String>) -> Vec<Result<Record, Failure>> {
    abreast(names.iter().map(|name| located(&site, name))).await
}

async fn located(site: &Site, name: &str) -> Result<Record, Failure> {
    let name = name.rsplit(':').next().unwrap_or(name);
    // S3 answers for buckets of other regions only when it is asked by path: a bucket's own host name leads to its region, where the
    // signature for this one is refused.
    let by_path = Builder::new().force_path_style(true);
    let request = site
        .s3()
        .get_bucket_location()
        .bucket(name)
        .expected_bucket_owner(site.account())
        .customize()
        .config_override(by_path);
    let answer = site
        .call_abroad(&GET_BUCKET_LOCATION, || request.send())
        .await?;
    let region = match answer.location_constraint() {
        // The name that Ireland had before regions had codes.
        Some(types::BucketLocationConstraint::Eu) => "eu-west-1",
        Some(region) if !region.as_str().is_empty() => region.as_str(),
        _ => FIRST_REGION,
    };
    Ok(record!(BUCKET {
        id: name,
        arn: site.bucket_arn(name),
        name: name,
        region: region,
        account: site.account(),
    }))
}

pub(super) async fn policy(site: Site, bucket: Record) -> Result<Record, Failure> {
    let request = site.s3().get_bucket_policy().bucket(bucket.id());
    let answer = site.call(&GET_BUCKET_POLICY, || request.send()).await?;
    // No answer at all is malformed here: that there is none AWS says with an error.
    let text = answer
        .policy()
        .ok_or_else(|| site.malformed(&GET_BUCKET_POLICY, "the answer has no policy"))?;
    Ok(record!(BUCKET {
        policy: iam_policy::document(&site, &GET_BUCKET_POLICY, Some(text)),
    }))
}

pub(super) async fn policy_status(site: Site, bucket: Record) -> Result<Record, Failure> {
    let request = site.s3().get_bucket_policy_status().bucket(bucket.id());
    let answer = site
        .call(&GET_BUCKET_POLICY_STATUS, || request.send())
        .await?;
    let is_public = answer
        .policy_status()
        .and_then(types::PolicyStatus::is_public)
        .ok_or_else(|| site.malformed(&GET_BUCKET_POLICY_STATUS, "the answer has no status"))?;
    Ok(record!(BUCKET {
        policy_is_public: is_public,
    }))
}

pub(super) async fn logging(site: Site, bucket: Record) -> Result<Record, Failure> {
    let request = site.s3().get_bucket_logging().bucket(bucket.id());
    let answer = site.call(&GET_BUCKET_LOGGING, || request.send()).await?;
    let logging = answer.logging_enabled();
    Ok(record!(BUCKET {
        logging_target_bucket: logging.map(types::LoggingEnabled::target_bucket),
        logging_target_prefix: logging.map(types::LoggingEnabled::target_prefix),
    }))
}

pub(super) async fn notification(site: Site, bucket: Record) -> Result<Record, Failure> {
    let request = site
        .s3()
        .get_bucket_notification_configuration()
        .bucket(bucket.id());
    let answer = site
        .call(&GET_BUCKET_NOTIFICATION_CONFIGURATION, || request.send())
        .await?;
    // A bucket that tells nobody has an empty answer.
    let topics = answer
        .topic_configurations()
        .iter()
        .map(types::TopicConfiguration::topic_arn);
    let queues = answer
        .queue_configurations()
        .iter()
        .map(types::QueueConfiguration::queue_arn);
    let functions = answer.lambda_function_configurations().iter();
    let functions = functions.map(types::LambdaFunctionConfiguration::lambda_function_arn);
    Ok(record!(BUCKET {
        notification_destinations: distinct(
            &GET_BUCKET_NOTIFICATION_CONFIGURATION,
            topics.chain(queues).chain(functions).map(Some),
        ),
        event_bridge_enabled: answer.event_bridge_configuration().is_some(),
    }))
}

pub(super) async fn tagging(site: Site, bucket: Record) -> Result<Record, Failure> {
    let request = site.s3().get_bucket_tagging().bucket(bucket.id());
    let answer = site.call(&GET_BUCKET_TAGGING, || request.send()).await?;
    let set = answer.tag_set().iter();
    let pairs = set.map(|tag| (Some(tag.key()), Some(tag.value())));
    Ok(tagged(&BUCKET, &GET_BUCKET_TAGGING, Some(pairs)))
}
