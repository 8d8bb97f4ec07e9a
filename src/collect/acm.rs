//! Reads AWS Certificate Manager.

use aws_sdk_acm::types;

use super::site::{tagged, timestamp};
use super::{Collector, DetailCall, Listed, ListingCall, Reach, Site};
use crate::aws::Failure;
use crate::inventory::acm::{
    CERTIFICATE, DESCRIBE_CERTIFICATE, LIST_CERTIFICATES, LIST_TAGS_FOR_CERTIFICATE,
};
use crate::inventory::{Gap, Record, record};

pub(super) static COLLECTOR: Collector = Collector {
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
    let pages = site
        .acm()
        .list_certificates()
        .includes(
            types::Filters::builder()
                .set_key_types(Some(every_key))
                .build(),
        )
        .set_certificate_key_pair_origins(Some(every_origin))
        .max_items(1000)
        .into_paginator()
        .send();
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
    let arn = summary.certificate_arn();
    // One that is not issued yet has no dates; one that is has them.
    let is_issued = matches!(
        summary.status(),
        Some(types::CertificateStatus::Issued | types::CertificateStatus::Expired)
    );
    let date = |member: &'static str, time| match timestamp(time) {
        None if is_issued => Err(Gap::missing(&LIST_CERTIFICATES, member)),
        date => Ok(date),
    };
    record!(CERTIFICATE, site.keep(), {
        id: arn.and_then(|arn| Some(arn.split_once('/')?.1)),
        arn: arn,
        name: summary.domain_name(),
        region: site.region(),
        account: site.account(),
        domain_name: summary.domain_name(),
        subject_alternative_names: summary.subject_alternative_name_summaries.as_ref(),
        status: summary.status().map(types::CertificateStatus::as_str),
        certificate_type: summary.r#type().map(types::CertificateType::as_str),
        // ListCertificates spells it with an underscore, DescribeCertificate with a hyphen.
        key_algorithm: summary.key_algorithm().map(|algorithm| algorithm.as_str().replace('-', "_")),
        in_use: summary.in_use(),
        renewal_eligibility: summary.renewal_eligibility().map(types::RenewalEligibility::as_str),
        not_before: date("not_before", summary.not_before()),
        not_after: date("not_after", summary.not_after()),
        created_at: timestamp(summary.created_at()),
        issued_at: timestamp(summary.issued_at()),
        imported_at: timestamp(summary.imported_at()),
        revoked_at: timestamp(summary.revoked_at()),
        managed_by: summary.managed_by().map(types::CertificateManagedBy::as_str),
    })
}

async fn describe(site: Site, certificate: Record) -> Result<Record, Failure> {
    let request = site
        .acm()
        .describe_certificate()
        .set_certificate_arn(certificate.arn().map(str::to_owned));
    let answer = site.call(&DESCRIBE_CERTIFICATE, request.send()).await?;
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
        failure_reason: detail.failure_reason().map(types::FailureReason::as_str),
        signature_algorithm: detail.signature_algorithm(),
    }))
}

async fn tags_of(site: Site, certificate: Record) -> Result<Record, Failure> {
    let request = site
        .acm()
        .list_tags_for_certificate()
        .set_certificate_arn(certificate.arn().map(str::to_owned));
    let answer = site
        .call(&LIST_TAGS_FOR_CERTIFICATE, request.send())
        .await?;
    let list = answer.tags.as_ref();
    let pairs = list.map(|list| list.iter().map(|tag| (Some(tag.key()), tag.value())));
    Ok(tagged(&CERTIFICATE, &LIST_TAGS_FOR_CERTIFICATE, pairs))
}
