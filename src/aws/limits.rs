//! How long to wait for AWS, and how hard to press it: what the user may set.
//!
//! What AWS documents of its own limits is in [`super::budget`]; keeping to either is the business of [`super::gate`].

use std::num::NonZeroU32;
use std::time::Duration;

/// The user's limits on a run.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long a connection may take.
    pub connect_timeout: Duration,
    /// How long one attempt at a call may take, to the last byte of its answer. Large answers of IAM take long.
    pub read_timeout: Duration,
    /// How long the whole run may take; none means as long as it takes.
    pub timeout: Option<Duration>,
    /// How many calls a second may be begun, over all services and regions; none means no bound but AWS's own.
    pub max_rps: Option<NonZeroU32>,
}

/// How many times a throttled or failed call is tried in all.
pub(super) const ATTEMPTS: u32 = 6;
/// The bound of the first wait between two attempts; each next one is twice as long, and a random part of it is waited.
pub(super) const FIRST_BACKOFF: Duration = Duration::from_millis(100);
/// The longest wait between two attempts.
pub(super) const LONGEST_BACKOFF: Duration = Duration::from_secs(20);

/// How many read timeouts one call may last, all attempts counted: a call that hangs again and again is given up before six of them.
const PATIENCE: u32 = 3;
/// What backing off may add to that.
const BACKOFFS: Duration = Duration::from_secs(30);

/// How long a region may take to say who we are: so small an answer tells whether anybody is there.
const PROBE: Duration = Duration::from_secs(5);

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(5),
            read_timeout: Duration::from_mins(1),
            timeout: None,
            max_rps: None,
        }
    }
}

impl Limits {
    /// How long a call may take, all its attempts and waits counted.
    pub(super) fn call_timeout(&self) -> Duration {
        self.read_timeout * PATIENCE + BACKOFFS
    }

    /// How long an attempt at the probe of a region may take.
    pub(super) fn probe_timeout(&self) -> Duration {
        self.read_timeout.min(PROBE)
    }
}
