//! VPCs, subnets and flow logs.

use super::security_group::SECURITY_GROUP;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{Type, boolean, int, named_by, one_of, relation, string, timestamp};

/// ec2:DescribeVpcs
pub static DESCRIBE_VPCS: Call = Call::new("ec2", "DescribeVpcs");
/// ec2:DescribeSubnets
pub static DESCRIBE_SUBNETS: Call = Call::new("ec2", "DescribeSubnets");
/// ec2:DescribeFlowLogs
pub static DESCRIBE_FLOW_LOGS: Call = Call::new("ec2", "DescribeFlowLogs");

/// A virtual private cloud.
pub static VPC: RecordType = RecordType::regional(
    "AWS::EC2::VPC",
    &DESCRIBE_VPCS,
    "A virtual private cloud: a network of its own in a region.",
    &[
        string("cidr_block", "The primary IPv4 CIDR block."),
        boolean(
            "is_default",
            "Whether AWS made it as the region's default VPC.",
        ),
        one_of("state", &["available", "pending"], "The state."),
        string(
            "owner_id",
            "The account that owns it; another one's when it is shared.",
        ),
        named_by(
            "flow_logs",
            &Type::Record(&FLOW_LOG),
            "resource_id",
            "id",
            "The flow logs on the VPC itself (those on its subnets and interfaces do not see all of it).",
        ),
        named_by(
            "subnets",
            &Type::Record(&SUBNET),
            "vpc_id",
            "id",
            "Its subnets.",
        ),
        named_by(
            "security_groups",
            &Type::Record(&SECURITY_GROUP),
            "vpc_id",
            "id",
            "Its security groups.",
        ),
    ],
);

/// A subnet.
pub static SUBNET: RecordType = RecordType::regional(
    "AWS::EC2::Subnet",
    &DESCRIBE_SUBNETS,
    "A range of a VPC's addresses in one Availability Zone.",
    &[
        string("vpc_id", "The VPC."),
        string("cidr_block", "The IPv4 CIDR block.").or_null(),
        string("availability_zone", "The Availability Zone's name."),
        string(
            "availability_zone_id",
            "The Availability Zone's id, the same for all accounts.",
        )
        .or_null(),
        int(
            "available_ip_address_count",
            "How many IPv4 addresses are free.",
        ),
        boolean(
            "default_for_az",
            "Whether it is the default subnet of its zone.",
        ),
        boolean(
            "map_public_ip_on_launch",
            "Whether instances get a public IPv4 address when launched here.",
        ),
        relation("vpc", &VPC, "vpc_id", &["id"], "The VPC."),
    ],
);

/// A flow log.
pub static FLOW_LOG: RecordType = RecordType::regional(
    "AWS::EC2::FlowLog",
    &DESCRIBE_FLOW_LOGS,
    "A record of the IP traffic of a VPC, subnet or network interface.",
    &[
        string(
            "resource_id",
            "What is logged: a VPC, subnet, interface or transit gateway.",
        ),
        one_of(
            "traffic_type",
            &["ACCEPT", "REJECT", "ALL"],
            "Which traffic; null for transit gateways.",
        )
        .or_null(),
        one_of("flow_log_status", &["ACTIVE"], "`ACTIVE` when it works."),
        one_of(
            "log_destination_type",
            &["cloud-watch-logs", "s3", "kinesis-data-firehose"],
            "Where to.",
        ),
        string("log_destination", "The destination's ARN.").or_null(),
        string("log_group_name", "The log group, for CloudWatch Logs.").or_null(),
        string(
            "deliver_logs_permission_arn",
            "The role that writes to the log group.",
        )
        .or_null(),
        one_of(
            "deliver_logs_status",
            &["SUCCESS", "FAILED"],
            "How the last delivery went; null before the first.",
        )
        .or_null(),
        string("deliver_logs_error_message", "Why delivery failed.").or_null(),
        timestamp("creation_time", "When it was made."),
    ],
);
