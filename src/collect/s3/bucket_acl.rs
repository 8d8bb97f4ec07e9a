//! Buckets' access control lists, and whether they count.

use aws_sdk_s3::types;

use crate::aws::Failure;
use crate::collect::Site;
use crate::inventory::s3::BUCKET;
use crate::inventory::s3::bucket::{ACL_GRANT, GET_BUCKET_ACL, GET_BUCKET_OWNERSHIP_CONTROLS};
use crate::inventory::{Record, record};

pub(super) async fn acl(site: Site, bucket: Record) -> Result<Record, Failure> {
    let request = site.s3().get_bucket_acl().bucket(bucket.id());
    let answer = site.call(&GET_BUCKET_ACL, || request.send()).await?;
    Ok(record!(BUCKET {
        acl_grants: answer
            .grants
            .as_ref()
            .map(|grants| grants.iter().map(grant).collect::<Vec<Record>>()),
        owner_id: answer.owner().and_then(types::Owner::id),
    }))
}

fn grant(grant: &types::Grant) -> Record {
    let grantee = grant.grantee();
    record!(ACL_GRANT {
        grantee_type: grantee.map(|to| to.r#type().as_str()),
        grantee: grantee.and_then(|to| to.uri().or(to.id()).or(to.email_address())),
        permission: grant.permission().map(types::Permission::as_str),
    })
}

pub(super) async fn ownership(site: Site, bucket: Record) -> Result<Record, Failure> {
    let request = site
        .s3()
        .get_bucket_ownership_controls()
        .bucket(bucket.id());
    let answer = site
        .call(&GET_BUCKET_OWNERSHIP_CONTROLS, || request.send())
        .await?;
    // A bucket has one rule.
    let ownership = answer
        .ownership_controls()
        .and_then(|controls| controls.rules().first())
        .ok_or_else(|| site.malformed(&GET_BUCKET_OWNERSHIP_CONTROLS, "the answer has no rule"))?
        .object_ownership();
    Ok(record!(BUCKET {
        object_ownership: ownership.as_str(),
    }))
}
