//! DB subnet groups.

use super::LIST_TAGS_FOR_RESOURCE;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::ec2::{SUBNET, VPC};
use crate::inventory::schema::{Type, deployed, list, relation, relations, string};

/// rds:DescribeDBSubnetGroups
pub static DESCRIBE_DB_SUBNET_GROUPS: Call = Call::new("rds", "DescribeDBSubnetGroups").paged(100);

/// A DB subnet group.
pub static DB_SUBNET_GROUP: RecordType = RecordType::regional(
    "AWS::RDS::DBSubnetGroup",
    &DESCRIBE_DB_SUBNET_GROUPS,
    "Subnets of a VPC that databases may be put in.",
    &[
        string("db_subnet_group_description", "The description."),
        string("vpc_id", "The VPC."),
        string("subnet_group_status", "`Complete` when it can be used."),
        list("subnet_ids", &Type::String, "The ids of its subnets."),
        list(
            "availability_zones",
            &Type::String,
            "The Availability Zones of its subnets, each once.",
        ),
        list("supported_network_types", &Type::String, "`IPV4`, `DUAL`.").empty_when_missing(),
        relation("vpc", &VPC, "vpc_id", &["id"], "The VPC.").guaranteed(),
        relations(
            "subnets",
            &Type::Record(&SUBNET),
            "subnet_ids",
            &["id"],
            "Its subnets.",
        )
        .guaranteed(),
    ],
)
.deployed_if(&deployed(
    r#"resource.id != "default" && !resource.id.startsWith("default-vpc-")"#,
))
.tags_by(&LIST_TAGS_FOR_RESOURCE);
