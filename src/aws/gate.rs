//! The one gate that all calls pass: how many at once, how often, and what became of each.
//!
//! Retries and adaptive rates are the SDK's, in a partition per account, region and service, so that throttling in one place does
//! not slow the others down; the gate bounds what is in flight and keeps the ledger.

use std::collections::HashMap;
use std::future::Future;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::{
    AfterDeserializationInterceptorContextRef, BeforeTransmitInterceptorContextRef,
};
use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::ConfigBag;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use tokio::sync::Semaphore;

use super::failure::Failure;
use super::ledger::Ledger;
use crate::call::Call;
use crate::inventory::{Gap, Outcome};

/// More at once gains nothing against AWS's per-API buckets and disturbs other users of the account.
const IN_FLIGHT: usize = 10;

tokio::task_local! {
    /// The call that the task at hand makes.
    static UNDER_WAY: UnderWay;
}

#[derive(Clone, Debug)]
struct UnderWay {
    call: &'static Call,
    attempts: Arc<AtomicU64>,
}

/// Watches calls from inside the SDK, which alone knows of its retries and of answers before they are taken apart.
#[derive(Debug)]
pub struct Watch;

impl Intercept for Watch {
    fn name(&self) -> &'static str {
        "Watch"
    }

    /// Counts an attempt.
    fn read_before_attempt(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        // Outside the gate (the SDK fetching credentials) there is nothing to count.
        let _ = UNDER_WAY.try_with(|call| call.attempts.fetch_add(1, Ordering::Relaxed));
        Ok(())
    }

    /// Refuses an answer that lacks a member which the SDK would make up.
    fn read_after_deserialization(
        &self,
        context: &AfterDeserializationInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        _config: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        let always = UNDER_WAY.try_with(|call| call.call.always).unwrap_or(&[]);
        let response = context.response();
        if !response.status().is_success() {
            return Ok(());
        }
        let body = response.body().bytes().unwrap_or(&[]);
        match always
            .iter()
            .find(|member| !contains(body, member.as_bytes()))
        {
            Some(member) => Err(format!("the answer has no {member}").into()),
            None => Ok(()),
        }
    }
}

fn contains(body: &[u8], member: &[u8]) -> bool {
    body.windows(member.len()).any(|window| window == member)
}

/// The gate of one account.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    shared: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    permits: Mutex<HashMap<(String, &'static str), Arc<Semaphore>>>,
    ledger: Ledger,
}

impl Gate {
    /// Makes one call when there is room for it.
    ///
    /// # Errors
    /// What its failure means.
    pub async fn call<T, E>(
        &self,
        region: &str,
        call: &'static Call,
        request: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
    ) -> Result<T, Failure>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        self.call_meaning(region, call, request, |failure| failure)
            .await
    }

    /// The same, where a failure means something else than in general. The ledger notes what it means.
    ///
    /// # Errors
    /// What `meaning` makes of its failure.
    pub async fn call_meaning<T, E>(
        &self,
        region: &str,
        call: &'static Call,
        request: impl Future<Output = Result<T, SdkError<E, HttpResponse>>>,
        meaning: impl FnOnce(Failure) -> Failure,
    ) -> Result<T, Failure>
    where
        E: ProvideErrorMetadata + std::error::Error + 'static,
    {
        let permits = self.permits(region, call.service);
        let Ok(_permit) = permits.acquire().await else {
            return Err(Gap::new(call, Outcome::NotAttempted, "the run was ended").into());
        };
        self.ledger().started(region, call);
        let attempts = Arc::new(AtomicU64::new(0));
        let under_way = UnderWay {
            call,
            attempts: Arc::clone(&attempts),
        };
        let answer = UNDER_WAY.scope(under_way, request).await;
        self.ledger()
            .attempts(region, call, attempts.load(Ordering::Relaxed));
        answer.map_err(|error| {
            let failure = meaning(Failure::of(call, &error));
            if let Failure::Gap(gap) = &failure {
                self.ledger().failed(region, gap);
            }
            failure
        })
    }

    /// What each call answered so far.
    pub fn ledger(&self) -> &Ledger {
        &self.shared.ledger
    }

    fn permits(&self, region: &str, service: &'static str) -> Arc<Semaphore> {
        let mut permits = self
            .shared
            .permits
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let permits = permits
            .entry((region.to_owned(), service))
            .or_insert_with(|| Arc::new(Semaphore::new(IN_FLIGHT)));
        Arc::clone(permits)
    }
}
