//! Credentials, as the account's credential report tells them (IAM User Guide, "Generate credential reports").

use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{int, string, timestamp};

/// iam:GenerateCredentialReport
pub static GENERATE_CREDENTIAL_REPORT: Call = Call::new("iam", "GenerateCredentialReport")
    .always(&["State"])
    .slow(
        "AWS makes the report anew once it is four hours old: in seconds, for thousands of users in minutes. awsert asks every two \
         seconds whether it is done.",
    );
/// iam:GetCredentialReport, once the report was generated.
pub static GET_CREDENTIAL_REPORT: Call =
    Call::new("iam", "GetCredentialReport").after(&[&GENERATE_CREDENTIAL_REPORT]);

/// An active access key. Of inactive ones the report says no more than that they are not active.
pub static ACCESS_KEY: RecordType = RecordType::part(
    "AccessKey",
    &GET_CREDENTIAL_REPORT,
    &["number"],
    "An active access key. The report tells keys apart by number, not by id.",
    &[
        int("number", "Which of the two a user may have: 1 or 2."),
        timestamp("last_rotated", "When it was made or last changed."),
        timestamp(
            "last_used_date",
            "When it last signed a request; null when it never did since April 2015.",
        )
        .or_null(),
        string(
            "last_used_region",
            "Where it was last used; null when it never was, or the service has no regions.",
        )
        .or_null(),
        string(
            "last_used_service",
            "The service it was last used with; null when it never was.",
        )
        .or_null(),
    ],
);
