//! Amazon GuardDuty: the detector of a region and what it looks at.

use super::RecordType;
use super::schema::{Type, derived, list, one_of, string, timestamp};
use crate::call::Call;

/// guardduty:ListDetectors
pub static LIST_DETECTORS: Call = Call::new("guardduty", "ListDetectors")
    .paged(50)
    .always(&["detectorIds"]);
/// guardduty:GetDetector
pub static GET_DETECTOR: Call = Call::new("guardduty", "GetDetector");
/// guardduty:GetAdministratorAccount
pub static GET_ADMINISTRATOR_ACCOUNT: Call = Call::new("guardduty", "GetAdministratorAccount");

/// A detector.
pub static DETECTOR: RecordType = RecordType::regional(
    "AWS::GuardDuty::Detector",
    &LIST_DETECTORS,
    "GuardDuty in a region of the account: there is one, or GuardDuty was never turned on there.",
    &[
        one_of(
            "status",
            &["ENABLED", "DISABLED"],
            "`DISABLED` when it is suspended.",
        )
        .read_by(&GET_DETECTOR),
        one_of(
            "finding_publishing_frequency",
            &["FIFTEEN_MINUTES", "ONE_HOUR", "SIX_HOURS"],
            "How often findings seen again are told.",
        )
        .read_by(&GET_DETECTOR),
        timestamp("created_at", "When it was made.").read_by(&GET_DETECTOR),
        list(
            "features",
            &Type::Record(&FEATURE),
            "What it looks at beside the network, name resolution and API calls, which every detector does.",
        )
        .read_by(&GET_DETECTOR),
        string(
            "administrator_account_id",
            "The account that manages it; null when none does, as for the administrator itself.",
        )
        .or_null()
        .read_by(&GET_ADMINISTRATOR_ACCOUNT),
        derived(
            "enabled_features",
            Type::List(&Type::String),
            r#"resource.features.filter(f, f.status == "ENABLED").map(f, f.name)"#,
            "The names of the features that are on.",
        ),
    ],
)
.tags_by(&GET_DETECTOR);

/// A feature of a detector.
pub static FEATURE: RecordType = RecordType::part(
    "DetectorFeature",
    &GET_DETECTOR,
    &["name"],
    "Something that a detector can look at.",
    &[
        string(
            "name",
            "`S3_DATA_EVENTS`, `EKS_AUDIT_LOGS`, `RDS_LOGIN_EVENTS`, `LAMBDA_NETWORK_LOGS`, `EBS_MALWARE_PROTECTION`, `RUNTIME_MONITORING` …",
        ),
        one_of("status", &["ENABLED", "DISABLED"], "Whether it does."),
        list(
            "additional_configuration",
            &Type::Record(&ADDITIONAL_CONFIGURATION),
            "Whose agents GuardDuty installs itself, for runtime monitoring.",
        )
        .empty_when_missing(),
        derived(
            "managed_agents",
            Type::List(&Type::String),
            r#"resource.additional_configuration.filter(c, c.status == "ENABLED").map(c, c.name)"#,
            "The names of what GuardDuty installs itself.",
        ),
    ],
);

/// An additional setting of a feature.
pub static ADDITIONAL_CONFIGURATION: RecordType = RecordType::part(
    "DetectorAdditionalConfiguration",
    &GET_DETECTOR,
    &["name"],
    "An additional setting of a feature.",
    &[
        string(
            "name",
            "`EKS_ADDON_MANAGEMENT`, `ECS_FARGATE_AGENT_MANAGEMENT`, `EC2_AGENT_MANAGEMENT` …",
        ),
        one_of("status", &["ENABLED", "DISABLED"], "Whether it is on."),
    ],
);
