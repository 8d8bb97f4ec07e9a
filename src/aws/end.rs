//! The end of a run before all was read: somebody asked for it, its time was up, or the credentials are no longer good.
//!
//! Whoever waits for AWS waits for the end too ([`super::gate`]), so that what was read until then is judged and reported.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::SetOnce;

/// Why a run ended early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Ctrl-C or SIGTERM.
    Interrupted,
    /// The run took as long as it may.
    Deadline(Duration),
    /// AWS does not accept the credentials any more; its words.
    Credentials(String),
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Interrupted => f.write_str("the run was interrupted"),
            Self::Deadline(limit) => {
                write!(f, "the run reached its limit of {} s", limit.as_secs_f64())
            }
            Self::Credentials(words) => {
                write!(f, "the credentials are not accepted any more: {words}")
            }
        }
    }
}

/// The early end of a run, once it comes. Cheap to clone; all clones are one.
#[derive(Clone, Debug, Default)]
pub struct End {
    cause: Arc<SetOnce<Cause>>,
}

impl End {
    /// Ends the run; the first cause stands.
    pub fn because(&self, cause: Cause) {
        // Set already: somebody else ended it before.
        let _ = self.cause.set(cause);
    }

    /// Why the run was ended, if it was.
    pub fn cause(&self) -> Option<&Cause> {
        self.cause.get()
    }

    /// Waits for the end.
    pub async fn reached(&self) -> &Cause {
        self.cause.wait().await
    }
}
