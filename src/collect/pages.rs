//! The pages of a listing as a stream, with or without a paginator of the SDK's.

use std::future::Future;

use aws_smithy_async::future::pagination_stream::PaginationStream;
use aws_smithy_async::future::pagination_stream::fn_stream::FnStream;

use crate::aws::session::{Answer, ServiceError};

/// The pages of an answer, as the SDK's paginators send them.
pub(crate) type Pages<P, E> = PaginationStream<Answer<P, E>>;

/// The pages of a listing for which the SDK has no paginator: `ask` fetches the page that a marker names, `next` tells which marker a page
/// hands on.
pub(crate) fn marked_pages<P, E, F>(
    ask: impl Fn(Option<String>) -> F + Send + Sync + 'static,
    next: fn(&P) -> Option<&str>,
) -> Pages<P, E>
where
    P: Send + Sync + 'static,
    E: ServiceError,
    F: Future<Output = Answer<P, E>> + Send + 'static,
{
    PaginationStream::new(FnStream::new(move |pages| {
        Box::pin(async move {
            let mut marker: Option<String> = None;
            loop {
                let page = ask(marker.clone()).await;
                let following = page
                    .as_ref()
                    .ok()
                    .and_then(next)
                    .filter(|following| !following.is_empty())
                    .map(str::to_owned);
                // As the SDK's own: a page that names itself as the next one is the last.
                let is_last = following.is_none() || following == marker;
                if pages.send(page).await.is_err() || is_last {
                    return;
                }
                marker = following;
            }
        })
    }))
}
