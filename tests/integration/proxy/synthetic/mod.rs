//! The synthetic AWS: an account of any size, made of the answers about a small one. What an emulator answered about a template of some 200 resources
//! ([`template.py`](template.py)) is served for as many copies of it as wanted, in as many regions, in pages as AWS's, at a set latency, and with AWS's buckets of tokens.
//!
//! - [`names`]: what is named, and renamed in each copy · [`request`]: what is asked · [`answer`]: answers, written for copies · [`template`]: all answers
//! - [`record`]: how the template comes to be · [`sizes`]: how much AWS puts into one answer · [`buckets`]: how often it may be asked · [`log`]: what was asked, and what could have been spared
//!
//! A copy has its own identifiers and names, and its relations lead to itself. What a region or an account has once, it has once. Copies are numbered through
//! all regions; global services tell of all. It keeps the template and what it is asked, and no account. It says when it was the bottleneck ([`Load`]).

pub mod answer;
pub mod buckets;
pub mod log;
pub mod names;
pub mod record;
pub mod request;
pub mod sizes;
pub mod template;

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use http_body_util::BodyExt as _;
use hyper::body::{Bytes, Incoming};
use hyper::http::request::Parts;
use hyper::{Request as HttpRequest, Response};

use super::asked::{Asked, canonical};
use super::delivery::{self, Delivery};
use super::fault::{Fault, Times};
use super::recording::good_for_an_hour;
use answer::{Place, Written};
use buckets::Buckets;
use log::{Kind, Log};
use names::Copy;
use request::Request;
use template::{Found, Template};

/// How large the account is, and how AWS is today.
#[derive(Clone, Debug)]
pub struct Setting {
    /// How many copies of the template there are in each region.
    pub copies: Copy,
    pub regions: Vec<String>,
    /// How long each answer takes.
    pub latency: Duration,
    /// Whether calls draw on AWS's buckets.
    pub throttles: bool,
    /// Whether to note what each answer tells, which takes memory.
    pub follows: bool,
    /// Whether to keep the requests, so that they can be made again.
    pub keeps: bool,
    /// The port; any free one, where it is 0.
    pub port: u16,
}

/// A running synthetic AWS; it ends with this value.
pub struct Synthetic {
    pub url: String,
    shared: Arc<Shared>,
    _runtime: tokio::runtime::Runtime,
}

struct Shared {
    template: Arc<Template>,
    setting: Setting,
    buckets: Buckets,
    log: Log,
    started: Instant,
    busy: AtomicU64,
    answered: AtomicU32,
    late: AtomicU32,
    kept: Mutex<Vec<HttpRequest<Bytes>>>,
}

/// How much it had to do itself.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// The part of one worker's time from requests read to answers ready.
    pub busy: f64,
    /// The part of answers that were sent more than a tenth of the latency after they were due.
    pub late: f64,
}

impl Load {
    /// Whether a figure made under it is one of who asked, and not of this.
    pub fn is_to_be_trusted(self) -> bool {
        self.busy <= 0.5 && self.late <= 0.1
    }
}

impl Synthetic {
    pub fn start(template: &Arc<Template>, setting: Setting) -> Self {
        let port = setting.port;
        let shared = Arc::new(Shared {
            template: Arc::clone(template),
            setting,
            buckets: Buckets::default(),
            log: Log::default(),
            started: Instant::now(),
            busy: AtomicU64::new(0),
            answered: AtomicU32::new(0),
            late: AtomicU32::new(0),
            kept: Mutex::default(),
        });
        let serving = Arc::clone(&shared);
        let (url, runtime) = delivery::listen(port, move |request| {
            let shared = Arc::clone(&serving);
            async move { shared.deliver(request).await }
        });
        Self {
            url,
            shared,
            _runtime: runtime,
        }
    }

    /// What was asked.
    pub fn log(&self) -> &Log {
        &self.shared.log
    }

    /// The requests, where they are kept.
    pub fn kept(&self) -> Vec<HttpRequest<Bytes>> {
        self.shared
            .kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// How much it had to do since it started.
    pub fn load(&self) -> Load {
        let shared = &self.shared;
        let busy = Duration::from_nanos(shared.busy.load(Ordering::Relaxed));
        let of = |count: &AtomicU32| f64::from(count.load(Ordering::Relaxed));
        Load {
            busy: busy.div_duration_f64(shared.started.elapsed()),
            late: of(&shared.late) / of(&shared.answered).max(1.0),
        }
    }
}

impl Shared {
    async fn deliver(&self, request: HttpRequest<Incoming>) -> Delivery {
        let (head, body) = request.into_parts();
        let body = body
            .collect()
            .await
            .map(http_body_util::Collected::to_bytes)
            .unwrap_or_default();
        let arrived = Instant::now();
        self.log.arrived(arrived);
        if self.setting.keeps {
            let request = HttpRequest::from_parts(head.clone(), body.clone());
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            kept.push(request);
        }
        let answer = self.answer(&head, &body, arrived);
        let took = u64::try_from(arrived.elapsed().as_nanos()).unwrap_or(u64::MAX);
        self.busy.fetch_add(took, Ordering::Relaxed);
        self.answered.fetch_add(1, Ordering::Relaxed);
        let latency = self.setting.latency;
        if !latency.is_zero() {
            let due = arrived + latency;
            tokio::time::sleep_until(due.into()).await;
            if Instant::now() > due + latency / 10 {
                self.late.fetch_add(1, Ordering::Relaxed);
            }
        }
        Delivery::Whole(answer)
    }

    fn answer(&self, head: &Parts, body: &[u8], now: Instant) -> Response<Bytes> {
        let asked = Asked::of(head, body);
        let call = asked.call();
        let request = Request::of(&call, &canonical(head, body), &self.template.names);
        let region = if asked.region.is_empty() {
            names::REGION
        } else {
            &asked.region
        };
        let found = self.template.find(&request);
        let place = self.place(&asked.service, region, &request);
        let kind = match &found {
            None => Kind::Unknown,
            Some(Found::Items(..)) => Kind::Named,
            Some(Found::Answer(answer)) if answer.grows() => {
                Kind::Page(answer.total(place.copies.len()))
            }
            Some(Found::Answer(_)) => Kind::One,
        };
        if self.setting.throttles {
            let is_unpaged = request.size.is_none() && !request.is_filtered;
            if let Some(bucket) = buckets::of(&call, is_unpaged) {
                self.log.draws(region, &request, bucket);
            }
            if !self.buckets.take(region, &call, is_unpaged, now) {
                self.log.refused(region, &request, kind);
                let refusal =
                    Fault::Throttled(Times::Always).refusal(&asked.service, &asked.operation);
                return refusal.expect("it is a refusal").answer(&asked.service);
            }
        }
        let offset: usize = request
            .token
            .as_deref()
            .and_then(|token| token.parse().ok())
            .unwrap_or_default();
        let told = self
            .log
            .asked(region, &request, kind, now + self.setting.latency);
        let Some(found) = found else {
            let refusal = Fault::Error(400, "NotRecorded".to_owned())
                .refusal(&asked.service, &asked.operation);
            return refusal.expect("it is a refusal").answer(&asked.service);
        };
        let (Found::Items(answer, _) | Found::Answer(answer)) = &found;
        let written = match (&found, kind) {
            (Found::Items(_, items), _) => answer.with_items(&place, items),
            (_, Kind::Page(total)) if answer.paging.is_some() => {
                let (default, most) = sizes::page(&call);
                let size = request.size.map_or(default, |size| size.min(most)).max(1);
                let end = offset.saturating_add(size).min(total);
                let next = (end < total).then(|| end.to_string());
                answer.page(&place, offset..end, next.as_deref())
            }
            _ => answer.page(&place, 0..usize::MAX, None),
        };
        self.sent(&call, told, written, answer)
    }

    fn sent(
        &self,
        call: &str,
        told: log::Told,
        written: Written,
        answer: &answer::Answer,
    ) -> Response<Bytes> {
        if self.setting.follows {
            self.log.told(told, &written.told);
        }
        let mut response = answer.response(written.body);
        if call == "sts:AssumeRole" {
            *response.body_mut() = good_for_an_hour(response.body());
        }
        response
    }

    /// Which copies an answer is about.
    fn place<'a>(&'a self, service: &str, region: &'a str, request: &Request) -> Place<'a> {
        let Setting {
            copies, regions, ..
        } = &self.setting;
        let number = |region: &str| regions.iter().position(|known| known == region);
        // Buckets are listed for all regions, or for the one that is asked for.
        let asked = match (service, &request.text.region) {
            ("iam" | "organizations" | "account", _) | ("s3", None) => None,
            ("s3", Some(named)) => Some(number(named)),
            _ => Some(number(region)),
        };
        let of = |index: usize| {
            Copy::try_from(index)
                .unwrap_or(Copy::MAX)
                .saturating_mul(*copies)
        };
        let copies = match asked {
            None => 0..of(regions.len()),
            Some(Some(index)) => of(index)..of(index + 1),
            // A region that has nothing.
            Some(None) => 0..0,
        };
        let own = request
            .text
            .identifiers
            .first()
            .map_or(copies.start, |(_, copy)| *copy);
        Place {
            copies,
            own,
            region,
            regions,
            in_each: self.setting.copies,
        }
    }
}
