//! How buckets keep objects: versions, encryption, lifecycle, replication, locks.

use aws_sdk_s3::types;

use crate::aws::Failure;
use crate::collect::Site;
use crate::collect::site::timestamp;
use crate::inventory::s3::bucket::{
    GET_BUCKET_ENCRYPTION, GET_BUCKET_VERSIONING, GET_OBJECT_LOCK_CONFIGURATION,
};
use crate::inventory::s3::lifecycle::GET_BUCKET_LIFECYCLE_CONFIGURATION;
use crate::inventory::s3::replication::GET_BUCKET_REPLICATION;
use crate::inventory::s3::{BUCKET, LIFECYCLE_RULE, REPLICATION_RULE};
use crate::inventory::{Record, Value, record};

pub(super) async fn versioning(site: Site, bucket: Record) -> Result<Record, Failure> {
    let request = site.s3().get_bucket_versioning().bucket(bucket.id());
    let answer = site.call(&GET_BUCKET_VERSIONING, request.send()).await?;
    Ok(record!(BUCKET {
        versioning_status: answer.status().map(types::BucketVersioningStatus::as_str),
        mfa_delete: answer.mfa_delete().map(types::MfaDeleteStatus::as_str),
    }))
}

pub(super) async fn encryption(site: Site, bucket: Record) -> Result<Record, Failure> {
    let request = site.s3().get_bucket_encryption().bucket(bucket.id());
    let answer = site.call(&GET_BUCKET_ENCRYPTION, request.send()).await?;
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
        .call(&GET_BUCKET_LIFECYCLE_CONFIGURATION, request.send())
        .await?;
    Ok(record!(BUCKET {
        lifecycle_rules: answer
            .rules()
            .iter()
            .map(lifecycle_rule)
            .collect::<Vec<Record>>(),
    }))
}

fn lifecycle_rule(rule: &types::LifecycleRule) -> Record {
    let filter = rule.filter();
    let and = filter.and_then(types::LifecycleRuleFilter::and);
    // The first form of rules has its prefix outside of the filter.
    #[expect(deprecated, reason = "rules of the first form are still in use")]
    let prefix = rule.prefix();
    let prefix = filter
        .and_then(types::LifecycleRuleFilter::prefix)
        .or(and.and_then(types::LifecycleRuleAndOperator::prefix))
        .or(prefix)
        .unwrap_or("");
    let is_filtered = filter.is_some_and(|filter| {
        filter.tag().is_some()
            || filter.object_size_greater_than().is_some()
            || filter.object_size_less_than().is_some()
    }) || and.is_some_and(|and| {
        !and.tags().is_empty()
            || and.object_size_greater_than().is_some()
            || and.object_size_less_than().is_some()
    });
    let expiration = rule.expiration();
    let noncurrent = rule.noncurrent_version_expiration();
    record!(LIFECYCLE_RULE {
        rule_id: rule.id(),
        status: rule.status().as_str(),
        prefix: prefix,
        is_filtered: is_filtered,
        expiration_days: expiration.and_then(types::LifecycleExpiration::days),
        expiration_date: timestamp(expiration.and_then(types::LifecycleExpiration::date)),
        expired_object_delete_marker: expiration
            .and_then(types::LifecycleExpiration::expired_object_delete_marker),
        noncurrent_version_expiration_days: noncurrent
            .and_then(types::NoncurrentVersionExpiration::noncurrent_days),
        newer_noncurrent_versions: noncurrent
            .and_then(types::NoncurrentVersionExpiration::newer_noncurrent_versions),
        abort_incomplete_multipart_upload_days: rule
            .abort_incomplete_multipart_upload()
            .and_then(types::AbortIncompleteMultipartUpload::days_after_initiation),
        transition_storage_classes: rule
            .transitions()
            .iter()
            .filter_map(|transition| transition.storage_class())
            .map(|class| Value::from(class.as_str()))
            .collect::<Vec<Value>>(),
        noncurrent_version_transition_storage_classes: rule
            .noncurrent_version_transitions()
            .iter()
            .filter_map(|transition| transition.storage_class())
            .map(|class| Value::from(class.as_str()))
            .collect::<Vec<Value>>(),
    })
}

pub(super) async fn replication(site: Site, bucket: Record) -> Result<Record, Failure> {
    let request = site.s3().get_bucket_replication().bucket(bucket.id());
    let answer = site.call(&GET_BUCKET_REPLICATION, request.send()).await?;
    let replication = answer
        .replication_configuration()
        .ok_or_else(|| site.malformed(&GET_BUCKET_REPLICATION, "the answer has no rules"))?;
    Ok(record!(BUCKET {
        replication_role: replication.role(),
        replication_rules: replication
            .rules()
            .iter()
            .map(replication_rule)
            .collect::<Vec<Record>>(),
        replication_destinations: replication
            .rules()
            .iter()
            .filter(|rule| *rule.status() == types::ReplicationRuleStatus::Enabled)
            .filter_map(|rule| rule.destination())
            .map(|to| Value::from(to.bucket()))
            .collect::<Vec<Value>>(),
    }))
}

fn replication_rule(rule: &types::ReplicationRule) -> Record {
    let to = rule.destination();
    record!(REPLICATION_RULE {
        rule_id: rule.id(),
        status: rule.status().as_str(),
        priority: rule.priority(),
        destination_bucket: to.map(types::Destination::bucket),
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
    let request = site
        .s3()
        .get_object_lock_configuration()
        .bucket(bucket.id());
    let answer = site
        .call(&GET_OBJECT_LOCK_CONFIGURATION, request.send())
        .await?;
    let lock = answer.object_lock_configuration();
    let retention = lock
        .and_then(types::ObjectLockConfiguration::rule)
        .and_then(types::ObjectLockRule::default_retention);
    Ok(record!(BUCKET {
        object_lock_enabled: lock
            .and_then(types::ObjectLockConfiguration::object_lock_enabled)
            .map(types::ObjectLockEnabled::as_str),
        object_lock_mode: retention
            .and_then(types::DefaultRetention::mode)
            .map(types::ObjectLockRetentionMode::as_str),
        object_lock_days: retention.and_then(types::DefaultRetention::days),
        object_lock_years: retention.and_then(types::DefaultRetention::years),
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

    #[test]
    fn a_rule_says_what_its_objects_are_called_in_three_ways() {
        let by_filter = types::LifecycleRuleFilter::builder()
            .prefix("logs/")
            .build();
        let and = types::LifecycleRuleAndOperator::builder().prefix("logs/");
        let by_and = types::LifecycleRuleFilter::builder()
            .and(and.clone().build())
            .build();
        #[expect(deprecated, reason = "rules of the first form are still in use")]
        let outside = rule().prefix("logs/");
        for rule in [rule().filter(by_filter), rule().filter(by_and), outside] {
            assert_eq!(told(rule.clone(), "prefix"), json!("logs/"));
            assert_eq!(told(rule, "is_filtered"), json!(false));
        }
        assert_eq!(told(rule(), "prefix"), json!(""));
    }

    #[test]
    fn a_rule_for_tags_or_sizes_is_not_for_all_objects() {
        let tag = types::Tag::builder().key("k").value("v").build().unwrap();
        let filter = types::LifecycleRuleFilter::builder;
        for filtered in [
            filter().tag(tag.clone()).build(),
            filter().object_size_greater_than(1).build(),
            filter()
                .and(types::LifecycleRuleAndOperator::builder().tags(tag).build())
                .build(),
            filter()
                .and(
                    types::LifecycleRuleAndOperator::builder()
                        .object_size_less_than(1)
                        .build(),
                )
                .build(),
        ] {
            assert_eq!(told(rule().filter(filtered), "is_filtered"), json!(true));
        }
    }

    #[test]
    fn what_a_rule_does_not_do_is_null() {
        let expiration = types::LifecycleExpiration::builder().days(90).build();
        let expiring = rule().expiration(expiration);
        assert_eq!(told(expiring.clone(), "expiration_days"), json!(90));
        assert_eq!(
            told(expiring, "noncurrent_version_expiration_days"),
            json!(null)
        );
        assert_eq!(told(rule(), "expiration_days"), json!(null));
        assert_eq!(told(rule(), "transition_storage_classes"), json!([]));
    }
}
