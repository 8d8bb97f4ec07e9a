//! Network ACLs: their entries parted by direction, in the order they are evaluated.

use aws_sdk_ec2::types;

use super::{PAGE, name, tags};
use crate::collect::site::{always_but, distinct};
use crate::collect::{Listed, Site};
use crate::inventory::ec2::NETWORK_ACL;
use crate::inventory::ec2::network_acl::{DESCRIBE_NETWORK_ACLS, ENTRY};
use crate::inventory::{Record, record};

pub(super) async fn network_acls(site: Site) -> Listed {
    let pages = || {
        site.ec2()
            .describe_network_acls()
            .into_paginator()
            .page_size(PAGE)
            .send()
    };
    site.list(&DESCRIBE_NETWORK_ACLS, pages, |page| {
        Some(
            page.network_acls?
                .iter()
                .map(|acl| network_acl(&site, acl))
                .collect(),
        )
    })
    .await
}

fn network_acl(site: &Site, acl: &types::NetworkAcl) -> Record {
    record!(NETWORK_ACL, site.keep(), {
        id: acl.network_acl_id(),
        arn: acl.network_acl_id().map(|id| site.arn("ec2", format_args!("network-acl/{id}"))),
        name: name(&DESCRIBE_NETWORK_ACLS, acl.tags.as_ref()),
        tags: tags(&DESCRIBE_NETWORK_ACLS, acl.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        vpc_id: acl.vpc_id(),
        owner_id: acl.owner_id(),
        is_default: acl.is_default,
        ingress: acl.entries.as_ref().and_then(|entries| towards(entries, false)),
        egress: acl.entries.as_ref().and_then(|entries| towards(entries, true)),
        associated_subnet_ids: acl.associations.as_ref().map(|all| {
            distinct(&DESCRIBE_NETWORK_ACLS, all.iter().map(types::NetworkAclAssociation::subnet_id))
        }),
    })
}

/// The entries of one direction, lowest number first; nothing when an entry does not tell its direction.
fn towards(entries: &[types::NetworkAclEntry], egress: bool) -> Option<Vec<Record>> {
    if entries.iter().any(|entry| entry.egress.is_none()) {
        return None;
    }
    let mut entries: Vec<&types::NetworkAclEntry> = entries
        .iter()
        .filter(|entry| entry.egress == Some(egress))
        .collect();
    entries.sort_by_key(|entry| entry.rule_number);
    Some(entries.into_iter().map(entry).collect())
}

/// TCP and UDP have ports, ICMP types and codes (NetworkAclEntry).
fn entry(entry: &types::NetworkAclEntry) -> Record {
    let is = |protocols: &[&str]| {
        entry
            .protocol()
            .is_none_or(|protocol| protocols.contains(&protocol))
    };
    let port = |member, port| always_but(!is(&["6", "17"]), &DESCRIBE_NETWORK_ACLS, member, port);
    let icmp =
        |member, number| always_but(!is(&["1", "58"]), &DESCRIBE_NETWORK_ACLS, member, number);
    record!(ENTRY {
        rule_number: entry.rule_number,
        rule_action: entry.rule_action().map(types::RuleAction::as_str),
        protocol: entry.protocol(),
        from_port: port(
            "from_port",
            entry.port_range().and_then(types::PortRange::from)
        ),
        to_port: port("to_port", entry.port_range().and_then(types::PortRange::to)),
        icmp_type: icmp(
            "icmp_type",
            entry.icmp_type_code().and_then(types::IcmpTypeCode::r#type)
        ),
        icmp_code: icmp(
            "icmp_code",
            entry.icmp_type_code().and_then(types::IcmpTypeCode::code)
        ),
        cidr_block: always_but(
            entry.ipv6_cidr_block().is_some(),
            &DESCRIBE_NETWORK_ACLS,
            "cidr_block",
            entry.cidr_block(),
        ),
        ipv6_cidr_block: entry.ipv6_cidr_block(),
    })
}
