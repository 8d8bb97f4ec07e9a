//! Security groups: AWS's permissions, each for many peers, become one rule per peer.

use aws_sdk_ec2::types;

use super::{PAGE, distinct, name, tags};
use crate::collect::{Listed, Site};
use crate::inventory::ec2::SECURITY_GROUP;
use crate::inventory::ec2::security_group::{DESCRIBE_SECURITY_GROUPS, RULE};
use crate::inventory::{Record, record};

pub(super) async fn security_groups(site: Site) -> Listed {
    let pages = site
        .ec2()
        .describe_security_groups()
        .into_paginator()
        .page_size(PAGE)
        .send();
    site.list(&DESCRIBE_SECURITY_GROUPS, pages, |page| {
        Some(
            page.security_groups?
                .iter()
                .map(|group| security_group(&site, group))
                .collect(),
        )
    })
    .await
}

fn security_group(site: &Site, group: &types::SecurityGroup) -> Record {
    record!(SECURITY_GROUP, site.keep(), {
        id: group.group_id(),
        arn: group.group_id().map(|id| site.arn("ec2", format_args!("security-group/{id}"))),
        name: name(group.tags.as_ref()).or(group.group_name()),
        tags: tags(group.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        group_name: group.group_name(),
        description: group.description(),
        vpc_id: group.vpc_id(),
        owner_id: group.owner_id(),
        ingress: group.ip_permissions.as_ref().map(|permissions| rules(permissions, "ingress")),
        egress: group.ip_permissions_egress.as_ref().map(|permissions| rules(permissions, "egress")),
        prefix_list_ids: distinct(
            permissions(group)
                .flat_map(types::IpPermission::prefix_list_ids)
                .filter_map(types::PrefixListId::prefix_list_id),
        ),
        source_group_ids: distinct(
            permissions(group)
                .flat_map(types::IpPermission::user_id_group_pairs)
                .filter_map(types::UserIdGroupPair::group_id),
        ),
    })
}

/// What may come in and what may go out.
fn permissions(group: &types::SecurityGroup) -> impl Iterator<Item = &types::IpPermission> {
    group
        .ip_permissions()
        .iter()
        .chain(group.ip_permissions_egress())
}

/// One rule per peer. A permission without any peer lets nobody in.
fn rules(permissions: &[types::IpPermission], direction: &str) -> Vec<Record> {
    permissions
        .iter()
        .flat_map(|permission| {
            let v4 = permission.ip_ranges().iter().map(|range| Peer {
                cidr: range.cidr_ip(),
                description: range.description(),
                ..Peer::default()
            });
            let v6 = permission.ipv6_ranges().iter().map(|range| Peer {
                cidr: range.cidr_ipv6(),
                description: range.description(),
                ..Peer::default()
            });
            let lists = permission.prefix_list_ids().iter().map(|list| Peer {
                prefix_list_id: list.prefix_list_id(),
                description: list.description(),
                ..Peer::default()
            });
            let groups = permission.user_id_group_pairs().iter().map(|pair| Peer {
                source_group: pair.group_id(),
                source_group_owner_id: pair.user_id(),
                description: pair.description(),
                ..Peer::default()
            });
            v4.chain(v6)
                .chain(lists)
                .chain(groups)
                .map(|peer| rule(permission, &peer, direction))
                .collect::<Vec<_>>()
        })
        .collect()
}

#[derive(Default)]
struct Peer<'a> {
    cidr: Option<&'a str>,
    prefix_list_id: Option<&'a str>,
    source_group: Option<&'a str>,
    source_group_owner_id: Option<&'a str>,
    description: Option<&'a str>,
}

fn rule(permission: &types::IpPermission, peer: &Peer<'_>, direction: &str) -> Record {
    record!(RULE {
        protocol: permission.ip_protocol(),
        from_port: permission.from_port,
        to_port: permission.to_port,
        cidr: peer.cidr,
        prefix_list_id: peer.prefix_list_id,
        source_group: peer.source_group,
        source_group_owner_id: peer.source_group_owner_id,
        direction: direction,
        description: peer.description,
    })
}
