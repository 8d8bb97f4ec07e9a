//! Posts: with a bound on everything, and again where that may help. Who signs them and what they say is for others.

use std::time::Duration;

use aws_smithy_http_client::Connector;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::{self, rustls_provider::CryptoMode};
use aws_smithy_runtime_api::client::http::HttpConnector as _;
use aws_smithy_runtime_api::client::http::HttpConnectorSettings;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::byte_stream::ByteStream;

use super::sign::Signer;
use crate::aws::{Limits, failure};
use crate::inventory::Outcome;

/// How often a post is tried in all.
const ATTEMPTS: u32 = 4;

/// How long an attempt may take: what is posted is small.
const ATTEMPT: Duration = Duration::from_secs(15);

/// The first wait between two attempts; each next is twice as long.
const FIRST_WAIT: Duration = Duration::from_millis(500);

/// The longest wait that a receiver may ask for by `Retry-After`.
const LONGEST_WAIT: Duration = Duration::from_secs(20);

/// How much of an answer is read: what receivers say is short.
const LONGEST_ANSWER: usize = 1024 * 1024;

/// Posts over one client.
#[derive(Debug)]
pub(super) struct Http {
    connector: Connector,
    attempt: Duration,
}

/// What is posted.
pub(super) struct Post<'a> {
    /// Where to.
    pub(super) url: &'a str,
    /// Names and values.
    pub(super) headers: Vec<(&'a str, &'a str)>,
    pub(super) body: &'a [u8],
}

/// Nobody answered.
pub(super) struct NoAnswer {
    pub(super) outcome: Outcome,
    /// Nothing of the address.
    pub(super) words: String,
}

impl Http {
    /// A client for AWS's endpoints: through no proxy, as the SDK's has none.
    pub(super) fn to_aws(limits: &Limits) -> Self {
        Self::new(limits, ProxyConfig::disabled())
    }

    /// A client for webhooks: through the proxy that `HTTPS_PROXY` and `NO_PROXY` say, as networks that have one let nothing else out.
    pub(super) fn to_others(limits: &Limits) -> Self {
        Self::new(limits, ProxyConfig::from_env())
    }

    fn new(limits: &Limits, proxy: ProxyConfig) -> Self {
        let settings = HttpConnectorSettings::builder()
            .connect_timeout(limits.connect_timeout)
            .build();
        let connector = Connector::builder()
            .connector_settings(settings)
            .proxy_config(proxy)
            .tls_provider(tls::Provider::Rustls(CryptoMode::Ring))
            .build();
        Self {
            connector,
            attempt: limits.read_timeout.min(ATTEMPT),
        }
    }

    /// Posts, again and again where the receiver is too busy, has an error of its own or does not answer. What it says last is the answer.
    pub(super) async fn post(
        &self,
        post: &Post<'_>,
        signer: Option<&Signer<'_>>,
    ) -> Result<HttpResponse, NoAnswer> {
        let mut attempt = 1;
        loop {
            let answer = self.once(post, signer).await;
            let (is_final, asked) = match &answer {
                Ok(answer) => (!is_worth_another(answer), retry_after(answer)),
                // Nothing was sent.
                Err(none) => (none.outcome == Outcome::Expired, None),
            };
            if is_final || attempt == ATTEMPTS {
                return answer;
            }
            let wait = asked.unwrap_or(FIRST_WAIT * 2_u32.pow(attempt - 1));
            tokio::time::sleep(wait.min(LONGEST_WAIT)).await;
            attempt += 1;
        }
    }

    async fn once(
        &self,
        post: &Post<'_>,
        signer: Option<&Signer<'_>>,
    ) -> Result<HttpResponse, NoAnswer> {
        let signature = match signer {
            Some(signer) => signer.sign(post).await.map_err(|words| NoAnswer {
                outcome: Outcome::Expired,
                words,
            })?,
            None => Vec::new(),
        };
        // What is wrong here is told without what it is wrong with: that may be a secret.
        let wrong = |words: &str| NoAnswer {
            outcome: Outcome::Error,
            words: words.to_owned(),
        };
        let mut request = HttpRequest::new(SdkBody::from(post.body));
        let prepared = request.set_method("POST").is_ok() && request.set_uri(post.url).is_ok();
        if !prepared {
            return Err(wrong("the address cannot be posted to"));
        }
        let plain = post.headers.iter().copied();
        let of_it = signature.iter().map(|(name, value)| (&**name, &**value));
        for (name, value) in plain.chain(of_it) {
            let (name, value) = (name.to_ascii_lowercase(), value.to_owned());
            if request.headers_mut().try_insert(name, value).is_err() {
                return Err(wrong("a header cannot be sent"));
            }
        }
        let answered = async {
            let response = self.connector.call(request).await.map_err(|error| {
                if error.is_timeout() {
                    (Outcome::Timeout, failure::NO_CONNECTION.to_owned())
                } else {
                    (Outcome::Unreachable, failure::context(&error))
                }
            })?;
            read(response).await
        };
        match tokio::time::timeout(self.attempt, answered).await {
            Err(_) => Err(NoAnswer {
                outcome: Outcome::Timeout,
                words: failure::NO_ANSWER.to_owned(),
            }),
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err((outcome, words))) => Err(NoAnswer { outcome, words }),
        }
    }
}

/// The answer with what is read of its body.
async fn read(mut response: HttpResponse) -> Result<HttpResponse, (Outcome, String)> {
    let mut stream = ByteStream::new(response.take_body());
    let mut body = Vec::new();
    while body.len() < LONGEST_ANSWER {
        match stream.next().await {
            Some(Ok(bytes)) => body.extend_from_slice(&bytes),
            Some(Err(_)) => {
                let words = "the answer broke off".to_owned();
                return Err((Outcome::Unreachable, words));
            }
            None => break,
        }
    }
    body.truncate(LONGEST_ANSWER);
    *response.body_mut() = SdkBody::from(body);
    Ok(response)
}

/// Whether the same may be answered otherwise a little later.
fn is_worth_another(answer: &HttpResponse) -> bool {
    let status = answer.status().as_u16();
    matches!(status, 408 | 425 | 429 | 500..=599)
        || failure::error_code(answer).is_some_and(|code| failure::is_throttle(&code))
}

/// How long the receiver asks to be left alone.
fn retry_after(answer: &HttpResponse) -> Option<Duration> {
    let seconds = answer.headers().get("retry-after")?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}
