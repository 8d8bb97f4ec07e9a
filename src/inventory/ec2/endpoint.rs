//! VPC endpoints.

use super::PAGE;
use super::security_group::SECURITY_GROUP;
use super::vpc::{SUBNET, VPC};
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{
    Type, boolean, list, one_of, relation, relations, string, timestamp,
};

/// ec2:DescribeVpcEndpoints
pub static DESCRIBE_VPC_ENDPOINTS: Call = Call::new("ec2", "DescribeVpcEndpoints").paged(PAGE);

/// A VPC endpoint.
pub static VPC_ENDPOINT: RecordType = RecordType::regional(
    "AWS::EC2::VPCEndpoint",
    &DESCRIBE_VPC_ENDPOINTS,
    "A private way from a VPC to a service.",
    &[
        string("vpc_id", "The VPC."),
        string("owner_id", "The account that owns it.").or_null(),
        one_of(
            "vpc_endpoint_type",
            &[
                "Interface",
                "Gateway",
                "GatewayLoadBalancer",
                "Resource",
                "ServiceNetwork",
                "Tunnel",
            ],
            "The kind of endpoint.",
        ),
        string(
            "service_name",
            "The service: `com.amazonaws.eu-west-1.s3`; null for resource endpoints.",
        )
        .or_null(),
        one_of(
            "state",
            &[
                "pendingAcceptance",
                "pending",
                "available",
                "partial",
                "deleting",
                "deleted",
                "rejected",
                "failed",
                "expired",
            ],
            "`available` when it works.",
        ),
        boolean(
            "private_dns_enabled",
            "Whether the service's own DNS name leads to it; null for those that are not interface endpoints.",
        )
        .or_null(),
        boolean("requester_managed", "Whether an AWS service made and manages it.").or_null(),
        list("route_table_ids", &Type::String, "The route tables that lead to it."),
        list("subnet_ids", &Type::String, "The subnets it has interfaces in."),
        list("group_ids", &Type::String, "Its security groups."),
        timestamp("creation_timestamp", "When it was made."),
        relation("vpc", &VPC, "vpc_id", &["id"], "The VPC.").guaranteed(),
        relations(
            "subnets",
            &Type::Record(&SUBNET),
            "subnet_ids",
            &["id"],
            "The subnets it has interfaces in.",
        )
        .guaranteed(),
        relations(
            "security_groups",
            &Type::Record(&SECURITY_GROUP),
            "group_ids",
            &["id"],
            "Its security groups.",
        )
        .guaranteed(),
    ],
);
