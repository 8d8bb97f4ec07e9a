//! Load balancers.

use super::DESCRIBE_TAGS;
use super::listener::LISTENER;
use super::target_group::TARGET_GROUP;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::ec2::{SECURITY_GROUP, SUBNET, VPC};
use crate::inventory::schema::{
    Type, boolean, int, list, named_by, one_of, relation, relations, string, timestamp,
};
use crate::inventory::wafv2::WEB_ACL;
use crate::inventory::wafv2::web_acl::LIST_RESOURCES_FOR_WEB_ACL;

/// elasticloadbalancing:DescribeLoadBalancers
pub static DESCRIBE_LOAD_BALANCERS: Call =
    Call::new("elasticloadbalancing", "DescribeLoadBalancers").paged(400);
/// elasticloadbalancing:DescribeLoadBalancerAttributes
pub static DESCRIBE_LOAD_BALANCER_ATTRIBUTES: Call =
    Call::new("elasticloadbalancing", "DescribeLoadBalancerAttributes")
        .gone(&["LoadBalancerNotFound"]);

/// A load balancer.
pub static LOAD_BALANCER: RecordType = RecordType::regional(
    "AWS::ElasticLoadBalancingV2::LoadBalancer",
    &DESCRIBE_LOAD_BALANCERS,
    "An Application, Network or Gateway Load Balancer. Its id is its name.",
    &[
        one_of(
            "load_balancer_type",
            &["application", "network", "gateway"],
            "The kind (`Type` in the API).",
        ),
        one_of(
            "scheme",
            &["internet-facing", "internal"],
            "Whether its name leads to public addresses; null for Gateway Load Balancers.",
        )
        .or_null(),
        one_of(
            "state_code",
            &["active", "provisioning", "active_impaired", "failed"],
            "`active` when it works.",
        ),
        string(
            "dns_name",
            "Its DNS name; null for Gateway Load Balancers.",
        )
        .or_null(),
        string(
            "canonical_hosted_zone_id",
            "The hosted zone of its name; null for Gateway Load Balancers.",
        )
        .or_null(),
        one_of(
            "ip_address_type",
            &["ipv4", "dualstack", "dualstack-without-public-ipv4"],
            "The addresses it answers on.",
        ),
        timestamp("created_time", "When it was made."),
        string("vpc_id", "The VPC."),
        list(
            "availability_zones",
            &Type::String,
            "The names of the zones it works in.",
        ),
        list("subnet_ids", &Type::String, "The ids of its subnets."),
        list(
            "security_group_ids",
            &Type::String,
            "The ids of its security groups; empty for Gateway Load Balancers and for Network Load Balancers made without any.",
        )
        .empty_when_missing(),
        boolean(
            "deletion_protection_enabled",
            "Whether it has to be unprotected before it can be deleted.",
        )
        .read_by(&DESCRIBE_LOAD_BALANCER_ATTRIBUTES),
        boolean(
            "load_balancing_cross_zone_enabled",
            "Whether it sends to targets of all its zones; always so for Application Load Balancers.",
        )
        .read_by(&DESCRIBE_LOAD_BALANCER_ATTRIBUTES),
        boolean(
            "access_logs_s3_enabled",
            "Whether it logs requests to a bucket; null for Gateway Load Balancers, which cannot.",
        )
        .or_null()
        .read_by(&DESCRIBE_LOAD_BALANCER_ATTRIBUTES),
        string(
            "access_logs_s3_bucket",
            "The bucket of its access logs; null when none was set.",
        )
        .or_null()
        .read_by(&DESCRIBE_LOAD_BALANCER_ATTRIBUTES),
        one_of(
            "routing_http_desync_mitigation_mode",
            &["monitor", "defensive", "strictest"],
            "What it does with requests that servers may read differently; null for other than Application Load Balancers.",
        )
        .or_null()
        .read_by(&DESCRIBE_LOAD_BALANCER_ATTRIBUTES),
        boolean(
            "routing_http_drop_invalid_header_fields_enabled",
            "Whether it drops HTTP headers with invalid names; null for other than Application Load Balancers.",
        )
        .or_null()
        .read_by(&DESCRIBE_LOAD_BALANCER_ATTRIBUTES),
        boolean(
            "routing_http2_enabled",
            "Whether it speaks HTTP/2; null for other than Application Load Balancers.",
        )
        .or_null()
        .read_by(&DESCRIBE_LOAD_BALANCER_ATTRIBUTES),
        boolean(
            "waf_fail_open_enabled",
            "Whether it lets requests through when WAF does not answer; null for other than Application Load Balancers.",
        )
        .or_null()
        .read_by(&DESCRIBE_LOAD_BALANCER_ATTRIBUTES),
        int(
            "idle_timeout_timeout_seconds",
            "Seconds after which it closes an idle connection; null for other than Application Load Balancers.",
        )
        .or_null()
        .read_by(&DESCRIBE_LOAD_BALANCER_ATTRIBUTES),
        string(
            "web_acl_arn",
            "The web ACL that stands on it; null when there is none.",
        )
        .or_null()
        .read_by(&LIST_RESOURCES_FOR_WEB_ACL),
        relation("vpc", &VPC, "vpc_id", &["id"], "The VPC.").guaranteed(),
        relations(
            "subnets",
            &Type::Record(&SUBNET),
            "subnet_ids",
            &["id"],
            "Its subnets.",
        )
        .guaranteed(),
        relations(
            "security_groups",
            &Type::Record(&SECURITY_GROUP),
            "security_group_ids",
            &["id"],
            "Its security groups.",
        )
        .guaranteed(),
        named_by(
            "listeners",
            &Type::Record(&LISTENER),
            "load_balancer_arn",
            "arn",
            "Its listeners.",
        ),
        named_by(
            "target_groups",
            &Type::Record(&TARGET_GROUP),
            "load_balancer_arns",
            "arn",
            "The target groups it sends to.",
        ),
        relation(
            "web_acl",
            &WEB_ACL,
            "web_acl_arn",
            &["arn"],
            "The web ACL that stands on it; null when there is none.",
        ),
    ],
)
.tags_by(&DESCRIBE_TAGS);
