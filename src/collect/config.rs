//! Reads AWS Config: recorders, delivery channels, rules. What it recorded is never asked for.

use aws_sdk_config::types;

use super::site::{always_but, arn, tagged, texts, timestamp};
use super::{Collector, DetailCall, Listed, ListingCall, Reach, Site};
use crate::aws::Failure;
use crate::inventory::config::{
    CONFIG_RULE, CONFIGURATION_RECORDER, DELIVERY_CHANNEL, DESCRIBE_CONFIG_RULES,
    DESCRIBE_CONFIGURATION_RECORDER_STATUS, DESCRIBE_CONFIGURATION_RECORDERS,
    DESCRIBE_DELIVERY_CHANNEL_STATUS, DESCRIBE_DELIVERY_CHANNELS, LIST_TAGS_FOR_RESOURCE,
    RECORDING_GROUP,
};
use crate::inventory::{Gap, Record, RecordType, Value, record};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[
        ListingCall {
            call: &DESCRIBE_CONFIGURATION_RECORDERS,
            types: &[&CONFIGURATION_RECORDER],
            list: |site| Box::pin(recorders(site)),
        },
        ListingCall {
            call: &DESCRIBE_DELIVERY_CHANNELS,
            types: &[&DELIVERY_CHANNEL],
            list: |site| Box::pin(delivery_channels(site)),
        },
        ListingCall {
            call: &DESCRIBE_CONFIG_RULES,
            types: &[&CONFIG_RULE],
            list: |site| Box::pin(rules(site)),
        },
    ],
    details: &[
        DetailCall {
            call: &DESCRIBE_CONFIGURATION_RECORDER_STATUS,
            of: &CONFIGURATION_RECORDER,
            read: Reach::Each(|site, recorder| Box::pin(recorder_status(site, recorder))),
        },
        DetailCall {
            call: &DESCRIBE_DELIVERY_CHANNEL_STATUS,
            of: &DELIVERY_CHANNEL,
            read: Reach::Each(|site, channel| Box::pin(channel_status(site, channel))),
        },
        DetailCall {
            call: &LIST_TAGS_FOR_RESOURCE,
            of: &CONFIGURATION_RECORDER,
            read: Reach::Each(|site, recorder| {
                Box::pin(resource_tags(site, recorder, &CONFIGURATION_RECORDER))
            }),
        },
        DetailCall {
            call: &LIST_TAGS_FOR_RESOURCE,
            of: &CONFIG_RULE,
            read: Reach::Each(|site, rule| Box::pin(resource_tags(site, rule, &CONFIG_RULE))),
        },
    ],
    lookups: &[],
};

async fn recorders(site: Site) -> Listed {
    let request = || {
        site.config_service()
            .describe_configuration_recorders()
            .send()
    };
    site.list_whole(&DESCRIBE_CONFIGURATION_RECORDERS, request, |answer| {
        Some(
            answer
                .configuration_recorders?
                .iter()
                .map(|recorder| self::recorder(&site, recorder))
                .collect(),
        )
    })
    .await
}

fn recorder(site: &Site, recorder: &types::ConfigurationRecorder) -> Record {
    // AWS tells the service of a recorder that belongs to one (ConfigurationRecorder, servicePrincipal); it has no role of the account's.
    let call = &DESCRIBE_CONFIGURATION_RECORDERS;
    let is_linked = recorder.service_principal().is_some();
    record!(CONFIGURATION_RECORDER, site.keep(), {
        id: recorder.name(),
        arn: always_but(false, call, "arn", recorder.arn()),
        name: recorder.name(),
        region: site.region(),
        account: site.account(),
        role_arn: always_but(is_linked, call, "role_arn", recorder.role_arn()),
        service_principal: recorder.service_principal(),
        recording_group: always_but(
            is_linked,
            call,
            "recording_group",
            recorder.recording_group().map(recording_group),
        ),
        recording_frequency: recorder
            .recording_mode()
            .map(types::RecordingMode::recording_frequency)
            .filter(|frequency| types::RecordingFrequency::values().contains(&frequency.as_str()))
            .map(types::RecordingFrequency::as_str),
    })
}

/// Which types are recorded is told by a list, by the list of those left out, or by neither for all of them (RecordingGroup); what is there tells
/// which of them has to be there.
fn recording_group(group: &types::RecordingGroup) -> Record {
    let call = &DESCRIBE_CONFIGURATION_RECORDERS;
    let names = |all: Option<&Vec<types::ResourceType>>| texts(call, all, |ty| Some(ty.as_str()));
    let strategy = group
        .recording_strategy()
        .and_then(types::RecordingStrategy::use_only);
    let excludes = strategy == Some(&types::RecordingStrategyType::ExclusionByResourceTypes);
    let includes = group
        .resource_types
        .as_ref()
        .is_some_and(|all| !all.is_empty());
    record!(RECORDING_GROUP {
        all_supported: group.all_supported(),
        include_global_resource_types: group.include_global_resource_types(),
        recording_strategy: always_but(
            group.all_supported() || includes,
            call,
            "recording_strategy",
            strategy.map(types::RecordingStrategyType::as_str),
        ),
        resource_types: always_but(
            group.all_supported() || excludes,
            call,
            "resource_types",
            names(group.resource_types.as_ref()),
        ),
        excluded_resource_types: always_but(
            !excludes,
            call,
            "excluded_resource_types",
            names(
                group
                    .exclusion_by_resource_types
                    .as_ref()
                    .and_then(|exclusion| exclusion.resource_types.as_ref())
            ),
        ),
    })
}

async fn recorder_status(site: Site, recorder: Record) -> Result<Record, Failure> {
    let request = || {
        site.config_service()
            .describe_configuration_recorder_status()
            .configuration_recorder_names(recorder.id())
            .send()
    };
    let answer = site
        .call(&DESCRIBE_CONFIGURATION_RECORDER_STATUS, request)
        .await?;
    let all = answer.configuration_recorders_status();
    let Some(status) = all.iter().find(|one| one.name() == Some(recorder.id())) else {
        let what = "the answer has no status of the recorder";
        return Err(site
            .malformed(&DESCRIBE_CONFIGURATION_RECORDER_STATUS, what)
            .into());
    };
    let text = |text: Option<&str>| text.filter(|text| !text.is_empty()).map(str::to_owned);
    Ok(record!(CONFIGURATION_RECORDER {
        recording: status.recording(),
        // It is told of what records (ConfigurationRecorderStatus: the status of the latest recording event).
        last_status: always_but(
            !status.recording(),
            &DESCRIBE_CONFIGURATION_RECORDER_STATUS,
            "last_status",
            status
                .last_status()
                .map(|status| spelled(status.as_str(), types::RecorderStatus::values())),
        ),
        last_error_code: text(status.last_error_code()),
        last_start_time: timestamp(status.last_start_time()),
        last_stop_time: timestamp(status.last_stop_time()),
    }))
}

/// A status as the API reference spells it. The answers that the Developer Guide shows have `SUCCESS` where the reference has `Success`.
fn spelled(status: &str, values: &'static [&'static str]) -> String {
    let letters = |text: &str| text.replace('_', "").to_ascii_lowercase();
    values
        .iter()
        .find(|value| letters(value) == letters(status))
        .map_or_else(|| status.to_owned(), |value| (*value).to_owned())
}

/// How the last delivery went. Before the first the information is there and empty; where it tells of an attempt it tells how that went.
fn last_status(
    member: &str,
    info: Option<(Option<types::DeliveryStatus>, bool)>,
) -> Result<Option<String>, Gap> {
    let call = &DESCRIBE_DELIVERY_CHANNEL_STATUS;
    let (status, was_tried) = info.ok_or_else(|| Gap::missing(call, member))?;
    let status = status.map(|status| spelled(status.as_str(), types::DeliveryStatus::values()));
    always_but(!was_tried, call, member, status)
}

/// Whether the information tells of anything beside the status.
fn was_tried(info: &types::ConfigExportDeliveryInfo) -> bool {
    info.last_attempt_time().is_some()
        || info.last_successful_time().is_some()
        || info.last_error_code().is_some()
}

async fn delivery_channels(site: Site) -> Listed {
    let request = || site.config_service().describe_delivery_channels().send();
    site.list_whole(&DESCRIBE_DELIVERY_CHANNELS, request, |answer| {
        Some(
            answer
                .delivery_channels?
                .iter()
                .map(|channel| delivery_channel(&site, channel))
                .collect(),
        )
    })
    .await
}

fn delivery_channel(site: &Site, channel: &types::DeliveryChannel) -> Record {
    record!(DELIVERY_CHANNEL, site.keep(), {
        id: channel.name(),
        arn: None::<&str>,
        name: channel.name(),
        tags: None::<Value>,
        region: site.region(),
        account: site.account(),
        s3_bucket_name: channel.s3_bucket_name(),
        s3_key_prefix: channel.s3_key_prefix(),
        s3_kms_key_arn: channel.s3_kms_key_arn(),
        sns_topic_arn: channel.sns_topic_arn(),
        delivery_frequency: channel
            .config_snapshot_delivery_properties()
            .and_then(types::ConfigSnapshotDeliveryProperties::delivery_frequency)
            .map(types::MaximumExecutionFrequency::as_str),
    })
}

async fn channel_status(site: Site, channel: Record) -> Result<Record, Failure> {
    let request = || {
        site.config_service()
            .describe_delivery_channel_status()
            .delivery_channel_names(channel.id())
            .send()
    };
    let answer = site
        .call(&DESCRIBE_DELIVERY_CHANNEL_STATUS, request)
        .await?;
    let all = answer.delivery_channels_status();
    let Some(status) = all.iter().find(|one| one.name() == Some(channel.id())) else {
        let what = "the answer has no status of the channel";
        return Err(site
            .malformed(&DESCRIBE_DELIVERY_CHANNEL_STATUS, what)
            .into());
    };
    let exported =
        |info: &types::ConfigExportDeliveryInfo| (info.last_status().cloned(), was_tried(info));
    let history = status.config_history_delivery_info();
    let snapshot = status.config_snapshot_delivery_info();
    let stream = status.config_stream_delivery_info();
    Ok(record!(DELIVERY_CHANNEL {
        history_last_status: last_status("history_last_status", history.map(exported)),
        history_last_error_code: history
            .and_then(types::ConfigExportDeliveryInfo::last_error_code)
            .filter(|code| !code.is_empty()),
        snapshot_last_status: last_status("snapshot_last_status", snapshot.map(exported)),
        stream_last_status: last_status(
            "stream_last_status",
            stream.map(|info| {
                let was_told = info.last_status_change_time().is_some();
                (info.last_status().cloned(), was_told)
            }),
        ),
    }))
}

async fn rules(site: Site) -> Listed {
    let pages = || {
        site.config_service()
            .describe_config_rules()
            .into_paginator()
            .send()
    };
    site.list(&DESCRIBE_CONFIG_RULES, pages, |page| {
        Some(
            page.config_rules?
                .iter()
                .map(|rule| self::rule(&site, rule))
                .collect(),
        )
    })
    .await
}

fn rule(site: &Site, rule: &types::ConfigRule) -> Record {
    // The SDK makes an owner up where the answer lacks it.
    let owner = rule
        .source()
        .map(types::Source::owner)
        .filter(|owner| types::Owner::values().contains(&owner.as_str()));
    record!(CONFIG_RULE, site.keep(), {
        id: rule.config_rule_name(),
        arn: always_but(false, &DESCRIBE_CONFIG_RULES, "arn", rule.config_rule_arn()),
        name: rule.config_rule_name(),
        region: site.region(),
        account: site.account(),
        config_rule_id: rule.config_rule_id(),
        description: rule.description(),
        owner: owner.map(types::Owner::as_str),
        source_identifier: always_but(
            owner == Some(&types::Owner::CustomPolicy),
            &DESCRIBE_CONFIG_RULES,
            "source_identifier",
            rule.source().and_then(types::Source::source_identifier),
        ),
        config_rule_state: rule.config_rule_state().map(types::ConfigRuleState::as_str),
        created_by: rule.created_by(),
    })
}

async fn resource_tags(
    site: Site,
    resource: Record,
    ty: &'static RecordType,
) -> Result<Record, Failure> {
    let arn = arn(&resource)?;
    let pages = || {
        site.config_service()
            .list_tags_for_resource()
            .resource_arn(arn)
            .set_limit(LIST_TAGS_FOR_RESOURCE.page)
            .into_paginator()
            .send()
    };
    let list = site
        .read(&LIST_TAGS_FOR_RESOURCE, pages, |page| page.tags)
        .await?;
    let pairs = list.iter().map(|tag| (tag.key(), tag.value()));
    Ok(tagged(ty, &LIST_TAGS_FOR_RESOURCE, Some(pairs)))
}

#[cfg(test)]
mod tests {
    use aws_sdk_config::types::{DeliveryStatus, RecorderStatus};

    use super::spelled;

    #[test]
    fn a_status_is_spelled_as_the_api_reference_has_it() {
        assert_eq!(spelled("SUCCESS", RecorderStatus::values()), "Success");
        assert_eq!(spelled("FAILURE", DeliveryStatus::values()), "Failure");
        assert_eq!(
            spelled("NOT_APPLICABLE", RecorderStatus::values()),
            "NotApplicable"
        );
        assert_eq!(
            spelled("NotApplicable", DeliveryStatus::values()),
            "Not_Applicable"
        );
        assert_eq!(spelled("Odd", DeliveryStatus::values()), "Odd");
    }
}
