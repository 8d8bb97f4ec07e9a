//! What every command that reads an account does around it: a runtime, a session within limits, an ear for the end, and the progress line.

use super::limits::LimitArguments;
use super::progress::Progress;
use super::{CliError, interrupt};
use crate::aws::{End, Session, Target};
use crate::collect;

/// Opens a session and reads with it. The session comes back with what was read.
pub(super) fn read<T>(
    target: &Target,
    limits: &LimitArguments,
    read: impl AsyncFnOnce(&Session, &Progress) -> T,
) -> Result<(Session, T), CliError> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.spawn_blocking(collect::prepare);
    let outcome = runtime.block_on(async {
        let limits = limits.limits();
        let end = End::default();
        interrupt::listen(&end)?;
        interrupt::at_deadline(&end, limits.timeout);
        let session = Session::open(target, &limits, &end).await?;
        let progress = Progress::start(&session);
        let outcome = read(&session, &progress).await;
        progress.finish();
        Ok((session, outcome))
    });
    // A name that is still being resolved keeps nobody waiting.
    runtime.shutdown_background();
    outcome
}
