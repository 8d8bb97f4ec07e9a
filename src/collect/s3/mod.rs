//! Reads Amazon S3: buckets, each in its own region, access points, and the account's blocks of public access.

mod access_point;
mod bucket;
mod bucket_acl;
mod bucket_storage;
pub(super) mod endpoint;
mod public_access_block;

use super::{Collector, DetailCall, ListingCall, LookupCall, Reach};
use crate::inventory::s3::access_point::{
    GET_ACCESS_POINT, LIST_ACCESS_POINTS, LIST_MULTI_REGION_ACCESS_POINTS,
};
use crate::inventory::s3::bucket as schema;
use crate::inventory::s3::lifecycle::GET_BUCKET_LIFECYCLE_CONFIGURATION;
use crate::inventory::s3::public_access_block::{
    GET_ACCOUNT_PUBLIC_ACCESS_BLOCK, GET_PUBLIC_ACCESS_BLOCK,
};
use crate::inventory::s3::replication::GET_BUCKET_REPLICATION;
use crate::inventory::s3::{
    ACCESS_POINT, ACCOUNT_PUBLIC_ACCESS_BLOCK, BUCKET, MULTI_REGION_ACCESS_POINT,
};

pub(super) static COLLECTOR: Collector = Collector {
    named: &[],
    listings: &[
        ListingCall {
            call: &schema::LIST_BUCKETS,
            types: &[&BUCKET],
            list: |site| Box::pin(bucket::buckets(site)),
        },
        ListingCall {
            call: &LIST_ACCESS_POINTS,
            types: &[&ACCESS_POINT],
            list: |site| Box::pin(access_point::access_points(site)),
        },
        ListingCall {
            call: &LIST_MULTI_REGION_ACCESS_POINTS,
            types: &[&MULTI_REGION_ACCESS_POINT],
            list: |site| Box::pin(access_point::multi_region_access_points(site)),
        },
        ListingCall {
            call: &GET_ACCOUNT_PUBLIC_ACCESS_BLOCK,
            types: &[&ACCOUNT_PUBLIC_ACCESS_BLOCK],
            list: |site| Box::pin(public_access_block::of_account(site)),
        },
    ],
    details: &[
        DetailCall {
            call: &schema::GET_BUCKET_VERSIONING,
            of: &BUCKET,
            read: Reach::Each(|site, bucket| Box::pin(bucket_storage::versioning(site, bucket))),
        },
        DetailCall {
            call: &schema::GET_BUCKET_ENCRYPTION,
            of: &BUCKET,
            read: Reach::Each(|site, bucket| Box::pin(bucket_storage::encryption(site, bucket))),
        },
        DetailCall {
            call: &GET_BUCKET_LIFECYCLE_CONFIGURATION,
            of: &BUCKET,
            read: Reach::Each(|site, bucket| Box::pin(bucket_storage::lifecycle(site, bucket))),
        },
        DetailCall {
            call: &GET_BUCKET_REPLICATION,
            of: &BUCKET,
            read: Reach::Each(|site, bucket| Box::pin(bucket_storage::replication(site, bucket))),
        },
        DetailCall {
            call: &schema::GET_OBJECT_LOCK_CONFIGURATION,
            of: &BUCKET,
            read: Reach::Each(|site, bucket| Box::pin(bucket_storage::object_lock(site, bucket))),
        },
        DetailCall {
            call: &GET_PUBLIC_ACCESS_BLOCK,
            of: &BUCKET,
            read: Reach::Each(|site, bucket| {
                Box::pin(public_access_block::of_bucket(site, bucket))
            }),
        },
        DetailCall {
            call: &schema::GET_BUCKET_POLICY,
            of: &BUCKET,
            read: Reach::Each(|site, bucket| Box::pin(bucket::policy(site, bucket))),
        },
        DetailCall {
            call: &schema::GET_BUCKET_POLICY_STATUS,
            of: &BUCKET,
            read: Reach::Each(|site, bucket| Box::pin(bucket::policy_status(site, bucket))),
        },
        DetailCall {
            call: &schema::GET_BUCKET_ACL,
            of: &BUCKET,
            read: Reach::Each(|site, bucket| Box::pin(bucket_acl::acl(site, bucket))),
        },
        DetailCall {
            call: &schema::GET_BUCKET_OWNERSHIP_CONTROLS,
            of: &BUCKET,
            read: Reach::Each(|site, bucket| Box::pin(bucket_acl::ownership(site, bucket))),
        },
        DetailCall {
            call: &schema::GET_BUCKET_LOGGING,
            of: &BUCKET,
            read: Reach::Each(|site, bucket| Box::pin(bucket::logging(site, bucket))),
        },
        DetailCall {
            call: &schema::GET_BUCKET_NOTIFICATION_CONFIGURATION,
            of: &BUCKET,
            read: Reach::Each(|site, bucket| Box::pin(bucket::notification(site, bucket))),
        },
        DetailCall {
            call: &schema::GET_BUCKET_TAGGING,
            of: &BUCKET,
            read: Reach::Each(|site, bucket| Box::pin(bucket::tagging(site, bucket))),
        },
        DetailCall {
            call: &GET_ACCESS_POINT,
            of: &ACCESS_POINT,
            read: Reach::Each(|site, point| Box::pin(access_point::describe(site, point))),
        },
    ],
    lookups: &[LookupCall {
        call: &schema::GET_BUCKET_LOCATION,
        ty: &BUCKET,
        stands_in: super::never,
        look_up: |site, names| Box::pin(bucket::look_up(site, names)),
    }],
};
