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
use super::watch;

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
        if let Some(key) = watch::signed_with() {
            self.forget(&key);
        }
        RetryAction::transient_error()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::{Duration, SystemTime};

    use aws_credential_types::Credentials;
    use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};

    use super::KeptCredentials;

    /// Gives `key-1`, `key-2` and so on, good for a time.
    #[derive(Debug)]
    struct Source {
        given: Arc<AtomicU32>,
        good_for: Option<Duration>,
    }

    impl ProvideCredentials for Source {
        fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
        where
            Self: 'a,
        {
            let number = self.given.fetch_add(1, Ordering::Relaxed) + 1;
            let expiry = self.good_for.map(|time| SystemTime::now() + time);
            future::ProvideCredentials::new(async move {
                tokio::task::yield_now().await;
                Ok(Credentials::new(
                    format!("key-{number}"),
                    "-",
                    None,
                    expiry,
                    "test",
                ))
            })
        }
    }

    fn kept(good_for: Option<Duration>) -> (KeptCredentials, Arc<AtomicU32>) {
        let given = Arc::new(AtomicU32::new(0));
        let source = Source {
            given: Arc::clone(&given),
            good_for,
        };
        (
            KeptCredentials::of(SharedCredentialsProvider::new(source)),
            given,
        )
    }

    async fn key(credentials: &KeptCredentials) -> String {
        let given = credentials.provide_credentials().await;
        given.expect("the source gives").access_key_id().to_owned()
    }

    #[tokio::test]
    async fn many_calls_at_once_fetch_credentials_once() {
        let (credentials, given) = kept(None);
        let keys = futures::future::join_all((0..20).map(|_| key(&credentials))).await;
        assert!(keys.iter().all(|key| key == "key-1"), "{keys:?}");
        assert_eq!(given.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn credentials_about_to_expire_are_fetched_anew() {
        let (credentials, _) = kept(Some(Duration::from_secs(30)));
        assert_eq!(key(&credentials).await, "key-1");
        assert_eq!(key(&credentials).await, "key-2");
        let (credentials, _) = kept(Some(Duration::from_hours(1)));
        assert_eq!(key(&credentials).await, "key-1");
        assert_eq!(key(&credentials).await, "key-1");
    }

    #[tokio::test]
    async fn refused_credentials_are_fetched_anew_once_for_all_who_were_refused() {
        let (credentials, given) = kept(Some(Duration::from_hours(1)));
        assert_eq!(key(&credentials).await, "key-1");
        for _ in 0..10 {
            credentials.forget("key-1");
            assert_eq!(key(&credentials).await, "key-2");
        }
        assert_eq!(given.load(Ordering::Relaxed), 2);
    }
}
