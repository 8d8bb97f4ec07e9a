//! The faulty AWS of the tests: an endpoint that stands before an emulator, or before what one has answered, counts what it is asked, and
//! answers as AWS, the network and what is in between do on a bad day.
//!
//! - [`asked`]: what a request asks · [`paths`]: operations that are paths · [`protocol`]: how each service speaks · [`fault`]: what can be wrong with a call
//! - [`weather`]: faults by chance · [`recording`]: answers kept · [`lacking`]: what an emulator does not answer
//! - [`synthetic`]: an account of any size, without an emulator
//! - [`body`], [`xml`] and [`cbor`]: answers looked into and changed
//! - [`delivery`]: how an answer reaches the wire, or does not
//!
//! It knows AWS's protocols and nothing of awsert.

pub mod asked;
pub mod body;
mod cbor;
mod delivery;
pub mod fault;
pub mod lacking;
mod paths;
pub mod protocol;
pub mod recording;
pub mod synthetic;
pub mod weather;
mod xml;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::header::{CONTENT_LENGTH, CONTENT_TYPE, HOST};
use hyper::http::request::Parts;
use hyper::{Request, Response, Uri};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;

use asked::{Asked, canonical, without_token, without_token_in_path};
use body::Body;
use delivery::Delivery;
use fault::{Fault, Gibberish, Policy, Times};
use protocol::{Protocol, paging};
use recording::{Question, Recording};
use weather::{Dice, Weather};

/// How the endpoint behaves.
#[derive(Clone, Debug, Default)]
pub struct Behaviour {
    /// Calls that are refused, as `rds:DescribeDBInstances`.
    pub denied: BTreeSet<String>,
    /// What is wrong with calls. `ec2:DescribeSnapshots?RestorableBy` means those requests alone that have the text.
    pub faults: BTreeMap<String, Fault>,
    /// Faults by chance, of all requests that none of the above is for.
    pub weather: Option<Weather>,
    /// Regions that take a connection and never answer.
    pub silent_regions: BTreeSet<String>,
    /// Regions that are not enabled for the account: they do not know its credentials.
    pub disabled_regions: BTreeSet<String>,
    /// How many requests an access key is good for; after them it has expired. A key that assumes a role stays good for that.
    pub key_lasts: Option<usize>,
    /// Calls that are answered here, with this body, and not by the emulator. `cloudformation:ListStackResources?shop` means those requests
    /// alone whose body has the text.
    pub answered: BTreeMap<String, String>,
    /// Texts that are replaced in the answers of a call: call, what is there, what is sent.
    pub replaced: Vec<(String, String, String)>,
    /// How long texts are replaced, from the endpoint's start; always, where it does not say.
    pub replaced_for: Option<Duration>,
    /// Calls whose server errors become refusals: bugs of the emulator that a test is not about.
    pub refuse_server_errors: bool,
    /// How long each answer takes.
    pub latency: Duration,
}

/// A running endpoint; it ends with the test.
pub struct Proxy {
    pub url: String,
    shared: Arc<Shared>,
    _runtime: tokio::runtime::Runtime,
}

/// Where answers come from.
enum Source {
    /// An emulator; what it answers may be kept.
    Emulator(String, Option<Arc<Recording>>),
    /// What was kept. An emulator is asked what nobody has asked before, and that is kept too.
    Recording(Arc<Recording>, Option<String>),
}

impl Proxy {
    /// Starts an endpoint before `upstream`.
    pub fn before(upstream: &str, behaviour: Behaviour) -> Self {
        Self::start(Source::Emulator(upstream.to_owned(), None), behaviour)
    }

    /// Starts an endpoint before `upstream` that keeps what is answered. Its own server errors, which are bugs of the emulator, become refusals.
    pub fn recording(upstream: &str, recording: &Arc<Recording>) -> Self {
        let behaviour = Behaviour {
            refuse_server_errors: true,
            ..Behaviour::default()
        };
        Self::start(
            Source::Emulator(upstream.to_owned(), Some(Arc::clone(recording))),
            behaviour,
        )
    }

    /// Starts an endpoint that answers what was recorded. What was not is asked of `upstream`, where there is one, else refused.
    pub fn replaying(
        recording: &Arc<Recording>,
        upstream: Option<&str>,
        behaviour: Behaviour,
    ) -> Self {
        let behaviour = Behaviour {
            refuse_server_errors: true,
            ..behaviour
        };
        Self::start(
            Source::Recording(Arc::clone(recording), upstream.map(ToOwned::to_owned)),
            behaviour,
        )
    }

    fn start(source: Source, behaviour: Behaviour) -> Self {
        let shared = Arc::new(Shared {
            source,
            dice: behaviour.weather.map(Dice::new),
            behaviour,
            seen: Mutex::default(),
            happened: Mutex::default(),
            client: Client::builder(TokioExecutor::new()).build_http(),
            started: Instant::now(),
        });
        let serving = Arc::clone(&shared);
        let (url, runtime) = delivery::listen(0, move |request| {
            let shared = Arc::clone(&serving);
            async move { shared.answer(request).await }
        });
        Self {
            url,
            shared,
            _runtime: runtime,
        }
    }

    /// How often each call was asked.
    pub fn seen(&self) -> BTreeMap<String, usize> {
        let mut seen = BTreeMap::new();
        for (asked, times) in self.log() {
            *seen.entry(asked.call()).or_default() += times;
        }
        seen
    }

    /// How often each call was asked, by region and access key.
    pub fn log(&self) -> BTreeMap<Asked, usize> {
        self.shared
            .seen
            .lock()
            .expect("no test panicked in here")
            .clone()
    }

    /// How many calls were asked.
    pub fn calls(&self) -> usize {
        self.seen().values().sum()
    }
}

struct Shared {
    source: Source,
    behaviour: Behaviour,
    dice: Option<Dice>,
    seen: Mutex<BTreeMap<Asked, usize>>,
    /// How often something went wrong with each request.
    happened: Mutex<BTreeMap<Question, u32>>,
    client: Client<HttpConnector, Full<Bytes>>,
    started: Instant,
}

/// The page that the endpoint makes up.
const NEXT: &str = "awsert-next-page";

impl Shared {
    async fn answer(&self, request: Request<Incoming>) -> Delivery {
        let (head, body) = request.into_parts();
        let body = body
            .collect()
            .await
            .map(http_body_util::Collected::to_bytes)
            .unwrap_or_default();
        let asked = Asked::of(&head, &body);
        *self
            .seen
            .lock()
            .expect("no test panicked in here")
            .entry(asked.clone())
            .or_default() += 1;
        tokio::time::sleep(self.behaviour.latency).await;
        if self.behaviour.silent_regions.contains(&asked.region) {
            return Delivery::Never;
        }
        let fault = self.fault(&asked, &canonical(&head, &body));
        if let Some(refusal) = fault
            .as_ref()
            .and_then(|fault| fault.refusal(&asked.service, &asked.operation))
        {
            return Delivery::Whole(refusal.answer(&asked.service));
        }
        match fault {
            Some(Fault::Closed(_)) => Delivery::Closed,
            Some(Fault::Silent) => Delivery::Never,
            Some(Fault::Mute(status, _)) => Delivery::Whole(
                Response::builder()
                    .status(status)
                    .body(Bytes::new())
                    .expect("an answer"),
            ),
            Some(Fault::Reset(_)) => Delivery::Reset(self.real(&asked, head, body).await),
            Some(Fault::Dribbled(pause)) => {
                Delivery::Dribbled(self.real(&asked, head, body).await, pause)
            }
            Some(fault) => Delivery::Whole(self.wrong(&fault, &asked, head, body).await),
            None => Delivery::Whole(self.real(&asked, head, body).await),
        }
    }

    /// How many requests an access key has signed.
    fn asked_with(&self, access_key: &str) -> usize {
        let seen = self.seen.lock().expect("no test panicked in here");
        let with_key = seen
            .iter()
            .filter(|(asked, _)| asked.access_key == access_key);
        with_key.map(|(_, times)| times).sum()
    }

    /// What is wrong with a request.
    fn fault(&self, asked: &Asked, canonical: &str) -> Option<Fault> {
        let behaviour = &self.behaviour;
        let call = asked.call();
        if behaviour.disabled_regions.contains(&asked.region) {
            return Some(Fault::UnknownCredentials);
        }
        if behaviour
            .key_lasts
            .is_some_and(|most| self.asked_with(&asked.access_key) > most)
            && asked.operation != "AssumeRole"
        {
            return Some(Fault::Expired);
        }
        if behaviour.denied.contains(&call) {
            return Some(Fault::Denied(Policy::Identity));
        }
        let meant = |(of, _): &(&String, &Fault)| match of.split_once('?') {
            Some((of, text)) => of == call && canonical.contains(text),
            None => **of == call,
        };
        let Some((_, fault)) = behaviour.faults.iter().find(meant) else {
            return self.dice.as_ref().and_then(Dice::draw);
        };
        let Times::First(most) = fault.times() else {
            return Some(fault.clone());
        };
        let mut happened = self.happened.lock().expect("no test panicked in here");
        let times = happened.entry(question(asked, canonical)).or_default();
        *times += 1;
        (*times <= most).then(|| fault.clone())
    }

    /// An answer that arrives, but is not what it should be.
    async fn wrong(
        &self,
        fault: &Fault,
        asked: &Asked,
        mut head: Parts,
        body: Bytes,
    ) -> Response<Bytes> {
        let paging = paging(&asked.call());
        let (token, body) = match (fault, paging) {
            (Fault::EmptyPageFirst | Fault::TokenRepeats | Fault::Twice, Some(paging)) => {
                let (token, rest) = without_token(&body, paging.asks);
                let (in_path, path) = without_token_in_path(&head.uri, paging.asks);
                if token.as_deref() == Some(NEXT) {
                    (token, Bytes::from(rest))
                } else if in_path.as_deref() == Some(NEXT) {
                    head.uri = path;
                    (in_path, body)
                } else {
                    (None, body)
                }
            }
            _ => (None, body),
        };
        let mut answer = self.real(asked, head, body).await;
        if !answer.status().is_success() {
            return answer;
        }
        match fault {
            Fault::Truncated(_) => {
                let body = answer.body_mut();
                *body = body.slice(..middle(body));
            }
            Fault::Garbage(Gibberish::Noise, _) => {
                *answer.body_mut() = Bytes::from_static(b"\x00\xff\xfe{<\x1b]0;garbage");
            }
            Fault::Garbage(Gibberish::Empty, _) => *answer.body_mut() = Bytes::new(),
            Fault::Garbage(Gibberish::Html, _) => {
                *answer.body_mut() = Bytes::from_static(b"<!DOCTYPE html><html><head><title>Log in</title></head><body><p>Log in to use this network.</p></body></html>");
                let html = "text/html; charset=utf-8".parse().expect("a content type");
                answer.headers_mut().insert(CONTENT_TYPE, html);
            }
            _ => {
                if let Some(mut body) = Body::parse(answer.body()) {
                    changed(&mut body, fault, paging, token.is_some());
                    *answer.body_mut() = body.to_bytes();
                }
            }
        }
        answer
    }

    /// The real answer, with what the test replaces in it.
    async fn real(&self, asked: &Asked, head: Parts, body: Bytes) -> Response<Bytes> {
        let call = asked.call();
        let meant = |(of, _): &(&String, &String)| match of.split_once('?') {
            Some((of, text)) => of == call && String::from_utf8_lossy(&body).contains(text),
            None => **of == call,
        };
        let mut answer = match self
            .behaviour
            .answered
            .iter()
            .find(meant)
            .map(|(_, body)| body)
        {
            Some(body) => Response::builder()
                .header(CONTENT_TYPE, Protocol::of(&asked.service).content_type())
                .body(Bytes::from(body.clone()))
                .expect("an answer"),
            None => self.sourced(asked, head, body).await,
        };
        let over = self
            .behaviour
            .replaced_for
            .is_some_and(|time| self.started.elapsed() > time);
        let replaced = self.behaviour.replaced.iter();
        for (_, from, to) in replaced.filter(|(of, ..)| !over && *of == call) {
            let replaced = String::from_utf8_lossy(answer.body()).replace(from, to);
            *answer.body_mut() = Bytes::from(replaced);
        }
        answer
    }

    async fn sourced(&self, asked: &Asked, head: Parts, body: Bytes) -> Response<Bytes> {
        let question = question(asked, &canonical(&head, &body));
        match &self.source {
            Source::Emulator(emulator, kept) => {
                let answer = self.emulated(emulator, asked, head, body).await;
                match kept {
                    Some(recording) => recording.keep(question, answer),
                    None => answer,
                }
            }
            Source::Recording(recording, emulator) => match (recording.answer(&question), emulator)
            {
                (Some(answer), _) => answer,
                (None, Some(emulator)) => {
                    let answer = self.emulated(emulator, asked, head, body).await;
                    recording.keep(question, answer)
                }
                (None, None) => {
                    let fault = Fault::Error(400, "NotRecorded".to_owned());
                    let refusal = fault
                        .refusal(&asked.service, &asked.operation)
                        .expect("it is a refusal");
                    refusal.answer(&asked.service)
                }
            },
        }
    }

    async fn emulated(
        &self,
        emulator: &str,
        asked: &Asked,
        mut head: Parts,
        body: Bytes,
    ) -> Response<Bytes> {
        let path = head.uri.path_and_query().map_or("/", |path| path.as_str());
        head.uri = format!("{emulator}{path}")
            .parse::<Uri>()
            .expect("an address");
        head.headers.remove(HOST);
        head.headers.remove(CONTENT_LENGTH);
        let request = Request::from_parts(head, Full::new(body));
        let answer = self
            .client
            .request(request)
            .await
            .expect("the emulator answers");
        if answer.status().is_server_error() && self.behaviour.refuse_server_errors {
            let refusal = Fault::Denied(Policy::Identity).refusal(&asked.service, &asked.operation);
            return refusal.expect("it is a refusal").answer(&asked.service);
        }
        let (head, body) = answer.into_parts();
        let body = body
            .collect()
            .await
            .map(http_body_util::Collected::to_bytes)
            .unwrap_or_default();
        let mut answer = Response::builder().status(head.status);
        let told = ["x-amzn-errortype", "x-amzn-query-error", "smithy-protocol"];
        for name in [CONTENT_TYPE.as_str()].iter().chain(&told) {
            if let Some(value) = head.headers.get(*name) {
                answer = answer.header(*name, value);
            }
        }
        answer.body(body).expect("an answer")
    }
}

/// Where to cut a body: in the middle, and in XML behind an element's end, where it looks whole so far.
fn middle(body: &[u8]) -> usize {
    let half = body.len() / 2;
    let ends = body[..half].windows(2).rposition(|pair| pair == b"</");
    let end = ends.and_then(|at| Some(at + body[at..].iter().position(|byte| *byte == b'>')? + 1));
    end.unwrap_or(half)
}

fn question(asked: &Asked, canonical: &str) -> Question {
    (
        asked.service.clone(),
        asked.operation.clone(),
        asked.region.clone(),
        canonical.to_owned(),
    )
}

/// Changes an answer; `is_next` says that the page was asked for that the endpoint made up.
fn changed(body: &mut Body, fault: &Fault, paging: Option<protocol::Paging>, is_next: bool) {
    match (fault, paging) {
        (Fault::Without(path), _) => {
            body.leave_out(path);
        }
        (Fault::Garbage(Gibberish::Hollow, _), _) => body.hollow(),
        (Fault::TokenRepeats, Some(paging)) => body.name_next(paging, NEXT),
        (Fault::EmptyPageFirst, Some(paging)) if !is_next && !body.names_next(paging) => {
            body.empty_lists();
            body.name_next(paging, NEXT);
        }
        (Fault::Twice, Some(paging)) if !is_next && !body.names_next(paging) => {
            body.name_next(paging, NEXT);
        }
        _ => {}
    }
}
