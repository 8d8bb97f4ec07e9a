//! The requests of a scan, made again by a client that does nothing else: it knows them all beforehand, signs none, takes no answer apart and waits for none. What that
//! takes on this machine, endpoint and all, nobody who asks as much goes below.

use std::sync::Arc;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::{Request, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use tokio::task::JoinSet;

use crate::proxy::synthetic::template::Template;
use crate::proxy::synthetic::{Setting, Synthetic};

/// So many connections keep two cores and the endpoint busy.
const AT_ONCE: usize = 64;

/// How long it takes to have all of them answered at once, by an endpoint that is not away and refuses nothing.
pub fn time(template: &Arc<Template>, setting: &Setting, requests: &[Request<Bytes>]) -> Duration {
    let aws = Synthetic::start(
        template,
        Setting {
            latency: Duration::ZERO,
            throttles: false,
            follows: false,
            keeps: false,
            ..setting.clone()
        },
    );
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let client = Client::builder(TokioExecutor::new()).build(connector());
    let begin = Instant::now();
    runtime.block_on(async {
        let mut asking = JoinSet::new();
        for first in 0..AT_ONCE {
            let mine = requests.iter().skip(first).step_by(AT_ONCE);
            let mine: Vec<Request<Full<Bytes>>> = mine.map(|one| at(&aws.url, one)).collect();
            let client = client.clone();
            asking.spawn(async move {
                for request in mine {
                    let answer = client.request(request).await.expect("it is answered");
                    answer.into_body().collect().await.expect("it comes whole");
                }
            });
        }
        asking.join_all().await;
    });
    begin.elapsed()
}

fn connector() -> HttpConnector {
    let mut connector = HttpConnector::new();
    connector.set_nodelay(true);
    connector
}

/// The request, of another endpoint.
fn at(url: &str, request: &Request<Bytes>) -> Request<Full<Bytes>> {
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    let mut request = request.clone().map(Full::new);
    *request.uri_mut() = format!("{url}{path}")
        .parse::<Uri>()
        .expect("it was one before");
    request
}
