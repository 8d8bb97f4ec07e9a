//! AWS CloudTrail: trails, whether they log, and what.

use super::RecordType;
use super::iam::ROLE;
use super::kms::{KEY, KEY_NAMES};
use super::logs::LOG_GROUP;
use super::s3::BUCKET;
use super::schema::{Type, boolean, deployed, derived, list, one_of, relation, string, timestamp};
use crate::call::Call;

/// cloudtrail:DescribeTrails
pub static DESCRIBE_TRAILS: Call = Call::new("cloudtrail", "DescribeTrails");
/// cloudtrail:GetTrailStatus
pub static GET_TRAIL_STATUS: Call = Call::new("cloudtrail", "GetTrailStatus")
    .gone(&["TrailNotFoundException"])
    .always(&["IsLogging"]);
/// cloudtrail:GetEventSelectors
pub static GET_EVENT_SELECTORS: Call =
    Call::new("cloudtrail", "GetEventSelectors").gone(&["TrailNotFoundException"]);
/// cloudtrail:GetInsightSelectors
pub static GET_INSIGHT_SELECTORS: Call = Call::new("cloudtrail", "GetInsightSelectors")
    .absent(&["InsightNotEnabledException"])
    .gone(&["TrailNotFoundException"])
    .always(&["InsightSelectors"]);
/// cloudtrail:ListTags
pub static LIST_TAGS: Call = Call::new("cloudtrail", "ListTags")
    .gone(&["TrailNotFoundException", "ResourceNotFoundException"]);

/// A trail.
pub static TRAIL: RecordType = RecordType::regional(
    "AWS::CloudTrail::Trail",
    &DESCRIBE_TRAILS,
    "A record of API calls that is kept. One of many regions is told once, in its home region; an organisation's trail stands in each of its accounts.",
    &[
        string(
            "owner_id",
            "The account that it is in: for an organisation's trail the management account or the delegated administrator.",
        ),
        string("s3_bucket_name", "The bucket that it writes to."),
        string("s3_key_prefix", "Where in the bucket; null at its top.").or_null(),
        string(
            "sns_topic_arn",
            "The topic that is told of each file; null when none is.",
        )
        .or_null(),
        boolean(
            "include_global_service_events",
            "Whether it holds the calls of services without regions, such as IAM.",
        ),
        boolean("is_multi_region_trail", "Whether it holds the calls of all regions."),
        string("home_region", "The region that it was made in."),
        boolean(
            "log_file_validation_enabled",
            "Whether digests show when a file was changed or taken away.",
        ),
        string(
            "cloud_watch_logs_log_group_arn",
            "The log group that it also writes to, without `:*`; null when it writes to none.",
        )
        .or_null(),
        string(
            "cloud_watch_logs_role_arn",
            "The role by which it writes to the log group; null without one.",
        )
        .or_null(),
        string(
            "kms_key_id",
            "The KMS key that its files are encrypted with; null for S3's own encryption.",
        )
        .or_null(),
        boolean(
            "has_custom_event_selectors",
            "Whether somebody set what it records.",
        ),
        boolean("has_insight_selectors", "Whether it looks for unusual activity."),
        boolean("is_organization_trail", "Whether it is one of an organisation."),
        boolean("is_logging", "Whether it records at present.").read_by(&GET_TRAIL_STATUS),
        string(
            "latest_delivery_error",
            "Why the last delivery to the bucket failed: S3's error code; null when it did not.",
        )
        .or_null()
        .read_by(&GET_TRAIL_STATUS),
        timestamp(
            "latest_delivery_time",
            "When it last delivered to the bucket; null when it never did.",
        )
        .or_null()
        .read_by(&GET_TRAIL_STATUS),
        string(
            "latest_digest_delivery_error",
            "Why the last delivery of a digest failed; null when it did not.",
        )
        .or_null()
        .read_by(&GET_TRAIL_STATUS),
        string(
            "latest_cloud_watch_logs_delivery_error",
            "Why the last delivery to the log group failed; null when it did not.",
        )
        .or_null()
        .read_by(&GET_TRAIL_STATUS),
        timestamp(
            "latest_cloud_watch_logs_delivery_time",
            "When it last delivered to the log group; null when it never did.",
        )
        .or_null()
        .read_by(&GET_TRAIL_STATUS),
        timestamp(
            "start_logging_time",
            "When recording was last started; null when it never was.",
        )
        .or_null()
        .read_by(&GET_TRAIL_STATUS),
        timestamp(
            "stop_logging_time",
            "When recording was last stopped; null when it never was.",
        )
        .or_null()
        .read_by(&GET_TRAIL_STATUS),
        list(
            "event_selectors",
            &Type::Record(&EVENT_SELECTOR),
            "What it records, the basic way; empty when the advanced way was chosen.",
        )
        .empty_when_missing()
        .read_by(&GET_EVENT_SELECTORS),
        list(
            "advanced_event_selectors",
            &Type::Record(&ADVANCED_EVENT_SELECTOR),
            "What it records, the advanced way; empty when the basic way was chosen.",
        )
        .empty_when_missing()
        .read_by(&GET_EVENT_SELECTORS),
        list(
            "insight_types",
            &Type::String,
            "The kinds of unusual activity it looks for: `ApiCallRateInsight`, `ApiErrorRateInsight`.",
        )
        .empty_when_missing()
        .read_by(&GET_INSIGHT_SELECTORS),
        derived(
            "records_management_reads",
            Type::Bool,
            r#"resource.event_selectors.exists(s, s.include_management_events && s.read_write_type in ["All", "ReadOnly"])
                || resource.advanced_event_selectors.exists(s, s.is_management && s.reads)"#,
            "Whether it records the management calls that only read. That AWS KMS and the RDS Data API are left out does not count.",
        ),
        derived(
            "records_management_writes",
            Type::Bool,
            r#"resource.event_selectors.exists(s, s.include_management_events && s.read_write_type in ["All", "WriteOnly"])
                || resource.advanced_event_selectors.exists(s, s.is_management && s.writes)"#,
            "Whether it records the management calls that change something. That AWS KMS and the RDS Data API are left out does not count.",
        ),
        derived(
            "records_object_reads",
            Type::Bool,
            r#"resource.event_selectors.exists(s, s.read_write_type in ["All", "ReadOnly"] && s.data_resources.exists(d, d.is_every_object))
                || resource.advanced_event_selectors.exists(s, s.is_every_object && s.reads)"#,
            "Whether it records the reading of every object in every bucket.",
        ),
        derived(
            "records_object_writes",
            Type::Bool,
            r#"resource.event_selectors.exists(s, s.read_write_type in ["All", "WriteOnly"] && s.data_resources.exists(d, d.is_every_object))
                || resource.advanced_event_selectors.exists(s, s.is_every_object && s.writes)"#,
            "Whether it records the writing of every object in every bucket.",
        ),
        derived(
            "watches_all_regions",
            Type::Bool,
            "resource.is_multi_region_trail && resource.is_logging && resource.records_management_reads && resource.records_management_writes",
            "Whether it records every management call of all regions at present.",
        ),
        relation(
            "bucket",
            &BUCKET,
            "s3_bucket_name",
            &["id"],
            "The bucket; null when there is none of that name any more.",
        ),
        relation(
            "log_group",
            &LOG_GROUP,
            "cloud_watch_logs_log_group_arn",
            &["arn"],
            "The log group; null when it writes to none, or there is none of that name any more.",
        ),
        relation(
            "log_group_role",
            &ROLE,
            "cloud_watch_logs_role_arn",
            &["arn"],
            "The role by which it writes to the log group; null when there is none any more.",
        ),
        relation(
            "kms_key",
            &KEY,
            "kms_key_id",
            KEY_NAMES,
            "The KMS key; null for S3's own encryption, or when there is none any more.",
        ),
    ],
)
.deployed_if(&deployed("resource.owner_id == resource.account"))
.tags_by(&LIST_TAGS);

/// A basic event selector.
pub static EVENT_SELECTOR: RecordType = RecordType::part(
    "TrailEventSelector",
    &GET_EVENT_SELECTORS,
    &["read_write_type"],
    "What a trail records, the basic way.",
    &[
        one_of(
            "read_write_type",
            &["All", "ReadOnly", "WriteOnly"],
            "Which calls: those that read, those that write, or both.",
        ),
        boolean(
            "include_management_events",
            "Whether calls that manage resources are recorded.",
        ),
        list(
            "data_resources",
            &Type::Record(&DATA_RESOURCE),
            "Whose data calls are recorded.",
        ),
        list(
            "exclude_management_event_sources",
            &Type::String,
            "The services left out: `kms.amazonaws.com`, `rdsdata.amazonaws.com`.",
        )
        .empty_when_missing(),
    ],
);

/// What a basic event selector records data calls of.
pub static DATA_RESOURCE: RecordType = RecordType::part(
    "TrailDataResource",
    &GET_EVENT_SELECTORS,
    &["type"],
    "Resources whose data calls a trail records.",
    &[
        string("type", "`AWS::S3::Object`, `AWS::Lambda::Function` …"),
        list(
            "values",
            &Type::String,
            "ARNs, or beginnings of ARNs; `arn:aws:s3` for all objects of all buckets.",
        ),
        derived(
            "is_every_object",
            Type::Bool,
            r#"resource.type == "AWS::S3::Object" && resource.values.exists(v, v.matches("^arn:aws[a-z-]*:s3(:::)?$"))"#,
            "Whether these are all objects of all buckets.",
        ),
    ],
);

/// An advanced event selector.
pub static ADVANCED_EVENT_SELECTOR: RecordType = RecordType::part(
    "TrailAdvancedEventSelector",
    &GET_EVENT_SELECTORS,
    &["name"],
    "What a trail records, the advanced way: the events that meet all its conditions.",
    &[
        string("name", "The name; null when it has none.").or_null(),
        list(
            "field_selectors",
            &Type::Record(&FIELD_SELECTOR),
            "The conditions.",
        ),
        derived(
            "reads",
            Type::Bool,
            r#"resource.field_selectors.all(f, f.field != "readOnly" || f.equals == ["true"])"#,
            "Whether calls that read meet it.",
        ),
        derived(
            "writes",
            Type::Bool,
            r#"resource.field_selectors.all(f, f.field != "readOnly" || f.equals == ["false"])"#,
            "Whether calls that write meet it.",
        ),
        derived(
            "is_management",
            Type::Bool,
            r#"resource.field_selectors.exists(f, f.field == "eventCategory" && f.equals == ["Management"])
                && resource.field_selectors.all(f, f.field in ["eventCategory", "readOnly"]
                    || (f.field == "eventSource" && f.only_excludes && f.not_equals.all(v, v in ["kms.amazonaws.com", "rdsdata.amazonaws.com"])))"#,
            "Whether it takes in the management calls of all services, but for AWS KMS and the RDS Data API.",
        ),
        derived(
            "is_every_object",
            Type::Bool,
            r#"resource.field_selectors.exists(f, f.field == "eventCategory" && f.equals == ["Data"])
                && resource.field_selectors.exists(f, f.field == "resources.type" && f.equals == ["AWS::S3::Object"])
                && resource.field_selectors.all(f, f.field in ["eventCategory", "readOnly", "resources.type"])"#,
            "Whether it takes in all objects of all buckets.",
        ),
    ],
);

/// One condition of an advanced event selector.
pub static FIELD_SELECTOR: RecordType = RecordType::part(
    "TrailFieldSelector",
    &GET_EVENT_SELECTORS,
    &["field"],
    "One condition on an event.",
    &[
        string(
            "field",
            "What is looked at: `eventCategory`, `readOnly`, `eventSource`, `eventName`, `resources.type`, `resources.ARN` …",
        ),
        list("equals", &Type::String, "What it may be.").empty_when_missing(),
        list("starts_with", &Type::String, "What it may begin with.").empty_when_missing(),
        list("ends_with", &Type::String, "What it may end with.").empty_when_missing(),
        list("not_equals", &Type::String, "What it may not be.").empty_when_missing(),
        list(
            "not_starts_with",
            &Type::String,
            "What it may not begin with.",
        )
        .empty_when_missing(),
        list("not_ends_with", &Type::String, "What it may not end with.").empty_when_missing(),
        derived(
            "only_excludes",
            Type::Bool,
            "resource.equals.size() + resource.starts_with.size() + resource.ends_with.size() + resource.not_starts_with.size() + resource.not_ends_with.size() == 0",
            "Whether it says no more than what the field may not be.",
        ),
    ],
);
