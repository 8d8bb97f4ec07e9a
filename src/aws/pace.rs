//! How fast one API takes calls, learned from its refusals: fast until it refuses one, then at a pace it can bear, and slowly faster again.
//!
//! The SDK's own adaptive mode is no choice here. It keeps one rate for a whole client, so that one busy API slows its neighbours; it lets a
//! retry wait for five calls' worth of that rate, which begins at one call in two seconds; a scan of 55 calls, of which 8 were
//! refused once, took 66 s with it instead of 2.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// The least calls a second: AWS's slowest known read APIs take about two.
const LEAST: f64 = 1.0;
/// A pace beyond this need not be kept: what is in flight bounds it.
const MOST: f64 = 100.0;
/// What a refusal leaves of the pace.
const AFTER_REFUSAL: f64 = 0.7;
/// What a second without refusals makes of it, far from what was too fast before, and near to it.
const AFTER_QUIET: f64 = 1.5;
const NEAR_TOO_FAST: f64 = 1.02;
/// Refusals within this time are one: they were all begun before the first was known.
const ONE_EVENT: Duration = Duration::from_secs(1);

/// The pace of one API in one region.
#[derive(Debug)]
pub(super) struct Pace {
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Calls a second; none while nothing was refused.
    rate: Option<f64>,
    /// What the API bore when it last refused a call, where it bore any.
    too_fast: f64,
    /// When the next call may begin.
    next: Instant,
    /// When the rate last changed, or counting began.
    since: Instant,
    /// Calls answered since then.
    answered: u32,
}

impl Pace {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            state: Mutex::new(State {
                rate: None,
                too_fast: MOST,
                next: now,
                since: now,
                answered: 0,
            }),
        }
    }

    /// Takes a turn, and says how long to wait for it.
    pub(super) fn turn(&self, now: Instant) -> Duration {
        let mut state = self.lock();
        let Some(rate) = state.rate else {
            return Duration::ZERO;
        };
        let begin = state.next.max(now);
        state.next = begin + Duration::from_secs_f64(1.0 / rate);
        begin.saturating_duration_since(now)
    }

    /// Notes an answer that is no refusal.
    pub(super) fn answered(&self, now: Instant) {
        let mut state = self.lock();
        state.answered += 1;
        if let Some(rate) = state.rate
            && now.saturating_duration_since(state.since) >= ONE_EVENT
        {
            let leap = rate * AFTER_QUIET;
            let faster = if leap < state.too_fast {
                leap
            } else {
                rate * NEAR_TOO_FAST
            };
            state.change((faster <= MOST).then_some(faster), now);
        }
    }

    /// Notes that the API refused a call because there were too many.
    pub(super) fn refused(&self, now: Instant) {
        let mut state = self.lock();
        let elapsed = now.saturating_duration_since(state.since);
        if state.rate.is_some() && elapsed < ONE_EVENT {
            return;
        }
        // What it took of late, counted over a second at least.
        let borne = f64::from(state.answered) / elapsed.max(ONE_EVENT).as_secs_f64();
        if borne >= LEAST {
            state.too_fast = borne;
        }
        let before = state.rate.map_or(borne, |rate| rate.min(borne));
        state.change(Some((before * AFTER_REFUSAL).max(LEAST)), now);
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn change(&mut self, rate: Option<f64>, now: Instant) {
        self.rate = rate;
        self.since = now;
        self.answered = 0;
    }
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, Instant};

    use super::Pace;

    /// An API that regains `refill` calls a second up to `burst`, asked `calls` times: how long it takes, and how many are refused.
    fn play(refill: f64, burst: f64, calls: u32) -> (f64, u32) {
        let begin = Instant::now();
        let pace = Pace::new(begin);
        let (mut now, mut tokens, mut filled, mut refusals) = (begin, burst, begin, 0);
        for _ in 0..calls {
            now += pace.turn(now);
            let mut backoff = Duration::from_millis(100);
            loop {
                now += Duration::from_millis(20);
                tokens = (tokens + (now - filled).as_secs_f64() * refill).min(burst);
                filled = now;
                if tokens >= 1.0 {
                    tokens -= 1.0;
                    pace.answered(now);
                    break;
                }
                refusals += 1;
                pace.refused(now);
                now += backoff / 2;
                backoff *= 2;
            }
        }
        ((now - begin).as_secs_f64(), refusals)
    }

    #[test]
    fn nothing_waits_while_nothing_is_refused() {
        let now = Instant::now();
        let pace = Pace::new(now);
        for _ in 0..1000 {
            assert_eq!(pace.turn(now), Duration::ZERO);
            pace.answered(now);
        }
    }

    #[test]
    fn a_slow_api_is_asked_about_as_often_as_it_answers() {
        for (refill, burst) in [(2.0, 10.0), (5.0, 5.0), (20.0, 100.0)] {
            let calls = 500;
            let (took, refusals) = play(refill, burst, calls);
            let least = (f64::from(calls) - burst) / refill;
            assert!(
                took < least * 1.5,
                "{refill}/s: {took:.0} s of at least {least:.0} s"
            );
            assert!(
                refusals < calls / 5,
                "{refill}/s: {refusals} refused of {calls}"
            );
        }
    }

    #[test]
    fn one_refusal_slows_an_api_for_a_short_while() {
        let begin = Instant::now();
        let pace = Pace::new(begin);
        pace.refused(begin);
        let mut now = begin;
        for _ in 0..60 {
            now += pace.turn(now);
            pace.answered(now);
        }
        assert!((now - begin).as_secs_f64() < 12.0, "{:?}", now - begin);
    }

    #[test]
    fn refusals_of_one_burst_count_once() {
        let now = Instant::now();
        let one = Pace::new(now);
        let ten = Pace::new(now);
        for _ in 0..30 {
            one.answered(now);
            ten.answered(now);
        }
        one.refused(now);
        for _ in 0..10 {
            ten.refused(now);
        }
        for _ in 0..5 {
            assert_eq!(one.turn(now), ten.turn(now));
        }
    }
}
