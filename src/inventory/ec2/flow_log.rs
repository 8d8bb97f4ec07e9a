//! Flow logs.

use super::PAGE;
use super::vpc::VPC;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::iam::ROLE;
use crate::inventory::logs::LOG_GROUP;
use crate::inventory::s3::BUCKET;
use crate::inventory::schema::{int, one_of, relation, string, timestamp};

/// ec2:DescribeFlowLogs
pub static DESCRIBE_FLOW_LOGS: Call = Call::new("ec2", "DescribeFlowLogs").paged(PAGE);

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
        string(
            "destination_bucket_arn",
            "The ARN of the bucket in `log_destination`, for S3; null for other destinations.",
        )
        .or_null(),
        string(
            "destination_folder",
            "The folder of the bucket in `log_destination`, with a slash behind it; empty for the bucket itself and for other destinations.",
        ),
        string("log_group_name", "The log group, for CloudWatch Logs.").or_null(),
        string(
            "deliver_logs_permission_arn",
            "The role that writes to the log group.",
        )
        .or_null(),
        string(
            "deliver_cross_account_role",
            "The role that delivers to another account.",
        )
        .or_null(),
        one_of(
            "deliver_logs_status",
            &["SUCCESS", "FAILED"],
            "How delivery goes.",
        ),
        string("deliver_logs_error_message", "Why delivery failed.").or_null(),
        string("log_format", "The fields of a record, in order.").or_null(),
        int(
            "max_aggregation_interval",
            "Over how many seconds packets are gathered into one record: 60 or 600.",
        )
        .or_null(),
        timestamp("creation_time", "When it was made."),
        relation(
            "vpc",
            &VPC,
            "resource_id",
            &["id"],
            "The VPC, if it logs one.",
        ),
        relation(
            "destination_bucket",
            &BUCKET,
            "destination_bucket_arn",
            &["arn"],
            "The bucket, for S3; null when there is none of that name any more, and for other destinations.",
        ),
        relation(
            "log_group",
            &LOG_GROUP,
            "log_group_name",
            &["id"],
            "The log group; null when there is none of that name any more, or the destination is another.",
        ),
        relation(
            "delivery_role",
            &ROLE,
            "deliver_logs_permission_arn",
            &["arn"],
            "The role that writes to the log group; null when there is none of that name any more, or the destination needs none.",
        ),
    ],
);
