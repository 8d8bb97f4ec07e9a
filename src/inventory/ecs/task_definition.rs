//! Task definitions: those that services run, not every revision there ever was.

use super::container::{CONTAINER, VOLUME};
use super::service::DESCRIBE_SERVICES;
use crate::call::Call;
use crate::inventory::RecordType;
use crate::inventory::iam::ROLE;
use crate::inventory::schema::{Type, derived, int, list, one_of, relation, string, timestamp};

/// ecs:DescribeTaskDefinition
pub static DESCRIBE_TASK_DEFINITION: Call =
    Call::new("ecs", "DescribeTaskDefinition").always(&["revision"]);

/// A task definition.
pub static TASK_DEFINITION: RecordType = RecordType::regional(
    "AWS::ECS::TaskDefinition",
    &DESCRIBE_SERVICES,
    "The containers of a task, and what they may do. Listed are those that services run; those of other tasks are looked up. Its id is `<family>:<revision>`.",
    &[
        string("family", "The family.").read_by(&DESCRIBE_TASK_DEFINITION),
        int("revision", "The revision.").read_by(&DESCRIBE_TASK_DEFINITION),
        one_of(
            "status",
            &["ACTIVE", "INACTIVE", "DELETE_IN_PROGRESS"],
            "`ACTIVE` unless it was deregistered.",
        )
        .read_by(&DESCRIBE_TASK_DEFINITION),
        string(
            "task_role_arn",
            "The role of what runs in it; null when it has none.",
        )
        .or_null()
        .read_by(&DESCRIBE_TASK_DEFINITION),
        string(
            "execution_role_arn",
            "The role by which ECS starts it; null when it has none.",
        )
        .or_null()
        .read_by(&DESCRIBE_TASK_DEFINITION),
        one_of(
            "network_mode",
            &["awsvpc", "bridge", "host", "none"],
            "Whose network its containers have; null for the default: `bridge` on Linux, `nat` on Windows.",
        )
        .or_null()
        .read_by(&DESCRIBE_TASK_DEFINITION),
        one_of(
            "pid_mode",
            &["host", "task"],
            "Whose processes its containers see; null when each sees its own.",
        )
        .or_null()
        .read_by(&DESCRIBE_TASK_DEFINITION),
        one_of(
            "ipc_mode",
            &["host", "task", "none"],
            "Whose shared memory its containers have; null when the host's daemon decides.",
        )
        .or_null()
        .read_by(&DESCRIBE_TASK_DEFINITION),
        list(
            "requires_compatibilities",
            &Type::String,
            "The launch types it was checked against: `FARGATE`, `EC2`.",
        )
        .empty_when_missing()
        .read_by(&DESCRIBE_TASK_DEFINITION),
        string("cpu", "Its CPU units; null when only containers say so.")
            .or_null()
            .read_by(&DESCRIBE_TASK_DEFINITION),
        string("memory", "Its memory in MiB; null when only containers say so.")
            .or_null()
            .read_by(&DESCRIBE_TASK_DEFINITION),
        string(
            "operating_system_family",
            "`LINUX` or a Windows Server; null when not set, which means Linux on Fargate.",
        )
        .or_null()
        .read_by(&DESCRIBE_TASK_DEFINITION),
        one_of(
            "cpu_architecture",
            &["X86_64", "ARM64"],
            "The architecture; null when not set.",
        )
        .or_null()
        .read_by(&DESCRIBE_TASK_DEFINITION),
        timestamp(
            "registered_at",
            "When it was registered; null for very old ones.",
        )
        .or_null()
        .read_by(&DESCRIBE_TASK_DEFINITION),
        list(
            "container_definitions",
            &Type::Record(&CONTAINER),
            "Its containers.",
        )
        .read_by(&DESCRIBE_TASK_DEFINITION),
        list("volumes", &Type::Record(&VOLUME), "Its volumes.")
            .read_by(&DESCRIBE_TASK_DEFINITION),
        derived(
            "is_windows",
            Type::Bool,
            r#"resource.operating_system_family != null && resource.operating_system_family.startsWith("WINDOWS")"#,
            "Whether it says that it runs on Windows.",
        ),
        relation(
            "task_role",
            &ROLE,
            "task_role_arn",
            &["arn"],
            "The role of what runs in it; null when there is none.",
        ),
        relation(
            "execution_role",
            &ROLE,
            "execution_role_arn",
            &["arn"],
            "The role by which ECS starts it; null when there is none.",
        ),
    ],
)
.tags_by(&DESCRIBE_TASK_DEFINITION)
.looked_up_by(&DESCRIBE_TASK_DEFINITION);
