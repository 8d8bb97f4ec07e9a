//! Access points of a region, and those of several.

use aws_sdk_s3control::config::Region;
use aws_sdk_s3control::{Client, types};

use super::public_access_block::part_of_access_point;
use crate::aws::Failure;
use crate::collect::site::{always_but, texts, timestamp, written};
use crate::collect::{Listed, Site};
use crate::inventory::s3::access_point::{
    GET_ACCESS_POINT, LIST_ACCESS_POINTS, LIST_MULTI_REGION_ACCESS_POINTS,
};
use crate::inventory::s3::{ACCESS_POINT, MULTI_REGION_ACCESS_POINT};
use crate::inventory::{Gap, Outcome, Record, record};

/// The only region that tells of Multi-Region Access Points, wherever their buckets are, and the only partition that has them.
const MULTI_REGION_HOME: (&str, &str) = ("aws", "us-west-2");

pub(super) async fn access_points(site: Site) -> Listed {
    let pages = || {
        site.s3control()
            .list_access_points()
            .account_id(site.account())
            .set_max_results(LIST_ACCESS_POINTS.page)
            .into_paginator()
            .send()
    };
    site.list(&LIST_ACCESS_POINTS, pages, |page| {
        Some(
            page.access_point_list?
                .iter()
                .map(|point| access_point(&site, point))
                .collect(),
        )
    })
    .await
}

fn access_point(site: &Site, point: &types::AccessPoint) -> Record {
    record!(ACCESS_POINT, site.keep(), {
        id: point.name(),
        arn: always_but(false, &LIST_ACCESS_POINTS, "arn", point.access_point_arn()),
        name: point.name(),
        tags: None::<Vec<String>>,
        region: site.region(),
        account: site.account(),
        bucket: point.bucket(),
        network_origin: point.network_origin().as_str(),
        vpc_id: always_but(
            *point.network_origin() != types::NetworkOrigin::Vpc,
            &LIST_ACCESS_POINTS,
            "vpc_id",
            point.vpc_configuration().and_then(|vpc| written(vpc.vpc_id())),
        ),
        alias: point.alias(),
        bucket_account_id: point.bucket_account_id(),
    })
}

pub(super) async fn describe(site: Site, point: Record) -> Result<Record, Failure> {
    let request = site
        .s3control()
        .get_access_point()
        .account_id(site.account())
        .name(point.id());
    let answer = site.call(&GET_ACCESS_POINT, || request.send()).await?;
    Ok(record!(ACCESS_POINT {
        public_access_block: answer
            .public_access_block_configuration()
            .map(|blocks| part_of_access_point(&GET_ACCESS_POINT, blocks)),
        creation_date: timestamp(answer.creation_date()),
    }))
}

pub(super) async fn multi_region_access_points(site: Site) -> Listed {
    let (partition, region) = MULTI_REGION_HOME;
    if site.partition() != partition {
        let why = format!("partition {} has none", site.partition());
        return Listed {
            records: Vec::new(),
            gap: Some(Gap::new(
                &LIST_MULTI_REGION_ACCESS_POINTS,
                Outcome::Unsupported,
                why,
            )),
        };
    }
    let config = site.s3control().config().to_builder();
    let there = Client::from_conf(config.region(Region::new(region)).build());
    let pages = || {
        there
            .list_multi_region_access_points()
            .account_id(site.account())
            .into_paginator()
            .send()
    };
    site.list(&LIST_MULTI_REGION_ACCESS_POINTS, pages, |page| {
        Some(
            page.access_points?
                .iter()
                .map(|point| multi_region_access_point(&site, point))
                .collect(),
        )
    })
    .await
}

fn multi_region_access_point(site: &Site, point: &types::MultiRegionAccessPointReport) -> Record {
    record!(MULTI_REGION_ACCESS_POINT, site.keep(), {
        id: point.name(),
        arn: point.alias().map(|alias| site.arn("s3", format_args!("accesspoint/{alias}"))),
        name: point.name(),
        tags: None::<Vec<String>>,
        region: site.region(),
        account: site.account(),
        alias: point.alias(),
        status: point.status().map(types::MultiRegionAccessPointStatus::as_str),
        created_at: timestamp(point.created_at()),
        public_access_block: point
            .public_access_block()
            .map(|blocks| part_of_access_point(&LIST_MULTI_REGION_ACCESS_POINTS, blocks)),
        buckets: texts(&LIST_MULTI_REGION_ACCESS_POINTS, point.regions.as_ref(), |region| region.bucket()),
    })
}
