//! Reads AWS KMS keys, those of other accounts included where they let us.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use arcstr::ArcStr;
use aws_sdk_kms::types;

use super::abreast::abreast;
use super::beginning::begun;
use super::iam::policy;
use super::site::{always_but, tags, timestamp};
use super::{Collector, DetailCall, Listed, ListingCall, LookupCall, Reach, Site};
use crate::aws::Failure;
use crate::inventory::kms::{
    DESCRIBE_KEY, GET_KEY_POLICY, GET_KEY_ROTATION_STATUS, GRANT, KEY, LIST_ALIASES, LIST_GRANTS,
    LIST_KEYS, LIST_RESOURCE_TAGS,
};
use crate::inventory::schema::TAGS;
use crate::inventory::{Gap, List, Map, Outcome, Record, Value, record};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[ListingCall {
        call: &LIST_KEYS,
        types: &[&KEY],
        list: |site| Box::pin(keys(site)),
    }],
    details: &[
        DetailCall {
            call: &DESCRIBE_KEY,
            of: &KEY,
            read: Reach::Each(|site, key| Box::pin(describe(site, key))),
        },
        DetailCall {
            call: &LIST_ALIASES,
            of: &KEY,
            read: Reach::Together(|site, keys| Box::pin(aliases(site, keys))),
        },
        DetailCall {
            call: &GET_KEY_ROTATION_STATUS,
            of: &KEY,
            read: Reach::Each(|site, key| Box::pin(rotation(site, key))),
        },
        DetailCall {
            call: &GET_KEY_POLICY,
            of: &KEY,
            read: Reach::Each(|site, key| Box::pin(key_policy(site, key))),
        },
        DetailCall {
            call: &LIST_GRANTS,
            of: &KEY,
            read: Reach::Each(|site, key| Box::pin(grants(site, key))),
        },
        DetailCall {
            call: &LIST_RESOURCE_TAGS,
            of: &KEY,
            read: Reach::Each(|site, key| Box::pin(resource_tags(site, key))),
        },
    ],
    lookups: &[LookupCall {
        call: &DESCRIBE_KEY,
        ty: &KEY,
        stands_in: |_| true,
        look_up: |site, names| Box::pin(look_up(site, names)),
    }],
};

async fn keys(site: Site) -> Listed {
    let pages = || {
        site.kms()
            .list_keys()
            .set_limit(LIST_KEYS.page)
            .into_paginator()
            .send()
    };
    site.list(&LIST_KEYS, pages, |page| {
        Some(
            page.keys?
                .iter()
                .map(|key| {
                    record!(KEY, site.keep(), {
                        id: key.key_id(),
                        arn: always_but(false, &LIST_KEYS, "arn", key.key_arn()),
                        name: key.key_id(),
                        region: site.region(),
                        account: site.account(),
                    })
                })
                .collect(),
        )
    })
    .await
}

/// What names a key in a request. By its ARN, so that a key of another account is meant as well.
fn name_of(key: &Record) -> &str {
    key.arn().unwrap_or(key.id())
}

async fn describe(site: Site, key: Record) -> Result<Record, Failure> {
    described(&site, name_of(&key)).await
}

/// Finds keys by id, ARN or alias, those of other accounts included.
async fn look_up(site: Site, names: Vec<String>) -> Vec<Result<Record, Failure>> {
    abreast(names.iter().map(|name| described(&site, name))).await
}

async fn described(site: &Site, name: &str) -> Result<Record, Failure> {
    let request = site.kms().describe_key().key_id(name);
    let answer = site
        .call_about(name, &DESCRIBE_KEY, || request.send())
        .await?;
    let key = answer
        .key_metadata
        .filter(|key| key.arn().is_some() && !key.key_id().is_empty())
        .ok_or_else(|| site.malformed(&DESCRIBE_KEY, "the answer has no key"))?;
    let multi_region = key.multi_region_configuration();
    // AWS tells the model of imported material alone (KeyMetadata, ExpirationModel); material whose origin was not told may be imported.
    let may_expire = match key.expiration_model() {
        Some(model) => *model == types::ExpirationModelType::KeyMaterialExpires,
        None => key
            .origin()
            .is_none_or(|origin| *origin == types::OriginType::External),
    };
    Ok(record!(KEY {
        id: key.key_id(),
        arn: key.arn(),
        name: key.key_id(),
        region: site.region(),
        account: key.aws_account_id(),
        key_manager: key.key_manager().map(types::KeyManagerType::as_str),
        key_state: key.key_state().map(types::KeyState::as_str),
        description: key.description(),
        key_usage: key.key_usage().map(types::KeyUsageType::as_str),
        key_spec: key.key_spec().map(types::KeySpec::as_str),
        origin: key.origin().map(types::OriginType::as_str),
        multi_region: key.multi_region(),
        multi_region_key_type: always_but(
            key.multi_region() != Some(true),
            &DESCRIBE_KEY,
            "multi_region_key_type",
            multi_region
                .and_then(types::MultiRegionConfiguration::multi_region_key_type)
                .map(types::MultiRegionKeyType::as_str),
        ),
        creation_date: timestamp(key.creation_date()),
        deletion_date: always_but(
            key.key_state() != Some(&types::KeyState::PendingDeletion),
            &DESCRIBE_KEY,
            "deletion_date",
            timestamp(key.deletion_date()),
        ),
        valid_to: always_but(
            !may_expire,
            &DESCRIBE_KEY,
            "valid_to",
            timestamp(key.valid_to())
        ),
        custom_key_store_id: key.custom_key_store_id(),
    }))
}

/// What is kept of an alias until its key comes to matter.
#[derive(Debug)]
pub(super) struct Alias {
    key: Option<ArcStr>,
    name: Option<ArcStr>,
    arn: Option<ArcStr>,
}

impl Alias {
    fn of(entry: &types::AliasListEntry) -> Self {
        Self {
            key: entry.target_key_id().map(ArcStr::from),
            name: entry.alias_name().map(ArcStr::from),
            arn: entry.alias_arn().map(ArcStr::from),
        }
    }
}

/// The aliases of all keys of the region take one listing, whenever which of them come to matter. One that was cut short leaves each key's list cut
/// short.
async fn aliases(site: Site, keys: Vec<Record>) -> Vec<Result<Record, Failure>> {
    let pages = || {
        site.kms()
            .list_aliases()
            .set_limit(LIST_ALIASES.page)
            .into_paginator()
            .send()
    };
    let kept = &site.beginnings().key_aliases;
    let listed = begun(&site, kept, &LIST_ALIASES, pages, |page| {
        Some(page.aliases?.iter().map(Alias::of).collect())
    })
    .await;
    let entries = &listed.items;
    if let Some(failure) = listed.failure.as_ref().filter(|_| entries.is_empty()) {
        return keys.iter().map(|_| Err(failure.clone())).collect();
    }
    let mut gap = listed.gap().map(Arc::new);
    let mut by_key: BTreeMap<&str, Vec<&Alias>> = BTreeMap::new();
    let mut seen = HashSet::new();
    for alias in entries {
        match (alias.key.as_deref(), alias.name.as_deref()) {
            // An alias that two pages brought is one alias.
            (Some(_), Some(name)) if !seen.insert(name) => {}
            (Some(key), Some(_)) => by_key.entry(key).or_default().push(alias),
            // An alias that AWS keeps for a key not yet made leads nowhere.
            (None, Some(name)) if name.starts_with("alias/aws/") => {}
            // It could be any key's.
            _ => {
                gap = Some(Arc::new(Gap::missing(
                    &LIST_ALIASES,
                    "key or name of an alias",
                )));
            }
        }
    }
    let list = |items: Vec<Value>| {
        Value::from(List {
            items,
            gap: gap.clone(),
        })
    };
    keys.iter()
        .map(|key| {
            if site.is_abroad(name_of(key)) {
                let why = "only the account that owns a key lists its aliases";
                return Err(Gap::new(&LIST_ALIASES, Outcome::OutOfScope, why).into());
            }
            let aliases = by_key.get(key.id()).map_or(&[][..], Vec::as_slice);
            let texts = |text: fn(&Alias) -> Option<&ArcStr>| {
                let texts = aliases.iter().filter_map(|alias| text(alias));
                list(texts.cloned().map(Value::String).collect())
            };
            Ok(record!(KEY {
                aliases: texts(|alias| alias.name.as_ref()),
                alias_arns: texts(|alias| alias.arn.as_ref()),
            }))
        })
        .collect()
}

async fn rotation(site: Site, key: Record) -> Result<Record, Failure> {
    let request = site.kms().get_key_rotation_status().key_id(name_of(&key));
    let answer = site
        .call_about(name_of(&key), &GET_KEY_ROTATION_STATUS, || request.send())
        .await?;
    let enabled = answer.key_rotation_enabled();
    // Only a key that is not rotated has no period.
    let period = match answer.rotation_period_in_days() {
        None if enabled => Err(Gap::missing(
            &GET_KEY_ROTATION_STATUS,
            "rotation_period_in_days",
        )),
        period => Ok(period),
    };
    Ok(record!(KEY {
        key_rotation_enabled: enabled,
        rotation_period_in_days: period,
        next_rotation_date: timestamp(answer.next_rotation_date()),
    }))
}

async fn key_policy(site: Site, key: Record) -> Result<Record, Failure> {
    // `default` is the only policy that a key has.
    let request = site
        .kms()
        .get_key_policy()
        .key_id(name_of(&key))
        .policy_name("default");
    let answer = site
        .call_about(name_of(&key), &GET_KEY_POLICY, || request.send())
        .await?;
    Ok(record!(KEY {
        policy: policy::document(&site, &GET_KEY_POLICY, answer.policy()),
    }))
}

async fn grants(site: Site, key: Record) -> Result<Record, Failure> {
    let pages = || {
        site.kms()
            .list_grants()
            .set_limit(LIST_GRANTS.page)
            .key_id(name_of(&key))
            .into_paginator()
            .send()
    };
    let grants = site.read(&LIST_GRANTS, pages, |page| page.grants).await?;
    Ok(record!(KEY {
        grants: grants.iter().map(grant).collect::<Vec<Record>>(),
    }))
}

fn grant(grant: &types::GrantListEntry) -> Record {
    let constraints = grant.constraints();
    record!(GRANT {
        grant_id: grant.grant_id(),
        name: grant.name().filter(|name| !name.is_empty()),
        grantee_principal: grant.grantee_principal(),
        grantee_service_principal: grant.grantee_service_principal(),
        retiring_principal: grant.retiring_principal(),
        issuing_account: grant.issuing_account(),
        operations: grant.operations.as_ref().map(|operations| {
            operations
                .iter()
                .map(|operation| Value::from(operation.as_str()))
                .collect::<Vec<Value>>()
        }),
        encryption_context_subset: constraints
            .and_then(|limits| limits.encryption_context_subset())
            .map(context),
        encryption_context_equals: constraints
            .and_then(|limits| limits.encryption_context_equals())
            .map(context),
        creation_date: timestamp(grant.creation_date()),
    })
}

fn context(pairs: &std::collections::HashMap<String, String>) -> Value {
    let pairs = pairs.iter();
    pairs
        .map(|(key, value)| (key.as_str().into(), Value::from(value.as_str())))
        .collect::<Map>()
        .into()
}

async fn resource_tags(site: Site, key: Record) -> Result<Record, Failure> {
    let pages = || {
        site.kms()
            .list_resource_tags()
            .key_id(name_of(&key))
            .into_paginator()
            .send()
    };
    let list = site
        .read(&LIST_RESOURCE_TAGS, pages, |page| page.tags)
        .await?;
    let mut read = Record::new(&KEY);
    let pairs = list.iter();
    let tags = tags(
        &LIST_RESOURCE_TAGS,
        pairs.map(|tag| (Some(tag.tag_key()), Some(tag.tag_value()))),
    );
    read.fill(TAGS, tags.map_err(Arc::new));
    Ok(read)
}
