//! Server certificates kept in IAM, from before there was Certificate Manager.

use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{string, timestamp};

/// iam:ListServerCertificates
pub static LIST_SERVER_CERTIFICATES: Call = Call::new("iam", "ListServerCertificates")
    .paged(1000)
    .always(&["ServerCertificateMetadataList"]);
/// iam:ListServerCertificateTags
pub static LIST_SERVER_CERTIFICATE_TAGS: Call = Call::new("iam", "ListServerCertificateTags")
    .paged(100)
    .gone(&["NoSuchEntity"])
    .always(&["Tags"])
    .paired(&[("Key", "Value")]);

/// A server certificate.
pub static SERVER_CERTIFICATE: RecordType = RecordType::global(
    "AWS::IAM::ServerCertificate",
    &LIST_SERVER_CERTIFICATES,
    "A TLS certificate that was uploaded to IAM.",
    &[
        string("path", "The path, `/` unless set."),
        string("server_certificate_id", "The unique id (`ASCA…`)."),
        timestamp("upload_date", "When it was uploaded."),
        timestamp("expiration", "When it expires."),
    ],
)
.tags_by(&LIST_SERVER_CERTIFICATE_TAGS);
