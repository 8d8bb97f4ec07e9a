//! What was asked, and what could not have been spared: calls made, refused and repeated, the least that tell the same, and the longest chain of
//! calls of which each needs what the one before told.
//!
//! A call's depth is one more than that of what it needs: the page before it, the credentials it is signed with, and the earliest answer that told each
//! identifier it names.

use std::collections::hash_map::DefaultHasher;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{Hash, Hasher};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::buckets::Rate;
use super::names::Copy;
use super::request::Request;
use super::sizes;

/// What kind of answer a request has, for how few requests would have done.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// One of its own.
    One,
    /// A page of so many items in all.
    Page(usize),
    /// About each of the things it names.
    Named,
    /// None is known.
    Unknown,
}

/// What was asked of a call.
#[derive(Clone, Debug, Default)]
pub struct Count {
    pub asked: usize,
    pub refused: usize,
    /// Asked again although it had been answered.
    pub repeated: usize,
    pub unknown: usize,
    /// How many requests would have done.
    pub least: usize,
    /// Questions that were refused and never answered.
    pub given_up: usize,
    /// Its longest chain.
    pub depth: u32,
    /// How long one of it was made after all that it needs had been answered, at most.
    pub waited: Duration,
}

/// All that was asked.
#[derive(Debug, Default)]
pub struct Log {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    calls: HashMap<String, Call>,
    /// How deep the answers were that told each identifier of each copy, the earliest.
    told: HashMap<(u32, Copy), Told>,
    /// The answer that gave credentials, and the last that told who asks.
    credentials: Option<Told>,
    introduced: Option<Told>,
    /// The last answer of each call that another follows without naming anything.
    last: HashMap<String, Told>,
    /// The last page of each listing.
    pages: HashMap<u64, Told>,
    unknown: Vec<String>,
    /// What each bucket was asked for, by region and bucket.
    drawn: HashMap<(String, String), (Rate, HashSet<u64>)>,
    first: Option<Instant>,
    /// When the first and the last request of each depth arrived, and what the last asked.
    waves: BTreeMap<u32, (Instant, Instant, String)>,
}

/// The answer that told something: how deep it was, and when it was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Told {
    depth: u32,
    at: Instant,
}

#[derive(Debug, Default)]
struct Call {
    count: Count,
    answered: HashSet<u64>,
    ones: HashSet<u64>,
    answered_ones: HashSet<u64>,
    /// How many items each listing has.
    listings: HashMap<u64, usize>,
    named: HashMap<u64, HashSet<u64>>,
}

/// Calls that follow another without naming what it told (IAM User Guide, "Get credential reports for your AWS account").
const AFTER: &[(&str, &str)] = &[("iam:GetCredentialReport", "iam:GenerateCredentialReport")];

fn hash(of: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    of.hash(&mut hasher);
    hasher.finish()
}

/// A request without its page and without what it names in lists.
fn question(region: &str, request: &Request) -> u64 {
    let named = request.text.identifiers.iter();
    let copies: Vec<Copy> = named.map(|(_, copy)| *copy).collect();
    hash((region, &request.text.canonical, copies))
}

fn values(request: &Request) -> Vec<u64> {
    let values = request.values.iter();
    values
        .map(|value| hash((&value.canonical, value.identifiers.first())))
        .collect()
}

impl Call {
    /// Notes what a question takes at least.
    fn needs(&mut self, question: u64, request: &Request, kind: Kind) {
        match kind {
            Kind::One => {
                self.ones.insert(question);
            }
            Kind::Page(items) => {
                self.listings.insert(question, items);
            }
            Kind::Named => self
                .named
                .entry(question)
                .or_default()
                .extend(values(request)),
            Kind::Unknown => {}
        }
    }

    /// How many questions were never answered.
    fn given_up(&self) -> usize {
        self.ones.difference(&self.answered_ones).count()
    }
}

impl Log {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes when a request arrived.
    pub fn arrived(&self, now: Instant) {
        self.lock().first.get_or_insert(now);
    }

    /// When the first and the last request of each depth arrived, and what the last asked.
    pub fn waves(&self) -> BTreeMap<u32, (Instant, Instant, String)> {
        self.lock().waves.clone()
    }

    /// When the first request arrived.
    pub fn first(&self) -> Option<Instant> {
        self.lock().first
    }

    /// Notes a request in a region that draws on a bucket, and what of it is needed in any case.
    pub fn draws(&self, region: &str, request: &Request, bucket: (String, Rate)) {
        let (bucket, rate) = bucket;
        let asked = hash((question(region, request), &request.token, values(request)));
        let mut state = self.lock();
        let (_, drawn) = state
            .drawn
            .entry((region.to_owned(), bucket))
            .or_insert_with(|| (rate, HashSet::new()));
        drawn.insert(asked);
    }

    /// Notes a request in a region that is refused.
    pub fn refused(&self, region: &str, request: &Request, kind: Kind) {
        let mut state = self.lock();
        let call = state.calls.entry(request.call.clone()).or_default();
        call.count.asked += 1;
        call.count.refused += 1;
        call.needs(question(region, request), request, kind);
    }

    /// Notes a request in a region that is answered at a time, and says what its answer will have told.
    pub fn asked(&self, region: &str, request: &Request, kind: Kind, sent: Instant) -> Told {
        let mut state = self.lock();
        let question = question(region, request);
        let is_introduction = request.call.starts_with("sts:");
        let named = request.text.identifiers.iter();
        let named = named.chain(request.values.iter().flat_map(|value| &value.identifiers));
        let follows = AFTER.iter().find(|(call, _)| *call == request.call);
        let needs: Vec<Told> = named
            .filter_map(|(id, copy)| state.told.get(&((*id)?, *copy)).copied())
            .chain(
                request
                    .token
                    .as_ref()
                    .and_then(|_| state.pages.get(&question).copied()),
            )
            .chain(follows.and_then(|(_, before)| state.last.get(*before).copied()))
            .chain(if is_introduction {
                state.credentials
            } else {
                state.introduced
            })
            .collect();
        let depth = needs
            .iter()
            .map(|told| told.depth)
            .max()
            .unwrap_or_default()
            + 1;
        let told = Told { depth, at: sent };
        if request.call == "sts:AssumeRole" {
            state.credentials = Some(told);
        }
        if is_introduction {
            state.introduced = state.introduced.max(Some(told));
        }
        state.last.insert(request.call.clone(), told);
        state.pages.insert(question, told);
        let now = Instant::now();
        let wave = state
            .waves
            .entry(depth)
            .or_insert_with(|| (now, now, String::new()));
        (wave.1, wave.2) = (now, request.call.clone());
        if matches!(kind, Kind::Unknown) && state.unknown.len() < 50 {
            let text = format!("{} {:?}", request.call, request.text.canonical);
            state.unknown.push(text);
        }
        let call = state.calls.entry(request.call.clone()).or_default();
        let count = &mut call.count;
        count.asked += 1;
        count.depth = count.depth.max(depth);
        if let Some(ready) = needs.iter().map(|told| told.at).max() {
            count.waited = count.waited.max(now.saturating_duration_since(ready));
        }
        if !call
            .answered
            .insert(hash((question, &request.token, values(request))))
        {
            count.repeated += 1;
        }
        count.unknown += usize::from(matches!(kind, Kind::Unknown));
        call.answered_ones.insert(question);
        call.needs(question, request, kind);
        told
    }

    /// Notes what an answer told.
    pub fn told(&self, answer: Told, told: &[(u32, Copy)]) {
        let mut state = self.lock();
        for identifier in told {
            let known = state.told.entry(*identifier).or_insert(answer);
            *known = answer.min(*known);
        }
    }

    /// What was asked of each call.
    pub fn counts(&self) -> BTreeMap<String, Count> {
        let state = self.lock();
        let of = |(name, call): (&String, &Call)| {
            let (_, most) = sizes::page(name);
            let at_once = sizes::named_at_once(name);
            let pages = call
                .listings
                .values()
                .map(|items| items.div_ceil(most).max(1));
            let named = call
                .named
                .values()
                .map(|values| values.len().div_ceil(at_once));
            let least = call.ones.len() + pages.sum::<usize>() + named.sum::<usize>();
            (
                name.clone(),
                Count {
                    least,
                    given_up: call.given_up(),
                    ..call.count.clone()
                },
            )
        };
        state.calls.iter().map(of).collect()
    }

    /// How long the buckets take at least to let through all that was asked, each once, and the slowest of them.
    pub fn slowest_bucket(&self) -> (Duration, String) {
        let state = self.lock();
        let times = state.drawn.iter().map(|((region, bucket), (rate, drawn))| {
            let drawn = f64::from(u32::try_from(drawn.len()).unwrap_or(u32::MAX));
            let seconds = ((drawn - rate.burst) / rate.refill).max(0.0);
            (
                Duration::from_secs_f64(seconds),
                format!("{bucket} in {region}"),
            )
        });
        times.max().unwrap_or_default()
    }

    /// Some of what was asked and is not known.
    pub fn unknown(&self) -> Vec<String> {
        self.lock().unknown.clone()
    }
}
