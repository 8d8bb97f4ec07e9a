//! Parts that instances and clusters share.

use crate::call::Call;
use crate::collect::site::always_but;
use aws_sdk_rds::types;

use crate::inventory::rds::{ENDPOINT, MASTER_USER_SECRET, ROLE_ASSOCIATION};
use crate::inventory::{Record, record};

/// `call` is the one that told of it.
pub(super) fn master_user_secret(call: &'static Call, secret: &types::MasterUserSecret) -> Record {
    record!(MASTER_USER_SECRET {
        secret_arn: always_but(false, call, "secret_arn", secret.secret_arn()),
        secret_status: always_but(false, call, "secret_status", secret.secret_status()),
        kms_key_id: secret.kms_key_id(),
    })
}

pub(super) fn endpoint(endpoint: &types::Endpoint) -> Record {
    record!(ENDPOINT {
        address: endpoint.address(),
        port: endpoint.port(),
        hosted_zone_id: endpoint.hosted_zone_id(),
    })
}

pub(super) fn instance_role(role: &types::DbInstanceRole) -> Record {
    record!(ROLE_ASSOCIATION {
        role_arn: role.role_arn(),
        feature_name: role.feature_name(),
        status: role.status(),
    })
}

pub(super) fn cluster_role(role: &types::DbClusterRole) -> Record {
    record!(ROLE_ASSOCIATION {
        role_arn: role.role_arn(),
        feature_name: role.feature_name(),
        status: role.status(),
    })
}

/// Whether AWS tells of an engine what becomes of it when its standard support ends, and whether its minor versions are installed by
/// themselves (CreateDBInstance and CreateDBCluster, EngineLifecycleSupport and AutoMinorVersionUpgrade). An engine that was not told may
/// be any.
pub(super) fn has_lifecycle_support(engine: Option<&str>) -> bool {
    engine.is_none_or(|engine| {
        ["mysql", "postgres", "aurora-mysql", "aurora-postgresql"].contains(&engine)
    })
}

/// Engine and version as the id of an engine version.
pub(super) fn engine_and_version(engine: Option<&str>, version: Option<&str>) -> Option<String> {
    Some(format!("{}:{}", engine?, version?))
}
