//! What ends a run early from outside: Ctrl-C, SIGTERM, and the deadline. The first signal ends the reading, so that what was read is still judged
//! and reported; a second one ends the program.

use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::flag;
use tokio::signal::unix::{SignalKind, signal};

use crate::aws::{Cause, End};

/// What shells give to a program that a signal ended: 128 and the signal's number.
const BY_SIGNAL: i32 = 128;

/// Ends the run at the first Ctrl-C or SIGTERM.
///
/// # Errors
/// When the system does not let us listen.
pub(super) fn listen(end: &End) -> io::Result<()> {
    let ended = Arc::new(AtomicBool::new(false));
    for number in [SIGINT, SIGTERM] {
        // In this order: the first signal only sets what makes the second one end the program.
        flag::register_conditional_shutdown(number, BY_SIGNAL + number, Arc::clone(&ended))?;
        flag::register(number, Arc::clone(&ended))?;
        let mut signals = signal(SignalKind::from_raw(number))?;
        let end = end.clone();
        tokio::spawn(async move {
            if signals.recv().await.is_some() {
                end.because(Cause::Interrupted);
            }
        });
    }
    Ok(())
}

/// Ends the run when its time is up.
pub(super) fn at_deadline(end: &End, timeout: Option<Duration>) {
    if let Some(timeout) = timeout {
        let end = end.clone();
        tokio::spawn(async move {
            tokio::time::sleep(timeout).await;
            end.because(Cause::Deadline(timeout));
        });
    }
}
