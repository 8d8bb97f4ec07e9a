//! Security groups: AWS's permissions, each for many peers, become one rule per peer.

use aws_sdk_ec2::types;

use super::{PAGE, by_id, name, tags};
use crate::collect::site::{always_but, distinct, elements};
use crate::collect::{Listed, Site};
use crate::inventory::ec2::SECURITY_GROUP;
use crate::inventory::ec2::security_group::{DESCRIBE_SECURITY_GROUPS, RULE};
use crate::inventory::{Record, Value, record};

pub(super) async fn security_groups(site: Site, ids: Vec<String>) -> Listed {
    let pages = || {
        site.ec2()
            .describe_security_groups()
            .set_filters(by_id("group-id", &ids))
            .into_paginator()
            .page_size(PAGE)
            .send()
    };
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
        name: name(&DESCRIBE_SECURITY_GROUPS, group.tags.as_ref()).map(|name| name.or(group.group_name())),
        tags: tags(&DESCRIBE_SECURITY_GROUPS, group.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        group_name: group.group_name(),
        description: group.description(),
        vpc_id: group.vpc_id(),
        owner_id: group.owner_id(),
        ingress: group.ip_permissions.as_ref().map(|permissions| rules(permissions, "ingress")),
        egress: group.ip_permissions_egress.as_ref().map(|permissions| rules(permissions, "egress")),
        prefix_list_ids: permissions(group).map(|permissions| {
            let lists = permissions.flat_map(|permission| {
                let unlisted = permission.prefix_list_ids.is_none().then_some(None);
                let lists = permission.prefix_list_ids().iter();
                lists.map(types::PrefixListId::prefix_list_id).chain(unlisted)
            });
            distinct(&DESCRIBE_SECURITY_GROUPS, lists)
        }),
        source_group_ids: permissions(group).map(|permissions| {
            let groups = permissions.flat_map(|permission| {
                let unlisted = permission.user_id_group_pairs.is_none().then_some(None);
                let pairs = permission.user_id_group_pairs().iter();
                pairs.map(types::UserIdGroupPair::group_id).chain(unlisted)
            });
            distinct(&DESCRIBE_SECURITY_GROUPS, groups)
        }),
    })
}

/// What may come in and what may go out.
fn permissions(group: &types::SecurityGroup) -> Option<impl Iterator<Item = &types::IpPermission>> {
    let ingress = group.ip_permissions.as_ref()?;
    Some(ingress.iter().chain(group.ip_permissions_egress.as_ref()?))
}

/// One rule per peer. A permission without any peer lets nobody in; one whose peers are not all told leaves the list cut short.
fn rules(permissions: &[types::IpPermission], direction: &str) -> Value {
    let rules = permissions.iter().flat_map(|permission| {
        let tells_all_peers = permission.ip_ranges.is_some()
            && permission.ipv6_ranges.is_some()
            && permission.prefix_list_ids.is_some()
            && permission.user_id_group_pairs.is_some();
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
            .map(|peer| peer.is_told().then(|| rule(permission, &peer, direction)))
            .chain((!tells_all_peers).then_some(None))
            .collect::<Vec<_>>()
    });
    elements(&DESCRIBE_SECURITY_GROUPS, rules)
}

#[derive(Default)]
struct Peer<'a> {
    cidr: Option<&'a str>,
    prefix_list_id: Option<&'a str>,
    source_group: Option<&'a str>,
    source_group_owner_id: Option<&'a str>,
    description: Option<&'a str>,
}

impl Peer<'_> {
    fn is_told(&self) -> bool {
        self.cidr.is_some() || self.prefix_list_id.is_some() || self.source_group.is_some()
    }
}

/// The protocols of which AWS always tells ports, or types and codes; without them, all others have all (IpPermission, IpProtocol).
const WITH_PORTS: &[&str] = &["tcp", "udp", "icmp", "6", "17", "1"];

fn rule(permission: &types::IpPermission, peer: &Peer<'_>, direction: &str) -> Record {
    let all_ports = permission
        .ip_protocol()
        .is_some_and(|protocol| !WITH_PORTS.contains(&protocol));
    let port = |member, port| always_but(all_ports, &DESCRIBE_SECURITY_GROUPS, member, port);
    record!(RULE {
        protocol: permission.ip_protocol(),
        from_port: port("from_port", permission.from_port),
        to_port: port("to_port", permission.to_port),
        cidr: peer.cidr,
        prefix_list_id: peer.prefix_list_id,
        source_group: peer.source_group,
        source_group_owner_id: peer.source_group_owner_id,
        direction: direction,
        description: peer.description,
    })
}
