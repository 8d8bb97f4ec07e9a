//! The parts of a task definition: containers and volumes.

use super::task_definition::DESCRIBE_TASK_DEFINITION;
use crate::inventory::RecordType;
use crate::inventory::schema::{Type, boolean, derived, int, list, map, one_of, string};

/// A container of a task definition.
pub static CONTAINER: RecordType = RecordType::part(
    "ContainerDefinition",
    &DESCRIBE_TASK_DEFINITION,
    &["name"],
    "A container of a task.",
    &[
        string("name", "The name."),
        string("image", "The image it runs."),
        boolean(
            "essential",
            "Whether the task stops with it; null when not set, which means that it does.",
        )
        .or_null(),
        string(
            "user",
            "The user it runs as; null when the image says so.",
        )
        .or_null(),
        boolean(
            "privileged",
            "Whether it has the rights of the host's root; null when not set, which means that it has not.",
        )
        .or_null(),
        boolean(
            "readonly_root_filesystem",
            "Whether it cannot write to its own file system; null when not set, which means that it can.",
        )
        .or_null(),
        list(
            "environment_names",
            &Type::String,
            "The names of its environment variables; what they hold is not kept.",
        ),
        map(
            "secrets",
            &Type::String,
            "Its environment variables that ECS fetches: the name, and the ARN of the secret or parameter.",
        )
        .empty_when_missing(),
        list(
            "environment_file_arns",
            &Type::String,
            "The files in S3 that hold more of its environment.",
        )
        .empty_when_missing(),
        one_of(
            "log_driver",
            &[
                "awslogs",
                "awsfirelens",
                "fluentd",
                "gelf",
                "journald",
                "json-file",
                "splunk",
                "syslog",
            ],
            "Where its output goes; null when no driver was named.",
        )
        .or_null(),
        string(
            "awslogs_group",
            "The CloudWatch log group of its output; null with another driver.",
        )
        .or_null(),
        one_of(
            "log_mode",
            &["blocking", "non-blocking"],
            "What happens when its output cannot be delivered; null when not set, so that the account's default holds.",
        )
        .or_null(),
        list(
            "container_ports",
            &Type::Int,
            "The ports it listens on.",
        ),
        boolean(
            "has_health_check",
            "Whether ECS asks it for its health with a command.",
        ),
        list(
            "added_capabilities",
            &Type::String,
            "The Linux capabilities it has beyond Docker's own.",
        )
        .empty_when_missing(),
        int(
            "memory",
            "The MiB of memory it may use; null when only the task says so.",
        )
        .or_null(),
        derived(
            "runs_as_root",
            Type::Bool,
            r#"resource.user == null || resource.user.matches("^(root|0)(:.*)?$") || resource.user == """#,
            "Whether it runs as root on Linux, or does not say that it runs as somebody else.",
        ),
    ],
);

/// A volume of a task definition.
pub static VOLUME: RecordType = RecordType::part(
    "TaskVolume",
    &DESCRIBE_TASK_DEFINITION,
    &["name"],
    "A volume that containers of a task mount.",
    &[
        string("name", "The name."),
        string(
            "host_source_path",
            "The directory of the host it is; null for other volumes.",
        )
        .or_null(),
        string(
            "efs_file_system_id",
            "The EFS file system it is; null for other volumes.",
        )
        .or_null(),
        one_of(
            "efs_transit_encryption",
            &["ENABLED", "DISABLED"],
            "Whether traffic to the file system is encrypted; null when not set, which means that it is not, and for other volumes.",
        )
        .or_null(),
        one_of(
            "efs_iam",
            &["ENABLED", "DISABLED"],
            "Whether the task's role is asked for at the file system; null when not set, which means that it is not, and for other volumes.",
        )
        .or_null(),
    ],
);
