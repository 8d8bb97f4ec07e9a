//! Reads Amazon DynamoDB: everything of a table but its items.

use aws_sdk_dynamodb::operation::list_tags_of_resource::ListTagsOfResourceOutput;
use aws_sdk_dynamodb::types;

use super::iam::policy;
use super::site::{always_but, marked_pages, tagged, timestamp, written};
use super::{Collector, DetailCall, Listed, ListingCall, Reach, Site};
use crate::aws::Failure;
use crate::inventory::dynamodb::{
    DESCRIBE_CONTINUOUS_BACKUPS, DESCRIBE_TABLE, DESCRIBE_TIME_TO_LIVE, GET_RESOURCE_POLICY,
    GLOBAL_SECONDARY_INDEX, KEY_ELEMENT, LIST_TABLES, LIST_TAGS_OF_RESOURCE, REPLICA, TABLE,
};
use crate::inventory::{Record, record};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[ListingCall {
        call: &LIST_TABLES,
        types: &[&TABLE],
        list: |site| Box::pin(tables(site)),
    }],
    details: &[
        DetailCall {
            call: &DESCRIBE_TABLE,
            of: &TABLE,
            read: Reach::Each(|site, table| Box::pin(describe(site, table))),
        },
        DetailCall {
            call: &DESCRIBE_CONTINUOUS_BACKUPS,
            of: &TABLE,
            read: Reach::Each(|site, table| Box::pin(continuous_backups(site, table))),
        },
        DetailCall {
            call: &DESCRIBE_TIME_TO_LIVE,
            of: &TABLE,
            read: Reach::Each(|site, table| Box::pin(time_to_live(site, table))),
        },
        DetailCall {
            call: &GET_RESOURCE_POLICY,
            of: &TABLE,
            read: Reach::Each(|site, table| Box::pin(resource_policy(site, table))),
        },
        DetailCall {
            call: &LIST_TAGS_OF_RESOURCE,
            of: &TABLE,
            read: Reach::Each(|site, table| Box::pin(tags_of(site, table))),
        },
    ],
    lookups: &[],
};

async fn tables(site: Site) -> Listed {
    let pages = || {
        site.dynamodb()
            .list_tables()
            .set_limit(LIST_TABLES.page)
            .into_paginator()
            .send()
    };
    site.list(&LIST_TABLES, pages, |page| {
        Some(
            page.table_names?
                .iter()
                .map(|name| {
                    record!(TABLE, site.keep(), {
                        id: name.as_str(),
                        arn: site.arn("dynamodb", format_args!("table/{name}")),
                        name: name.as_str(),
                        region: site.region(),
                        account: site.account(),
                        scalable_resource_id: format!("table/{name}"),
                    })
                })
                .collect(),
        )
    })
    .await
}

async fn describe(site: Site, table: Record) -> Result<Record, Failure> {
    let request = site.dynamodb().describe_table().table_name(table.id());
    let answer = site.call(&DESCRIBE_TABLE, || request.send()).await?;
    let table = answer
        .table
        .ok_or_else(|| site.malformed(&DESCRIBE_TABLE, "the answer has no table"))?;
    let told = |absent, member, value| always_but(absent, &DESCRIBE_TABLE, member, value);
    let provisioned = table.provisioned_throughput();
    let encryption = table.sse_description();
    // A KMS key that was given up may still be told of.
    let is_off = encryption.is_none_or(|own| own.status() == Some(&types::SseStatus::Disabled));
    let has_no_key = encryption.is_none_or(|own| own.sse_type() == Some(&types::SseType::Aes256));
    let stream = table.stream_specification();
    Ok(record!(TABLE {
        table_status: table.table_status().map(types::TableStatus::as_str),
        table_id: table.table_id(),
        creation_date_time: timestamp(table.creation_date_time()),
        item_count: table.item_count(),
        table_size_bytes: table.table_size_bytes(),
        key_schema: key_schema(&table),
        billing_mode: billing_mode(&table),
        read_capacity_units: provisioned
            .and_then(types::ProvisionedThroughputDescription::read_capacity_units),
        write_capacity_units: provisioned
            .and_then(types::ProvisionedThroughputDescription::write_capacity_units),
        global_secondary_indexes: table
            .global_secondary_indexes
            .as_ref()
            .map(|indexes| indexes.iter().map(index).collect::<Vec<Record>>()),
        sse_status: told(
            encryption.is_none(),
            "status",
            encryption
                .and_then(types::SseDescription::status)
                .map(types::SseStatus::as_str)
        ),
        sse_type: told(
            is_off,
            "sse_type",
            encryption
                .and_then(types::SseDescription::sse_type)
                .map(types::SseType::as_str)
        ),
        kms_master_key_arn: told(
            is_off || has_no_key,
            "kms_master_key_arn",
            encryption.and_then(types::SseDescription::kms_master_key_arn)
        ),
        inaccessible_encryption_date_time: timestamp(
            encryption.and_then(types::SseDescription::inaccessible_encryption_date_time)
        ),
        deletion_protection_enabled: table.deletion_protection_enabled(),
        table_class: table
            .table_class_summary()
            .and_then(types::TableClassSummary::table_class)
            .map(types::TableClass::as_str),
        stream_view_type: told(
            !stream.is_some_and(types::StreamSpecification::stream_enabled),
            "stream_view_type",
            stream
                .and_then(types::StreamSpecification::stream_view_type)
                .map(types::StreamViewType::as_str)
        ),
        latest_stream_arn: table.latest_stream_arn(),
        global_table_version: table.global_table_version(),
        replicas: table
            .replicas
            .as_ref()
            .map(|replicas| replicas.iter().map(replica).collect::<Vec<Record>>()),
    }))
}

/// Tables that were never on demand may have no billing mode in the answer. Those that have units of capacity are provisioned: units are
/// zero on demand (API reference, `ProvisionedThroughput`).
fn billing_mode(table: &types::TableDescription) -> Option<&str> {
    let mode = table
        .billing_mode_summary()
        .and_then(types::BillingModeSummary::billing_mode);
    let has_units = table
        .provisioned_throughput()
        .and_then(types::ProvisionedThroughputDescription::read_capacity_units)
        .is_some_and(|units| units > 0);
    mode.or(has_units.then_some(&types::BillingMode::Provisioned))
        .map(types::BillingMode::as_str)
}

/// The key's attributes, with the types that stand beside them in the answer.
fn key_schema(table: &types::TableDescription) -> Option<Vec<Record>> {
    let elements = table.key_schema.as_ref()?;
    let attribute_type = |name: &str| {
        let attributes = table.attribute_definitions();
        let attribute = attributes.iter().find(|own| own.attribute_name() == name)?;
        Some(attribute.attribute_type())
            .filter(|kind| types::ScalarAttributeType::values().contains(&kind.as_str()))
            .map(types::ScalarAttributeType::as_str)
    };
    // The SDK makes up a word for a kind that the answer lacks.
    let records = elements.iter().map(|element| {
        record!(KEY_ELEMENT {
            attribute_name: written(element.attribute_name()),
            key_type: Some(element.key_type())
                .filter(|kind| types::KeyType::values().contains(&kind.as_str()))
                .map(types::KeyType::as_str),
            attribute_type: attribute_type(element.attribute_name()),
        })
    });
    Some(records.collect())
}

fn index(index: &types::GlobalSecondaryIndexDescription) -> Record {
    let provisioned = index.provisioned_throughput();
    record!(GLOBAL_SECONDARY_INDEX {
        index_name: index.index_name(),
        index_status: index.index_status().map(types::IndexStatus::as_str),
        read_capacity_units: provisioned
            .and_then(types::ProvisionedThroughputDescription::read_capacity_units),
        write_capacity_units: provisioned
            .and_then(types::ProvisionedThroughputDescription::write_capacity_units),
    })
}

fn replica(replica: &types::ReplicaDescription) -> Record {
    record!(REPLICA {
        region_name: replica.region_name(),
        replica_status: replica.replica_status().map(types::ReplicaStatus::as_str),
        kms_master_key_id: replica.kms_master_key_id(),
    })
}

async fn continuous_backups(site: Site, table: Record) -> Result<Record, Failure> {
    let request = site
        .dynamodb()
        .describe_continuous_backups()
        .table_name(table.id());
    let answer = site
        .call(&DESCRIBE_CONTINUOUS_BACKUPS, || request.send())
        .await?;
    let recovery = answer
        .continuous_backups_description()
        .and_then(types::ContinuousBackupsDescription::point_in_time_recovery_description);
    let status =
        recovery.and_then(types::PointInTimeRecoveryDescription::point_in_time_recovery_status);
    let is_off = status == Some(&types::PointInTimeRecoveryStatus::Disabled);
    let told = |member, value| always_but(is_off, &DESCRIBE_CONTINUOUS_BACKUPS, member, value);
    let days = recovery.and_then(types::PointInTimeRecoveryDescription::recovery_period_in_days);
    Ok(record!(TABLE {
        point_in_time_recovery_status: status.map(types::PointInTimeRecoveryStatus::as_str),
        recovery_period_in_days: always_but(
            is_off,
            &DESCRIBE_CONTINUOUS_BACKUPS,
            "recovery_period_in_days",
            days
        ),
        earliest_restorable_date_time: told(
            "earliest_restorable_date_time",
            timestamp(
                recovery
                    .and_then(types::PointInTimeRecoveryDescription::earliest_restorable_date_time)
            )
        ),
        latest_restorable_date_time: told(
            "latest_restorable_date_time",
            timestamp(
                recovery
                    .and_then(types::PointInTimeRecoveryDescription::latest_restorable_date_time)
            )
        ),
    }))
}

async fn time_to_live(site: Site, table: Record) -> Result<Record, Failure> {
    let request = site
        .dynamodb()
        .describe_time_to_live()
        .table_name(table.id());
    let answer = site.call(&DESCRIBE_TIME_TO_LIVE, || request.send()).await?;
    let time_to_live = answer.time_to_live_description();
    let status = time_to_live.and_then(types::TimeToLiveDescription::time_to_live_status);
    Ok(record!(TABLE {
        time_to_live_status: status.map(types::TimeToLiveStatus::as_str),
        time_to_live_attribute: always_but(
            status == Some(&types::TimeToLiveStatus::Disabled),
            &DESCRIBE_TIME_TO_LIVE,
            "attribute_name",
            time_to_live.and_then(types::TimeToLiveDescription::attribute_name)
        ),
    }))
}

async fn resource_policy(site: Site, table: Record) -> Result<Record, Failure> {
    let request = site
        .dynamodb()
        .get_resource_policy()
        .set_resource_arn(table.arn().map(ToOwned::to_owned));
    let answer = site.call(&GET_RESOURCE_POLICY, || request.send()).await?;
    // No answer at all is malformed here: that there is none AWS says with an error.
    let text = answer
        .policy()
        .ok_or_else(|| site.malformed(&GET_RESOURCE_POLICY, "the answer has no policy"))?;
    Ok(record!(TABLE {
        resource_policy: policy::document(&site, &GET_RESOURCE_POLICY, Some(text)),
    }))
}

/// Ten to a page, and a table has fifty at most; the SDK has no paginator for them.
async fn tags_of(site: Site, table: Record) -> Result<Record, Failure> {
    let client = site.dynamodb().clone();
    let arn = table.arn().map(ToOwned::to_owned);
    let pages = || {
        marked_pages(
            move |token| {
                client
                    .list_tags_of_resource()
                    .set_resource_arn(arn.clone())
                    .set_next_token(token)
                    .send()
            },
            |page: &ListTagsOfResourceOutput| page.next_token(),
        )
    };
    // A table without tags has an empty list.
    let pairs = site
        .read(&LIST_TAGS_OF_RESOURCE, pages, |page| page.tags)
        .await?;
    let pairs = pairs.iter().map(|tag| (Some(tag.key()), Some(tag.value())));
    Ok(tagged(&TABLE, &LIST_TAGS_OF_RESOURCE, Some(pairs)))
}

#[cfg(test)]
mod tests {
    use super::{billing_mode, key_schema, types};

    fn element(name: &str, key_type: types::KeyType) -> types::KeySchemaElement {
        types::KeySchemaElement::builder()
            .attribute_name(name)
            .key_type(key_type)
            .build()
            .unwrap()
    }

    #[test]
    fn a_table_that_was_never_on_demand_is_known_by_its_capacity() {
        let table = types::TableDescription::builder();
        let capacity = types::ProvisionedThroughputDescription::builder();
        let with = |units| {
            let capacity = capacity.clone().read_capacity_units(units).build();
            table.clone().provisioned_throughput(capacity)
        };
        assert_eq!(billing_mode(&with(5).build()), Some("PROVISIONED"));
        assert_eq!(billing_mode(&with(0).build()), None);
        assert_eq!(billing_mode(&table.clone().build()), None);
        let mode = types::BillingModeSummary::builder()
            .billing_mode(types::BillingMode::PayPerRequest)
            .build();
        let table = with(0).billing_mode_summary(mode).build();
        assert_eq!(billing_mode(&table), Some("PAY_PER_REQUEST"));
    }

    #[test]
    fn a_key_has_the_types_of_its_attributes() {
        let text = types::AttributeDefinition::builder()
            .attribute_name("LockID")
            .attribute_type(types::ScalarAttributeType::S)
            .build()
            .unwrap();
        let table = types::TableDescription::builder()
            .attribute_definitions(text)
            .key_schema(element("LockID", types::KeyType::Hash))
            .key_schema(element("At", types::KeyType::Range))
            .build();
        let keys = key_schema(&table).unwrap();
        assert_eq!(
            keys[0].to_json(),
            serde_json::json!({"attribute_name": "LockID", "key_type": "HASH", "attribute_type": "S"})
        );
        // A type that the answer lacks is not known.
        assert_eq!(
            keys[1].to_json(),
            serde_json::json!({"attribute_name": "At", "key_type": "RANGE"})
        );
    }
}
