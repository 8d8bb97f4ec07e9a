//! What an error of a call means: absent, gone, or unknown for a reason.
//!
//! Per call, [`Call`] lists the codes that mean *absent*, *gone* and *unsupported*; everything else is unknown.

use aws_smithy_runtime_api::client::interceptors::error::InterceptorError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use std::error::Error as _;

use crate::call::Call;
use crate::inventory::{Gap, Outcome};

/// What is said of a call that nobody answered in time.
pub(super) const NO_ANSWER: &str = "no answer in time";
/// What is said of a call to which no connection came about in time.
pub(super) const NO_CONNECTION: &str = "no connection in time";

/// Why a call did not bring what was asked for.
#[derive(Clone, Debug)]
pub enum Failure {
    /// AWS answered that there is none.
    Absent,
    /// AWS answered that the resource does not exist any more.
    Gone,
    /// It could not be read.
    Gap(Gap),
}

impl Failure {
    /// The failure that an SDK's error means for this call.
    pub fn of<E>(call: &'static Call, error: &SdkError<E, HttpResponse>) -> Self
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let (outcome, words) = match error {
            // It went well for AWS, and what arrived is not what AWS sends.
            SdkError::ServiceError(service)
                if service.raw().status().is_success() && service.err().code().is_none() =>
            {
                let words = format!(
                    "the answer could not be understood: {}",
                    context(service.err())
                );
                (Outcome::Malformed, words)
            }
            SdkError::ServiceError(service) => {
                let code = service.err().code().unwrap_or_default();
                if call.absent.contains(&code) {
                    return Self::Absent;
                }
                if call.gone.contains(&code) {
                    return Self::Gone;
                }
                let status = service.raw().status().as_u16();
                let words = match (code, service.err().message()) {
                    ("", _) => format!("HTTP {status} without an error code"),
                    (code, None) => code.to_owned(),
                    (code, Some(message)) => format!("{code}: {message}"),
                };
                let outcome = if call.unsupported.contains(&code) {
                    Outcome::Unsupported
                } else {
                    by_code(code, status)
                };
                (outcome, words)
            }
            SdkError::TimeoutError(_) => (Outcome::Timeout, NO_ANSWER.to_owned()),
            SdkError::DispatchFailure(failure) if failure.is_timeout() => {
                (Outcome::Timeout, NO_CONNECTION.to_owned())
            }
            SdkError::DispatchFailure(failure) if failure.is_io() => {
                (Outcome::Unreachable, context(error))
            }
            SdkError::DispatchFailure(_) => {
                (credentials_or(Outcome::Unreachable, error), context(error))
            }
            // What we object to ourselves ([`super::watch`]) arrived whole; everything else broke off.
            SdkError::ResponseError(_) => {
                let ours = error
                    .source()
                    .is_some_and(<dyn std::error::Error>::is::<InterceptorError>);
                let outcome = if ours {
                    Outcome::Malformed
                } else {
                    Outcome::Unreachable
                };
                (outcome, context(error))
            }
            _ => (credentials_or(Outcome::Error, error), context(error)),
        };
        Self::Gap(Gap::new(call, outcome, one_line(&words)))
    }
}

impl From<Gap> for Failure {
    fn from(gap: Gap) -> Self {
        Self::Gap(gap)
    }
}

/// What an error code means in all services ("Common Errors" of each API reference, and EC2's "Error codes for the Amazon EC2 API").
fn by_code(code: &str, status: u16) -> Outcome {
    match code {
        "AccessDenied"
        | "AccessDeniedException"
        | "UnauthorizedOperation"
        | "UnauthorizedException"
        | "AuthorizationError"
        | "NotAuthorized"
        | "Forbidden" => Outcome::Denied,
        "ExpiredToken"
        | "ExpiredTokenException"
        | "RequestExpired"
        | "InvalidClientTokenId"
        | "UnrecognizedClientException"
        | "AuthFailure"
        | "InvalidAccessKeyId"
        | "SignatureDoesNotMatch"
        | "InvalidSignatureException"
        | "IncompleteSignature"
        | "MissingAuthenticationToken" => Outcome::Expired,
        "OptInRequired"
        | "SubscriptionRequiredException"
        | "RegionDisabledException"
        | "Blocked"
        | "PendingVerification" => Outcome::Disabled,
        "UnsupportedOperation"
        | "UnsupportedOperationException"
        | "InvalidAction"
        | "UnknownOperationException"
        | "Unsupported" => Outcome::Unsupported,
        _ if is_throttle(code) => Outcome::Throttled,
        "" if status == 429 => Outcome::Throttled,
        "" if status == 401 || status == 403 => Outcome::Denied,
        "RequestTimeout" | "RequestTimeoutException" => Outcome::Timeout,
        _ => Outcome::Error,
    }
}

fn is_throttle(code: &str) -> bool {
    code.contains("Throttl")
        || matches!(
            code,
            "RequestLimitExceeded"
                | "TooManyRequestsException"
                | "SlowDown"
                | "BandwidthLimitExceeded"
                | "LimitExceededException"
                | "RequestThrottled"
                | "PriorRequestNotComplete"
        )
}

/// An error that came before anything was sent is most often one of credentials.
fn credentials_or<E>(otherwise: Outcome, error: &SdkError<E, HttpResponse>) -> Outcome
where
    E: std::error::Error + 'static,
{
    let words = context(error);
    if words.contains("credentials") || words.contains("identity") {
        Outcome::Expired
    } else {
        otherwise
    }
}

/// An error's words and those of its causes.
pub(super) fn context(error: &(dyn std::error::Error + 'static)) -> String {
    // The causes alone: `DisplayErrorContext` adds a debug dump of the request behind them.
    let mut words = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let text = inner.to_string();
        if !words.contains(&text) {
            words.push_str(": ");
            words.push_str(&text);
        }
        cause = inner.source();
    }
    words
}

fn one_line(words: &str) -> String {
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}
