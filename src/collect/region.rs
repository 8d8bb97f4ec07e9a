//! The scanned regions themselves: known since the session began, so that nothing is asked.

use super::{Collector, Listed, ListingCall, Site};
use crate::inventory::region::{DESCRIBE_REGIONS, REGION};
use crate::inventory::{Value, record};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[ListingCall {
        call: &DESCRIBE_REGIONS,
        types: &[&REGION],
        list: |site| Box::pin(async move { region(&site) }),
    }],
    details: &[],
    lookups: &[],
};

fn region(site: &Site) -> Listed {
    Listed {
        records: vec![record!(REGION {
            id: site.region(),
            arn: None::<&str>,
            name: site.region(),
            tags: None::<Value>,
            region: site.region(),
            account: site.account(),
        })],
        gap: None,
    }
}
