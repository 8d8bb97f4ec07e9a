//! Reads AWS X-Ray: the encryption of a region's traces. The traces themselves are never asked for.

use aws_sdk_xray::types;

use super::site::always_but;
use super::{Collector, Listed, ListingCall, Site};
use crate::inventory::xray::{ENCRYPTION_CONFIG, GET_ENCRYPTION_CONFIG};
use crate::inventory::{Value, record};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[ListingCall {
        call: &GET_ENCRYPTION_CONFIG,
        types: &[&ENCRYPTION_CONFIG],
        list: |site| Box::pin(encryption_config(site)),
    }],
    details: &[],
    lookups: &[],
};

async fn encryption_config(site: Site) -> Listed {
    let request = || site.xray().get_encryption_config().send();
    site.list_whole(&GET_ENCRYPTION_CONFIG, request, |answer| {
        let config = answer.encryption_config?;
        Some(vec![record!(ENCRYPTION_CONFIG, site.keep(), {
            id: site.region(),
            arn: None::<&str>,
            name: site.region(),
            tags: None::<Value>,
            region: site.region(),
            account: site.account(),
            type: config.r#type().map(types::EncryptionType::as_str),
            key_id: always_but(
                config.r#type() == Some(&types::EncryptionType::None),
                &GET_ENCRYPTION_CONFIG,
                "key_id",
                config.key_id(),
            ),
            status: config.status().map(types::EncryptionStatus::as_str),
        })])
    })
    .await
}
