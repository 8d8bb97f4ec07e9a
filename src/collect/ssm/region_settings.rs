//! What the account sets for Systems Manager in a region: one resource, and a call for each setting.

use std::sync::Arc;

use crate::aws::Failure;
use crate::collect::{Listed, Site};
use crate::inventory::ssm::{GET_SERVICE_SETTING, REGION_SETTINGS};
use crate::inventory::{Gap, Reading, Record, Value, record};

/// The settings, by attribute.
const SETTINGS: [(usize, &str); 2] = [
    (
        REGION_SETTINGS.slot("documents_public_sharing_permission"),
        "/ssm/documents/console/public-sharing-permission",
    ),
    (
        REGION_SETTINGS.slot("automation_log_destination"),
        "/ssm/automation/customer-script-log-destination",
    ),
];

/// The region's settings are always there, so a call that fails makes one of them unknown and the listing no less complete.
pub(super) async fn region_settings(site: Site) -> Listed {
    let mut record = record!(REGION_SETTINGS {
        id: site.region(),
        arn: None::<&str>,
        name: site.region(),
        tags: None::<Value>,
        region: site.region(),
        account: site.account(),
    });
    let wanted = site.keep().of(&REGION_SETTINGS);
    for (slot, setting) in SETTINGS {
        if wanted.has(slot) {
            set(&site, &mut record, slot, setting).await;
        }
    }
    Listed {
        records: vec![record],
        gap: None,
    }
}

async fn set(site: &Site, record: &mut Record, slot: usize, setting: &str) {
    let request = || site.ssm().get_service_setting().setting_id(setting).send();
    let told = match site.call(&GET_SERVICE_SETTING, request).await {
        Ok(answer) => answer
            .service_setting
            .and_then(|setting| setting.setting_value)
            .ok_or_else(|| Gap::missing(&GET_SERVICE_SETTING, "setting_value")),
        Err(Failure::Gap(gap)) => Err(gap),
        // No code of this call means either.
        Err(Failure::Absent | Failure::Gone) => {
            Err(Gap::missing(&GET_SERVICE_SETTING, "service_setting"))
        }
    };
    match told {
        Ok(value) => record.set(slot, Reading::Known(Value::from(value.as_str()))),
        Err(gap) => record.set(slot, Reading::Unknown(Arc::new(gap))),
    }
}
