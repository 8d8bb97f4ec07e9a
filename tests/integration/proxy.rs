//! An endpoint that stands before an emulator: it counts what it is asked, can refuse calls as AWS does, and can take its time.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, HOST, HeaderMap};
use hyper::service::service_fn;
use hyper::{Request, Response, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioIo};

/// How the endpoint behaves.
#[derive(Clone, Debug, Default)]
pub struct Behaviour {
    /// Calls that are refused, as `rds:DescribeDBInstances`.
    pub denied: BTreeSet<String>,
    /// Why they are, in AWS's words; when this is empty, because no identity-based policy allows them.
    pub denied_because: String,
    /// Calls that are answered here, with this body, and not by the emulator.
    pub answered: BTreeMap<String, String>,
    /// Texts that are replaced in the answers of a call: call, what is there, what is sent.
    pub replaced: Vec<(String, String, String)>,
    /// Calls whose server errors become refusals: bugs of the emulator that a test is not about.
    pub refuse_server_errors: bool,
    /// How long each answer takes.
    pub latency: Duration,
}

/// A running endpoint; it ends with the test.
pub struct Proxy {
    pub url: String,
    seen: Arc<Mutex<BTreeMap<String, usize>>>,
    _runtime: tokio::runtime::Runtime,
}

impl Proxy {
    /// Starts an endpoint before `upstream`.
    pub fn before(upstream: &str, behaviour: Behaviour) -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()
            .expect("a runtime");
        let listener = runtime
            .block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))
            .expect("the loopback has a free port");
        let url = format!(
            "http://{}",
            listener.local_addr().expect("it has an address")
        );
        let seen = Arc::new(Mutex::new(BTreeMap::new()));
        let shared = Arc::new(Shared {
            upstream: upstream.to_owned(),
            behaviour,
            seen: Arc::clone(&seen),
            client: Client::builder(TokioExecutor::new()).build_http(),
        });
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&shared);
                tokio::spawn(async move {
                    let service = service_fn(|request| answer(Arc::clone(&shared), request));
                    // A client that hangs up is its own business.
                    let _ = hyper::server::conn::http1::Builder::new()
                        .serve_connection(TokioIo::new(stream), service)
                        .await;
                });
            }
        });
        Self {
            url,
            seen,
            _runtime: runtime,
        }
    }

    /// How often each call was asked.
    pub fn seen(&self) -> BTreeMap<String, usize> {
        self.seen.lock().expect("no test panicked in here").clone()
    }

    /// How many calls were asked.
    pub fn calls(&self) -> usize {
        self.seen().values().sum()
    }
}

struct Shared {
    upstream: String,
    behaviour: Behaviour,
    seen: Arc<Mutex<BTreeMap<String, usize>>>,
    client: Client<HttpConnector, Full<Bytes>>,
}

async fn answer(
    shared: Arc<Shared>,
    request: Request<Incoming>,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (mut head, body) = request.into_parts();
    let body = body
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
        .unwrap_or_default();
    let (service, operation) = asked(&head.headers, &body);
    let call = format!("{service}:{operation}");
    *shared
        .seen
        .lock()
        .expect("no test panicked in here")
        .entry(call.clone())
        .or_default() += 1;
    tokio::time::sleep(shared.behaviour.latency).await;
    if shared.behaviour.denied.contains(&call) {
        return Ok(refusal(&service, &call, &shared.behaviour.denied_because));
    }
    if let Some(body) = shared.behaviour.answered.get(&call) {
        let body = Bytes::from(body.clone());
        return Ok(Response::new(Full::new(body)));
    }
    let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
    head.uri = format!("{}{path}", shared.upstream)
        .parse::<Uri>()
        .expect("an address");
    head.headers.remove(HOST);
    let upstream = shared
        .client
        .request(Request::from_parts(head, Full::new(body)))
        .await;
    let upstream = upstream.expect("the emulator answers");
    if upstream.status().is_server_error() && shared.behaviour.refuse_server_errors {
        return Ok(refusal(&service, &call, ""));
    }
    let (head, body) = upstream.into_parts();
    let body = body
        .collect()
        .await
        .map(http_body_util::Collected::to_bytes)
        .unwrap_or_default();
    let body = shared
        .behaviour
        .replaced
        .iter()
        .filter(|(of, ..)| *of == call)
        .fold(body, |body, (_, from, to)| {
            Bytes::from(String::from_utf8_lossy(&body).replace(from, to))
        });
    let mut response = Response::new(Full::new(body));
    *response.status_mut() = head.status;
    if let Some(content_type) = head.headers.get(CONTENT_TYPE) {
        response
            .headers_mut()
            .insert(CONTENT_TYPE, content_type.clone());
    }
    Ok(response)
}

/// The service a request is signed for, and the operation it asks.
fn asked(headers: &HeaderMap, body: &[u8]) -> (String, String) {
    let scope = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let service = scope.split('/').nth(3).unwrap_or("unsigned").to_owned();
    let operation = match headers
        .get("x-amz-target")
        .and_then(|value| value.to_str().ok())
    {
        Some(target) => target.rsplit('.').next().unwrap_or_default().to_owned(),
        None => String::from_utf8_lossy(body)
            .split('&')
            .find_map(|pair| pair.strip_prefix("Action="))
            .unwrap_or_default()
            .to_owned(),
    };
    (service, operation)
}

/// A refusal in the service's own shape.
fn refusal(service: &str, call: &str, because: &str) -> Response<Full<Bytes>> {
    let because = match because {
        "" => format!("because no identity-based policy allows the {call} action"),
        because => because.to_owned(),
    };
    let message = format!(
        "User: arn:aws:sts::111122223333:assumed-role/Auditor/awsert is not authorized to perform: {call} {because}"
    );
    let (status, content_type, body) = match service {
        "ec2" => (
            403,
            "text/xml",
            format!(
                "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>{message}</Message></Error></Errors>\
                 <RequestID>00000000-0000-0000-0000-000000000000</RequestID></Response>"
            ),
        ),
        "kms" | "secretsmanager" => (
            400,
            "application/x-amz-json-1.1",
            format!(r#"{{"__type":"AccessDeniedException","Message":"{message}"}}"#),
        ),
        _ => (
            403,
            "text/xml",
            format!(
                "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>{message}</Message></Error>\
                 <RequestId>00000000-0000-0000-0000-000000000000</RequestId></ErrorResponse>"
            ),
        ),
    };
    Response::builder()
        .status(status)
        .header(CONTENT_TYPE, content_type)
        .body(Full::new(Bytes::from(body)))
        .expect("a response")
}
