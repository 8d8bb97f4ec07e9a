//! What an error of a call means: absent, gone, or unknown for a reason.
//!
//! Per call, [`Call`] lists the codes that mean *absent*, *gone* and *unsupported*; everything else is unknown.

use aws_smithy_runtime_api::client::interceptors::error::InterceptorError;
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use std::error::Error as _;

use super::denial;
use crate::call::Call;
use crate::inventory::{Gap, Outcome};

/// What is said of a call that nobody answered in time.
pub(crate) const NO_ANSWER: &str = "no answer in time";
/// What is said of a call to which no connection came about in time.
pub(crate) const NO_CONNECTION: &str = "no connection in time";

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
            // A refusal that nobody understood: some crates say so here, others as an error of the service.
            SdkError::ResponseError(response)
                if response.raw().body().bytes().is_some()
                    && !response.raw().status().is_success() =>
            {
                let status = response.raw().status().as_u16();
                let words = format!("HTTP {status} without an error code");
                (by_code("", status), words)
            }
            SdkError::ResponseError(response) => {
                let ours = error
                    .source()
                    .is_some_and(<dyn std::error::Error>::is::<InterceptorError>);
                // One that arrived whole lacks what we object to ([`super::watch`]), or what the API's model says is always there, which the
                // SDK finds by itself; everything else broke off.
                let arrived_whole = response.raw().body().bytes().is_some();
                let outcome = if ours || arrived_whole {
                    Outcome::Malformed
                } else {
                    Outcome::Unreachable
                };
                (outcome, context(error))
            }
            _ => (credentials_or(Outcome::Error, error), context(error)),
        };
        Self::Gap(Gap::new(
            call,
            outcome,
            one_line(&denial::without_encoded(&words)),
        ))
    }
}

impl From<Gap> for Failure {
    fn from(gap: Gap) -> Self {
        Self::Gap(gap)
    }
}

/// What an error code means in all services: "Common Errors" of each API reference, EC2's "Error codes for the Amazon EC2 API", S3's
/// "Error responses". Codes of one operation that mean something else stand on its [`Call`].
fn by_code(code: &str, status: u16) -> Outcome {
    match code {
        "AccessDenied"
        | "AccessDeniedException"
        | "AccessDeniedFault"
        | "UnauthorizedOperation"
        | "UnauthorizedException"
        | "AuthorizationError"
        | "AuthorizationErrorException"
        | "NotAuthorized"
        | "NotAuthorizedException"
        | "Forbidden"
        | "ForbiddenException" => Outcome::Denied,
        "ExpiredToken"
        | "ExpiredTokenException"
        | "InvalidToken"
        | "TokenRefreshRequired"
        | "RequestExpired"
        | "RequestTimeTooSkewed"
        | "InvalidClientTokenId"
        | "UnrecognizedClientException"
        | "AuthFailure"
        | "InvalidAccessKeyId"
        | "InvalidSecurity"
        | "SignatureDoesNotMatch"
        | "InvalidSignatureException"
        | "IncompleteSignature"
        | "IncompleteSignatureException"
        | "MissingAuthenticationToken"
        | "MissingAuthenticationTokenException" => Outcome::Expired,
        "OptInRequired"
        | "SubscriptionRequiredException"
        | "NotSignedUp"
        | "RegionDisabledException"
        | "AccountDisabled"
        | "AccountProblem"
        | "AllAccessDisabled"
        | "Blocked"
        | "PendingVerification" => Outcome::Disabled,
        _ if is_throttle(code) => Outcome::Throttled,
        "" if status == 429 => Outcome::Throttled,
        "RequestTimeout" | "RequestTimeoutException" => Outcome::Timeout,
        _ => Outcome::Error,
    }
}

/// The error code of an answer that is none of success, in whichever protocol: XML has it in `<Code>`, JSON in a header or in `__type`,
/// CBOR in a header of the query protocol that it took the place of (Smithy specification, "AWS Query compatible").
pub(crate) fn error_code(response: &HttpResponse) -> Option<String> {
    if response.status().is_success() {
        return None;
    }
    if let Some(header) = response.headers().get("x-amzn-errortype") {
        return Some(short(header).to_owned());
    }
    if let Some(header) = response.headers().get("x-amzn-query-error") {
        return header.split(';').next().map(ToOwned::to_owned);
    }
    let body = std::str::from_utf8(response.body().bytes()?).ok()?;
    let code = if let Some((_, rest)) = body.split_once("<Code>") {
        rest.split_once("</Code>")?.0.to_owned()
    } else {
        let error: serde_json::Value = serde_json::from_str(body).ok()?;
        let code = ["__type", "code", "Code"]
            .iter()
            .find_map(|name| error.get(name))?;
        short(code.as_str()?).to_owned()
    };
    Some(code)
}

/// What a refusal means that the SDK did not see: of a call that deliveries make.
pub(crate) fn refusal(call: &'static Call, response: &HttpResponse) -> Gap {
    let status = response.status().as_u16();
    let code = error_code(response).unwrap_or_default();
    let words = match (&*code, message(response)) {
        ("", _) => format!("HTTP {status} without an error code"),
        (code, None) => code.to_owned(),
        (code, Some(message)) => format!("{code}: {message}"),
    };
    Gap::new(call, by_code(&code, status), one_line(&words))
}

/// The words of a refusal, in XML or JSON.
fn message(response: &HttpResponse) -> Option<String> {
    let body = std::str::from_utf8(response.body().bytes()?).ok()?;
    if let Some((_, rest)) = body.split_once("<Message>") {
        let words = rest.split_once("</Message>")?.0;
        let unescaped = quick_xml::escape::unescape(words);
        return Some(unescaped.map_or_else(|_| words.to_owned(), Into::into));
    }
    let error: serde_json::Value = serde_json::from_str(body).ok()?;
    let words = error.get("message").or_else(|| error.get("Message"))?;
    Some(words.as_str()?.to_owned())
}

/// A code without the name space before it or the address behind it.
fn short(code: &str) -> &str {
    let code = code.rsplit('#').next().unwrap_or(code);
    code.split(':').next().unwrap_or(code)
}

/// Whether a code says that there were too many calls: what the SDK retries as such, and spellings of the same.
pub(crate) fn is_throttle(code: &str) -> bool {
    code.contains("Throttl")
        || matches!(
            code,
            "RequestLimitExceeded"
                | "TooManyRequestsException"
                | "TooManyRequests"
                | "SlowDown"
                | "BandwidthLimitExceeded"
                | "ProvisionedThroughputExceededException"
                | "TransactionInProgressException"
                | "PriorRequestNotComplete"
                // For calls that make things it is a quota (KMS, Secrets Manager); a call that reads makes none, so that what it ran
                // into is a limit of rate or of calls at once, as Kinesis and DynamoDB document it.
                | "LimitExceededException"
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
pub(crate) fn context(error: &(dyn std::error::Error + 'static)) -> String {
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

/// AWS's longest messages (decoded denials) have some hundred letters. Every finding that hangs on the call repeats its words.
const LONGEST_WORDS: usize = 2_000;

fn one_line(words: &str) -> String {
    let mut line = String::new();
    for word in words.split_whitespace() {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
        if let Some((end, _)) = line.char_indices().nth(LONGEST_WORDS) {
            line.truncate(end);
            line.push('…');
            break;
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
    use aws_smithy_runtime_api::client::result::SdkError;
    use aws_smithy_types::body::SdkBody;
    use aws_smithy_types::error::metadata::ErrorMetadata;

    use super::*;

    static CALL: Call = Call::new("config", "DescribeDeliveryChannelStatus");

    /// Some of the SDK's crates take an answer that they cannot read for one that did not arrive.
    #[test]
    fn an_error_page_is_told_by_its_status() {
        let page = HttpResponse::new(
            500.try_into().expect("a status"),
            SdkBody::from("<html>Internal Server Error</html>"),
        );
        let error: SdkError<ErrorMetadata, HttpResponse> =
            SdkError::response_error("malformed JSON", page);
        let Failure::Gap(gap) = Failure::of(&CALL, &error) else {
            panic!("it is a gap");
        };
        assert_eq!(gap.outcome, Outcome::Error);
        assert_eq!(gap.error, "HTTP 500 without an error code");
    }

    #[test]
    fn the_code_of_an_error_is_found_in_each_protocol() {
        for (status, body, code) in [
            (
                503,
                "<Response><Errors><Error><Code>RequestLimitExceeded</Code><Message>x</Message></Error></Errors></Response>",
                Some("RequestLimitExceeded"),
            ),
            (
                400,
                "<ErrorResponse><Error><Code>Throttling</Code></Error></ErrorResponse>",
                Some("Throttling"),
            ),
            (
                400,
                r#"{"__type":"com.amazonaws.kms#ThrottlingException","message":"Rate exceeded"}"#,
                Some("ThrottlingException"),
            ),
            (
                400,
                r#"{"code": "ExpiredTokenException"}"#,
                Some("ExpiredTokenException"),
            ),
            (200, "<R><Code>Throttling</Code></R>", None),
            (500, "<html>", None),
            (500, "", None),
        ] {
            let response =
                HttpResponse::new(status.try_into().expect("a status"), SdkBody::from(body));
            assert_eq!(error_code(&response).as_deref(), code, "{body}");
        }
        let mut response = HttpResponse::new(429.try_into().expect("a status"), SdkBody::empty());
        response.headers_mut().insert(
            "x-amzn-errortype",
            "TooManyRequestsException:http://internal.amazon.com/",
        );
        assert!(error_code(&response).is_some_and(|code| is_throttle(&code)));
        let mut response = HttpResponse::new(
            400.try_into().expect("a status"),
            SdkBody::from(&b"\xbf\xff"[..]),
        );
        response
            .headers_mut()
            .insert("x-amzn-query-error", "Throttling;Sender");
        assert_eq!(error_code(&response).as_deref(), Some("Throttling"));
    }

    #[test]
    fn codes_mean_what_aws_documents() {
        let cases: &[(Outcome, &[&str])] = &[
            (
                Outcome::Denied,
                &[
                    "AccessDenied",
                    "AccessDeniedException",
                    "UnauthorizedOperation",
                    "NotAuthorized",
                    "AuthorizationError",
                    "ForbiddenException",
                ],
            ),
            (
                Outcome::Expired,
                &[
                    "ExpiredToken",
                    "ExpiredTokenException",
                    "InvalidToken",
                    "TokenRefreshRequired",
                    "UnrecognizedClientException",
                    "InvalidClientTokenId",
                    "AuthFailure",
                    "RequestExpired",
                    "RequestTimeTooSkewed",
                    "MissingAuthenticationTokenException",
                ],
            ),
            (
                Outcome::Disabled,
                &[
                    "OptInRequired",
                    "SubscriptionRequiredException",
                    "NotSignedUp",
                    "AccountDisabled",
                    "PendingVerification",
                ],
            ),
            // All that the SDK retries as throttling, so that what it gave up on is called by its name.
            (
                Outcome::Throttled,
                &[
                    "Throttling",
                    "ThrottlingException",
                    "ThrottledException",
                    "RequestThrottledException",
                    "TooManyRequestsException",
                    "ProvisionedThroughputExceededException",
                    "TransactionInProgressException",
                    "RequestLimitExceeded",
                    "BandwidthLimitExceeded",
                    "LimitExceededException",
                    "RequestThrottled",
                    "SlowDown",
                    "PriorRequestNotComplete",
                    "EC2ThrottledException",
                ],
            ),
            (
                Outcome::Timeout,
                &["RequestTimeout", "RequestTimeoutException"],
            ),
            // A quota of IAM, a request that is wrong, a fault of AWS: nothing the user can mend by a permission or by waiting a little.
            (
                Outcome::Error,
                &[
                    "LimitExceeded",
                    "AuthorizationHeaderMalformed",
                    "ValidationError",
                    "InternalError",
                    "InternalFailure",
                    "InternalServerError",
                    "ServiceUnavailable",
                    "Unavailable",
                    "KMSInternalException",
                    // Only where a call says so do these mean that a region lacks a feature: whatever stands at a wrong address may answer them.
                    "InvalidAction",
                    "UnsupportedOperation",
                    "UnknownOperationException",
                ],
            ),
        ];
        for (outcome, codes) in cases {
            for code in *codes {
                assert_eq!(by_code(code, 400), *outcome, "{code}");
            }
        }
    }

    #[test]
    fn without_a_code_the_status_tells() {
        let cases = [
            // No service of AWS refuses without a code: something in between did.
            (403, Outcome::Error),
            (401, Outcome::Error),
            (429, Outcome::Throttled),
            (500, Outcome::Error),
            (503, Outcome::Error),
        ];
        for (status, outcome) in cases {
            assert_eq!(by_code("", status), outcome, "{status}");
        }
    }

    #[test]
    fn the_words_of_an_error_are_one_line_of_bounded_length() {
        assert_eq!(one_line(" Access\n\tdenied "), "Access denied");
        let long = one_line(&"é".repeat(LONGEST_WORDS + 1));
        assert_eq!(long, format!("{}…", "é".repeat(LONGEST_WORDS)));
        assert_eq!(
            one_line(&"é".repeat(LONGEST_WORDS)).chars().count(),
            LONGEST_WORDS
        );
    }
}
