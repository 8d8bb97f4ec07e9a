//! Access points: named ways to a bucket, each with a policy and blocks of its own.

use super::public_access_block::PUBLIC_ACCESS_BLOCK;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{Type, list, one_of, record, string, timestamp};

/// s3:ListAccessPoints
pub static LIST_ACCESS_POINTS: Call = Call::new("s3control", "ListAccessPoints")
    .needing(&["s3:ListAccessPoints"])
    .paged(1000)
    .paired(&[
        ("AccessPoint", "Name"),
        ("AccessPoint", "NetworkOrigin"),
        ("AccessPoint", "Bucket"),
    ]);
/// s3:GetAccessPoint
pub static GET_ACCESS_POINT: Call = Call::new("s3control", "GetAccessPoint")
    .needing(&["s3:GetAccessPoint"])
    .gone(&["NoSuchAccessPoint"]);
/// s3:ListMultiRegionAccessPoints
pub static LIST_MULTI_REGION_ACCESS_POINTS: Call =
    Call::new("s3control", "ListMultiRegionAccessPoints")
        .needing(&["s3:ListMultiRegionAccessPoints"]);

/// An access point.
pub static ACCESS_POINT: RecordType = RecordType::regional(
    "AWS::S3::AccessPoint",
    &LIST_ACCESS_POINTS,
    "A named way to a bucket, with a policy of its own.",
    &[
        string("bucket", "The bucket's name."),
        one_of(
            "network_origin",
            &["VPC", "Internet"],
            "Where requests may come from: one VPC, or anywhere.",
        ),
        string(
            "vpc_id",
            "The VPC that requests must come from; null for anywhere.",
        )
        .or_null(),
        string(
            "alias",
            "The name that it can be called by in place of a bucket's.",
        )
        .or_null(),
        string(
            "bucket_account_id",
            "The account that owns the bucket; null when AWS does not tell.",
        )
        .or_null(),
        record(
            "public_access_block",
            &PUBLIC_ACCESS_BLOCK,
            "Which ways to public access it closes.",
        )
        .read_by(&GET_ACCESS_POINT),
        timestamp("creation_date", "When it was made.").read_by(&GET_ACCESS_POINT),
    ],
);

/// A Multi-Region Access Point.
pub static MULTI_REGION_ACCESS_POINT: RecordType = RecordType::global(
    "AWS::S3::MultiRegionAccessPoint",
    &LIST_MULTI_REGION_ACCESS_POINTS,
    "One name for buckets in several regions.",
    &[
        string("alias", "The name in its ARN and address."),
        one_of(
            "status",
            &[
                "READY",
                "INCONSISTENT_ACROSS_REGIONS",
                "CREATING",
                "PARTIALLY_CREATED",
                "PARTIALLY_DELETED",
                "DELETING",
            ],
            "`READY` when it works.",
        ),
        timestamp("created_at", "When it was made."),
        record(
            "public_access_block",
            &PUBLIC_ACCESS_BLOCK,
            "Which ways to public access it closes. It cannot be changed afterwards.",
        ),
        list("buckets", &Type::String, "The names of its buckets."),
    ],
)
.untaggable();
