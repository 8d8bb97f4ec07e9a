//! Machine images: the account's own are listed, those of others looked up where an instance names them.

use std::collections::HashMap;
use std::sync::Arc;

use aws_sdk_ec2::operation::describe_images::{DescribeImagesError, DescribeImagesOutput};
use aws_sdk_ec2::types;
use jiff::Timestamp;

use super::{PAGE, tags};
use crate::aws::Failure;
use crate::collect::site::{Pages, always_but, distinct};
use crate::collect::{Listed, Site};
use crate::inventory::ec2::IMAGE;
use crate::inventory::ec2::image::DESCRIBE_IMAGES;
use crate::inventory::{Gap, Reading, Record, record};

/// The values that a filter takes ("Filter" in the Amazon EC2 API Reference).
const FILTER_VALUES: usize = 200;

pub(super) async fn images(site: Site) -> Listed {
    let pages = || {
        site.ec2()
            .describe_images()
            .owners("self")
            .include_disabled(true)
            .into_paginator()
            .page_size(PAGE)
            .send()
    };
    list(&site, pages).await
}

/// Looks images up with a filter: asked for by id, one that is missing would fail the whole call.
pub(super) async fn look_up(site: Site, ids: Vec<String>) -> Vec<Result<Record, Failure>> {
    let mut found: HashMap<String, Record> = HashMap::new();
    let mut gap: Option<Gap> = None;
    for ids in ids.chunks(FILTER_VALUES) {
        let filter = types::Filter::builder()
            .name("image-id")
            .set_values(Some(ids.to_vec()))
            .build();
        let pages = || {
            site.ec2()
                .describe_images()
                .filters(filter)
                .include_deprecated(true)
                .include_disabled(true)
                .into_paginator()
                .page_size(PAGE)
                .send()
        };
        let listed = list(&site, pages).await;
        let nameless = listed.records.iter().any(|image| image.id().is_empty());
        gap = gap.or(listed.gap);
        gap = gap.or_else(|| nameless.then(|| Gap::missing(&DESCRIBE_IMAGES, "id of an image")));
        found.extend(
            listed
                .records
                .into_iter()
                .map(|image| (image.id().to_owned(), image)),
        );
    }
    ids.iter()
        .map(|id| match (found.remove(id), &gap) {
            (Some(image), _) => Ok(image),
            (None, Some(gap)) => Err(gap.clone().into()),
            (None, None) => Err(Failure::Absent),
        })
        .collect()
}

async fn list(
    site: &Site,
    pages: impl FnOnce() -> Pages<DescribeImagesOutput, DescribeImagesError> + Send,
) -> Listed {
    site.list(&DESCRIBE_IMAGES, pages, |page| {
        Some(
            page.images?
                .iter()
                .map(|image| self::image(site, image))
                .collect(),
        )
    })
    .await
}

fn image(site: &Site, image: &types::Image) -> Record {
    let mut record = record!(IMAGE, site.keep(), {
        id: image.image_id(),
        arn: image.image_id().map(|id| site.arn("ec2", format_args!("image/{id}"))),
        name: always_but(false, &DESCRIBE_IMAGES, "name", image.name()),
        tags: tags(&DESCRIBE_IMAGES, image.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        owner_id: image.owner_id(),
        image_owner_alias: image.image_owner_alias(),
        public: image.public,
        state: image.state().map(types::ImageState::as_str),
        deprecation_time: image.deprecation_time().and_then(time),
        creation_date: image.creation_date().and_then(time),
        description: image.description(),
        image_location: image.image_location(),
        platform_details: image.platform_details(),
        platform: image.platform().map(|platform| platform.as_str().to_ascii_lowercase()),
        architecture: image.architecture().map(types::ArchitectureValues::as_str),
        root_device_type: image.root_device_type().map(types::DeviceType::as_str),
        virtualization_type: image.virtualization_type().map(types::VirtualizationType::as_str),
        imds_support: image.imds_support().map(types::ImdsSupportValues::as_str),
        // A mapping may be of an instance store, and a volume need not come from a snapshot.
        snapshot_ids: image.block_device_mappings.as_ref().map(|mappings| {
            distinct(
                &DESCRIBE_IMAGES,
                mappings
                    .iter()
                    .filter_map(|mapping| Some(Some(mapping.ebs()?.snapshot_id()?))),
            )
        }),
    });
    // A date that cannot be read is not the absence of one.
    if image
        .deprecation_time()
        .is_some_and(|text| time(text).is_none())
    {
        let gap = Gap::missing(&DESCRIBE_IMAGES, "deprecation_time that is a date");
        record.set(
            const { IMAGE.slot("deprecation_time") },
            Reading::Unknown(Arc::new(gap)),
        );
    }
    record
}

/// EC2 writes the dates of images as text.
fn time(text: &str) -> Option<Timestamp> {
    text.parse().ok()
}
