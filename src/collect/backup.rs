//! Reads AWS Backup.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use aws_sdk_backup::types;

use super::abreast::abreast;
use super::beginning::{self, Begun};
use super::iam::policy;
use super::site::{always_but, arn, elements, pairs, tagged, timestamp, written};
use super::{Collector, DetailCall, Listed, ListingCall, Reach, Site};
use crate::aws::Failure;
use crate::inventory::backup::{
    BACKUP_PLAN, BACKUP_RULE, BACKUP_SELECTION, BACKUP_VAULT, DESCRIBE_REGION_SETTINGS,
    GET_BACKUP_PLAN, GET_BACKUP_VAULT_ACCESS_POLICY, LIST_BACKUP_PLANS, LIST_BACKUP_SELECTIONS,
    LIST_BACKUP_VAULTS, LIST_PROTECTED_RESOURCES, LIST_RECOVERY_POINTS_BY_BACKUP_VAULT,
    LIST_REPORT_PLANS, LIST_TAGS, PROTECTED_RESOURCE, RECOVERY_POINT, REGION_SETTINGS, REPORT_PLAN,
};
use crate::inventory::{Gap, Map, Reading, Record, Value, record};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[
        ListingCall {
            call: &LIST_BACKUP_VAULTS,
            types: &[&BACKUP_VAULT],
            list: |site| Box::pin(vaults(site)),
        },
        ListingCall {
            call: &LIST_BACKUP_PLANS,
            types: &[&BACKUP_PLAN],
            list: |site| Box::pin(plans(site)),
        },
        ListingCall {
            call: &LIST_RECOVERY_POINTS_BY_BACKUP_VAULT,
            types: &[&RECOVERY_POINT],
            list: |site| Box::pin(recovery_points(site)),
        },
        ListingCall {
            call: &LIST_PROTECTED_RESOURCES,
            types: &[&PROTECTED_RESOURCE],
            list: |site| Box::pin(protected_resources(site)),
        },
        ListingCall {
            call: &LIST_REPORT_PLANS,
            types: &[&REPORT_PLAN],
            list: |site| Box::pin(report_plans(site)),
        },
        ListingCall {
            call: &DESCRIBE_REGION_SETTINGS,
            types: &[&REGION_SETTINGS],
            list: |site| Box::pin(region_settings(site)),
        },
    ],
    details: &[
        DetailCall {
            call: &GET_BACKUP_VAULT_ACCESS_POLICY,
            of: &BACKUP_VAULT,
            read: Reach::Each(|site, vault| Box::pin(access_policy(site, vault))),
        },
        DetailCall {
            call: &GET_BACKUP_PLAN,
            of: &BACKUP_PLAN,
            read: Reach::Each(|site, plan| Box::pin(rules(site, plan))),
        },
        DetailCall {
            call: &LIST_BACKUP_SELECTIONS,
            of: &BACKUP_PLAN,
            read: Reach::Each(|site, plan| Box::pin(selections(site, plan))),
        },
        DetailCall {
            call: &LIST_TAGS,
            of: &BACKUP_VAULT,
            read: Reach::Each(|site, vault| Box::pin(tags_of(site, vault))),
        },
        DetailCall {
            call: &LIST_TAGS,
            of: &BACKUP_PLAN,
            read: Reach::Each(|site, plan| Box::pin(tags_of(site, plan))),
        },
        DetailCall {
            call: &LIST_TAGS,
            of: &RECOVERY_POINT,
            read: Reach::Each(|site, point| Box::pin(tags_of(site, point))),
        },
        DetailCall {
            call: &LIST_TAGS,
            of: &REPORT_PLAN,
            read: Reach::Each(|site, plan| Box::pin(tags_of(site, plan))),
        },
    ],
    lookups: &[],
};

/// All vaults, which the backups begin with too.
async fn begun_vaults(site: &Site) -> &Begun<types::BackupVaultListMember> {
    let pages = || {
        site.backup()
            .list_backup_vaults()
            .set_max_results(LIST_BACKUP_VAULTS.page)
            .into_paginator()
            .send()
    };
    let cell = &site.beginnings().backup_vaults;
    beginning::begun(site, cell, &LIST_BACKUP_VAULTS, pages, |page| {
        page.backup_vault_list
    })
    .await
}

async fn vaults(site: Site) -> Listed {
    let vaults = begun_vaults(&site).await;
    Listed {
        records: vaults
            .items
            .iter()
            .map(|vault| self::vault(&site, vault))
            .collect(),
        gap: vaults.gap(),
    }
}

fn vault(site: &Site, vault: &types::BackupVaultListMember) -> Record {
    let is_owned_by_aws =
        vault.encryption_key_type() == Some(&types::EncryptionKeyType::AwsOwnedKmsKey);
    record!(BACKUP_VAULT, site.keep(), {
        id: vault.backup_vault_name(),
        arn: always_but(false, &LIST_BACKUP_VAULTS, "arn", vault.backup_vault_arn()),
        name: vault.backup_vault_name(),
        region: site.region(),
        account: site.account(),
        vault_type: vault.vault_type().map(types::VaultType::as_str),
        creation_date: timestamp(vault.creation_date()),
        encryption_key_arn: always_but(
            is_owned_by_aws,
            &LIST_BACKUP_VAULTS,
            "encryption_key_arn",
            vault.encryption_key_arn(),
        ),
        locked: vault.locked(),
        min_retention_days: vault.min_retention_days(),
        max_retention_days: vault.max_retention_days(),
        lock_date: timestamp(vault.lock_date()),
    })
}

async fn access_policy(site: Site, vault: Record) -> Result<Record, Failure> {
    let request = site
        .backup()
        .get_backup_vault_access_policy()
        .backup_vault_name(vault.id());
    let call = &GET_BACKUP_VAULT_ACCESS_POLICY;
    let answer = site.call(call, || request.send()).await?;
    // No answer at all is malformed here: that there is none AWS says with an error.
    let text = answer
        .policy()
        .ok_or_else(|| site.malformed(call, "the answer has no policy"))?;
    Ok(record!(BACKUP_VAULT {
        access_policy: policy::document(&site, call, Some(text)),
    }))
}

async fn plans(site: Site) -> Listed {
    let pages = || {
        site.backup()
            .list_backup_plans()
            .set_max_results(LIST_BACKUP_PLANS.page)
            .into_paginator()
            .send()
    };
    site.list(&LIST_BACKUP_PLANS, pages, |page| {
        Some(
            page.backup_plans_list?
                .iter()
                .map(|plan| self::plan(&site, plan))
                .collect(),
        )
    })
    .await
}

fn plan(site: &Site, plan: &types::BackupPlansListMember) -> Record {
    record!(BACKUP_PLAN, site.keep(), {
        id: plan.backup_plan_id(),
        arn: always_but(false, &LIST_BACKUP_PLANS, "arn", plan.backup_plan_arn()),
        name: always_but(false, &LIST_BACKUP_PLANS, "name", plan.backup_plan_name()),
        region: site.region(),
        account: site.account(),
        version_id: plan.version_id(),
        creation_date: timestamp(plan.creation_date()),
        last_execution_date: timestamp(plan.last_execution_date()),
    })
}

async fn rules(site: Site, plan: Record) -> Result<Record, Failure> {
    let request = site.backup().get_backup_plan().backup_plan_id(plan.id());
    let answer = site.call(&GET_BACKUP_PLAN, || request.send()).await?;
    let plan = answer
        .backup_plan()
        .ok_or_else(|| site.malformed(&GET_BACKUP_PLAN, "the answer has no plan"))?;
    Ok(record!(BACKUP_PLAN {
        rules: plan.rules().iter().map(rule).collect::<Vec<Record>>(),
    }))
}

fn rule(rule: &types::BackupRule) -> Record {
    let lifecycle = rule.lifecycle();
    record!(BACKUP_RULE {
        rule_name: written(rule.rule_name()),
        target_backup_vault_name: written(rule.target_backup_vault_name()),
        schedule_expression: rule.schedule_expression(),
        delete_after_days: lifecycle.and_then(types::Lifecycle::delete_after_days),
        move_to_cold_storage_after_days: lifecycle
            .and_then(types::Lifecycle::move_to_cold_storage_after_days),
        enable_continuous_backup: rule.enable_continuous_backup(),
        copy_destination_vault_arns: rule.copy_actions.as_ref().map(|copies| elements(
            &GET_BACKUP_PLAN,
            copies
                .iter()
                .map(|copy| written(copy.destination_backup_vault_arn()))
        )),
    })
}

async fn selections(site: Site, plan: Record) -> Result<Record, Failure> {
    let pages = || {
        site.backup()
            .list_backup_selections()
            .backup_plan_id(plan.id())
            .set_max_results(LIST_BACKUP_SELECTIONS.page)
            .into_paginator()
            .send()
    };
    let selections = site
        .read(&LIST_BACKUP_SELECTIONS, pages, |page| {
            page.backup_selections_list
        })
        .await?;
    // A choice that two pages brought is one choice; one without its id is none that is known.
    let mut seen = HashSet::new();
    let selections = selections
        .iter()
        .filter(|own| own.selection_id().is_none_or(|id| seen.insert(id)))
        .map(|own| own.selection_id().map(|_| selection(own)));
    Ok(record!(BACKUP_PLAN {
        selections: elements(&LIST_BACKUP_SELECTIONS, selections),
    }))
}

fn selection(selection: &types::BackupSelectionsListMember) -> Record {
    record!(BACKUP_SELECTION {
        selection_id: selection.selection_id(),
        selection_name: selection.selection_name(),
        iam_role_arn: selection.iam_role_arn(),
    })
}

/// AWS lists backups by vault only.
async fn recovery_points(site: Site) -> Listed {
    let vaults = begun_vaults(&site).await;
    let mut listed = Listed {
        records: Vec::new(),
        gap: vaults.gap(),
    };
    let mut names = BTreeSet::new();
    for vault in &vaults.items {
        match vault.backup_vault_name() {
            Some(name) => {
                names.insert(name);
            }
            None => listed.gap = Some(Gap::missing(&LIST_BACKUP_VAULTS, "name of a vault")),
        }
    }
    let names = names.into_iter();
    for of_vault in abreast(names.map(|name| recovery_points_in(&site, name))).await {
        listed.records.extend(of_vault.records);
        listed.gap = listed.gap.or(of_vault.gap);
    }
    listed
}

async fn recovery_points_in(site: &Site, vault: &str) -> Listed {
    let pages = || {
        site.backup()
            .list_recovery_points_by_backup_vault()
            .backup_vault_name(vault)
            .set_max_results(LIST_RECOVERY_POINTS_BY_BACKUP_VAULT.page)
            .into_paginator()
            .send()
    };
    site.list(&LIST_RECOVERY_POINTS_BY_BACKUP_VAULT, pages, |page| {
        Some(
            page.recovery_points?
                .iter()
                .map(|point| recovery_point(site, point))
                .collect(),
        )
    })
    .await
}

fn recovery_point(site: &Site, point: &types::RecoveryPointByBackupVault) -> Record {
    let call = &LIST_RECOVERY_POINTS_BY_BACKUP_VAULT;
    let is_owned_by_aws =
        point.encryption_key_type() == Some(&types::EncryptionKeyType::AwsOwnedKmsKey);
    let is_done = point.status() == Some(&types::RecoveryPointStatus::Completed);
    record!(RECOVERY_POINT, site.keep(), {
        id: point.recovery_point_arn(),
        arn: point.recovery_point_arn(),
        // It has none of its own: ResourceName is that of what was backed up.
        name: None::<&str>,
        region: site.region(),
        account: site.account(),
        backup_vault_name: point.backup_vault_name(),
        resource_arn: point.resource_arn(),
        resource_type: point.resource_type(),
        status: point.status().map(types::RecoveryPointStatus::as_str),
        iam_role_arn: point.iam_role_arn(),
        creation_date: timestamp(point.creation_date()),
        completion_date: always_but(
            !is_done,
            call,
            "completion_date",
            timestamp(point.completion_date()),
        ),
        is_encrypted: point.is_encrypted(),
        encryption_key_arn: always_but(
            !point.is_encrypted() || is_owned_by_aws,
            call,
            "encryption_key_arn",
            point.encryption_key_arn(),
        ),
        delete_at: timestamp(
            point
                .calculated_lifecycle()
                .and_then(types::CalculatedLifecycle::delete_at),
        ),
    })
}

async fn protected_resources(site: Site) -> Listed {
    let pages = || {
        site.backup()
            .list_protected_resources()
            .set_max_results(LIST_PROTECTED_RESOURCES.page)
            .into_paginator()
            .send()
    };
    site.list(&LIST_PROTECTED_RESOURCES, pages, |page| {
        Some(
            page.results?
                .iter()
                .map(|resource| protected_resource(&site, resource))
                .collect(),
        )
    })
    .await
}

fn protected_resource(site: &Site, resource: &types::ProtectedResource) -> Record {
    record!(PROTECTED_RESOURCE, site.keep(), {
        id: resource.resource_arn(),
        arn: None::<&str>,
        name: resource.resource_name().or(resource.resource_arn()),
        tags: None::<Vec<String>>,
        region: site.region(),
        account: site.account(),
        resource_arn: resource.resource_arn(),
        resource_type: resource.resource_type(),
        last_backup_time: timestamp(resource.last_backup_time()),
        last_backup_vault_arn: resource.last_backup_vault_arn(),
        last_recovery_point_arn: resource.last_recovery_point_arn(),
    })
}

async fn report_plans(site: Site) -> Listed {
    let pages = || {
        site.backup()
            .list_report_plans()
            .set_max_results(LIST_REPORT_PLANS.page)
            .into_paginator()
            .send()
    };
    site.list(&LIST_REPORT_PLANS, pages, |page| {
        Some(
            page.report_plans?
                .iter()
                .map(|plan| report_plan(&site, plan))
                .collect(),
        )
    })
    .await
}

fn report_plan(site: &Site, plan: &types::ReportPlan) -> Record {
    record!(REPORT_PLAN, site.keep(), {
        id: plan.report_plan_name(),
        arn: always_but(false, &LIST_REPORT_PLANS, "arn", plan.report_plan_arn()),
        name: plan.report_plan_name(),
        region: site.region(),
        account: site.account(),
        description: plan.report_plan_description(),
        report_template: plan
            .report_setting()
            .and_then(|setting| written(setting.report_template())),
        s3_bucket_name: plan
            .report_delivery_channel()
            .and_then(|channel| written(channel.s3_bucket_name())),
        deployment_status: plan.deployment_status(),
        creation_time: timestamp(plan.creation_time()),
        last_attempted_execution_time: timestamp(plan.last_attempted_execution_time()),
        last_successful_execution_time: timestamp(plan.last_successful_execution_time()),
    })
}

/// The region's settings are always there, so a call that fails makes them unknown and the listing no less complete.
async fn region_settings(site: Site) -> Listed {
    let request = site.backup().describe_region_settings();
    let answer = site
        .call(&DESCRIBE_REGION_SETTINGS, || request.send())
        .await;
    let told = answer.as_ref().ok();
    let mut record = record!(REGION_SETTINGS {
        id: site.region(),
        arn: None::<&str>,
        name: site.region(),
        tags: None::<Vec<String>>,
        region: site.region(),
        account: site.account(),
        resource_type_opt_in_preference: told
            .and_then(|told| told.resource_type_opt_in_preference())
            .map(switches),
        resource_type_management_preference: told
            .and_then(|told| told.resource_type_management_preference())
            .map(switches),
    });
    if let Err(Failure::Gap(gap)) = answer {
        let gap = Arc::new(gap);
        for slot in [
            const { REGION_SETTINGS.slot("resource_type_opt_in_preference") },
            const { REGION_SETTINGS.slot("resource_type_management_preference") },
        ] {
            record.set(slot, Reading::Unknown(Arc::clone(&gap)));
        }
    }
    Listed {
        records: vec![record],
        gap: None,
    }
}

fn switches(kinds: &HashMap<String, bool>) -> Value {
    kinds
        .iter()
        .map(|(kind, on)| (kind.as_str().into(), Value::from(*on)))
        .collect::<Map>()
        .into()
}

async fn tags_of(site: Site, resource: Record) -> Result<Record, Failure> {
    let arn = arn(&resource)?;
    let pages = || {
        site.backup()
            .list_tags()
            .resource_arn(arn)
            .set_max_results(LIST_TAGS.page)
            .into_paginator()
            .send()
    };
    // A resource without tags has an empty map.
    let tags: Vec<(String, String)> = site
        .read(&LIST_TAGS, pages, |page| {
            Some(page.tags?.into_iter().collect())
        })
        .await?;
    let pairs = pairs(tags.iter().map(|(key, value)| (key, value)));
    Ok(tagged(resource.ty(), &LIST_TAGS, Some(pairs)))
}
