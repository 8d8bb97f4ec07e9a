//! What a task definition says. What its environment variables hold is dropped here.

use aws_sdk_ecs::types;

use super::{tags, tail};
use crate::aws::Failure;
use crate::collect::Site;
use crate::collect::abreast::abreast;
use crate::collect::site::{always_but, elements, texts, timestamp, written};
use crate::inventory::ecs::TASK_DEFINITION;
use crate::inventory::ecs::container::{CONTAINER, VOLUME};
use crate::inventory::ecs::task_definition::DESCRIBE_TASK_DEFINITION;
use crate::inventory::schema::{ACCOUNT, ARN, ID, NAME, REGION};
use crate::inventory::{Record, Value, record};

pub(super) async fn describe(site: Site, definition: Record) -> Result<Record, Failure> {
    described(&site, definition.arn().unwrap_or(definition.id())).await
}

/// Finds task definitions by ARN.
pub(super) async fn look_up(site: Site, arns: Vec<String>) -> Vec<Result<Record, Failure>> {
    abreast(arns.iter().map(|arn| async {
        let mut definition = described(&site, arn).await?;
        let family = tail(arn).and_then(|id| id.split(':').next());
        definition.put(ID, tail(arn).map(Value::from));
        definition.put(ARN, Some(arn.into()));
        definition.put(NAME, family.map(Value::from));
        definition.put(REGION, Some(site.region().into()));
        definition.put(ACCOUNT, Some(site.account().into()));
        Ok(definition)
    }))
    .await
}

async fn described(site: &Site, name: &str) -> Result<Record, Failure> {
    let request = site
        .ecs()
        .describe_task_definition()
        .task_definition(name)
        .include(types::TaskDefinitionField::Tags);
    let answer = site
        .call(&DESCRIBE_TASK_DEFINITION, || request.send())
        .await?;
    let Some(definition) = answer.task_definition() else {
        return Err(site
            .malformed(
                &DESCRIBE_TASK_DEFINITION,
                "the answer has no task definition",
            )
            .into());
    };
    let call = &DESCRIBE_TASK_DEFINITION;
    let platform = definition.runtime_platform();
    let of_fargate = definition
        .requires_compatibilities()
        .contains(&types::Compatibility::Fargate);
    Ok(record!(TASK_DEFINITION {
        tags: tags(call, answer.tags.as_ref()),
        family: definition.family(),
        revision: definition.revision(),
        status: definition.status().map(types::TaskDefinitionStatus::as_str),
        task_role_arn: definition.task_role_arn(),
        execution_role_arn: definition.execution_role_arn(),
        // Fargate takes none but `awsvpc`, and that has to be said (TaskDefinition).
        network_mode: always_but(
            !of_fargate,
            call,
            "network_mode",
            definition.network_mode().map(types::NetworkMode::as_str)
        ),
        pid_mode: definition.pid_mode().map(types::PidMode::as_str),
        ipc_mode: definition.ipc_mode().map(types::IpcMode::as_str),
        requires_compatibilities: definition.requires_compatibilities.as_ref().map(|ones| {
            ones.iter()
                .map(|one| Value::from(one.as_str()))
                .collect::<Vec<Value>>()
        }),
        cpu: definition.cpu(),
        memory: definition.memory(),
        operating_system_family: platform
            .and_then(types::RuntimePlatform::operating_system_family)
            .map(types::OsFamily::as_str),
        cpu_architecture: platform
            .and_then(types::RuntimePlatform::cpu_architecture)
            .map(types::CpuArchitecture::as_str),
        registered_at: timestamp(definition.registered_at()),
        container_definitions: definition
            .container_definitions
            .as_ref()
            .map(|containers| containers.iter().map(container).collect::<Vec<Record>>()),
        volumes: definition
            .volumes
            .as_ref()
            .map(|volumes| volumes.iter().map(volume).collect::<Vec<Record>>()),
    }))
}

fn container(container: &types::ContainerDefinition) -> Record {
    let log = container.log_configuration();
    let option = |name: &str| {
        log.and_then(|log| log.options()?.get(name))
            .map(String::as_str)
    };
    let call = &DESCRIBE_TASK_DEFINITION;
    let driver = log.map(|log| log.log_driver().as_str());
    let ports = container.port_mappings.as_ref().map(|mappings| {
        let ports = mappings
            .iter()
            // Those of a range are not told one by one.
            .filter(|mapping| mapping.container_port_range.is_none())
            .map(types::PortMapping::container_port);
        elements(call, ports)
    });
    record!(CONTAINER {
        name: container.name(),
        image: container.image(),
        essential: container.essential(),
        user: container.user(),
        privileged: container.privileged(),
        readonly_root_filesystem: container.readonly_root_filesystem(),
        // AWS says that there are none with an empty list; the same of ports (DescribeTaskDefinition, examples).
        environment_names: texts(
            call,
            container.environment.as_ref(),
            types::KeyValuePair::name
        ),
        secrets: super::super::site::tags(
            call,
            container
                .secrets
                .iter()
                .flatten()
                .map(|secret| (Some(secret.name()), written(secret.value_from())))
        ),
        environment_file_arns: texts(
            call,
            container.environment_files.as_ref(),
            |file: &types::EnvironmentFile| Some(file.value())
        ),
        log_driver: driver,
        awslogs_group: always_but(
            driver != Some("awslogs"),
            call,
            "awslogs-group",
            option("awslogs-group")
        ),
        log_mode: option("mode"),
        container_ports: ports,
        has_health_check: container.health_check().is_some(),
        added_capabilities: container
            .linux_parameters()
            .and_then(types::LinuxParameters::capabilities)
            .and_then(|capabilities| capabilities.add.clone()),
        memory: container.memory(),
    })
}

fn volume(volume: &types::Volume) -> Record {
    let efs = volume.efs_volume_configuration();
    record!(VOLUME {
        name: volume.name(),
        host_source_path: volume
            .host()
            .and_then(types::HostVolumeProperties::source_path),
        efs_file_system_id: always_but(
            efs.is_none(),
            &DESCRIBE_TASK_DEFINITION,
            "efs_file_system_id",
            efs.and_then(|efs| written(efs.file_system_id()))
        ),
        efs_transit_encryption: efs
            .and_then(types::EfsVolumeConfiguration::transit_encryption)
            .map(types::EfsTransitEncryption::as_str),
        efs_iam: efs
            .and_then(types::EfsVolumeConfiguration::authorization_config)
            .and_then(types::EfsAuthorizationConfig::iam)
            .map(types::EfsAuthorizationConfigIam::as_str),
    })
}

#[cfg(test)]
mod tests {
    use aws_sdk_ecs::types::{ContainerDefinition, KeyValuePair, LogConfiguration, LogDriver};
    use serde_json::json;

    use super::container;

    #[test]
    fn of_variables_and_log_options_no_value_is_kept_that_may_be_a_secret() {
        let read = container(
            &ContainerDefinition::builder()
                .name("app")
                .environment(
                    KeyValuePair::builder()
                        .name("DB_PASSWORD")
                        .value("canary-1")
                        .build(),
                )
                .command("--token=canary-2")
                .docker_labels("token", "canary-3")
                .log_configuration(
                    LogConfiguration::builder()
                        .log_driver(LogDriver::Splunk)
                        .options("splunk-token", "canary-4")
                        .build()
                        .expect("a whole configuration"),
                )
                .build(),
        )
        .to_json();
        assert_eq!(read["environment_names"], json!(["DB_PASSWORD"]));
        assert_eq!(read["log_driver"], "splunk");
        assert!(!read.to_string().contains("canary"), "{read}");
    }
}
