//! AWS Account Management: whom AWS reaches about the account. The types are parts of the account itself ([`super::iam::ACCOUNT`]).
//!
//! Street addresses and phone numbers are not kept: no verdict hangs on them.

use super::RecordType;
use super::schema::{one_of, string};
use crate::call::Call;

/// account:GetContactInformation
pub static GET_CONTACT_INFORMATION: Call =
    Call::new("account", "GetContactInformation").absent(&["ResourceNotFoundException"]);
/// account:GetAlternateContact, asked once per kind of contact. That none is registered is answered with an error.
pub static GET_ALTERNATE_CONTACT: Call = Call::new("account", "GetAlternateContact")
    .attribute_each()
    .absent(&["ResourceNotFoundException"]);

/// The account's own contact details.
pub static CONTACT_INFORMATION: RecordType = RecordType::part(
    "AccountContactInformation",
    &GET_CONTACT_INFORMATION,
    &[],
    "Who the account belongs to, as AWS knows it.",
    &[
        string("full_name", "The name of the person or the office."),
        string("company_name", "The company; null when none was given.").or_null(),
        string("country_code", "The country, in two letters: `DE`."),
        string("website_url", "The web site; null when none was given.").or_null(),
    ],
);

/// A contact beside the account's own.
pub static ALTERNATE_CONTACT: RecordType = RecordType::part(
    "AccountAlternateContact",
    &GET_ALTERNATE_CONTACT,
    &["alternate_contact_type"],
    "Whom AWS writes to about one kind of matter, beside the root user.",
    &[
        one_of(
            "alternate_contact_type",
            &["BILLING", "OPERATIONS", "SECURITY"],
            "The kind of matter.",
        ),
        string("name", "The name of the person or the team."),
        string("title", "The title of the person or the team."),
        string("email_address", "Where AWS writes to."),
    ],
);
