//! How buckets keep objects: versions, encryption, lifecycle, replication, locks.

use aws_sdk_s3::types;

use crate::aws::Failure;
use crate::collect::Site;
use crate::collect::site::{always_but, distinct, elements, timestamp, written};
use crate::inventory::s3::bucket::{
    GET_BUCKET_ENCRYPTION, GET_BUCKET_VERSIONING, GET_OBJECT_LOCK_CONFIGURATION,
};
use crate::inventory::s3::lifecycle::GET_BUCKET_LIFECYCLE_CONFIGURATION;
use crate::inventory::s3::replication::GET_BUCKET_REPLICATION;
use crate::inventory::s3::{BUCKET, LIFECYCLE_RULE, REPLICATION_RULE};
use crate::inventory::{Gap, Record, record};

pub(super) async fn versioning(site: Site, bucket: Record) -> Result<Record, Failure> {
    let request = site.s3().get_bucket_versioning().bucket(bucket.id());
    let answer = site.call(&GET_BUCKET_VERSIONING, || request.send()).await?;
    Ok(record!(BUCKET {
        versioning_status: answer.status().map(types::BucketVersioningStatus::as_str),
        mfa_delete: answer.mfa_delete().map(types::MfaDeleteStatus::as_str),
    }))
}

pub(super) async fn encryption(site: Site, bucket: Record) -> Result<Record, Failure> {
    let request = site.s3().get_bucket_encryption().bucket(bucket.id());
    let answer = site.call(&GET_BUCKET_ENCRYPTION, || request.send()).await?;
    // A bucket has one rule.
    let rule = answer
        .server_side_encryption_configuration()
        .and_then(|encryption| encryption.rules().first())
        .ok_or_else(|| site.malformed(&GET_BUCKET_ENCRYPTION, "the answer has no rule"))?;
    let by_default = rule.apply_server_side_encryption_by_default();
    Ok(record!(BUCKET {
        sse_algorithm: by_default.map(|by| by.sse_algorithm().as_str()),
        kms_master_key_id: by_default
            .and_then(types::ServerSideEncryptionByDefault::kms_master_key_id)
            .filter(|key| !key.is_empty()),
        bucket_key_enabled: rule.bucket_key_enabled(),
    }))
}

pub(super) async fn lifecycle(site: Site, bucket: Record) -> Result<Record, Failure> {
    let request = site
        .s3()
        .get_bucket_lifecycle_configuration()
        .bucket(bucket.id());
    let answer = site
        .call(&GET_BUCKET_LIFECYCLE_CONFIGURATION, || request.send())
        .await?;
    // That there are no rules AWS says with an error.
    let rules = answer
        .rules
        .filter(|rules| !rules.is_empty())
        .ok_or_else(|| {
            site.malformed(
                &GET_BUCKET_LIFECYCLE_CONFIGURATION,
                "the answer has no rule",
            )
        })?;
    Ok(record!(BUCKET {
        lifecycle_rules: rules.iter().map(lifecycle_rule).collect::<Vec<Record>>(),
    }))
}

fn lifecycle_rule(rule: &types::LifecycleRule) -> Record {
    let call = &GET_BUCKET_LIFECYCLE_CONFIGURATION;
    let (prefix, is_filtered) = match meant_by(rule) {
        Some((prefix, is_filtered)) => (Ok(Some(prefix)), Ok(Some(is_filtered))),
        None => (
            Err(Gap::missing(call, "filter")),
            Err(Gap::missing(call, "filter")),
        ),
    };
    let expiration = rule.expiration();
    // One of the three is there, or nothing expires.
    let says_when = expiration.is_none_or(|expiration| {
        expiration.days().is_some()
            || expiration.date().is_some()
            || expiration.expired_object_delete_marker().is_some()
    });
    let noncurrent = rule.noncurrent_version_expiration();
    let unfinished = rule.abort_incomplete_multipart_upload();
    record!(LIFECYCLE_RULE {
        rule_id: rule.id(),
        status: rule.status().as_str(),
        prefix: prefix,
        is_filtered: is_filtered,
        expiration_days: always_but(
            says_when,
            call,
            "days",
            expiration.and_then(types::LifecycleExpiration::days)
        ),
        expiration_date: always_but(
            says_when,
            call,
            "date",
            timestamp(expiration.and_then(types::LifecycleExpiration::date))
        ),
        expired_object_delete_marker: always_but(
            says_when,
            call,
            "expired_object_delete_marker",
            expiration.and_then(types::LifecycleExpiration::expired_object_delete_marker)
        ),
        noncurrent_version_expiration_days: always_but(
            noncurrent.is_none(),
            call,
            "noncurrent_days",
            noncurrent.and_then(types::NoncurrentVersionExpiration::noncurrent_days)
        ),
        newer_noncurrent_versions: noncurrent
            .and_then(types::NoncurrentVersionExpiration::newer_noncurrent_versions),
        abort_incomplete_multipart_upload_days: always_but(
            unfinished.is_none(),
            call,
            "days_after_initiation",
            unfinished.and_then(types::AbortIncompleteMultipartUpload::days_after_initiation)
        ),
        transition_storage_classes: rule.transitions.as_ref().map(|to| elements(
            call,
            to.iter().map(|to| to
                .storage_class()
                .map(types::TransitionStorageClass::as_str))
        )),
        noncurrent_version_transition_storage_classes: rule
            .noncurrent_version_transitions
            .as_ref()
            .map(|to| elements(
                call,
                to.iter().map(|to| to
                    .storage_class()
                    .map(types::TransitionStorageClass::as_str))
            )),
    })
}

/// What the names of a rule's objects begin with, and whether it looks at more than the name; nothing when the answer does not tell. A
/// filter with nothing in it means all objects (S3 User Guide, "Lifecycle configuration elements").
fn meant_by(rule: &types::LifecycleRule) -> Option<(&str, bool)> {
    let Some(filter) = rule.filter() else {
        // The first form of rules has its prefix outside of a filter.
        #[expect(deprecated, reason = "rules of the first form are still in use")]
        let prefix = rule.prefix();
        return Some((prefix?, false));
    };
    let Some(and) = filter.and() else {
        let is_filtered = filter.tag().is_some()
            || filter.object_size_greater_than().is_some()
            || filter.object_size_less_than().is_some();
        return Some((filter.prefix().unwrap_or(""), is_filtered));
    };
    let beside = and.tags.as_ref().map_or(0, Vec::len)
        + usize::from(and.object_size_greater_than().is_some())
        + usize::from(and.object_size_less_than().is_some());
    // What is joined is two at least (API reference, `LifecycleRuleAndOperator`).
    (beside + usize::from(and.prefix().is_some()) >= 2)
        .then(|| (and.prefix().unwrap_or(""), beside > 0))
}

pub(super) async fn replication(site: Site, bucket: Record) -> Result<Record, Failure> {
    let call = &GET_BUCKET_REPLICATION;
    let request = site.s3().get_bucket_replication().bucket(bucket.id());
    let answer = site.call(call, || request.send()).await?;
    let replication = answer
        .replication_configuration()
        .filter(|replication| !replication.rules().is_empty())
        .ok_or_else(|| site.malformed(call, "the answer has no rules"))?;
    // A rule that does not say whether it is carried out, or where to, leaves the list cut short.
    let destinations = replication.rules().iter().filter_map(|rule| {
        let bucket = rule.destination().map(types::Destination::bucket);
        match rule.status() {
            types::ReplicationRuleStatus::Enabled => Some(bucket),
            types::ReplicationRuleStatus::Disabled => None,
            _ => Some(None),
        }
    });
    Ok(record!(BUCKET {
        replication_role: always_but(false, call, "role", written(replication.role())),
        replication_rules: replication
            .rules()
            .iter()
            .map(replication_rule)
            .collect::<Vec<Record>>(),
        replication_destinations: distinct(call, destinations),
    }))
}

fn replication_rule(rule: &types::ReplicationRule) -> Record {
    let to = rule.destination();
    // The SDK has a word of its own for a status that the answer lacks.
    let status = Some(rule.status()).filter(|status| {
        matches!(
            status,
            types::ReplicationRuleStatus::Enabled | types::ReplicationRuleStatus::Disabled
        )
    });
    record!(REPLICATION_RULE {
        rule_id: rule.id(),
        status: status.map(types::ReplicationRuleStatus::as_str),
        priority: rule.priority(),
        destination_bucket: to.and_then(|to| written(to.bucket())),
        destination_account: to.and_then(types::Destination::account),
        destination_replica_kms_key_id: to
            .and_then(types::Destination::encryption_configuration)
            .and_then(types::EncryptionConfiguration::replica_kms_key_id),
        delete_marker_replication: rule
            .delete_marker_replication()
            .and_then(types::DeleteMarkerReplication::status)
            .map(types::DeleteMarkerReplicationStatus::as_str),
    })
}

pub(super) async fn object_lock(site: Site, bucket: Record) -> Result<Record, Failure> {
    let call = &GET_OBJECT_LOCK_CONFIGURATION;
    let request = site
        .s3()
        .get_object_lock_configuration()
        .bucket(bucket.id());
    let answer = site.call(call, || request.send()).await?;
    // That objects cannot be locked AWS says with an error.
    let lock = answer
        .object_lock_configuration()
        .ok_or_else(|| site.malformed(call, "the answer has no configuration"))?;
    let rule = lock.rule();
    let retention = rule.and_then(types::ObjectLockRule::default_retention);
    let (days, years) = (
        retention.and_then(types::DefaultRetention::days),
        retention.and_then(types::DefaultRetention::years),
    );
    Ok(record!(BUCKET {
        object_lock_enabled: always_but(
            false,
            call,
            "object_lock_enabled",
            lock.object_lock_enabled()
                .map(types::ObjectLockEnabled::as_str)
        ),
        object_lock_mode: always_but(
            rule.is_none(),
            call,
            "mode",
            retention
                .and_then(types::DefaultRetention::mode)
                .map(types::ObjectLockRetentionMode::as_str)
        ),
        // A default retention has one of the two.
        object_lock_days: always_but(rule.is_none() || years.is_some(), call, "days", days),
        object_lock_years: always_but(rule.is_none() || days.is_some(), call, "years", years),
    }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{lifecycle_rule, types};

    fn rule() -> types::builders::LifecycleRuleBuilder {
        types::LifecycleRule::builder().status(types::ExpirationStatus::Enabled)
    }

    fn told(rule: types::builders::LifecycleRuleBuilder, name: &str) -> serde_json::Value {
        lifecycle_rule(&rule.build().unwrap()).to_json()[name].clone()
    }

    fn filter() -> types::builders::LifecycleRuleFilterBuilder {
        types::LifecycleRuleFilter::builder()
    }

    fn joined(and: types::builders::LifecycleRuleAndOperatorBuilder) -> types::LifecycleRuleFilter {
        filter().and(and.build()).build()
    }

    fn tag() -> types::Tag {
        types::Tag::builder().key("k").value("v").build().unwrap()
    }

    #[test]
    fn a_rule_says_what_its_objects_are_called_in_three_ways() {
        let and = types::LifecycleRuleAndOperator::builder().prefix("logs/");
        #[expect(deprecated, reason = "rules of the first form are still in use")]
        let outside = rule().prefix("logs/");
        let by_filter = rule().filter(filter().prefix("logs/").build());
        for rule in [by_filter, outside] {
            assert_eq!(told(rule.clone(), "prefix"), json!("logs/"));
            assert_eq!(told(rule, "is_filtered"), json!(false));
        }
        let by_and = rule().filter(joined(and.tags(tag())));
        assert_eq!(told(by_and.clone(), "prefix"), json!("logs/"));
        assert_eq!(told(by_and, "is_filtered"), json!(true));
        assert_eq!(told(rule().filter(filter().build()), "prefix"), json!(""));
    }

    #[test]
    fn a_rule_for_tags_or_sizes_is_not_for_all_objects() {
        let and = types::LifecycleRuleAndOperator::builder;
        for filtered in [
            filter().tag(tag()).build(),
            filter().object_size_greater_than(1).build(),
            joined(and().tags(tag()).tags(tag())),
            joined(and().object_size_less_than(9).object_size_greater_than(1)),
        ] {
            assert_eq!(told(rule().filter(filtered), "is_filtered"), json!(true));
        }
    }

    #[test]
    fn a_rule_that_does_not_say_what_it_is_for_is_not_for_all_objects() {
        let alone = types::LifecycleRuleAndOperator::builder().prefix("logs/");
        for untold in [rule(), rule().filter(joined(alone))] {
            let rule = lifecycle_rule(&untold.build().unwrap()).to_json();
            assert_eq!(rule.get("prefix"), None);
            assert_eq!(rule.get("is_filtered"), None);
        }
    }

    #[test]
    fn what_a_rule_does_not_do_is_null_and_what_it_does_not_say_is_unknown() {
        let expiration = types::LifecycleExpiration::builder();
        let expiring = rule().expiration(expiration.clone().days(90).build());
        assert_eq!(told(expiring.clone(), "expiration_days"), json!(90));
        assert_eq!(told(expiring.clone(), "expiration_date"), json!(null));
        assert_eq!(
            told(expiring, "noncurrent_version_expiration_days"),
            json!(null)
        );
        assert_eq!(told(rule(), "expiration_days"), json!(null));
        assert_eq!(told(rule(), "transition_storage_classes"), json!([]));
        let untold = rule().expiration(expiration.build()).build().unwrap();
        assert_eq!(
            lifecycle_rule(&untold).to_json().get("expiration_days"),
            None
        );
    }
}
