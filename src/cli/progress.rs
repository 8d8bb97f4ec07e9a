//! The line on stderr that says what is being read. Silent where stderr is not a terminal.

use std::io::{self, IsTerminal as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::tell;
use crate::aws::Session;
use crate::report::terminal::sanitise;

const TICK: Duration = Duration::from_millis(100);

/// A running progress line.
pub(super) struct Progress {
    done: Arc<AtomicBool>,
    /// What is waited for, where something is.
    waits: Arc<Mutex<Option<String>>>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Shows what the session's gate lets through, until [`Self::finish`].
    pub(super) fn start(session: &Session) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        let waits = Arc::new(Mutex::new(None));
        let thread = io::stderr().is_terminal().then(|| {
            let (gate, account, ended, waits) = (
                session.gate.clone(),
                session.account.clone(),
                Arc::clone(&done),
                Arc::clone(&waits),
            );
            thread::spawn(move || {
                let bar = ProgressBar::new_spinner();
                if let Ok(style) =
                    ProgressStyle::with_template("{spinner} {elapsed_precise}  {wide_msg}")
                {
                    bar.set_style(style);
                }
                while !ended.load(Ordering::Relaxed) {
                    let calls = gate.ledger().calls();
                    let latest = gate.ledger().latest();
                    let waits = waits.lock().unwrap_or_else(PoisonError::into_inner).clone();
                    let message = waits.unwrap_or_else(|| {
                        format!("reading account {account}: {calls} calls, {latest}")
                    });
                    bar.set_message(sanitise(&message, true).into_owned());
                    bar.tick();
                    thread::sleep(TICK);
                }
                bar.finish_and_clear();
            })
        });
        Self {
            done,
            waits,
            thread,
        }
    }

    /// Says what is waited for: in the line, or, where there is none, in a line of its own.
    pub(super) fn waits(&self, words: &str) {
        if self.thread.is_some() {
            let mut waits = self.waits.lock().unwrap_or_else(PoisonError::into_inner);
            *waits = Some(words.to_owned());
        } else {
            tell(words);
        }
    }

    /// Takes the line away.
    pub(super) fn finish(mut self) {
        self.done.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            // A progress line that failed is no reason to lose the report.
            let _ = thread.join();
        }
    }
}
