//! Which web ACL stands before a load balancer. AWS proves that none does only by what stands behind each ACL.

use std::collections::HashMap;

use aws_sdk_wafv2::types;

use super::web_acl;
use crate::aws::Failure;
use crate::collect::Site;
use crate::collect::abreast::abreast;
use crate::collect::site::written;
use crate::inventory::elbv2::LOAD_BALANCER;
use crate::inventory::wafv2::web_acl::{LIST_RESOURCES_FOR_WEB_ACL, LIST_WEB_ACLS};
use crate::inventory::{Gap, Record, record};

/// Asks for the load balancers behind all web ACLs. One that is behind none of them has none; where an ACL or what is behind it could not be
/// read, it may be that one.
pub(super) async fn of_load_balancers(
    site: Site,
    balancers: Vec<Record>,
) -> Vec<Result<Record, Failure>> {
    let begun = web_acl::begun(&site).await;
    let mut failure = begun.failure.clone();
    let acls = &begun.items;
    let mut stands: HashMap<String, String> = HashMap::new();
    let answers = abreast(acls.iter().map(|acl| behind(&site, acl))).await;
    for answer in answers {
        match answer {
            Ok((acl, resources)) => {
                let behind = resources.into_iter();
                stands.extend(behind.map(|resource| (resource, acl.to_owned())));
            }
            Err(unread) => failure = failure.or(Some(unread)),
        }
    }
    balancers
        .iter()
        .map(|balancer| {
            let acl = balancer.arn().and_then(|arn| stands.get(arn));
            match (acl, &failure) {
                (None, Some(failure)) => Err(failure.clone()),
                (acl, _) => Ok(record!(LOAD_BALANCER { web_acl_arn: acl })),
            }
        })
        .collect()
}

/// The ARN of a web ACL, and those of the load balancers behind it.
async fn behind<'a>(
    site: &Site,
    acl: &'a types::WebAclSummary,
) -> Result<(&'a str, Vec<String>), Failure> {
    let call = &LIST_RESOURCES_FOR_WEB_ACL;
    let arn = written(acl.arn()).ok_or_else(|| Gap::missing(&LIST_WEB_ACLS, "ARN of a web ACL"))?;
    let request = site
        .wafv2()
        .list_resources_for_web_acl()
        .web_acl_arn(arn)
        .resource_type(types::ResourceType::ApplicationLoadBalancer);
    let answer = site.call(call, || request.send()).await?;
    let resources = answer
        .resource_arns
        .ok_or_else(|| site.malformed(call, "the answer has no list"))?;
    Ok((arn, resources))
}
