//! Managed prefix lists and their entries.

use std::collections::HashSet;

use aws_sdk_ec2::types;

use super::{SMALL_PAGE, name, tags};
use crate::aws::Failure;
use crate::collect::site::always_but;
use crate::collect::{Listed, Site};
use crate::inventory::ec2::PREFIX_LIST;
use crate::inventory::ec2::prefix_list::{
    DESCRIBE_MANAGED_PREFIX_LISTS, ENTRY, GET_MANAGED_PREFIX_LIST_ENTRIES,
};
use crate::inventory::{Record, record};

pub(super) async fn prefix_lists(site: Site) -> Listed {
    let pages = || {
        site.ec2()
            .describe_managed_prefix_lists()
            .into_paginator()
            .page_size(SMALL_PAGE)
            .send()
    };
    site.list(&DESCRIBE_MANAGED_PREFIX_LISTS, pages, |page| {
        Some(
            page.prefix_lists?
                .iter()
                .map(|list| prefix_list(&site, list))
                .collect(),
        )
    })
    .await
}

fn prefix_list(site: &Site, list: &types::ManagedPrefixList) -> Record {
    record!(PREFIX_LIST, site.keep(), {
        id: list.prefix_list_id(),
        arn: always_but(false, &DESCRIBE_MANAGED_PREFIX_LISTS, "arn", list.prefix_list_arn()),
        name: name(&DESCRIBE_MANAGED_PREFIX_LISTS, list.tags.as_ref()).map(|name| name.or(list.prefix_list_name())),
        tags: tags(&DESCRIBE_MANAGED_PREFIX_LISTS, list.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        prefix_list_name: list.prefix_list_name(),
        owner_id: list.owner_id(),
        address_family: list.address_family(),
        state: list.state().map(types::PrefixListState::as_str),
        max_entries: list.max_entries,
        version: list.version,
    })
}

pub(super) async fn entries(site: Site, list: Record) -> Result<Record, Failure> {
    let pages = || {
        site.ec2()
            .get_managed_prefix_list_entries()
            .prefix_list_id(list.id())
            .into_paginator()
            .page_size(SMALL_PAGE)
            .send()
    };
    let mut entries = site
        .read(&GET_MANAGED_PREFIX_LIST_ENTRIES, pages, |page| page.entries)
        .await?;
    // An entry that two pages brought is one entry; a list has each CIDR once.
    let mut seen = HashSet::new();
    entries.retain(|entry| {
        entry
            .cidr
            .as_ref()
            .is_none_or(|cidr| seen.insert(cidr.clone()))
    });
    let entries: Vec<Record> = entries.iter().map(entry).collect();
    Ok(record!(PREFIX_LIST { entries: entries }))
}

fn entry(entry: &types::PrefixListEntry) -> Record {
    record!(ENTRY {
        cidr: entry.cidr(),
        description: entry.description(),
    })
}
