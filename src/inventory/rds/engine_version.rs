//! Versions of database engines. They are not the account's: those that its databases run are looked up, the others never listed.

use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::schema::{Type, boolean, deployed, derived, list, one_of, string};

/// rds:DescribeDBEngineVersions
pub static DESCRIBE_DB_ENGINE_VERSIONS: Call =
    Call::new("rds", "DescribeDBEngineVersions").paged(100);

/// A version of an engine; its id is `engine:version`.
pub static DB_ENGINE_VERSION: RecordType = RecordType::regional(
    "AWS::RDS::DBEngineVersion",
    &DESCRIBE_DB_ENGINE_VERSIONS,
    "A version of a database engine that RDS offers or used to offer.",
    &[
        string("engine", "The engine."),
        string("engine_version", "The version."),
        string("major_engine_version", "The major version: `15`.")
            .or_null(),
        string(
            "db_parameter_group_family",
            "The family of parameter groups that fit it.",
        )
        .or_null(),
        string("db_engine_version_description", "The version's name.")
            .or_null(),
        one_of(
            "status",
            &[
                "available",
                "deprecated",
                "inactive",
                "inactive-except-restore",
                "creating",
                "failed",
                "incompatible-installation-media",
                "pending-validation",
                "validating",
            ],
            "`available`, or `deprecated` when nothing new can be made with it.",
        ),
        list(
            "valid_upgrade_target",
            &Type::Record(&UPGRADE_TARGET),
            "The versions it can be upgraded to.",
        ),
        list(
            "exportable_log_types",
            &Type::String,
            "The logs that can be exported to CloudWatch Logs.",
        )
        .empty_when_missing(),
        list(
            "supported_engine_modes",
            &Type::String,
            "The engine modes; empty for engines without modes.",
        )
        .empty_when_missing(),
        boolean(
            "supports_read_replica",
            "Whether read replicas can be made.",
        )
        .or_null(),
        derived(
            "newer_minor_versions",
            Type::List(&Type::String),
            "resource.valid_upgrade_target.filter(t, t.engine == resource.engine && !t.is_major_version_upgrade).map(t, t.engine_version)",
            "The minor versions it can be upgraded to.",
        ),
    ],
)
.untaggable()
.deployed_if(&deployed("false"))
.looked_up_by(&DESCRIBE_DB_ENGINE_VERSIONS);

/// A version that another can be upgraded to.
pub static UPGRADE_TARGET: RecordType = RecordType::part(
    "UpgradeTarget",
    &DESCRIBE_DB_ENGINE_VERSIONS,
    &["engine", "engine_version"],
    "A version that another can be upgraded to.",
    &[
        string("engine", "The engine."),
        string("engine_version", "The version."),
        boolean("auto_upgrade", "Whether automatic minor upgrades go there."),
        boolean(
            "is_major_version_upgrade",
            "Whether it is another major version.",
        ),
    ],
);
