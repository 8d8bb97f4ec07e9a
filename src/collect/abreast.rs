//! Calls of one kind abreast, no more than so many at a time: each takes memory before its turn has come, and an account may have a hundred thousand of
//! what they are about. How many calls of all kinds are under way is the gate's business.

use std::future::Future;

use futures::future::BoxFuture;
use futures::stream::{FuturesOrdered, StreamExt as _};

/// So many calls of one kind are made at a time in a region.
pub(super) const AT_ONCE: usize = 40;

/// What all come to, in their order. Boxed, so that whoever waits need not name how the calls are made.
pub(super) fn abreast<'a, F>(
    calls: impl IntoIterator<Item = F, IntoIter: Send + 'a>,
) -> BoxFuture<'a, Vec<F::Output>>
where
    F: Future<Output: Send> + Send + 'a,
{
    let mut calls = calls.into_iter();
    Box::pin(async move {
        let mut made: FuturesOrdered<F> = calls.by_ref().take(AT_ONCE).collect();
        let mut all = Vec::new();
        while let Some(one) = made.next().await {
            all.push(one);
            made.extend(calls.next());
        }
        all
    })
}
