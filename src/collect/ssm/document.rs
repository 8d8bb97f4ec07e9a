//! Documents of the account's own, and with whom they are shared.

use aws_sdk_ssm::types::{self, DocumentKeyValuesFilter, DocumentPermissionType};

use super::pairs;
use crate::aws::Failure;
use crate::collect::site::{distinct, marked_pages, tags, timestamp, written};
use crate::collect::{Listed, Site};
use crate::inventory::ssm::{DESCRIBE_DOCUMENT_PERMISSION, DOCUMENT, LIST_DOCUMENTS};
use crate::inventory::{Gap, Record, Value, record};

pub(super) async fn documents(site: Site) -> Listed {
    let own = DocumentKeyValuesFilter::builder()
        .key("Owner")
        .values("Self")
        .build();
    let pages = || {
        site.ssm()
            .list_documents()
            .filters(own)
            .set_max_results(LIST_DOCUMENTS.page)
            .into_paginator()
            .send()
    };
    site.list(&LIST_DOCUMENTS, pages, |page| {
        Some(
            page.document_identifiers?
                .iter()
                .map(|document| self::document(&site, document))
                .collect(),
        )
    })
    .await
}

fn document(site: &Site, document: &types::DocumentIdentifier) -> Record {
    record!(DOCUMENT, site.keep(), {
        id: document.name(),
        arn: document.name().map(|name| site.arn("ssm", format_args!("document/{name}"))),
        name: document.name(),
        tags: tags_of(document),
        region: site.region(),
        account: site.account(),
        document_type: document.document_type().map(types::DocumentType::as_str),
        owner: document.owner(),
        created_date: timestamp(document.created_date()),
    })
}

fn tags_of(document: &types::DocumentIdentifier) -> Result<Option<Value>, Gap> {
    match &document.tags {
        Some(told) => tags(&LIST_DOCUMENTS, pairs(told)),
        None => Err(Gap::missing(&LIST_DOCUMENTS, "tags")),
    }
}

pub(super) async fn permission(site: Site, document: Record) -> Result<Record, Failure> {
    let request = site
        .ssm()
        .describe_document_permission()
        .name(document.id())
        .permission_type(DocumentPermissionType::Share)
        .set_max_results(DESCRIBE_DOCUMENT_PERMISSION.page);
    let pages = || {
        marked_pages(
        move |token| request.clone().set_next_token(token).send(),
        aws_sdk_ssm::operation::describe_document_permission::DescribeDocumentPermissionOutput::next_token,
    )
    };
    let accounts = site
        .read(&DESCRIBE_DOCUMENT_PERMISSION, pages, |page| {
            page.account_ids
        })
        .await?;
    Ok(record!(DOCUMENT {
        account_ids: distinct(
            &DESCRIBE_DOCUMENT_PERMISSION,
            accounts.iter().map(|account| written(account.as_str())),
        ),
    }))
}
