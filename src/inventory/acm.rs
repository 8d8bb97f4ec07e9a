//! AWS Certificate Manager.

use super::RecordType;
use super::schema::{Type, boolean, deployed, derived, list, one_of, string, timestamp};
use crate::call::Call;

/// acm:ListCertificates
pub static LIST_CERTIFICATES: Call = Call::new("acm", "ListCertificates").paged(1000);
/// acm:DescribeCertificate
pub static DESCRIBE_CERTIFICATE: Call =
    Call::new("acm", "DescribeCertificate").gone(&["ResourceNotFoundException"]);
/// acm:ListTagsForCertificate
pub static LIST_TAGS_FOR_CERTIFICATE: Call =
    Call::new("acm", "ListTagsForCertificate").gone(&["ResourceNotFoundException"]);

/// A certificate.
pub static CERTIFICATE: RecordType = RecordType::regional(
    "AWS::CertificateManager::Certificate",
    &LIST_CERTIFICATES,
    "A TLS certificate, issued by ACM or imported. Its name is its domain.",
    &[
        string(
            "domain_name",
            "The domain it is for; null for an imported one without any.",
        )
        .or_null(),
        list(
            "subject_alternative_names",
            &Type::String,
            "The names it is for, the first hundred.",
        )
        .empty_when_missing(),
        one_of(
            "status",
            &[
                "PENDING_VALIDATION",
                "ISSUED",
                "INACTIVE",
                "EXPIRED",
                "VALIDATION_TIMED_OUT",
                "REVOKED",
                "FAILED",
            ],
            "`ISSUED` when it can be used.",
        ),
        one_of(
            "certificate_type",
            &["AMAZON_ISSUED", "IMPORTED", "PRIVATE"],
            "Where it comes from (`Type` in the API).",
        ),
        one_of(
            "key_algorithm",
            &[
                "RSA_1024",
                "RSA_2048",
                "RSA_3072",
                "RSA_4096",
                "EC_prime256v1",
                "EC_secp384r1",
                "EC_secp521r1",
            ],
            "The kind of its key.",
        ),
        boolean("in_use", "Whether a resource of AWS uses it."),
        one_of(
            "renewal_eligibility",
            &["ELIGIBLE", "INELIGIBLE"],
            "Whether ACM renews it.",
        ),
        timestamp(
            "not_before",
            "From when it is valid; null until it is issued.",
        )
        .or_null(),
        timestamp(
            "not_after",
            "Until when it is valid; null until it is issued.",
        )
        .or_null(),
        timestamp(
            "created_at",
            "When it was asked for; null for imported ones.",
        )
        .or_null(),
        timestamp(
            "issued_at",
            "When it was issued; null for imported ones and until then.",
        )
        .or_null(),
        timestamp("imported_at", "When it was imported; null for others.").or_null(),
        timestamp("revoked_at", "When it was revoked; null when it was not.").or_null(),
        string(
            "managed_by",
            "The service that manages it: `CLOUDFRONT`; null for one's own.",
        )
        .or_null(),
        list(
            "in_use_by",
            &Type::String,
            "The ARNs of the resources that use it.",
        )
        .read_by(&DESCRIBE_CERTIFICATE),
        one_of(
            "renewal_status",
            &[
                "PENDING_AUTO_RENEWAL",
                "PENDING_VALIDATION",
                "SUCCESS",
                "FAILED",
            ],
            "How its last renewal by ACM goes; null when there was none.",
        )
        .or_null()
        .read_by(&DESCRIBE_CERTIFICATE),
        string(
            "failure_reason",
            "Why it could not be issued; null unless the status is `FAILED`.",
        )
        .or_null()
        .read_by(&DESCRIBE_CERTIFICATE),
        string(
            "signature_algorithm",
            "How it is signed; null until it is issued.",
        )
        .or_null()
        .read_by(&DESCRIBE_CERTIFICATE),
        derived(
            "is_used",
            Type::Bool,
            "resource.in_use_by.size() > 0",
            "Whether anything presents it.",
        ),
    ],
)
.deployed_if(&deployed("resource.managed_by == null"))
.tags_by(&LIST_TAGS_FOR_CERTIFICATE);
