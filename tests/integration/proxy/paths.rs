//! The operations of services that name them by method and path (their API references, "Request Syntax").

use hyper::Uri;

/// Service, method, path, operation; `*` stands for a part of a path, and what is behind `?` for a name in the query.
const OPERATIONS: &[(&str, &str, &str, &str)] = &[
    ("access-analyzer", "GET", "/analyzer", "ListAnalyzers"),
    (
        "account",
        "POST",
        "/getAlternateContact",
        "GetAlternateContact",
    ),
    (
        "account",
        "POST",
        "/getContactInformation",
        "GetContactInformation",
    ),
    ("apigateway", "GET", "/restapis", "GetRestApis"),
    ("apigateway", "GET", "/restapis/*/resources", "GetResources"),
    (
        "apigateway",
        "GET",
        "/restapis/*/authorizers",
        "GetAuthorizers",
    ),
    ("apigateway", "GET", "/restapis/*/stages", "GetStages"),
    ("apigateway", "GET", "/usageplans", "GetUsagePlans"),
    (
        "apigateway",
        "GET",
        "/usageplans/*/keys",
        "GetUsagePlanKeys",
    ),
    ("apigateway", "GET", "/apikeys", "GetApiKeys"),
    ("apigateway", "GET", "/vpclinks", "GetVpcLinks"),
    ("apigateway", "GET", "/domainnames", "GetDomainNames"),
    ("apigatewayv2", "GET", "/v2/apis", "GetApis"),
    ("apigatewayv2", "GET", "/v2/apis/*/routes", "GetRoutes"),
    (
        "apigatewayv2",
        "GET",
        "/v2/apis/*/integrations",
        "GetIntegrations",
    ),
    (
        "apigatewayv2",
        "GET",
        "/v2/apis/*/authorizers",
        "GetAuthorizers",
    ),
    ("apigatewayv2", "GET", "/v2/apis/*/stages", "GetStages"),
    ("apigatewayv2", "GET", "/v2/vpclinks", "GetVpcLinks"),
    (
        "backup",
        "GET",
        "/account-settings",
        "DescribeRegionSettings",
    ),
    ("backup", "GET", "/audit/report-plans", "ListReportPlans"),
    ("backup", "GET", "/backup-vaults", "ListBackupVaults"),
    (
        "backup",
        "GET",
        "/backup-vaults/*/access-policy",
        "GetBackupVaultAccessPolicy",
    ),
    (
        "backup",
        "GET",
        "/backup-vaults/*/recovery-points",
        "ListRecoveryPointsByBackupVault",
    ),
    ("backup", "GET", "/backup/plans", "ListBackupPlans"),
    ("backup", "GET", "/backup/plans/*", "GetBackupPlan"),
    (
        "backup",
        "GET",
        "/backup/plans/*/selections",
        "ListBackupSelections",
    ),
    ("backup", "GET", "/resources", "ListProtectedResources"),
    ("backup", "GET", "/tags/*", "ListTags"),
    (
        "elasticfilesystem",
        "GET",
        "/2015-02-01/access-points",
        "DescribeAccessPoints",
    ),
    (
        "elasticfilesystem",
        "GET",
        "/2015-02-01/file-systems",
        "DescribeFileSystems",
    ),
    (
        "elasticfilesystem",
        "GET",
        "/2015-02-01/file-systems/*/backup-policy",
        "DescribeBackupPolicy",
    ),
    (
        "elasticfilesystem",
        "GET",
        "/2015-02-01/file-systems/*/policy",
        "DescribeFileSystemPolicy",
    ),
    (
        "elasticfilesystem",
        "GET",
        "/2015-02-01/mount-targets",
        "DescribeMountTargets",
    ),
    ("guardduty", "GET", "/detector", "ListDetectors"),
    ("guardduty", "GET", "/detector/*", "GetDetector"),
    (
        "guardduty",
        "GET",
        "/detector/*/administrator",
        "GetAdministratorAccount",
    ),
    ("s3", "GET", "/", "ListBuckets"),
    ("s3", "GET", "/*?acl", "GetBucketAcl"),
    ("s3", "GET", "/*?encryption", "GetBucketEncryption"),
    (
        "s3",
        "GET",
        "/*?lifecycle",
        "GetBucketLifecycleConfiguration",
    ),
    ("s3", "GET", "/*?location", "GetBucketLocation"),
    ("s3", "GET", "/*?logging", "GetBucketLogging"),
    (
        "s3",
        "GET",
        "/*?notification",
        "GetBucketNotificationConfiguration",
    ),
    ("s3", "GET", "/*?object-lock", "GetObjectLockConfiguration"),
    (
        "s3",
        "GET",
        "/*?ownershipControls",
        "GetBucketOwnershipControls",
    ),
    ("s3", "GET", "/*?policy", "GetBucketPolicy"),
    ("s3", "GET", "/*?policyStatus", "GetBucketPolicyStatus"),
    ("s3", "GET", "/*?publicAccessBlock", "GetPublicAccessBlock"),
    ("s3", "GET", "/*?replication", "GetBucketReplication"),
    ("s3", "GET", "/*?tagging", "GetBucketTagging"),
    ("s3", "GET", "/*?versioning", "GetBucketVersioning"),
    (
        "s3control",
        "GET",
        "/v20180820/accesspoint",
        "ListAccessPoints",
    ),
    (
        "s3control",
        "GET",
        "/v20180820/accesspoint/*",
        "GetAccessPoint",
    ),
    (
        "s3control",
        "GET",
        "/v20180820/configuration/publicAccessBlock",
        "GetPublicAccessBlock",
    ),
    (
        "s3control",
        "GET",
        "/v20180820/mrap/instances",
        "ListMultiRegionAccessPoints",
    ),
    ("securityhub", "GET", "/accounts", "DescribeHub"),
    ("securityhub", "GET", "/tags/*", "ListTagsForResource"),
    (
        "securityhub",
        "POST",
        "/standards/get",
        "GetEnabledStandards",
    ),
    (
        "securityhub",
        "POST",
        "/findings/import",
        "BatchImportFindings",
    ),
    ("s3", "PUT", "/*/*/*", "PutObject"),
    ("s3", "PUT", "/*/*/*/*", "PutObject"),
    ("xray", "POST", "/EncryptionConfig", "GetEncryptionConfig"),
];

/// The operation that a request asks for; method and path where it is not known here. CBOR's paths name it themselves:
/// `/service/GraniteServiceVersion20100801/operation/DescribeAlarms`.
pub fn operation(service: &str, method: &str, uri: &Uri) -> String {
    let path = uri.path();
    if let Some((_, operation)) = path.split_once("/operation/") {
        return operation.to_owned();
    }
    let known = OPERATIONS
        .iter()
        .find(|(of, by, pattern, _)| *of == service && *by == method && fits(pattern, uri));
    match known {
        Some((.., operation)) => (*operation).to_owned(),
        None => format!("{method} {path}"),
    }
}

/// Whether an address is of a pattern. A slash at the end says nothing.
fn fits(pattern: &str, uri: &Uri) -> bool {
    let (pattern, named) = match pattern.split_once('?') {
        Some((pattern, named)) => (pattern, Some(named)),
        None => (pattern, None),
    };
    let query = uri.query().unwrap_or_default();
    let mut given = query.split('&').map(|pair| pair.split('=').next());
    if named.is_some() && !given.any(|name| name == named) {
        return false;
    }
    let mut wanted = pattern.trim_end_matches('/').split('/');
    let mut given = uri.path().trim_end_matches('/').split('/');
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some("*"), Some(part)) if !part.is_empty() => {}
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return false,
        }
    }
}
