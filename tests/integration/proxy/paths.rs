//! The operations of services that name them by method and path (their API references, "Request Syntax").

/// Service, method, path, operation; `*` stands for a part of a path.
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
    ("securityhub", "GET", "/accounts", "DescribeHub"),
    ("securityhub", "GET", "/tags/*", "ListTagsForResource"),
    (
        "securityhub",
        "POST",
        "/standards/get",
        "GetEnabledStandards",
    ),
    ("xray", "POST", "/EncryptionConfig", "GetEncryptionConfig"),
];

/// The operation that a request asks for; method and path where it is not known here. CBOR's paths name it themselves:
/// `/service/GraniteServiceVersion20100801/operation/DescribeAlarms`.
pub fn operation(service: &str, method: &str, path: &str) -> String {
    if let Some((_, operation)) = path.split_once("/operation/") {
        return operation.to_owned();
    }
    let known = OPERATIONS
        .iter()
        .find(|(of, by, pattern, _)| *of == service && *by == method && fits(pattern, path));
    match known {
        Some((.., operation)) => (*operation).to_owned(),
        None => format!("{method} {path}"),
    }
}

fn fits(pattern: &str, path: &str) -> bool {
    let (mut wanted, mut given) = (pattern.split('/'), path.split('/'));
    loop {
        match (wanted.next(), given.next()) {
            (None, None) => return true,
            (Some("*"), Some(part)) if !part.is_empty() => {}
            (Some(wanted), Some(given)) if wanted == given => {}
            _ => return false,
        }
    }
}
