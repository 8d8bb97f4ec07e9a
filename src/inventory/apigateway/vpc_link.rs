//! VPC links of REST APIs to Network Load Balancers.

use super::{PAGE, call};
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::elbv2::LOAD_BALANCER;
use crate::inventory::schema::{Type, list, one_of, relations, string};

/// apigateway:GetVpcLinks
pub static GET_VPC_LINKS: Call = call("GetVpcLinks").paged(PAGE);

/// A VPC link.
pub static VPC_LINK: RecordType = RecordType::regional(
    "AWS::ApiGateway::VpcLink",
    &GET_VPC_LINKS,
    "A way for REST APIs to a Network Load Balancer.",
    &[
        string("description", "The description; null when there is none.").or_null(),
        one_of(
            "status",
            &["AVAILABLE", "PENDING", "DELETING", "FAILED"],
            "`AVAILABLE` when requests get through.",
        ),
        string(
            "status_message",
            "The status in words; null where there are none.",
        )
        .or_null(),
        list(
            "target_arns",
            &Type::String,
            "The load balancers it leads to.",
        ),
        relations(
            "load_balancers",
            &Type::Record(&LOAD_BALANCER),
            "target_arns",
            &["arn"],
            "The load balancers it leads to.",
        ),
    ],
);
