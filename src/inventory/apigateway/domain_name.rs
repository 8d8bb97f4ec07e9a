//! Custom domain names of APIs.

use super::rest_api::SECURITY_POLICY;
use super::{PAGE, call};
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::acm::CERTIFICATE;
use crate::inventory::schema::{Type, list, one_of, relation, string};

/// apigateway:GetDomainNames
pub static GET_DOMAIN_NAMES: Call = call("GetDomainNames").paged(PAGE);

/// A custom domain name.
pub static DOMAIN_NAME: RecordType = RecordType::regional(
    "AWS::ApiGateway::DomainName",
    &GET_DOMAIN_NAMES,
    "A name that clients call APIs by. Its id is the name, with `/` and an id behind it for one that is private.",
    &[
        list(
            "endpoint_types",
            &Type::String,
            "Where it answers: `EDGE`, `REGIONAL` or `PRIVATE`.",
        ),
        string("security_policy", SECURITY_POLICY),
        one_of(
            "endpoint_access_mode",
            &["BASIC", "STRICT"],
            "How strictly it looks at the name that clients call it by; null where AWS does not tell.",
        )
        .or_null(),
        one_of(
            "domain_name_status",
            &[
                "AVAILABLE",
                "UPDATING",
                "PENDING",
                "PENDING_CERTIFICATE_REIMPORT",
                "PENDING_OWNERSHIP_VERIFICATION",
                "FAILED",
            ],
            "`AVAILABLE` when it can be used; null where AWS does not tell.",
        )
        .or_null(),
        string(
            "certificate_arn",
            "The certificate of an edge-optimized or private name, the former's in us-east-1; null for regional ones.",
        )
        .or_null(),
        string(
            "regional_certificate_arn",
            "The certificate of a regional name; null for others.",
        )
        .or_null(),
        string(
            "regional_domain_name",
            "What a regional name leads to; null for others.",
        )
        .or_null(),
        string(
            "distribution_domain_name",
            "The CloudFront distribution that an edge-optimized name leads to; null for others.",
        )
        .or_null(),
        string(
            "mutual_tls_truststore_uri",
            "The certificates by which clients are known; null where clients need none.",
        )
        .or_null(),
        relation(
            "regional_certificate",
            &CERTIFICATE,
            "regional_certificate_arn",
            &["arn"],
            "The certificate of a regional name; null for others.",
        ),
    ],
);
