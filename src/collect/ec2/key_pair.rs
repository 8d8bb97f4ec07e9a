//! Key pairs.

use aws_sdk_ec2::types;

use super::tags;
use crate::collect::site::timestamp;
use crate::collect::{Listed, Site};
use crate::inventory::ec2::KEY_PAIR;
use crate::inventory::ec2::key_pair::DESCRIBE_KEY_PAIRS;
use crate::inventory::{Record, record};

pub(super) async fn key_pairs(site: Site) -> Listed {
    let request = || site.ec2().describe_key_pairs().send();
    site.list_whole(&DESCRIBE_KEY_PAIRS, request, |answer| {
        Some(
            answer
                .key_pairs?
                .iter()
                .map(|pair| key_pair(&site, pair))
                .collect(),
        )
    })
    .await
}

fn key_pair(site: &Site, pair: &types::KeyPairInfo) -> Record {
    record!(KEY_PAIR, site.keep(), {
        id: pair.key_pair_id(),
        arn: pair.key_pair_id().map(|id| site.arn("ec2", format_args!("key-pair/{id}"))),
        name: pair.key_name(),
        tags: tags(&DESCRIBE_KEY_PAIRS, pair.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        key_name: pair.key_name(),
        key_type: pair.key_type().map(types::KeyType::as_str),
        key_fingerprint: pair.key_fingerprint(),
        create_time: timestamp(pair.create_time()),
    })
}
