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

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::task::yield_now;

    use super::*;

    #[tokio::test]
    async fn all_are_answered_in_their_order_though_few_are_under_way() {
        let (under_way, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let calls = (0..3 * AT_ONCE).map(|number| {
            let (under_way, most) = (&under_way, &most);
            async move {
                let now = under_way.fetch_add(1, Ordering::Relaxed) + 1;
                most.fetch_max(now, Ordering::Relaxed);
                // The later ones are answered sooner.
                for _ in 0..3 * AT_ONCE - number {
                    yield_now().await;
                }
                under_way.fetch_sub(1, Ordering::Relaxed);
                number
            }
        });
        assert_eq!(
            abreast(calls).await,
            (0..3 * AT_ONCE).collect::<Vec<usize>>()
        );
        assert_eq!(most.into_inner(), AT_ONCE);
    }
}
