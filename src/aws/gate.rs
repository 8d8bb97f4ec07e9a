//! The one gate that all calls pass: how many at once, how often, and what became of each.
//!
//! Retries and adaptive rates are the SDK's, in a partition per account, region and service, so that throttling in one place does
//! not slow the others down; the gate bounds what is in flight and keeps the ledger.

use std::collections::HashMap;
use std::future::Future;
use std::sync::{Arc, Mutex, PoisonError};

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use aws_smithy_runtime_api::client::result::SdkError;
use aws_smithy_types::error::metadata::ProvideErrorMetadata;
use tokio::sync::Semaphore;

use super::failure::Failure;
use super::ledger::Ledger;
use super::watch;
use crate::call::Call;
use crate::inventory::{Gap, Outcome};

/// More at once gains nothing against AWS's per-API buckets and disturbs other users of the account.
const IN_FLIGHT: usize = 10;

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
        let (answer, attempts) = watch::call(call, request).await;
        self.ledger().attempts(region, call, attempts);
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
