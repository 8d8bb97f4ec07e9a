//! How each service speaks: the shape of its errors, and how its listings go on from page to page.

use hyper::Response;
use hyper::body::Bytes;
use hyper::header::{CONTENT_TYPE, HeaderName};

/// A protocol of AWS's services (Smithy specification, "AWS protocols").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Amazon EC2's own kind of query.
    Ec2,
    /// Forms and XML: RDS, IAM, STS and other services of the first years.
    Query,
    /// JSON with the operation in a header.
    Json { version: &'static str },
    /// Smithy's RPC v2 in CBOR, in place of the query protocol: CloudWatch.
    Cbor,
    /// Paths and JSON.
    RestJson,
    /// Paths and XML: S3.
    RestXml,
}

impl Protocol {
    /// The protocol of a service, by the name it is signed for.
    pub fn of(service: &str) -> Self {
        match service {
            "ec2" => Self::Ec2,
            "rds" | "iam" | "sts" | "elasticloadbalancing" | "autoscaling" | "sns" => Self::Query,
            "cloudwatch" => Self::Cbor,
            "dynamodb" => Self::Json { version: "1.0" },
            "application-autoscaling"
            | "kms"
            | "secretsmanager"
            | "ecs"
            | "logs"
            | "ssm"
            | "config"
            | "cloudtrail"
            | "wafv2"
            | "acm"
            | "organizations" => Self::Json { version: "1.1" },
            "s3" | "s3control" | "route53" | "cloudfront" => Self::RestXml,
            _ => Self::RestJson,
        }
    }

    /// The content type of its answers.
    pub fn content_type(self) -> String {
        match self {
            Self::Ec2 | Self::Query => "text/xml".to_owned(),
            Self::Json { version } => format!("application/x-amz-json-{version}"),
            Self::Cbor => "application/cbor".to_owned(),
            Self::RestJson => "application/json".to_owned(),
            Self::RestXml => "application/xml".to_owned(),
        }
    }
}

/// An error that a service answers.
#[derive(Clone, Debug)]
pub struct Refusal {
    pub status: u16,
    pub code: String,
    pub message: String,
}

impl Refusal {
    /// The answer in the service's own shape.
    pub fn answer(&self, service: &str) -> Response<Bytes> {
        let Self {
            status,
            code,
            message,
        } = self;
        let protocol = Protocol::of(service);
        let text = escaped(message);
        if protocol == Protocol::Cbor {
            return self.in_cbor();
        }
        let body = match protocol {
            Protocol::Ec2 => format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Response><Errors><Error><Code>{code}</Code><Message>{text}</Message>\
                 </Error></Errors><RequestID>{REQUEST}</RequestID></Response>"
            ),
            Protocol::Query => {
                let fault = if *status < 500 { "Sender" } else { "Receiver" };
                format!(
                    "<ErrorResponse><Error><Type>{fault}</Type><Code>{code}</Code><Message>{text}</Message></Error>\
                     <RequestId>{REQUEST}</RequestId></ErrorResponse>"
                )
            }
            // AWS KMS and AWS Secrets Manager spell it `message` or `Message`, by the error.
            Protocol::Json { .. } => {
                serde_json::json!({ "__type": code, "message": message }).to_string()
            }
            Protocol::RestJson | Protocol::Cbor => {
                serde_json::json!({ "message": message }).to_string()
            }
            // S3 Control wraps its errors, S3 does not.
            Protocol::RestXml if service == "s3control" => format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ErrorResponse><Error><Code>{code}</Code><Message>{text}</Message>\
                 </Error><RequestId>{REQUEST}</RequestId></ErrorResponse>"
            ),
            Protocol::RestXml => format!(
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{text}</Message>\
                 <RequestId>{REQUEST}</RequestId></Error>"
            ),
        };
        let mut answer = Response::builder()
            .status(*status)
            .header(CONTENT_TYPE, protocol.content_type());
        if protocol == Protocol::RestJson {
            answer = answer.header(HeaderName::from_static("x-amzn-errortype"), code);
        }
        answer.body(Bytes::from(body)).expect("an answer")
    }

    /// A map of two texts (RFC 8949), and the code once more as the query protocol had it.
    fn in_cbor(&self) -> Response<Bytes> {
        let mut body = vec![0xa2];
        for text in ["__type", &self.code, "message", &self.message] {
            let size = u16::try_from(text.len()).expect("a short text");
            body.push(0x79);
            body.extend(size.to_be_bytes());
            body.extend(text.as_bytes());
        }
        Response::builder()
            .status(self.status)
            .header(CONTENT_TYPE, Protocol::Cbor.content_type())
            .header("smithy-protocol", "rpc-v2-cbor")
            .header("x-amzn-query-error", format!("{};Sender", self.code))
            .body(Bytes::from(body))
            .expect("an answer")
    }
}

const REQUEST: &str = "00000000-0000-0000-0000-000000000000";

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// How a listing goes on from page to page.
#[derive(Clone, Copy, Debug)]
pub struct Paging {
    /// The request's member that asks for a page.
    pub asks: &'static str,
    /// The answer's member that names the next one.
    pub names: &'static str,
    /// The answer's member that says that there is one, where the service has it.
    pub more: Option<&'static str>,
}

/// Operations of a single answer, where others of their service come in pages (the services' API references).
const WHOLE: &[&str] = &[
    "acm:DescribeCertificate",
    "acm:ListTagsForCertificate",
    "apigateway:GetStages",
    "application-autoscaling:ListTagsForResource",
    "cloudtrail:DescribeTrails",
    "cloudtrail:GetEventSelectors",
    "cloudtrail:GetInsightSelectors",
    "cloudtrail:GetTrailStatus",
    "cloudwatch:GetDashboard",
    "cloudwatch:ListTagsForResource",
    "config:DescribeConfigurationRecorderStatus",
    "config:DescribeConfigurationRecorders",
    "config:DescribeDeliveryChannelStatus",
    "config:DescribeDeliveryChannels",
    "ec2:DescribeAddresses",
    "ec2:DescribeInstanceAttribute",
    "ec2:DescribeKeyPairs",
    "ec2:DescribeRegions",
    "ec2:DescribeVpcAttribute",
    "ec2:DescribeVpcBlockPublicAccessOptions",
    "ec2:DescribeVpnConnections",
    "ec2:GetEbsDefaultKmsKeyId",
    "ec2:GetEbsEncryptionByDefault",
    "ec2:GetImageBlockPublicAccessState",
    "ec2:GetInstanceMetadataDefaults",
    "ec2:GetSnapshotBlockPublicAccessState",
    "ecs:DescribeClusters",
    "ecs:DescribeServices",
    "ecs:DescribeTaskDefinition",
    "ecs:DescribeTasks",
    "elasticfilesystem:DescribeBackupPolicy",
    "elasticfilesystem:DescribeFileSystemPolicy",
    "elasticloadbalancing:DescribeLoadBalancerAttributes",
    "elasticloadbalancing:DescribeSSLPolicies",
    "elasticloadbalancing:DescribeTags",
    "elasticloadbalancing:DescribeTargetHealth",
    "guardduty:GetAdministratorAccount",
    "guardduty:GetDetector",
    "iam:GenerateCredentialReport",
    "iam:GetAccountPasswordPolicy",
    "iam:GetAccountSummary",
    "iam:GetCredentialReport",
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "kms:DescribeKey",
    "kms:GetKeyPolicy",
    "kms:GetKeyRotationStatus",
    "logs:ListTagsForResource",
    "organizations:DescribeOrganization",
    "rds:DescribeDBClusterSnapshotAttributes",
    "rds:DescribeDBSnapshotAttributes",
    "rds:ListTagsForResource",
    "secretsmanager:DescribeSecret",
    "secretsmanager:GetResourcePolicy",
    "securityhub:DescribeHub",
    "securityhub:ListTagsForResource",
    "ssm:GetServiceSetting",
    "ssm:ListTagsForResource",
    "wafv2:GetRuleGroup",
    "wafv2:GetWebACL",
    "wafv2:ListResourcesForWebACL",
];

/// How a call's answer goes on; nothing for one that comes whole.
pub fn paging(call: &str) -> Option<Paging> {
    let (service, _) = call.split_once(':')?;
    let (asks, names, more) = match service {
        _ if WHOLE.contains(&call) => return None,
        "apigateway" => ("position", "position", None),
        "ec2" => ("NextToken", "nextToken", None),
        "rds" => ("Marker", "Marker", None),
        "iam" => ("Marker", "Marker", Some("IsTruncated")),
        "kms" => ("Marker", "NextMarker", Some("Truncated")),
        "acm"
        | "application-autoscaling"
        | "secretsmanager"
        | "config"
        | "cloudtrail"
        | "cloudwatch"
        | "securityhub"
        | "ssm"
        | "organizations" => ("NextToken", "NextToken", None),
        "s3" if call == "s3:ListBuckets" => ("continuation-token", "ContinuationToken", None),
        "backup" if call == "backup:ListReportPlans" => ("NextToken", "NextToken", None),
        "s3control" | "backup" if call.contains(":List") => ("nextToken", "NextToken", None),
        "dynamodb" if call == "dynamodb:ListTables" => {
            ("ExclusiveStartTableName", "LastEvaluatedTableName", None)
        }
        "dynamodb" if call.contains(":List") => ("NextToken", "NextToken", None),
        "wafv2" => ("NextMarker", "NextMarker", None),
        "access-analyzer" | "apigatewayv2" | "ecs" | "guardduty" | "logs" => {
            ("nextToken", "nextToken", None)
        }
        "elasticfilesystem" if call.ends_with("AccessPoints") => ("NextToken", "NextToken", None),
        "elasticfilesystem" | "elasticloadbalancing" => ("Marker", "NextMarker", None),
        _ => return None,
    };
    Some(Paging { asks, names, more })
}
