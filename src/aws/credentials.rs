//! Credentials, kept until shortly before they expire or until AWS refuses them, and then fetched anew where their source can give others.
//!
//! The SDK's own cache trusts the expiry that came with them, so that a role's session that AWS ends early, or a clock that is slow, would
//! leave a long run with refusals to its end.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use aws_credential_types::Credentials;
use aws_credential_types::provider::{
    ProvideCredentials, Result as ProviderResult, SharedCredentialsProvider, future,
};
use aws_smithy_runtime_api::client::interceptors::context::InterceptorContext;
use aws_smithy_runtime_api::client::retries::classifiers::{
    ClassifyRetry, RetryAction, RetryClassifierPriority,
};

use super::failure::error_code;

/// Credentials are fetched anew this long before they expire, so that a call under way does not outlive them.
const BUFFER: Duration = Duration::from_mins(1);

/// Error codes that say that credentials were good once (AWS "Common Errors"; Amazon EC2, "Error codes for the Amazon EC2 API").
const EXPIRED: [&str; 3] = ["ExpiredToken", "ExpiredTokenException", "RequestExpired"];

/// The credentials of a session. Cheap to clone; all clones are one.
#[derive(Clone, Debug)]
pub struct KeptCredentials {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    source: SharedCredentialsProvider,
    kept: Mutex<Option<Credentials>>,
    fetching: tokio::sync::Mutex<()>,
    /// Whether they came with an expiry: then their source can give others.
    renewable: AtomicBool,
}

impl KeptCredentials {
    /// Keeps what a source gives.
    pub(super) fn of(source: SharedCredentialsProvider) -> Self {
        Self {
            shared: Arc::new(Shared {
                source,
                kept: Mutex::default(),
                fetching: tokio::sync::Mutex::default(),
                renewable: AtomicBool::new(false),
            }),
        }
    }

    /// Throws credentials away that AWS refused, unless others have taken their place already.
    pub(super) fn forget(&self, access_key_id: &str) {
        let mut kept = self.lock();
        if kept
            .as_ref()
            .is_some_and(|kept| kept.access_key_id() == access_key_id)
        {
            *kept = None;
        }
    }

    async fn fetch(&self) -> ProviderResult {
        let _one_at_a_time = self.shared.fetching.lock().await;
        if let Some(kept) = self.good() {
            return Ok(kept);
        }
        let fetched = self.shared.source.provide_credentials().await?;
        self.shared
            .renewable
            .store(fetched.expiry().is_some(), Ordering::Relaxed);
        *self.lock() = Some(fetched.clone());
        Ok(fetched)
    }

    fn good(&self) -> Option<Credentials> {
        let least = SystemTime::now() + BUFFER;
        self.lock()
            .clone()
            .filter(|kept| kept.expiry().is_none_or(|expiry| expiry > least))
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Credentials>> {
        self.shared
            .kept
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl ProvideCredentials for KeptCredentials {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        match self.good() {
            Some(kept) => future::ProvideCredentials::ready(Ok(kept)),
            None => future::ProvideCredentials::new(self.fetch()),
        }
    }
}

/// Tries a call again whose credentials had expired, with the ones that take their place.
impl ClassifyRetry for KeptCredentials {
    fn name(&self) -> &'static str {
        "KeptCredentials"
    }

    fn priority(&self) -> RetryClassifierPriority {
        RetryClassifierPriority::run_after(RetryClassifierPriority::transient_error_classifier())
    }

    fn classify_retry(&self, context: &InterceptorContext) -> RetryAction {
        let refused = context
            .response()
            .and_then(error_code)
            .is_some_and(|code| EXPIRED.contains(&code.as_str()));
        if !refused || !self.shared.renewable.load(Ordering::Relaxed) {
            return RetryAction::NoActionIndicated;
        }
        if let Some(id) = context.request().and_then(|request| {
            let header = request.headers().get("authorization")?;
            header.split_once("Credential=")?.1.split('/').next()
        }) {
            self.forget(id);
        }
        RetryAction::transient_error()
    }
}
