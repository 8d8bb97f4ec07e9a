//! The four blocks of public access.

use aws_sdk_s3::types;
use aws_sdk_s3control::types as account_types;

use crate::aws::Failure;
use crate::call::Call;
use crate::collect::site::always_but;
use crate::collect::{Listed, Site};
use crate::inventory::s3::public_access_block::{
    GET_ACCOUNT_PUBLIC_ACCESS_BLOCK, GET_PUBLIC_ACCESS_BLOCK,
};
use crate::inventory::s3::{ACCOUNT_PUBLIC_ACCESS_BLOCK, BUCKET, PUBLIC_ACCESS_BLOCK};
use crate::inventory::{Record, record};

pub(super) async fn of_bucket(site: Site, bucket: Record) -> Result<Record, Failure> {
    let request = site.s3().get_public_access_block().bucket(bucket.id());
    let answer = site
        .call(&GET_PUBLIC_ACCESS_BLOCK, || request.send())
        .await?;
    // No answer at all is malformed here: that there is none AWS says with an error.
    let blocks = answer
        .public_access_block_configuration()
        .ok_or_else(|| site.malformed(&GET_PUBLIC_ACCESS_BLOCK, "the answer has no blocks"))?;
    Ok(record!(BUCKET {
        public_access_block: part(blocks),
    }))
}

fn part(blocks: &types::PublicAccessBlockConfiguration) -> Record {
    record!(PUBLIC_ACCESS_BLOCK {
        block_public_acls: blocks.block_public_acls(),
        ignore_public_acls: blocks.ignore_public_acls(),
        block_public_policy: blocks.block_public_policy(),
        restrict_public_buckets: blocks.restrict_public_buckets(),
    })
}

/// The same of an access point, in the words of S3 Control, which another call tells.
pub(super) fn part_of_access_point(
    call: &'static Call,
    blocks: &account_types::PublicAccessBlockConfiguration,
) -> Record {
    let told = |member, value| always_but(false, call, member, value);
    record!(PUBLIC_ACCESS_BLOCK {
        block_public_acls: told("block_public_acls", blocks.block_public_acls()),
        ignore_public_acls: told("ignore_public_acls", blocks.ignore_public_acls()),
        block_public_policy: told("block_public_policy", blocks.block_public_policy()),
        restrict_public_buckets: told("restrict_public_buckets", blocks.restrict_public_buckets()),
    })
}

/// An account that never set its blocks closes nothing (S3 User Guide, "Blocking public access").
pub(super) async fn of_account(site: Site) -> Listed {
    let request = site
        .s3control()
        .get_public_access_block()
        .account_id(site.account());
    let answer = site
        .call(&GET_ACCOUNT_PUBLIC_ACCESS_BLOCK, || request.send())
        .await;
    let blocks = match answer {
        Ok(answer) => match answer.public_access_block_configuration {
            Some(blocks) => blocks,
            None => {
                let call = &GET_ACCOUNT_PUBLIC_ACCESS_BLOCK;
                return Listed {
                    records: Vec::new(),
                    gap: Some(site.malformed(call, "the answer has no blocks")),
                };
            }
        },
        Err(Failure::Absent | Failure::Gone) => {
            account_types::PublicAccessBlockConfiguration::builder()
                .block_public_acls(false)
                .ignore_public_acls(false)
                .block_public_policy(false)
                .restrict_public_buckets(false)
                .build()
        }
        Err(Failure::Gap(gap)) => {
            return Listed {
                records: Vec::new(),
                gap: Some(gap),
            };
        }
    };
    let record = record!(ACCOUNT_PUBLIC_ACCESS_BLOCK, site.keep(), {
        id: site.account(),
        arn: None::<&str>,
        name: site.account(),
        tags: None::<Vec<String>>,
        region: site.region(),
        account: site.account(),
        block_public_acls: blocks.block_public_acls(),
        ignore_public_acls: blocks.ignore_public_acls(),
        block_public_policy: blocks.block_public_policy(),
        restrict_public_buckets: blocks.restrict_public_buckets(),
    });
    Listed {
        records: vec![record],
        gap: None,
    }
}
