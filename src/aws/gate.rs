//! The one gate that all calls pass: how many at once, how often, until when, and what became of each.
//!
//! Retries are the SDK's, in a partition per account, region and service. The gate bounds what is in flight, keeps to budgets, gives up on endpoints where nobody is, ends with
//! the run, and keeps the ledger.

use std::collections::HashMap;
use std::future::Future;
use std::num::NonZero;
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::available_parallelism;

use futures::future::BoxFuture;
use tokio::sync::{Semaphore, SetOnce};

use super::budget::Budgets;
use super::end::{Cause, End};
use super::endpoint::{Closed, Endpoint};
use super::failure::Failure;
use super::ledger::Ledger;
use super::limits::Limits;
use super::session::{Answer, ServiceError};
use super::watch::{self, UnderWay};
use crate::call::Call;
use crate::inventory::{Gap, Outcome};

/// So many calls may be under way at once for each core, over all services and regions. A core takes in some two thousand answers a second, so that
/// answers may be an eighth of a second away before it has to wait. Each connection takes tens of kilobytes, and more with TLS; and to open
/// one costs more than a call.
const IN_FLIGHT: usize = 256;

/// What is said of a call that came to an end without being made. None does.
const NOT_ASKED: &str = "it was not asked";

/// The gate of one account.
#[derive(Clone, Debug)]
pub struct Gate {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    end: End,
    budgets: Budgets,
    in_flight: Semaphore,
    endpoints: Mutex<HashMap<(String, &'static str), Arc<Endpoint>>>,
    closed_regions: Mutex<HashMap<String, Closed>>,
    credentials: SetOnce<AreRefused>,
    asking: tokio::sync::Mutex<()>,
    ledger: Ledger,
}

/// Asks AWS whether it refuses the credentials, and in which words.
struct AreRefused(Box<dyn Fn() -> BoxFuture<'static, Option<String>> + Send + Sync>);

impl std::fmt::Debug for AreRefused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AreRefused")
    }
}

impl Gate {
    /// A gate that keeps to limits and ends with the run.
    pub fn new(limits: &Limits, end: End) -> Self {
        Self {
            shared: Arc::new(Shared {
                end,
                budgets: Budgets::new(limits.max_rps),
                in_flight: Semaphore::new(most_in_flight()),
                endpoints: Mutex::default(),
                closed_regions: Mutex::default(),
                credentials: SetOnce::new(),
                asking: tokio::sync::Mutex::default(),
                ledger: Ledger::default(),
            }),
        }
    }

    /// Makes one call when there is room for it, and says what its failure means.
    pub fn call<'a, T, E, F>(
        &'a self,
        region: &'a str,
        call: &'static Call,
        request: impl FnOnce() -> F + Send + 'a,
    ) -> BoxFuture<'a, Result<T, Failure>>
    where
        T: Send + 'a,
        E: ServiceError,
        F: Future<Output = Answer<T, E>> + Send + 'a,
    {
        self.call_meaning(region, call, request, |failure| failure)
    }

    /// The same, where a failure means something else than in general. The ledger notes what it means.
    ///
    /// The SDK's futures are some twenty kilobytes each, and there are two hundred kinds of them: each is made when its turn has come, as thousands
    /// may wait, and boxed at once, as whoever takes one over copies it, and what all calls go through does not know their kinds.
    pub fn call_meaning<'a, T, E, F>(
        &'a self,
        region: &'a str,
        call: &'static Call,
        request: impl FnOnce() -> F + Send + 'a,
        meaning: fn(Failure) -> Failure,
    ) -> BoxFuture<'a, Result<T, Failure>>
    where
        T: Send + 'a,
        E: ServiceError,
        F: Future<Output = Answer<T, E>> + Send + 'a,
    {
        Box::pin(async move {
            let mut told = None;
            let request = Box::pin(async {
                let answer = Box::pin(request()).await;
                told = Some(answer.map_err(|error| Failure::of(call, &error))?);
                Ok(())
            });
            self.ask(region, call, request, meaning).await?;
            told.ok_or_else(|| Failure::Gap(Gap::new(call, Outcome::NotAttempted, NOT_ASKED)))
        })
    }

    /// Makes a call, or says what its failure means.
    async fn ask(
        &self,
        region: &str,
        call: &'static Call,
        request: BoxFuture<'_, Result<(), Failure>>,
        meaning: fn(Failure) -> Failure,
    ) -> Result<(), Failure> {
        let endpoint = self.endpoint(region, call.service);
        let budgets = &self.shared.budgets;
        let (pace, budget) = (budgets.pace(region, call), budgets.of(region, call));
        let under_way = UnderWay::new(call, &endpoint, pace, budget);
        let shared = &self.shared;
        let answer = tokio::select! {
            biased;
            cause = shared.end.reached() => Err(Failure::Gap(ended(call, cause))),
            closed = endpoint.closed() => Err(Failure::Gap(closed.gap(call, under_way.attempts()))),
            answer = self.admitted(region, &endpoint, &under_way, request) => answer,
        };
        self.ledger().attempts(region, call, under_way.attempts());
        let failure = match answer {
            Ok(()) => return Ok(()),
            Err(failure) => meaning(failure),
        };
        if let Failure::Gap(gap) = &failure {
            self.ledger().failed(region, gap);
            match gap.outcome {
                Outcome::Unreachable => endpoint.failed(gap.outcome, &gap.error),
                Outcome::Expired => self.ask_whether_credentials_are_refused().await,
                _ => {}
            }
        }
        Err(failure)
    }

    /// Makes a call that nothing stands in the way of but its turn.
    async fn admitted(
        &self,
        region: &str,
        endpoint: &Endpoint,
        under_way: &UnderWay,
        request: BoxFuture<'_, Result<(), Failure>>,
    ) -> Result<(), Failure> {
        if !watch::expects_request() {
            return watch::call(under_way, request).await;
        }
        // The turn comes first, so that a slow API's calls do not keep its neighbours' from being made.
        self.shared.budgets.admit(region, under_way.call()).await;
        // Nobody closes a semaphore of ours; if somebody did, the call would only be made without waiting.
        let _permit = endpoint.permits.acquire().await;
        let _place = self.shared.in_flight.acquire().await;
        self.ledger().started(region, under_way.call());
        watch::call(under_way, request).await
    }

    /// How to find out whether AWS refuses the credentials, when one call says so.
    pub(super) fn on_refused_credentials(
        &self,
        refused: impl Fn() -> BoxFuture<'static, Option<String>> + Send + Sync + 'static,
    ) {
        let _ = self.shared.credentials.set(AreRefused(Box::new(refused)));
    }

    /// One service may refuse what all others accept (a region that is not enabled); only when AWS does not know us at all is the run over.
    async fn ask_whether_credentials_are_refused(&self) {
        let Some(refused) = self.shared.credentials.get() else {
            return;
        };
        let _one_at_a_time = self.shared.asking.lock().await;
        if self.shared.end.cause().is_none()
            && let Some(words) = (refused.0)().await
        {
            self.shared.end.because(Cause::Credentials(words));
        }
    }

    /// Makes no more calls to a region.
    pub(super) fn close(&self, region: &str, outcome: Outcome, error: &str) {
        let closed = Closed {
            outcome,
            error: error.to_owned(),
            later: error.to_owned(),
        };
        let mut regions = self
            .shared
            .closed_regions
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        regions.insert(region.to_owned(), closed);
    }

    /// What each call answered so far.
    pub fn ledger(&self) -> &Ledger {
        &self.shared.ledger
    }

    /// The early end of the run.
    pub fn end(&self) -> &End {
        &self.shared.end
    }

    fn endpoint(&self, region: &str, service: &'static str) -> Arc<Endpoint> {
        let mut endpoints = self
            .shared
            .endpoints
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let endpoint = endpoints
            .entry((region.to_owned(), service))
            .or_insert_with(|| {
                let regions = self
                    .shared
                    .closed_regions
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner);
                let closed = regions.get(region).cloned();
                Arc::new(Endpoint::new(service, region, closed))
            });
        Arc::clone(endpoint)
    }
}

/// How many calls may be under way at once on this machine.
fn most_in_flight() -> usize {
    IN_FLIGHT * available_parallelism().map_or(1, NonZero::get)
}

fn ended(call: &'static Call, cause: &Cause) -> Gap {
    Gap::new(call, Outcome::NotAttempted, cause.to_string())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use aws_sdk_sts::operation::get_caller_identity::GetCallerIdentityError;
    use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
    use aws_smithy_runtime_api::client::result::SdkError;
    use futures::future::{join_all, poll_immediate};

    use super::*;
    use crate::aws::calls::GET_CALLER_IDENTITY;

    #[tokio::test]
    async fn no_more_calls_are_under_way_than_the_cores_take_in() {
        let gate = Gate::new(&Limits::default(), End::default());
        let (begun, answered) = (AtomicUsize::new(0), Semaphore::new(0));
        let regions: Vec<String> = (0..most_in_flight()).map(|at| format!("r-{at}")).collect();
        let twice = regions.iter().chain(&regions);
        let calls = twice.map(|region| {
            gate.call(region, &GET_CALLER_IDENTITY, || async {
                begun.fetch_add(1, Ordering::Relaxed);
                let _ = answered.acquire().await;
                Ok::<_, SdkError<GetCallerIdentityError, HttpResponse>>(())
            })
        });
        let mut all = join_all(calls);
        for _ in 0..100 {
            assert!(poll_immediate(&mut all).await.is_none());
            tokio::task::yield_now().await;
        }
        assert_eq!(begun.load(Ordering::Relaxed), most_in_flight());

        answered.add_permits(1);
        let answers = all.await;
        assert!(answers.iter().all(Result::is_ok));
        assert_eq!(begun.load(Ordering::Relaxed), 2 * most_in_flight());
    }
}
