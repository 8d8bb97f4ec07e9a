//! What can be wrong with a call, as AWS, the network or something in between makes it so; and the errors that services have for it.
//!
//! Codes and statuses: "Error codes for the Amazon EC2 API"; "Common errors" of the other services' API references; IAM User Guide,
//! "Troubleshoot access denied error messages"; AWS STS and Amazon S3 API References.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use awsert::check::{Check, Library, Overrides};
use awsert::plan::Plan;

use super::protocol::{Protocol, Refusal};

/// A fault of one operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Refused: a permission is missing.
    Denied(Policy),
    /// Refused: too many requests.
    Throttled(Times),
    /// An error of the service, with this HTTP status.
    Failed(u16, Times),
    /// An error of the service or of something before it that says nothing: this HTTP status, and no body.
    Mute(u16, Times),
    /// The connection is closed before any answer.
    Closed(Times),
    /// The connection is reset in the middle of the answer.
    Reset(Times),
    /// Half of the answer, its length told as such.
    Truncated(Times),
    /// Something that is no answer.
    Garbage(Gibberish, Times),
    /// No answer at all.
    Silent,
    /// An answer that comes a few bytes at a time, with a pause after each.
    Dribbled(Duration),
    /// The credentials have expired.
    Expired,
    /// The service does not know the credentials.
    UnknownCredentials,
    /// The account has not subscribed to the service.
    NotSubscribed,
    /// Any other error: HTTP status and code.
    Error(u16, String),
    /// An empty page that names another, before the real answer.
    EmptyPageFirst,
    /// Each page names the same next one.
    TokenRepeats,
    /// What is listed stands on two pages.
    Twice,
    /// A member of the answer is left out wherever it stands: a path like `DBInstances.DBInstance.MultiAZ`.
    Without(String),
}

/// How often something goes wrong, each different request counted on its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Times {
    First(u32),
    Always,
}

/// The kinds of policies that deny.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// No identity-based policy allows it.
    Identity,
    /// A service control policy denies it.
    ServiceControl,
    /// A resource-based policy denies it.
    Resource,
    /// The permissions boundary does not allow it.
    Boundary,
}

/// What comes in place of an answer, with HTTP status 200.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gibberish {
    /// Bytes that mean nothing.
    Noise,
    /// The page of a proxy that wants a login.
    Html,
    /// Nothing.
    Empty,
    /// An answer of the service's shape that holds nothing.
    Hollow,
}

/// The service control policy that denies, in AWS's refusals.
pub const SERVICE_CONTROL_POLICY: &str = "arn:aws:organizations::999988887777:policy/o-exampleorgid/service_control_policy/p-examplepolicyid";

/// Who asks, in AWS's refusals.
const WHO: &str = "arn:aws:sts::111122223333:assumed-role/Auditor/awsert";

impl Fault {
    /// The error that a service answers for it, where it answers one.
    pub fn refusal(&self, service: &str, operation: &str) -> Option<Refusal> {
        let protocol = Protocol::of(service);
        let refusal = |status: u16, code: &str, message: &str| {
            Some(Refusal {
                status,
                code: code.to_owned(),
                message: message.to_owned(),
            })
        };
        match self {
            Self::Denied(policy) => Some(denied(*policy, service, operation)),
            Self::Throttled(_) => match (protocol, service) {
                (Protocol::Ec2, _) => {
                    refusal(503, "RequestLimitExceeded", "Request limit exceeded.")
                }
                (Protocol::RestXml, _) => {
                    refusal(503, "SlowDown", "Please reduce your request rate.")
                }
                (Protocol::RestJson, _) => {
                    refusal(429, "TooManyRequestsException", "Too Many Requests")
                }
                (Protocol::Query | Protocol::Cbor, _) => {
                    refusal(400, "Throttling", "Rate exceeded")
                }
                (Protocol::Json { .. }, _) => refusal(400, "ThrottlingException", "Rate exceeded"),
            },
            Self::Failed(503, _) => match protocol {
                Protocol::Ec2 => refusal(
                    503,
                    "Unavailable",
                    "The server is overloaded and can't handle the request.",
                ),
                Protocol::RestXml => refusal(
                    503,
                    "ServiceUnavailable",
                    "Please reduce your request rate.",
                ),
                _ => refusal(
                    503,
                    "ServiceUnavailable",
                    "The request has failed due to a temporary failure of the server.",
                ),
            },
            Self::Failed(status, _) => match (protocol, service) {
                (Protocol::Ec2 | Protocol::RestXml, _) => {
                    refusal(*status, "InternalError", "An internal error has occurred")
                }
                (_, "kms") => refusal(
                    *status,
                    "KMSInternalException",
                    "The request was rejected because an internal exception occurred.",
                ),
                (_, "secretsmanager") => refusal(
                    *status,
                    "InternalServiceError",
                    "An error occurred on the server side.",
                ),
                (_, "iam") => refusal(
                    *status,
                    "ServiceFailure",
                    "The request processing has failed because of an unknown error.",
                ),
                _ => refusal(
                    *status,
                    "InternalFailure",
                    "The request processing has failed because of an unknown error, exception or failure.",
                ),
            },
            Self::Expired => match protocol {
                Protocol::Ec2 => refusal(400, "RequestExpired", "Request has expired."),
                Protocol::Query | Protocol::Cbor => refusal(
                    403,
                    "ExpiredToken",
                    "The security token included in the request is expired",
                ),
                Protocol::RestXml => {
                    refusal(400, "ExpiredToken", "The provided token has expired.")
                }
                Protocol::Json { .. } | Protocol::RestJson => refusal(
                    400,
                    "ExpiredTokenException",
                    "The security token included in the request is expired",
                ),
            },
            Self::UnknownCredentials => match protocol {
                Protocol::Ec2 => refusal(
                    401,
                    "AuthFailure",
                    "AWS was not able to validate the provided access credentials",
                ),
                Protocol::Query | Protocol::Cbor => refusal(
                    403,
                    "InvalidClientTokenId",
                    "The security token included in the request is invalid.",
                ),
                Protocol::RestXml => refusal(
                    403,
                    "InvalidAccessKeyId",
                    "The AWS Access Key Id you provided does not exist in our records.",
                ),
                Protocol::Json { .. } | Protocol::RestJson => refusal(
                    400,
                    "UnrecognizedClientException",
                    "The security token included in the request is invalid.",
                ),
            },
            Self::NotSubscribed => match protocol {
                Protocol::Ec2 => refusal(
                    401,
                    "OptInRequired",
                    "You are not subscribed to this service. Please go to http://aws.amazon.com to subscribe.",
                ),
                Protocol::Query | Protocol::Cbor => refusal(
                    403,
                    "OptInRequired",
                    "The AWS Access Key Id needs a subscription for the service",
                ),
                Protocol::RestXml => refusal(
                    403,
                    "NotSignedUp",
                    "Your account is not signed up for the S3 service.",
                ),
                Protocol::Json { .. } | Protocol::RestJson => refusal(
                    400,
                    "SubscriptionRequiredException",
                    "The AWS Access Key Id needs a subscription for the service",
                ),
            },
            Self::Error(status, code) => refusal(*status, code, "What was asked for is not there."),
            _ => None,
        }
    }

    /// How often it happens.
    pub fn times(&self) -> Times {
        match self {
            Self::Throttled(times)
            | Self::Failed(_, times)
            | Self::Mute(_, times)
            | Self::Closed(times)
            | Self::Reset(times)
            | Self::Truncated(times)
            | Self::Garbage(_, times) => *times,
            _ => Times::Always,
        }
    }
}

/// The IAM action that AWS names when it refuses a call, where that is not the call's own name.
static ACTIONS: LazyLock<BTreeMap<String, String>> = LazyLock::new(|| {
    let library = Library::load(&[], &Overrides::default()).expect("the checks are right");
    let checks: Vec<Arc<Check>> = library.checks().cloned().collect();
    let asks = Plan::of(&checks).asks().into_iter();
    asks.filter_map(|ask| Some((ask.call.to_string(), ask.call.actions().into_iter().next()?)))
        .collect()
});

fn denied(policy: Policy, service: &str, operation: &str) -> Refusal {
    let call = format!("{service}:{operation}");
    let action = ACTIONS.get(&call).unwrap_or(&call);
    let why = match policy {
        Policy::Identity => format!("because no identity-based policy allows the {action} action"),
        Policy::ServiceControl => {
            format!("with an explicit deny in a service control policy: {SERVICE_CONTROL_POLICY}")
        }
        Policy::Resource => "with an explicit deny in a resource-based policy".to_owned(),
        Policy::Boundary => format!("because no permissions boundary allows the {action} action"),
    };
    let message = format!("User: {WHO} is not authorized to perform: {action} {why}");
    let (status, code, message) = match Protocol::of(service) {
        Protocol::Ec2 => (
            403,
            "UnauthorizedOperation",
            format!("You are not authorized to perform this operation. {message}"),
        ),
        Protocol::Query | Protocol::RestXml | Protocol::Cbor => (403, "AccessDenied", message),
        Protocol::Json { .. } => (400, "AccessDeniedException", message),
        Protocol::RestJson => (403, "AccessDeniedException", message),
    };
    Refusal {
        status,
        code: code.to_owned(),
        message,
    }
}
