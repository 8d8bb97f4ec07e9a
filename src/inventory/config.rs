//! AWS Config: what it records, where it delivers, and the rules it checks.

use super::RecordType;
use super::iam::ROLE;
use super::schema::{
    Type, boolean, deployed, derived, list, one_of, record, relation, string, timestamp,
};
use crate::call::Call;

/// config:DescribeConfigurationRecorders
pub static DESCRIBE_CONFIGURATION_RECORDERS: Call =
    Call::new("config", "DescribeConfigurationRecorders").paired(&[
        ("recordingGroup", "allSupported"),
        ("recordingGroup", "includeGlobalResourceTypes"),
    ]);
/// config:DescribeConfigurationRecorderStatus
pub static DESCRIBE_CONFIGURATION_RECORDER_STATUS: Call =
    Call::new("config", "DescribeConfigurationRecorderStatus")
        .gone(&["NoSuchConfigurationRecorderException"])
        .always(&["recording"]);
/// config:DescribeDeliveryChannels
pub static DESCRIBE_DELIVERY_CHANNELS: Call = Call::new("config", "DescribeDeliveryChannels");
/// config:DescribeDeliveryChannelStatus
pub static DESCRIBE_DELIVERY_CHANNEL_STATUS: Call =
    Call::new("config", "DescribeDeliveryChannelStatus").gone(&["NoSuchDeliveryChannelException"]);
/// config:DescribeConfigRules
pub static DESCRIBE_CONFIG_RULES: Call = Call::new("config", "DescribeConfigRules").paged(25);
/// config:ListTagsForResource
pub static LIST_TAGS_FOR_RESOURCE: Call = Call::new("config", "ListTagsForResource")
    .gone(&["ResourceNotFoundException"])
    .paged(100);

/// A recorder.
pub static CONFIGURATION_RECORDER: RecordType = RecordType::regional(
    "AWS::Config::ConfigurationRecorder",
    &DESCRIBE_CONFIGURATION_RECORDERS,
    "What takes down how resources are set up. Its id is its name.",
    &[
        string(
            "role_arn",
            "The role by which it reads; null for a service's own recorder.",
        )
        .or_null(),
        string(
            "service_principal",
            "The AWS service that it belongs to; null for the account's own.",
        )
        .or_null(),
        record(
            "recording_group",
            &RECORDING_GROUP,
            "Which types it records; null for a service's own recorder.",
        )
        .or_null(),
        one_of(
            "recording_frequency",
            &["CONTINUOUS", "DAILY"],
            "How often it records; null where AWS does not tell.",
        )
        .or_null(),
        boolean("recording", "Whether it records at present.")
            .read_by(&DESCRIBE_CONFIGURATION_RECORDER_STATUS),
        one_of(
            "last_status",
            &["Pending", "Success", "Failure", "NotApplicable"],
            "How the last delivery went; null before the first.",
        )
        .or_null()
        .read_by(&DESCRIBE_CONFIGURATION_RECORDER_STATUS),
        string("last_error_code", "Why it failed; null when it did not.")
            .or_null()
            .read_by(&DESCRIBE_CONFIGURATION_RECORDER_STATUS),
        timestamp(
            "last_start_time",
            "When it was last started; null when it never was.",
        )
        .or_null()
        .read_by(&DESCRIBE_CONFIGURATION_RECORDER_STATUS),
        timestamp(
            "last_stop_time",
            "When it was last stopped; null when it never was.",
        )
        .or_null()
        .read_by(&DESCRIBE_CONFIGURATION_RECORDER_STATUS),
        derived(
            "is_own",
            Type::Bool,
            "resource.service_principal == null",
            "Whether it is the account's own, not one that an AWS service keeps for itself.",
        ),
        derived(
            "works",
            Type::Bool,
            r#"resource.recording && resource.last_status != "Failure""#,
            "Whether it records, and the last delivery did not fail.",
        ),
        relation(
            "role",
            &ROLE,
            "role_arn",
            &["arn"],
            "The role by which it reads; null when there is none of that name any more.",
        ),
    ],
)
.tags_by(&LIST_TAGS_FOR_RESOURCE);

/// Which types a recorder records.
pub static RECORDING_GROUP: RecordType = RecordType::part(
    "RecordingGroup",
    &DESCRIBE_CONFIGURATION_RECORDERS,
    &[],
    "Which types of resources a recorder records.",
    &[
        boolean(
            "all_supported",
            "Whether it records all types of the region.",
        ),
        boolean(
            "include_global_resource_types",
            "Whether it records IAM's users, groups, roles and policies as well, when it records all types.",
        ),
        one_of(
            "recording_strategy",
            &[
                "ALL_SUPPORTED_RESOURCE_TYPES",
                "INCLUSION_BY_RESOURCE_TYPES",
                "EXCLUSION_BY_RESOURCE_TYPES",
            ],
            "How the types were chosen; null where the other attributes tell by themselves.",
        )
        .or_null(),
        list(
            "resource_types",
            &Type::String,
            "The types it records, where they were chosen one by one.",
        )
        .empty_when_missing(),
        list(
            "excluded_resource_types",
            &Type::String,
            "The types it leaves out of all.",
        )
        .empty_when_missing(),
        derived(
            "is_everything",
            Type::Bool,
            r#"resource.all_supported || (resource.recording_strategy == "EXCLUSION_BY_RESOURCE_TYPES" && resource.excluded_resource_types.size() == 0)"#,
            "Whether it is all types of the region.",
        ),
        derived(
            "has_global_types",
            Type::Bool,
            r#"["AWS::IAM::User", "AWS::IAM::Group", "AWS::IAM::Role", "AWS::IAM::Policy"].all(t,
                resource.recording_strategy == "EXCLUSION_BY_RESOURCE_TYPES" ? !(t in resource.excluded_resource_types)
                : t in resource.resource_types || (resource.all_supported && resource.include_global_resource_types))"#,
            "Whether IAM's users, groups, roles and policies are among them.",
        ),
    ],
);

/// A delivery channel.
pub static DELIVERY_CHANNEL: RecordType = RecordType::regional(
    "AWS::Config::DeliveryChannel",
    &DESCRIBE_DELIVERY_CHANNELS,
    "Where AWS Config leaves what it recorded. Its id is its name; it has neither ARN nor tags.",
    &[
        string("s3_bucket_name", "The bucket."),
        string("s3_key_prefix", "Where in the bucket; null at its top.").or_null(),
        string(
            "s3_kms_key_arn",
            "The KMS key for what it leaves there; null for the bucket's own encryption.",
        )
        .or_null(),
        string(
            "sns_topic_arn",
            "The topic that is told; null when none is.",
        )
        .or_null(),
        one_of(
            "delivery_frequency",
            &[
                "One_Hour",
                "Three_Hours",
                "Six_Hours",
                "Twelve_Hours",
                "TwentyFour_Hours",
            ],
            "How often a snapshot is left; null for never.",
        )
        .or_null(),
        one_of(
            "history_last_status",
            &["Success", "Failure", "Not_Applicable"],
            "How the last delivery of the history went; null before the first.",
        )
        .or_null()
        .read_by(&DESCRIBE_DELIVERY_CHANNEL_STATUS),
        string(
            "history_last_error_code",
            "Why it failed; null when it did not.",
        )
        .or_null()
        .read_by(&DESCRIBE_DELIVERY_CHANNEL_STATUS),
        one_of(
            "snapshot_last_status",
            &["Success", "Failure", "Not_Applicable"],
            "How the last delivery of a snapshot went; null before the first.",
        )
        .or_null()
        .read_by(&DESCRIBE_DELIVERY_CHANNEL_STATUS),
        one_of(
            "stream_last_status",
            &["Success", "Failure", "Not_Applicable"],
            "How telling the topic last went; null before the first time.",
        )
        .or_null()
        .read_by(&DESCRIBE_DELIVERY_CHANNEL_STATUS),
    ],
)
.untaggable();

/// A rule.
pub static CONFIG_RULE: RecordType = RecordType::regional(
    "AWS::Config::ConfigRule",
    &DESCRIBE_CONFIG_RULES,
    "A rule that AWS Config holds resources against. Its id is its name.",
    &[
        string("config_rule_id", "The unique id (`config-rule-…`)."),
        string("description", "The description; null without one.").or_null(),
        one_of(
            "owner",
            &["AWS", "CUSTOM_LAMBDA", "CUSTOM_POLICY"],
            "Whose logic it is.",
        ),
        string(
            "source_identifier",
            "AWS's name of the rule, or the function's ARN; null for a rule written as a policy.",
        )
        .or_null(),
        one_of(
            "config_rule_state",
            &["ACTIVE", "DELETING", "DELETING_RESULTS", "EVALUATING"],
            "`ACTIVE` when it is checked.",
        ),
        string(
            "created_by",
            "The AWS service that made it; null for one's own.",
        )
        .or_null(),
    ],
)
.deployed_if(&deployed("resource.created_by == null"))
.tags_by(&LIST_TAGS_FOR_RESOURCE);
