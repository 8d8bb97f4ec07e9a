//! The line on stderr that says what is being read. Silent where stderr is not a terminal.

use std::io::{self, IsTerminal as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use crate::aws::Session;
use crate::report::terminal::sanitise;

const TICK: Duration = Duration::from_millis(100);

/// A running progress line.
pub(super) struct Progress {
    done: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Progress {
    /// Shows what the session's gate lets through, until [`Self::finish`].
    pub(super) fn start(session: &Session) -> Self {
        let done = Arc::new(AtomicBool::new(false));
        let thread = io::stderr().is_terminal().then(|| {
            let (gate, account, ended) = (
                session.gate.clone(),
                session.account.clone(),
                Arc::clone(&done),
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
                    let message = format!("reading account {account}: {calls} calls, {latest}");
                    bar.set_message(sanitise(&message, true).into_owned());
                    bar.tick();
                    thread::sleep(TICK);
                }
                bar.finish_and_clear();
            })
        });
        Self { done, thread }
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
