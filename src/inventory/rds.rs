//! Amazon RDS and Aurora.

use super::RecordType;
use super::ec2::SECURITY_GROUP;
use super::schema::{Type, boolean, list, relations, string};
use crate::call::Call;

/// rds:DescribeDBInstances
pub static DESCRIBE_DB_INSTANCES: Call = Call::new("rds", "DescribeDBInstances");

/// A DB instance, members of Aurora clusters included.
pub static DB_INSTANCE: RecordType = RecordType::regional(
    "AWS::RDS::DBInstance",
    &DESCRIBE_DB_INSTANCES,
    "A database server that RDS runs.",
    &[
        string(
            "engine",
            "The engine: `postgres`, `mysql`, `aurora-mysql` …",
        ),
        string("db_cluster_identifier", "The cluster it is a member of.").or_null(),
        string(
            "availability_zone",
            "Where it is; null while it is being made.",
        )
        .or_null(),
        boolean(
            "multi_az",
            "Whether a standby stands in another Availability Zone.",
        ),
        list(
            "vpc_security_group_ids",
            &Type::String,
            "The ids of its security groups.",
        )
        .empty_when_missing(),
        relations(
            "security_groups",
            &Type::Record(&SECURITY_GROUP),
            "vpc_security_group_ids",
            &["id"],
            "Its security groups.",
        ),
    ],
);
