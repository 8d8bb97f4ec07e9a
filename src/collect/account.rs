//! Reads AWS Account Management: the contacts of the account. What they are told is never asked for.

use aws_sdk_account::types::{self, AlternateContactType};

use super::site::written;
use super::{Collector, DetailCall, Reach, Site};
use crate::aws::Failure;
use crate::inventory::account::{
    ALTERNATE_CONTACT, CONTACT_INFORMATION, GET_ALTERNATE_CONTACT, GET_CONTACT_INFORMATION,
};
use crate::inventory::iam::ACCOUNT;
use crate::inventory::{Record, record};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[],
    details: &[
        DetailCall {
            call: &GET_CONTACT_INFORMATION,
            of: &ACCOUNT,
            read: Reach::Each(|site, _| Box::pin(contact_information(site))),
        },
        DetailCall {
            call: &GET_ALTERNATE_CONTACT,
            of: &ACCOUNT,
            read: Reach::Each(|site, _| Box::pin(alternate_contacts(site))),
        },
    ],
    lookups: &[],
};

async fn contact_information(site: Site) -> Result<Record, Failure> {
    let request = || site.account_management().get_contact_information().send();
    let answer = site.call(&GET_CONTACT_INFORMATION, request).await?;
    let contact = answer
        .contact_information()
        .ok_or_else(|| site.malformed(&GET_CONTACT_INFORMATION, "the answer has no contact"))?;
    Ok(record!(ACCOUNT {
        contact_information: record!(CONTACT_INFORMATION {
            full_name: written(contact.full_name()),
            company_name: written(contact.company_name()),
            country_code: written(contact.country_code()),
            website_url: written(contact.website_url()),
        }),
    }))
}

/// One call per kind: AWS answers no more than one at a time.
async fn alternate_contacts(site: Site) -> Result<Record, Failure> {
    use AlternateContactType::{Billing, Operations, Security};
    Ok(record!(ACCOUNT, site.keep(), {
        security_contact: alternate_contact(&site, Security).await?,
        billing_contact: alternate_contact(&site, Billing).await?,
        operations_contact: alternate_contact(&site, Operations).await?,
    }))
}

/// Nothing for a contact that is not registered.
async fn alternate_contact(
    site: &Site,
    kind: AlternateContactType,
) -> Result<Option<Record>, Failure> {
    let request = || {
        site.account_management()
            .get_alternate_contact()
            .alternate_contact_type(kind)
            .send()
    };
    match site.call(&GET_ALTERNATE_CONTACT, request).await {
        Ok(answer) => match answer.alternate_contact() {
            Some(contact) => Ok(Some(contact_of(contact))),
            None => Err(site
                .malformed(&GET_ALTERNATE_CONTACT, "the answer has no contact")
                .into()),
        },
        Err(Failure::Absent | Failure::Gone) => Ok(None),
        Err(failure) => Err(failure),
    }
}

fn contact_of(contact: &types::AlternateContact) -> Record {
    record!(ALTERNATE_CONTACT {
        alternate_contact_type: contact
            .alternate_contact_type()
            .map(AlternateContactType::as_str),
        name: written(contact.name()),
        title: written(contact.title()),
        email_address: written(contact.email_address()),
    })
}
