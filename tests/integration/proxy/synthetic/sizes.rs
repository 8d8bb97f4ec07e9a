//! How many items AWS puts on a page, and how many things one request may name: the operations' API references.

/// The members by which requests ask for pages of a size.
pub const ASKED: &[&str] = &[
    "MaxResults",
    "maxResults",
    "MaxRecords",
    "MaxItems",
    "Limit",
    "limit",
    "PageSize",
    "max-buckets",
];

/// How many items are on a page when the request does not say, and how many there may be at most.
pub fn page(call: &str) -> (usize, usize) {
    let (service, _) = call.split_once(':').unwrap_or_default();
    match (service, call) {
        (
            _,
            "ec2:DescribeRouteTables"
            | "ec2:DescribeManagedPrefixLists"
            | "ec2:GetManagedPrefixListEntries",
        ) => (100, 100),
        (_, "ec2:DescribeLaunchTemplates" | "ec2:DescribeLaunchTemplateVersions") => (200, 200),
        // Whoever does not ask for pages gets everything.
        ("ec2", _) => (usize::MAX, 1000),
        ("iam" | "kms", "iam:GetAccountAuthorizationDetails" | "kms:ListKeys") | ("iam", _) => {
            (100, 1000)
        }
        (_, "kms:ListAliases" | "kms:ListGrants") => (50, 100),
        ("elasticloadbalancing", _) => (400, 400),
        ("apigateway", _) => (25, 500),
        ("apigatewayv2", _) => (25, 25),
        ("application-autoscaling" | "logs" | "guardduty", _) => (50, 50),
        (
            _,
            "ssm:ListResourceComplianceSummaries"
            | "ssm:DescribeInstanceInformation"
            | "ssm:DescribeParameters"
            | "ssm:ListDocuments",
        ) => (10, 50),
        ("backup", _) => (1000, 1000),
        ("acm", _) => (100, 1000),
        (_, "config:DescribeConfigRules") => (25, 25),
        (_, "s3:ListBuckets") => (10_000, 10_000),
        (_, "s3control:ListAccessPoints") => (1000, 1000),
        (_, "elasticfilesystem:DescribeMountTargets") => (10, 10),
        // RDS, CloudWatch, ECS, DynamoDB, Secrets Manager, EFS, WAF, Security Hub, IAM Access Analyzer.
        _ => (100, 100),
    }
}

/// How many things one request may name, for operations that answer about each of them.
pub fn named_at_once(call: &str) -> usize {
    match call {
        "ecs:DescribeServices" => 10,
        "ecs:DescribeTasks" | "ecs:DescribeClusters" | "ecs:DescribeCapacityProviders" => 100,
        "elasticloadbalancing:DescribeTags" | "cloudtrail:ListTags" => 20,
        // A filter of Amazon EC2 has 200 values.
        _ => 200,
    }
}
