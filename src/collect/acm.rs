//! Reads AWS Certificate Manager.

use aws_sdk_acm::types;

use super::site::{always_but, tagged, timestamp};
use super::{Collector, DetailCall, Listed, ListingCall, Reach, Site};
use crate::aws::Failure;
use crate::inventory::acm::{
    CERTIFICATE, DESCRIBE_CERTIFICATE, LIST_CERTIFICATES, LIST_TAGS_FOR_CERTIFICATE,
};
use crate::inventory::{Record, record};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[ListingCall {
        call: &LIST_CERTIFICATES,
        types: &[&CERTIFICATE],
        list: |site| Box::pin(certificates(site)),
    }],
    details: &[
        DetailCall {
            call: &DESCRIBE_CERTIFICATE,
            of: &CERTIFICATE,
            read: Reach::Each(|site, certificate| Box::pin(describe(site, certificate))),
        },
        DetailCall {
            call: &LIST_TAGS_FOR_CERTIFICATE,
            of: &CERTIFICATE,
            read: Reach::Each(|site, certificate| Box::pin(tags_of(site, certificate))),
        },
    ],
    lookups: &[],
};

async fn certificates(site: Site) -> Listed {
    // Without these filters AWS leaves out all but 1,024 and 2,048 bit RSA, and what came over ACME.
    let every_key = types::KeyAlgorithm::values()
        .iter()
        .map(|algorithm| types::KeyAlgorithm::from(*algorithm))
        .collect();
    let every_origin = types::CertificateKeyPairOrigin::values()
        .iter()
        .map(|origin| types::CertificateKeyPairOrigin::from(*origin))
        .collect();
    let pages = || {
        site.acm()
            .list_certificates()
            .includes(
                types::Filters::builder()
                    .set_key_types(Some(every_key))
                    .build(),
            )
            .set_certificate_key_pair_origins(Some(every_origin))
            .set_max_items(LIST_CERTIFICATES.page)
            .into_paginator()
            .send()
    };
    site.list(&LIST_CERTIFICATES, pages, |page| {
        Some(
            page.certificate_summary_list?
                .iter()
                .map(|summary| certificate(&site, summary))
                .collect(),
        )
    })
    .await
}

fn certificate(site: &Site, summary: &types::CertificateSummary) -> Record {
    use types::CertificateStatus::{Failed, PendingValidation, Revoked, ValidationTimedOut};

    let call = &LIST_CERTIFICATES;
    let arn = summary.certificate_arn();
    let status = summary.status();
    // One that is not issued yet has no dates; one that was has them.
    let never_issued = matches!(
        status,
        Some(PendingValidation | ValidationTimedOut | Failed)
    );
    let is_imported = matches!(summary.r#type(), Some(types::CertificateType::Imported));
    let is_own = matches!(
        summary.r#type(),
        Some(types::CertificateType::AmazonIssued | types::CertificateType::Private)
    );
    let stands = status.is_some_and(|status| *status != Revoked);
    let moment = |absent, member, time| always_but(absent, call, member, timestamp(time));
    let domain = || always_but(is_imported, call, "domain_name", summary.domain_name());
    record!(CERTIFICATE, site.keep(), {
        id: arn.and_then(|arn| Some(arn.split_once('/')?.1)),
        arn: always_but(false, call, "arn", arn),
        // An imported one may be for no domain at all, which the answer does not tell from one that it lacks.
        name: always_but(false, call, "domain_name", summary.domain_name()),
        region: site.region(),
        account: site.account(),
        domain_name: domain(),
        subject_alternative_names: always_but(
            is_imported,
            call,
            "subject_alternative_names",
            summary.subject_alternative_name_summaries.as_ref(),
        ),
        status: status.map(types::CertificateStatus::as_str),
        certificate_type: summary.r#type().map(types::CertificateType::as_str),
        // ListCertificates spells it with an underscore, DescribeCertificate with a hyphen.
        key_algorithm: summary.key_algorithm().map(|algorithm| algorithm.as_str().replace('-', "_")),
        in_use: summary.in_use(),
        renewal_eligibility: summary.renewal_eligibility().map(types::RenewalEligibility::as_str),
        not_before: moment(never_issued, "not_before", summary.not_before()),
        not_after: moment(never_issued, "not_after", summary.not_after()),
        created_at: moment(is_imported, "created_at", summary.created_at()),
        // Each of these exists only where it applies (CertificateSummary).
        issued_at: moment(is_imported || never_issued, "issued_at", summary.issued_at()),
        imported_at: moment(is_own, "imported_at", summary.imported_at()),
        revoked_at: moment(stands, "revoked_at", summary.revoked_at()),
        managed_by: summary.managed_by().map(types::CertificateManagedBy::as_str),
    })
}

async fn describe(site: Site, certificate: Record) -> Result<Record, Failure> {
    let request = site
        .acm()
        .describe_certificate()
        .set_certificate_arn(certificate.arn().map(str::to_owned));
    let answer = site.call(&DESCRIBE_CERTIFICATE, || request.send()).await?;
    let Some(detail) = answer.certificate() else {
        return Err(site
            .malformed(&DESCRIBE_CERTIFICATE, "the answer has no certificate")
            .into());
    };
    Ok(record!(CERTIFICATE {
        in_use_by: detail.in_use_by.as_ref(),
        renewal_status: detail
            .renewal_summary()
            .map(|renewal| renewal.renewal_status().as_str()),
        failure_reason: always_but(
            detail
                .status()
                .is_some_and(|status| *status != types::CertificateStatus::Failed),
            &DESCRIBE_CERTIFICATE,
            "failure_reason",
            detail.failure_reason().map(types::FailureReason::as_str)
        ),
        signature_algorithm: detail.signature_algorithm(),
    }))
}

async fn tags_of(site: Site, certificate: Record) -> Result<Record, Failure> {
    let request = site
        .acm()
        .list_tags_for_certificate()
        .set_certificate_arn(certificate.arn().map(str::to_owned));
    let answer = site
        .call(&LIST_TAGS_FOR_CERTIFICATE, || request.send())
        .await?;
    let list = answer.tags.as_ref();
    let pairs = list.map(|list| list.iter().map(|tag| (Some(tag.key()), tag.value())));
    Ok(tagged(&CERTIFICATE, &LIST_TAGS_FOR_CERTIFICATE, pairs))
}
