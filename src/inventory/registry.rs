//! All resource types, in one list: a new type is one line here.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{LazyLock, Mutex, PoisonError};

use serde::{Deserialize as _, Deserializer};

use super::schema::RecordType;
use super::{
    accessanalyzer, acm, apigateway, apigatewayv2, application_autoscaling, backup, cloudtrail,
    cloudwatch, config, dynamodb, ec2, ecs, efs, elbv2, guardduty, iam, kms, logs, organizations,
    rds, region, s3, secretsmanager, securityhub, ssm, wafv2, xray,
};
use crate::call::Call;

/// The resource types, in the order reports list them.
pub static TYPES: &[&RecordType] = &[
    &ec2::VPC,
    &ec2::SUBNET,
    &ec2::ROUTE_TABLE,
    &ec2::INTERNET_GATEWAY,
    &ec2::NAT_GATEWAY,
    &ec2::TRANSIT_GATEWAY,
    &ec2::VPN_CONNECTION,
    &ec2::CLIENT_VPN_ENDPOINT,
    &ec2::VPC_ENDPOINT,
    &ec2::NETWORK_ACL,
    &ec2::SECURITY_GROUP,
    &ec2::PREFIX_LIST,
    &ec2::NETWORK_INTERFACE,
    &ec2::EIP,
    &ec2::FLOW_LOG,
    &ec2::INSTANCE,
    &ec2::LAUNCH_TEMPLATE,
    &ec2::SPOT_FLEET,
    &ec2::VOLUME,
    &ec2::SNAPSHOT,
    &ec2::IMAGE,
    &ec2::KEY_PAIR,
    &ec2::REGION_SETTINGS,
    &elbv2::LOAD_BALANCER,
    &elbv2::LISTENER,
    &elbv2::SSL_POLICY,
    &elbv2::TARGET_GROUP,
    &acm::CERTIFICATE,
    &wafv2::WEB_ACL,
    &wafv2::RULE_GROUP,
    &apigateway::REST_API,
    &apigateway::STAGE,
    &apigateway::USAGE_PLAN,
    &apigateway::API_KEY,
    &apigateway::VPC_LINK,
    &apigateway::DOMAIN_NAME,
    &apigatewayv2::API,
    &apigatewayv2::STAGE,
    &apigatewayv2::VPC_LINK,
    &ecs::CLUSTER,
    &ecs::SERVICE,
    &ecs::TASK_DEFINITION,
    &ecs::TASK,
    &ecs::CAPACITY_PROVIDER,
    &application_autoscaling::SCALABLE_TARGET,
    &application_autoscaling::SCALING_POLICY,
    &rds::DB_INSTANCE,
    &rds::DB_CLUSTER,
    &rds::DB_SUBNET_GROUP,
    &rds::DB_PARAMETER_GROUP,
    &rds::DB_CLUSTER_PARAMETER_GROUP,
    &rds::DB_SNAPSHOT,
    &rds::DB_CLUSTER_SNAPSHOT,
    &rds::DB_ENGINE_VERSION,
    &rds::EVENT_SUBSCRIPTION,
    &rds::DB_PROXY,
    &s3::BUCKET,
    &s3::ACCESS_POINT,
    &s3::MULTI_REGION_ACCESS_POINT,
    &s3::ACCOUNT_PUBLIC_ACCESS_BLOCK,
    &dynamodb::TABLE,
    &efs::FILE_SYSTEM,
    &efs::ACCESS_POINT,
    &backup::BACKUP_VAULT,
    &backup::BACKUP_PLAN,
    &backup::RECOVERY_POINT,
    &backup::PROTECTED_RESOURCE,
    &backup::REPORT_PLAN,
    &backup::REGION_SETTINGS,
    &secretsmanager::SECRET,
    &kms::KEY,
    &ssm::MANAGED_INSTANCE,
    &ssm::PATCH_COMPLIANCE,
    &ssm::ASSOCIATION_COMPLIANCE,
    &ssm::PARAMETER,
    &ssm::DOCUMENT,
    &ssm::REGION_SETTINGS,
    &cloudtrail::TRAIL,
    &logs::LOG_GROUP,
    &logs::METRIC_FILTER,
    &logs::RESOURCE_POLICY,
    &cloudwatch::ALARM,
    &cloudwatch::COMPOSITE_ALARM,
    &cloudwatch::DASHBOARD,
    &guardduty::DETECTOR,
    &config::CONFIGURATION_RECORDER,
    &config::DELIVERY_CHANNEL,
    &config::CONFIG_RULE,
    &accessanalyzer::ANALYZER,
    &securityhub::HUB,
    &securityhub::STANDARD,
    &xray::ENCRYPTION_CONFIG,
    &region::REGION,
    &organizations::ORGANIZATION,
    &iam::ACCOUNT,
    &iam::USER,
    &iam::GROUP,
    &iam::ROLE,
    &iam::MANAGED_POLICY,
    &iam::INLINE_POLICY,
    &iam::INSTANCE_PROFILE,
    &iam::SERVER_CERTIFICATE,
];

static POSITIONS: LazyLock<HashMap<&'static str, usize>> = LazyLock::new(|| {
    TYPES
        .iter()
        .enumerate()
        .map(|(position, ty)| (ty.name, position))
        .collect()
});

/// The type of that name.
pub fn find(name: &str) -> Option<&'static RecordType> {
    POSITIONS.get(name).map(|position| TYPES[*position])
}

/// Where a type stands in [`TYPES`].
///
/// # Panics
/// When it is not registered, which a test rules out for every type that a registered one leads to.
pub fn position(ty: &RecordType) -> usize {
    POSITIONS[ty.name]
}

/// [`position`], as resources' ids hold it.
pub fn table(ty: &RecordType) -> u16 {
    u16::try_from(position(ty)).unwrap_or(u16::MAX)
}

/// Names of types and calls that this version does not have: those of runs that others kept.
static STRANGERS: LazyLock<Mutex<HashMap<String, &'static str>>> = LazyLock::new(Mutex::default);

/// A name that lives as long as the program. There are few, and each is made once.
fn stranger(name: &str) -> &'static str {
    let mut strangers = STRANGERS.lock().unwrap_or_else(PoisonError::into_inner);
    strangers
        .entry(name.to_owned())
        .or_insert_with(|| Box::leak(name.to_owned().into_boxed_str()))
}

/// CloudFormation's name of a type. It lives as long as the program, also where this version has no such type.
pub type TypeName = &'static str;

/// The name of a type, as it was kept.
///
/// # Errors
/// When it is no text.
pub fn known_name<'de, D: Deserializer<'de>>(from: D) -> Result<TypeName, D::Error> {
    let name = Cow::<str>::deserialize(from)?;
    Ok(find(&name).map_or_else(|| stranger(&name), |ty| ty.name))
}

/// The calls that read what this version knows.
static CALLS: LazyLock<Mutex<HashMap<String, &'static Call>>> = LazyLock::new(|| {
    let mut calls = HashMap::new();
    for ty in TYPES {
        let of_kind = ty.resource.iter();
        let others = of_kind.flat_map(|kind| kind.tags_by.into_iter().chain(kind.looked_up_by));
        let of_slots = ty.all().filter_map(|(slot, _)| ty.call(slot));
        for call in others.chain(of_slots).chain([ty.read_by]) {
            calls.insert(call.to_string(), call);
        }
    }
    Mutex::new(calls)
});

/// The call of that name (`rds:DescribeDBInstances`), known or not.
pub fn call(name: &str) -> &'static Call {
    let mut calls = CALLS.lock().unwrap_or_else(PoisonError::into_inner);
    calls.entry(name.to_owned()).or_insert_with(|| {
        let (service, operation) = name.split_once(':').unwrap_or(("", name));
        Box::leak(Box::new(Call::new(stranger(service), stranger(operation))))
    })
}
