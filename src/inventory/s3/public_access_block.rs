//! The four blocks of public access, as buckets and access points have them and as the account sets them for all.

use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{Attribute, Type, boolean, deployed, derived};

/// s3:GetPublicAccessBlock of a bucket.
pub static GET_PUBLIC_ACCESS_BLOCK: Call = Call::new("s3", "GetPublicAccessBlock")
    .needing(&["s3:GetBucketPublicAccessBlock"])
    .absent(&["NoSuchPublicAccessBlockConfiguration"])
    .gone(&["NoSuchBucket"]);
/// s3:GetPublicAccessBlock of an account, which S3 Control answers.
pub static GET_ACCOUNT_PUBLIC_ACCESS_BLOCK: Call = Call::new("s3control", "GetPublicAccessBlock")
    .needing(&["s3:GetAccountPublicAccessBlock"])
    .absent(&["NoSuchPublicAccessBlockConfiguration"]);

const BLOCK_PUBLIC_ACLS: Attribute = boolean(
    "block_public_acls",
    "Whether new ACLs that give access to everybody are refused.",
);
const IGNORE_PUBLIC_ACLS: Attribute = boolean(
    "ignore_public_acls",
    "Whether ACLs that give access to everybody, old ones as well, have no effect.",
);
const BLOCK_PUBLIC_POLICY: Attribute = boolean(
    "block_public_policy",
    "Whether new policies that give access to everybody are refused.",
);
const RESTRICT_PUBLIC_BUCKETS: Attribute = boolean(
    "restrict_public_buckets",
    "Whether a policy that gives access to everybody lets in the account and AWS services alone.",
);
const BLOCKS_ALL: &str = "resource.block_public_acls && resource.ignore_public_acls && resource.block_public_policy && resource.restrict_public_buckets";

/// The four blocks of a bucket or an access point.
pub static PUBLIC_ACCESS_BLOCK: RecordType = RecordType::part(
    "PublicAccessBlock",
    &GET_PUBLIC_ACCESS_BLOCK,
    &[],
    "Which ways to public access are closed.",
    &[
        BLOCK_PUBLIC_ACLS,
        IGNORE_PUBLIC_ACLS,
        BLOCK_PUBLIC_POLICY,
        RESTRICT_PUBLIC_BUCKETS,
        derived(
            "blocks_all",
            Type::Bool,
            BLOCKS_ALL,
            "Whether all four are closed.",
        ),
    ],
);

/// The four blocks of an account, which hold for all of its buckets and access points.
pub static ACCOUNT_PUBLIC_ACCESS_BLOCK: RecordType = RecordType::global(
    "AWS::S3::AccountPublicAccessBlock",
    &GET_ACCOUNT_PUBLIC_ACCESS_BLOCK,
    "Which ways to public access the account closes for all of its buckets and access points; its id is the account's. An account that never set them closes none.",
    &[
        BLOCK_PUBLIC_ACLS,
        IGNORE_PUBLIC_ACLS,
        BLOCK_PUBLIC_POLICY,
        RESTRICT_PUBLIC_BUCKETS,
        derived(
            "blocks_all",
            Type::Bool,
            BLOCKS_ALL,
            "Whether all four are closed.",
        ),
    ],
)
.untaggable()
.deployed_if(&deployed("false"));
