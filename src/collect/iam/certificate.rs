//! Server certificates kept in IAM.

use aws_sdk_iam::types;

use super::tags;
use crate::aws::Failure;
use crate::collect::site::{always_but, timestamp, written};
use crate::collect::{Listed, Site};
use crate::inventory::iam::SERVER_CERTIFICATE;
use crate::inventory::iam::certificate::{LIST_SERVER_CERTIFICATE_TAGS, LIST_SERVER_CERTIFICATES};
use crate::inventory::schema::ID;
use crate::inventory::{Record, record};

pub(super) async fn server_certificates(site: Site) -> Listed {
    let pages = || {
        site.iam()
            .list_server_certificates()
            .set_max_items(LIST_SERVER_CERTIFICATES.page)
            .into_paginator()
            .send()
    };
    site.list(&LIST_SERVER_CERTIFICATES, pages, |page| {
        Some(
            page.server_certificate_metadata_list
                .iter()
                .map(|certificate| server_certificate(&site, certificate))
                .collect(),
        )
    })
    .await
}

fn server_certificate(site: &Site, certificate: &types::ServerCertificateMetadata) -> Record {
    record!(SERVER_CERTIFICATE, site.keep(), {
        id: written(certificate.server_certificate_name()),
        arn: always_but(false, &LIST_SERVER_CERTIFICATES, "arn", written(certificate.arn())),
        name: certificate.server_certificate_name(),
        region: site.region(),
        account: site.account(),
        path: certificate.path(),
        server_certificate_id: certificate.server_certificate_id(),
        upload_date: timestamp(certificate.upload_date()),
        expiration: timestamp(certificate.expiration()),
    })
}

pub(super) async fn certificate_tags(site: Site, certificate: Record) -> Result<Record, Failure> {
    let pages = || {
        site.iam()
            .list_server_certificate_tags()
            .server_certificate_name(certificate.identity(ID))
            .into_paginator()
            .send()
    };
    let all = site
        .read(&LIST_SERVER_CERTIFICATE_TAGS, pages, |page| Some(page.tags))
        .await?;
    Ok(record!(SERVER_CERTIFICATE {
        tags: tags(&LIST_SERVER_CERTIFICATE_TAGS, &all)
    }))
}
