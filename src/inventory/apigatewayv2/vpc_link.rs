//! VPC links into subnets.

use super::call;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::ec2::{SECURITY_GROUP, SUBNET};
use crate::inventory::schema::{Type, list, one_of, relations, string, timestamp};

/// apigatewayv2:GetVpcLinks
pub static GET_VPC_LINKS: Call = call("GetVpcLinks").paired(&[
    ("vpcLinkStatus", "subnetIds"),
    ("vpcLinkStatus", "securityGroupIds"),
]);

/// A VPC link.
pub static VPC_LINK: RecordType = RecordType::regional(
    "AWS::ApiGatewayV2::VpcLink",
    &GET_VPC_LINKS,
    "A way for APIs into subnets of a VPC, to a load balancer or a Cloud Map service there.",
    &[
        one_of(
            "vpc_link_status",
            &["PENDING", "AVAILABLE", "DELETING", "FAILED", "INACTIVE"],
            "`AVAILABLE` when requests get through; `INACTIVE` when none came for sixty days.",
        ),
        string(
            "vpc_link_status_message",
            "The status in words; null where there are none.",
        )
        .or_null(),
        string("vpc_link_version", "`V2`; null where AWS does not tell.").or_null(),
        timestamp("created_date", "When it was made."),
        list("subnet_ids", &Type::String, "The ids of its subnets."),
        list(
            "security_group_ids",
            &Type::String,
            "The ids of its security groups.",
        ),
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
    ],
);
