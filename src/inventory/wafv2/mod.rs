//! AWS WAF (the second version of its API), of scope `REGIONAL`. What stands on CloudFront is asked for in another region, and WAF Classic by
//! another API; neither is here.

pub mod rule_group;
pub mod web_acl;

pub use rule_group::RULE_GROUP;
pub use web_acl::WEB_ACL;

use crate::call::Call;

/// wafv2:ListTagsForResource, for all types.
pub static LIST_TAGS_FOR_RESOURCE: Call = Call::new("wafv2", "ListTagsForResource")
    .paged(100)
    .gone(&["WAFNonexistentItemException"])
    .within(&[("TagInfoForResource.TagList", &["Key", "Value"])]);
