//! Target groups, and the health of their targets.

use super::DESCRIBE_TAGS;
use super::load_balancer::LOAD_BALANCER;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::ec2::VPC;
use crate::inventory::schema::{
    Type, boolean, derived, int, list, named_by, one_of, relation, relations, string,
};

/// elasticloadbalancing:DescribeTargetGroups
pub static DESCRIBE_TARGET_GROUPS: Call =
    Call::new("elasticloadbalancing", "DescribeTargetGroups").paged(400);
/// elasticloadbalancing:DescribeTargetHealth
pub static DESCRIBE_TARGET_HEALTH: Call =
    Call::new("elasticloadbalancing", "DescribeTargetHealth").gone(&["TargetGroupNotFound"]);

/// A target group.
pub static TARGET_GROUP: RecordType = RecordType::regional(
    "AWS::ElasticLoadBalancingV2::TargetGroup",
    &DESCRIBE_TARGET_GROUPS,
    "What a load balancer sends requests to. Its id is its name.",
    &[
        one_of(
            "target_type",
            &["instance", "ip", "lambda", "alb"],
            "What its targets are.",
        ),
        one_of(
            "protocol",
            &[
                "HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "QUIC", "TCP_QUIC", "GENEVE",
            ],
            "What targets are spoken to in; null for functions.",
        )
        .or_null(),
        string(
            "protocol_version",
            "`HTTP1`, `HTTP2` or `GRPC`; null for other protocols than HTTP and HTTPS.",
        )
        .or_null(),
        int(
            "port",
            "The port that targets get traffic on when they name none; null for functions.",
        )
        .or_null(),
        string("vpc_id", "The VPC; null for functions.").or_null(),
        one_of(
            "ip_address_type",
            &["ipv4", "ipv6"],
            "The kind of its targets' addresses; null for functions.",
        )
        .or_null(),
        boolean(
            "health_check_enabled",
            "Whether health is checked; only functions can go without.",
        ),
        one_of(
            "health_check_protocol",
            &["HTTP", "HTTPS", "TCP", "TLS", "UDP", "TCP_UDP", "GENEVE"],
            "What the check speaks; null for functions.",
        )
        .or_null(),
        string(
            "health_check_port",
            "The port it asks, or `traffic-port`; null for functions.",
        )
        .or_null(),
        string(
            "health_check_path",
            "The path it asks for; null for checks that ask for none, as TCP's.",
        )
        .or_null(),
        int(
            "health_check_interval_seconds",
            "Seconds between two checks.",
        ),
        int(
            "health_check_timeout_seconds",
            "Seconds without an answer that count as a failure.",
        ),
        int(
            "healthy_threshold_count",
            "Checks in a row that must succeed before a target is healthy.",
        ),
        int(
            "unhealthy_threshold_count",
            "Checks in a row that must fail before a target is unhealthy.",
        ),
        string(
            "matcher_http_code",
            "The HTTP status codes of a healthy target: `200`, `200-299`; null where none are asked for.",
        )
        .or_null(),
        string(
            "matcher_grpc_code",
            "The gRPC status codes of a healthy target; null where none are asked for.",
        )
        .or_null(),
        list(
            "load_balancer_arns",
            &Type::String,
            "The load balancers that send to it.",
        ),
        list(
            "targets",
            &Type::Record(&TARGET),
            "Its targets and their health.",
        )
        .read_by(&DESCRIBE_TARGET_HEALTH),
        derived(
            "checks_http",
            Type::Bool,
            r#"resource.health_check_enabled && resource.health_check_protocol != null && resource.health_check_protocol in ["HTTP", "HTTPS"]"#,
            "Whether its check asks for a path.",
        ),
        relation("vpc", &VPC, "vpc_id", &["id"], "The VPC; null for functions."),
        relations(
            "load_balancers",
            &Type::Record(&LOAD_BALANCER),
            "load_balancer_arns",
            &["arn"],
            "The load balancers that send to it.",
        ),
        named_by(
            "target_groups_in_vpc",
            &Type::Record(&TARGET_GROUP),
            "vpc_id",
            "vpc_id",
            "All target groups of its VPC, itself included.",
        ),
        derived(
            "is_used",
            Type::Bool,
            "resource.load_balancer_arns.size() > 0",
            "Whether a load balancer sends to it.",
        ),
    ],
)
.tags_by(&DESCRIBE_TAGS);

/// A target.
pub static TARGET: RecordType = RecordType::part(
    "Target",
    &DESCRIBE_TARGET_HEALTH,
    &["id", "port"],
    "An instance, address, function or load balancer that gets a target group's traffic.",
    &[
        string(
            "id",
            "The instance's id, the address, or the function's or load balancer's ARN.",
        ),
        int("port", "The port; null for functions.").or_null(),
        string(
            "availability_zone",
            "The zone, `all` for addresses outside the VPC; null where AWS works it out.",
        )
        .or_null(),
        one_of(
            "state",
            &[
                "initial",
                "healthy",
                "unhealthy",
                "unhealthy.draining",
                "unused",
                "draining",
                "unavailable",
            ],
            "`healthy` when it gets traffic.",
        ),
        string("reason", "Why it is not healthy; null when it is.").or_null(),
        string(
            "description",
            "The reason in words; null when it is healthy.",
        )
        .or_null(),
    ],
);
