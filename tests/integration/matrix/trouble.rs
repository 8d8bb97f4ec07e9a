//! The faults that the matrix tries on every call, and what may come of each.

use std::time::Duration;

use crate::proxy::fault::{Fault, Gibberish, Policy, Times};
use crate::proxy::protocol::paging;

/// A fault, and what a report may say of the call that has it.
#[derive(Clone, Debug)]
pub struct Trouble {
    pub name: &'static str,
    pub fault: Fault,
    pub comes_to: Outcome,
}

/// What may become of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is answered in the end: the report is that of a quiet day.
    Heals,
    /// It is not: what hangs on it is unknown, for one of these reasons.
    Blinds(&'static [&'static str]),
}

use Outcome::{Blinds, Heals};

impl Trouble {
    /// Whether what comes of it may hang on what the account holds; what becomes of a call that is not answered does not.
    pub fn is_in_the_answer(&self) -> bool {
        matches!(
            self.fault,
            Fault::Denied(Policy::Identity)
                | Fault::Truncated(_)
                | Fault::Garbage(Gibberish::Hollow, _)
                | Fault::EmptyPageFirst
                | Fault::Twice
                | Fault::TokenRepeats
                | Fault::Error(..)
        )
    }

    /// Whether nobody seems to be there, so that the endpoint may be given up.
    pub fn is_silence(&self) -> bool {
        matches!(
            self.fault,
            Fault::Silent
                | Fault::Closed(Times::Always)
                | Fault::Reset(Times::Always)
                | Fault::Dribbled(_)
        )
    }
}

const REACHED_NOT: Outcome = Blinds(&["unreachable", "timeout"]);

/// All faults that can be told of any call.
pub fn troubles() -> Vec<Trouble> {
    let always = Times::Always;
    let all: Vec<(&'static str, Fault, Outcome)> = vec![
        (
            "denied by an identity policy",
            Fault::Denied(Policy::Identity),
            Blinds(&["denied"]),
        ),
        (
            "denied by a service control policy",
            Fault::Denied(Policy::ServiceControl),
            Blinds(&["denied"]),
        ),
        (
            "denied by a resource policy",
            Fault::Denied(Policy::Resource),
            Blinds(&["denied"]),
        ),
        (
            "denied by a permissions boundary",
            Fault::Denied(Policy::Boundary),
            Blinds(&["denied"]),
        ),
        (
            "throttled three times",
            Fault::Throttled(Times::First(3)),
            Heals,
        ),
        (
            "throttled for good",
            Fault::Throttled(always),
            Blinds(&["throttled"]),
        ),
        ("500 twice", Fault::Failed(500, Times::First(2)), Heals),
        (
            "500 for good",
            Fault::Failed(500, always),
            Blinds(&["error"]),
        ),
        ("503 twice", Fault::Failed(503, Times::First(2)), Heals),
        (
            "503 for good",
            Fault::Failed(503, always),
            Blinds(&["error"]),
        ),
        (
            "502 without a word, once",
            Fault::Mute(502, Times::First(1)),
            Heals,
        ),
        (
            "502 without a word, for good",
            Fault::Mute(502, always),
            Blinds(&["error"]),
        ),
        (
            "403 without a word",
            Fault::Mute(403, always),
            Blinds(&["error"]),
        ),
        ("closed once", Fault::Closed(Times::First(1)), Heals),
        ("closed for good", Fault::Closed(always), REACHED_NOT),
        (
            "reset in mid-answer, once",
            Fault::Reset(Times::First(1)),
            Heals,
        ),
        (
            "reset in mid-answer, for good",
            Fault::Reset(always),
            REACHED_NOT,
        ),
        (
            "truncated",
            Fault::Truncated(always),
            Blinds(&["malformed"]),
        ),
        (
            "noise",
            Fault::Garbage(Gibberish::Noise, always),
            Blinds(&["malformed"]),
        ),
        (
            "a login page",
            Fault::Garbage(Gibberish::Html, always),
            Blinds(&["malformed"]),
        ),
        (
            "an empty body",
            Fault::Garbage(Gibberish::Empty, always),
            Blinds(&["malformed"]),
        ),
        (
            "an answer that holds nothing",
            Fault::Garbage(Gibberish::Hollow, always),
            Blinds(&["malformed"]),
        ),
        ("no answer", Fault::Silent, Blinds(&["timeout"])),
        (
            "a dribbling answer",
            Fault::Dribbled(Duration::from_secs(5)),
            Blinds(&["timeout"]),
        ),
        ("expired credentials", Fault::Expired, Blinds(&["expired"])),
        (
            "unknown credentials",
            Fault::UnknownCredentials,
            Blinds(&["expired"]),
        ),
        (
            "not subscribed",
            Fault::NotSubscribed,
            Blinds(&["disabled"]),
        ),
    ];
    all.into_iter()
        .map(|(name, fault, comes_to)| Trouble {
            name,
            fault,
            comes_to,
        })
        .collect()
}

/// Error codes that say that a resource went away since it was listed: HTTP status and code, from the operations' API references and
/// "Error codes for the Amazon EC2 API".
const GONE: &[(&str, u16, &str)] = &[
    ("backup:GetBackupPlan", 400, "ResourceNotFoundException"),
    (
        "backup:ListBackupSelections",
        400,
        "ResourceNotFoundException",
    ),
    (
        "backup:ListRecoveryPointsByBackupVault",
        400,
        "ResourceNotFoundException",
    ),
    ("backup:ListTags", 400, "ResourceNotFoundException"),
    (
        "dynamodb:DescribeContinuousBackups",
        400,
        "TableNotFoundException",
    ),
    ("dynamodb:DescribeTable", 400, "ResourceNotFoundException"),
    (
        "dynamodb:DescribeTimeToLive",
        400,
        "ResourceNotFoundException",
    ),
    (
        "dynamodb:GetResourcePolicy",
        400,
        "ResourceNotFoundException",
    ),
    (
        "dynamodb:ListTagsOfResource",
        400,
        "ResourceNotFoundException",
    ),
    ("s3:GetBucketAcl", 404, "NoSuchBucket"),
    ("s3:GetBucketEncryption", 404, "NoSuchBucket"),
    ("s3:GetBucketLifecycleConfiguration", 404, "NoSuchBucket"),
    ("s3:GetBucketLogging", 404, "NoSuchBucket"),
    ("s3:GetBucketNotificationConfiguration", 404, "NoSuchBucket"),
    ("s3:GetBucketOwnershipControls", 404, "NoSuchBucket"),
    ("s3:GetBucketPolicy", 404, "NoSuchBucket"),
    ("s3:GetBucketPolicyStatus", 404, "NoSuchBucket"),
    ("s3:GetBucketReplication", 404, "NoSuchBucket"),
    ("s3:GetBucketTagging", 404, "NoSuchBucket"),
    ("s3:GetBucketVersioning", 404, "NoSuchBucket"),
    ("s3:GetObjectLockConfiguration", 404, "NoSuchBucket"),
    ("s3:GetPublicAccessBlock", 404, "NoSuchBucket"),
    ("s3control:GetAccessPoint", 404, "NoSuchAccessPoint"),
    ("acm:DescribeCertificate", 400, "ResourceNotFoundException"),
    (
        "acm:ListTagsForCertificate",
        400,
        "ResourceNotFoundException",
    ),
    (
        "application-autoscaling:ListTagsForResource",
        400,
        "ResourceNotFoundException",
    ),
    (
        "cloudtrail:GetEventSelectors",
        400,
        "TrailNotFoundException",
    ),
    (
        "cloudtrail:GetInsightSelectors",
        400,
        "TrailNotFoundException",
    ),
    ("cloudtrail:GetTrailStatus", 400, "TrailNotFoundException"),
    ("cloudtrail:ListTags", 400, "ResourceNotFoundException"),
    ("cloudwatch:GetDashboard", 404, "ResourceNotFound"),
    (
        "cloudwatch:ListTagsForResource",
        404,
        "ResourceNotFoundException",
    ),
    (
        "config:DescribeConfigurationRecorderStatus",
        400,
        "NoSuchConfigurationRecorderException",
    ),
    (
        "config:DescribeDeliveryChannelStatus",
        400,
        "NoSuchDeliveryChannelException",
    ),
    (
        "config:ListTagsForResource",
        400,
        "ResourceNotFoundException",
    ),
    ("apigateway:GetAuthorizers", 404, "NotFoundException"),
    ("apigateway:GetResources", 404, "NotFoundException"),
    ("apigatewayv2:GetAuthorizers", 404, "NotFoundException"),
    ("apigatewayv2:GetIntegrations", 404, "NotFoundException"),
    ("apigatewayv2:GetRoutes", 404, "NotFoundException"),
    (
        "ec2:DescribeInstanceAttribute",
        400,
        "InvalidInstanceID.NotFound",
    ),
    ("ec2:DescribeVpcAttribute", 400, "InvalidVpcID.NotFound"),
    (
        "ec2:GetManagedPrefixListEntries",
        400,
        "InvalidPrefixListID.NotFound",
    ),
    (
        "elasticloadbalancing:DescribeListenerCertificates",
        400,
        "ListenerNotFound",
    ),
    ("ecs:DescribeServices", 400, "ClusterNotFoundException"),
    ("ecs:DescribeTasks", 400, "ClusterNotFoundException"),
    ("ecs:ListServices", 400, "ClusterNotFoundException"),
    ("ecs:ListTasks", 400, "ClusterNotFoundException"),
    (
        "elasticloadbalancing:DescribeListeners",
        400,
        "LoadBalancerNotFound",
    ),
    (
        "elasticloadbalancing:DescribeLoadBalancerAttributes",
        400,
        "LoadBalancerNotFound",
    ),
    (
        "elasticloadbalancing:DescribeRules",
        400,
        "ListenerNotFound",
    ),
    (
        "elasticloadbalancing:DescribeTags",
        400,
        "LoadBalancerNotFound",
    ),
    (
        "elasticloadbalancing:DescribeTargetHealth",
        400,
        "TargetGroupNotFound",
    ),
    (
        "elasticfilesystem:DescribeBackupPolicy",
        404,
        "FileSystemNotFound",
    ),
    (
        "elasticfilesystem:DescribeFileSystemPolicy",
        404,
        "FileSystemNotFound",
    ),
    (
        "elasticfilesystem:DescribeMountTargets",
        404,
        "FileSystemNotFound",
    ),
    ("iam:GetPolicy", 404, "NoSuchEntity"),
    ("iam:GetPolicyVersion", 404, "NoSuchEntity"),
    ("iam:ListInstanceProfileTags", 404, "NoSuchEntity"),
    ("iam:ListPolicyTags", 404, "NoSuchEntity"),
    ("iam:ListServerCertificateTags", 404, "NoSuchEntity"),
    ("kms:DescribeKey", 400, "NotFoundException"),
    ("kms:GetKeyPolicy", 400, "NotFoundException"),
    ("kms:GetKeyRotationStatus", 400, "NotFoundException"),
    ("kms:ListGrants", 400, "NotFoundException"),
    ("kms:ListResourceTags", 400, "NotFoundException"),
    ("logs:ListTagsForResource", 400, "ResourceNotFoundException"),
    (
        "rds:DescribeDBClusterParameters",
        404,
        "DBParameterGroupNotFound",
    ),
    (
        "rds:DescribeDBClusterSnapshotAttributes",
        404,
        "DBClusterSnapshotNotFoundFault",
    ),
    ("rds:DescribeDBParameters", 404, "DBParameterGroupNotFound"),
    (
        "rds:DescribeDBSnapshotAttributes",
        404,
        "DBSnapshotNotFound",
    ),
    ("rds:ListTagsForResource", 404, "DBInstanceNotFound"),
    (
        "secretsmanager:DescribeSecret",
        400,
        "ResourceNotFoundException",
    ),
    (
        "secretsmanager:GetResourcePolicy",
        400,
        "ResourceNotFoundException",
    ),
    (
        "secretsmanager:GetSecretValue",
        400,
        "ResourceNotFoundException",
    ),
    (
        "securityhub:ListTagsForResource",
        404,
        "ResourceNotFoundException",
    ),
    ("wafv2:GetRuleGroup", 400, "WAFNonexistentItemException"),
    ("wafv2:GetWebACL", 400, "WAFNonexistentItemException"),
    (
        "wafv2:ListTagsForResource",
        400,
        "WAFNonexistentItemException",
    ),
    ("ssm:DescribeDocumentPermission", 400, "InvalidDocument"),
    ("ssm:ListTagsForResource", 400, "InvalidResourceId"),
];

/// That what a call is about went away since it was listed; nothing for calls that list.
pub fn gone(call: &str) -> Option<Trouble> {
    let (_, status, code) = GONE.iter().find(|(of, ..)| *of == call)?;
    Some(Trouble {
        name: "gone since it was listed",
        fault: Fault::Error(*status, (*code).to_owned()),
        comes_to: Blinds(&["malformed"]),
    })
}

/// Calls for which an answer that holds nothing says something (Amazon S3 API Reference): versioning that was never set, no logging, nobody who
/// is told of events, and US East (N. Virginia).
const HOLLOW_IS_AN_ANSWER: &[&str] = &[
    "s3:GetBucketLocation",
    "s3:GetBucketLogging",
    "s3:GetBucketNotificationConfiguration",
    "s3:GetBucketVersioning",
];

/// The faults of one call: those of any call, and those of its pages.
pub fn troubles_of(call: &str) -> Vec<Trouble> {
    let mut troubles = troubles();
    let call = call.split('?').next().unwrap_or_default();
    if HOLLOW_IS_AN_ANSWER.contains(&call) {
        troubles.retain(|trouble| !matches!(trouble.fault, Fault::Garbage(Gibberish::Hollow, _)));
    }
    for trouble in &mut troubles {
        // The owner of another account's key or bucket decides whom its policy lets in: that is no permission the principal lacks.
        let may_be_abroad = ["kms:DescribeKey", "s3:GetBucketLocation"].contains(&call);
        if may_be_abroad && matches!(trouble.fault, Fault::Denied(Policy::Resource)) {
            trouble.comes_to = Blinds(&["denied", "out_of_scope"]);
        }
    }
    troubles.extend(gone(call));
    if paging(call).is_some() {
        let paged: [(&'static str, Fault, Outcome); 3] = [
            ("an empty page first", Fault::EmptyPageFirst, Heals),
            ("the same on two pages", Fault::Twice, Heals),
            (
                "a token that repeats",
                Fault::TokenRepeats,
                Blinds(&["malformed"]),
            ),
        ];
        troubles.extend(paged.map(|(name, fault, comes_to)| Trouble {
            name,
            fault,
            comes_to,
        }));
    }
    troubles
}
