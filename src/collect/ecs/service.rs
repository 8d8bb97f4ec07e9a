//! Services, and the task definitions that they run.

use std::collections::BTreeSet;

use aws_sdk_ecs::types;

use super::{add, cluster, last, once, silent, tags, tail};
use crate::call::Call;
use crate::collect::abreast::abreast;
use crate::collect::site::{always_but, elements, timestamp};
use crate::collect::{Listed, Site};
use crate::inventory::ecs::service::{DEPLOYMENT, DESCRIBE_SERVICES, LIST_SERVICES, TASK_SET};
use crate::inventory::ecs::{SERVICE, TASK_DEFINITION};
use crate::inventory::{Gap, Record, Value, record};

/// The most services that DescribeServices takes.
const DESCRIBED: usize = 10;

/// The services of all clusters, and the task definitions that they name, each once.
pub(super) async fn services(site: Site) -> Listed {
    let (clusters, failure) = cluster::arns(&site).await;
    let mut listed = failure.map_or_else(Listed::default, |failure| {
        Listed::failed(&LIST_SERVICES, failure)
    });
    let mut definitions = BTreeSet::new();
    for (part, named) in abreast(clusters.iter().map(|cluster| of_cluster(&site, cluster))).await {
        add(&mut listed, part);
        definitions.extend(named);
    }
    listed
        .records
        .extend(definitions.iter().map(|arn| task_definition(&site, arn)));
    listed
}

async fn of_cluster(site: &Site, cluster: &str) -> (Listed, BTreeSet<String>) {
    let pages = || {
        site.ecs()
            .list_services()
            .cluster(cluster)
            .set_max_results(LIST_SERVICES.page)
            .into_paginator()
            .send()
    };
    let mut arns: Vec<String> = Vec::new();
    let failure = site
        .pages(&LIST_SERVICES, pages, |page| page.service_arns, &mut arns)
        .await
        .err();
    once(&mut arns);
    let mut listed = failure.map_or_else(Listed::default, |failure| {
        Listed::failed(&LIST_SERVICES, failure)
    });
    let mut definitions = BTreeSet::new();
    let chunks = arns
        .chunks(DESCRIBED)
        .map(|chunk| describe(site, cluster, chunk));
    for (part, named) in abreast(chunks).await {
        add(&mut listed, part);
        definitions.extend(named);
    }
    (listed, definitions)
}

async fn describe(site: &Site, cluster: &str, arns: &[String]) -> (Listed, BTreeSet<String>) {
    let call = &DESCRIBE_SERVICES;
    let request = site
        .ecs()
        .describe_services()
        .cluster(cluster)
        .set_services(Some(arns.to_vec()))
        .include(types::ServiceField::Tags);
    let answer = match site.call(call, || request.send()).await {
        Err(failure) => return (Listed::failed(call, failure), BTreeSet::new()),
        Ok(answer) => answer,
    };
    let services = answer.services.iter().flatten();
    let told = services.clone().filter_map(types::Service::service_arn);
    let mut listed = Listed {
        gap: silent(call, answer.failures.as_ref(), arns, told),
        records: Vec::new(),
    };
    let mut definitions = BTreeSet::new();
    for service in services {
        listed.records.push(self::service(site, service));
        for definition in self::definitions(service) {
            match definition {
                Some(arn) => {
                    definitions.insert(arn.to_owned());
                }
                // Task definitions are listed by the services that name them: one that is not named is not listed.
                None => {
                    listed.gap = Some(Gap::missing(call, "task definition of a service"));
                }
            }
        }
    }
    (listed, definitions)
}

/// Who deploys a service. AWS leaves out the controller where it is ECS, which it is when none was named (CreateService).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Deployer {
    Ecs,
    CodeDeploy,
    Other,
}

fn deployer(service: &types::Service) -> Deployer {
    match service
        .deployment_controller()
        .map(types::DeploymentController::r#type)
    {
        None | Some(types::DeploymentControllerType::Ecs) => Deployer::Ecs,
        Some(types::DeploymentControllerType::CodeDeploy) => Deployer::CodeDeploy,
        Some(_) => Deployer::Other,
    }
}

/// The task definitions that a service names, itself or in what is deployed of it; none for one that it should name and does not.
fn definitions(service: &types::Service) -> Vec<Option<&str>> {
    let deployer = deployer(service);
    let mut named = Vec::new();
    let own = service.task_definition();
    if own.is_some() || deployer != Deployer::Other {
        named.push(own);
    }
    match &service.deployments {
        Some(deployments) => {
            named.extend(deployments.iter().map(types::Deployment::task_definition));
        }
        None if deployer == Deployer::Ecs => named.push(None),
        None => {}
    }
    match &service.task_sets {
        Some(sets) => named.extend(sets.iter().map(types::TaskSet::task_definition)),
        None if deployer != Deployer::Ecs => named.push(None),
        None => {}
    }
    named
}

fn task_definition(site: &Site, arn: &str) -> Record {
    record!(TASK_DEFINITION, site.keep(), {
        id: tail(arn),
        arn: arn,
        name: tail(arn).and_then(|id| id.split(':').next()),
        region: site.region(),
        account: site.account(),
    })
}

/// What tasks run on, as far as that is told.
struct Host<'a> {
    launch_type: Option<&'a str>,
    /// The names of the strategy's capacity providers.
    providers: Option<Vec<&'a str>>,
}

impl<'a> Host<'a> {
    fn new(
        launch_type: Option<&'a types::LaunchType>,
        strategy: Option<&'a Vec<types::CapacityProviderStrategyItem>>,
    ) -> Self {
        let providers = strategy.filter(|strategy| !strategy.is_empty());
        Self {
            launch_type: launch_type.map(types::LaunchType::as_str),
            providers: providers.map(|items| {
                items
                    .iter()
                    .map(types::CapacityProviderStrategyItem::capacity_provider)
                    .collect()
            }),
        }
    }

    /// Whether it is known that it is not Fargate.
    fn is_not_fargate(&self) -> bool {
        match (self.launch_type, &self.providers) {
            (Some(launch_type), _) => launch_type != "FARGATE",
            (None, Some(names)) => !names.iter().any(|name| name.starts_with("FARGATE")),
            (None, None) => false,
        }
    }
}

fn service(site: &Site, service: &types::Service) -> Record {
    let call = &DESCRIBE_SERVICES;
    let (cluster, name) = (service.cluster_arn(), service.service_name());
    let path = cluster
        .zip(name)
        .map(|(cluster, name)| format!("{}/{name}", last(cluster)));
    let task_group = cluster
        .zip(name)
        .map(|(cluster, name)| format!("{cluster} service:{name}"));
    let deployer = deployer(service);
    let host = Host::new(
        service.launch_type(),
        service.capacity_provider_strategy.as_ref(),
    );
    // What runs is told by the task sets where another controller deploys them.
    let no_platform = host.is_not_fargate() || deployer == Deployer::Other;
    let told = |absent, member, value| always_but(absent, call, member, value);
    let deployment = service.deployment_configuration();
    let strategy = deployment
        .and_then(types::DeploymentConfiguration::strategy)
        .map(types::DeploymentStrategy::as_str);
    let network = Network::new(call, service.network_configuration(), no_platform);
    record!(SERVICE, site.keep(), {
        id: path.as_deref(),
        arn: told(false, "arn", service.service_arn()),
        name: told(false, "name", name),
        tags: tags(call, service.tags.as_ref()),
        region: site.region(),
        account: site.account(),
        cluster_arn: cluster,
        status: service.status(),
        scheduling_strategy: service.scheduling_strategy().map(types::SchedulingStrategy::as_str),
        desired_count: service.desired_count(),
        running_count: service.running_count(),
        pending_count: service.pending_count(),
        // Of launch type and strategy, AWS leaves out the one that was not used (Service).
        launch_type: told(host.providers.is_some(), "launch_type", host.launch_type),
        capacity_providers: always_but(
            host.launch_type.is_some(),
            call,
            "capacity_providers",
            host.providers.as_ref().map(|names| names.iter().copied().map(Value::from).collect::<Vec<Value>>()),
        ),
        platform_version: told(no_platform, "platform_version", service.platform_version()),
        platform_family: told(no_platform, "platform_family", service.platform_family()),
        task_definition_arn: told(deployer == Deployer::Other, "task_definition_arn", service.task_definition()),
        deployment_controller_type: service
            .deployment_controller()
            .map(|controller| controller.r#type().as_str()),
        deployment_strategy: strategy,
        maximum_percent: deployment.and_then(types::DeploymentConfiguration::maximum_percent),
        minimum_healthy_percent: deployment
            .and_then(types::DeploymentConfiguration::minimum_healthy_percent),
        health_check_grace_period_seconds: service.health_check_grace_period_seconds(),
        role_arn: service.role_arn(),
        propagate_tags: service.propagate_tags().map(types::PropagateTags::as_str),
        created_at: timestamp(service.created_at()),
        assign_public_ip: network.assign_public_ip(),
        subnet_ids: network.subnets(),
        security_group_ids: network.security_groups(),
        target_group_arns: target_groups(call, service.load_balancers.as_ref()),
        alternate_target_group_arns: alternates(call, service.load_balancers.as_ref(), strategy),
        deployments: always_but(
            deployer != Deployer::Ecs,
            call,
            "deployments",
            service
                .deployments
                .as_ref()
                .map(|deployments| deployments.iter().map(self::deployment).collect::<Vec<Record>>()),
        ),
        task_sets: always_but(
            deployer == Deployer::Ecs,
            call,
            "task_sets",
            service.task_sets.as_ref().map(|sets| sets.iter().map(task_set).collect::<Vec<Record>>()),
        ),
        scalable_resource_id: path.as_deref().map(|path| format!("service/{path}")),
        task_group: task_group,
    })
}

/// The network of tasks that have one of their own, which on Fargate all have.
struct Network<'a> {
    call: &'static Call,
    own: Option<&'a types::AwsVpcConfiguration>,
    /// Whether it may be that they have none.
    may_lack: bool,
}

impl<'a> Network<'a> {
    fn new(
        call: &'static Call,
        configuration: Option<&'a types::NetworkConfiguration>,
        may_lack: bool,
    ) -> Self {
        let own = configuration.and_then(types::NetworkConfiguration::awsvpc_configuration);
        Self {
            call,
            own,
            may_lack: may_lack && own.is_none(),
        }
    }

    fn assign_public_ip(&self) -> Result<Option<&'a str>, Gap> {
        let assigned = self
            .own
            .and_then(types::AwsVpcConfiguration::assign_public_ip)
            .map(types::AssignPublicIp::as_str);
        always_but(self.may_lack, self.call, "assign_public_ip", assigned)
    }

    fn subnets(&self) -> Result<Option<Vec<String>>, Gap> {
        let subnets = self.own.map(|own| own.subnets.clone());
        always_but(self.may_lack, self.call, "subnet_ids", subnets)
    }

    fn security_groups(&self) -> Result<Option<Vec<String>>, Gap> {
        let groups = self.own.and_then(|own| own.security_groups.clone());
        always_but(self.may_lack, self.call, "security_group_ids", groups)
    }
}

/// The target groups of load balancers; a Classic Load Balancer has none, but a name.
fn target_groups(
    call: &'static Call,
    balancers: Option<&Vec<types::LoadBalancer>>,
) -> Option<Value> {
    let groups = balancers?
        .iter()
        .filter(|balancer| {
            balancer.target_group_arn.is_some() || balancer.load_balancer_name.is_none()
        })
        .map(types::LoadBalancer::target_group_arn);
    Some(elements(call, groups))
}

/// The target groups that deployments change over to, which each load balancer has where ECS shifts traffic.
fn alternates(
    call: &'static Call,
    balancers: Option<&Vec<types::LoadBalancer>>,
    strategy: Option<&str>,
) -> Option<Value> {
    let shifts = matches!(strategy, Some("BLUE_GREEN" | "LINEAR" | "CANARY"));
    let groups = balancers?
        .iter()
        .filter(|balancer| shifts || balancer.advanced_configuration.is_some())
        .map(|balancer| {
            balancer
                .advanced_configuration()?
                .alternate_target_group_arn()
        });
    Some(elements(call, groups))
}

fn deployment(deployment: &types::Deployment) -> Record {
    record!(DEPLOYMENT {
        id: deployment.id(),
        status: deployment.status(),
        rollout_state: deployment
            .rollout_state()
            .map(types::DeploymentRolloutState::as_str),
        rollout_state_reason: deployment.rollout_state_reason(),
        task_definition_arn: deployment.task_definition(),
        created_at: timestamp(deployment.created_at()),
    })
}

fn task_set(set: &types::TaskSet) -> Record {
    let call = &DESCRIBE_SERVICES;
    let host = Host::new(set.launch_type(), set.capacity_provider_strategy.as_ref());
    let network = Network::new(call, set.network_configuration(), host.is_not_fargate());
    record!(TASK_SET {
        id: set.id(),
        status: set.status(),
        task_definition_arn: set.task_definition(),
        assign_public_ip: network.assign_public_ip(),
        target_group_arns: target_groups(call, set.load_balancers.as_ref()),
    })
}

#[cfg(test)]
mod tests {
    use aws_sdk_ecs::types::{
        CapacityProviderStrategyItem, Deployment, DeploymentController, DeploymentControllerType,
        LaunchType, Service, TaskSet,
    };

    use super::{Host, definitions};

    #[test]
    fn a_task_definition_that_should_be_named_is_missed() {
        let rolling = Service::builder()
            .task_definition("app:2")
            .deployments(Deployment::builder().task_definition("app:1").build());
        assert_eq!(
            definitions(&rolling.clone().build()),
            [Some("app:2"), Some("app:1")]
        );
        assert_eq!(
            definitions(&rolling.set_deployments(None).build()),
            [Some("app:2"), None]
        );
        let external = DeploymentController::builder()
            .r#type(DeploymentControllerType::External)
            .build()
            .expect("a whole controller");
        let sets = Service::builder()
            .deployment_controller(external)
            .task_sets(TaskSet::builder().task_definition("app:3").build());
        assert_eq!(definitions(&sets.clone().build()), [Some("app:3")]);
        assert_eq!(definitions(&sets.set_task_sets(None).build()), [None]);
    }

    #[test]
    fn what_is_not_told_may_be_fargate() {
        let of = |name: &str| {
            let item = CapacityProviderStrategyItem::builder().capacity_provider(name);
            Some(vec![item.build().expect("a whole item")])
        };
        let (spot, group) = (of("FARGATE_SPOT"), of("group"));
        assert!(!Host::new(None, None).is_not_fargate());
        assert!(!Host::new(None, spot.as_ref()).is_not_fargate());
        assert!(Host::new(None, group.as_ref()).is_not_fargate());
        assert!(Host::new(Some(&LaunchType::Ec2), None).is_not_fargate());
        assert!(!Host::new(Some(&LaunchType::Fargate), None).is_not_fargate());
    }
}
