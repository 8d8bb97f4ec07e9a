//! How an answer reaches the wire: whole, cut off, a few bytes at a time, or not at all.

use std::convert::Infallible;
use std::future::{Future, poll_fn};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures::StreamExt as _;
use futures::stream;
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, StreamBody};
use hyper::body::{Bytes, Frame, Incoming};
use hyper::header::CONTENT_LENGTH;
use hyper::service::service_fn;
use hyper::{Request, Response};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;

/// What becomes of a request.
pub enum Delivery {
    /// The answer, whole.
    Whole(Response<Bytes>),
    /// Half of the answer, then the connection is reset.
    Reset(Response<Bytes>),
    /// The answer, a few bytes at a time with a pause after each.
    Dribbled(Response<Bytes>, Duration),
    /// The connection is closed.
    Closed,
    /// Nothing.
    Never,
}

/// How many bytes a dribbling answer brings at a time.
const DRIP: usize = 16;
/// Until what was sent has left, before the connection is reset.
const AFTER_HALF: Duration = Duration::from_millis(20);

type Sent = Response<UnsyncBoxBody<Bytes, io::Error>>;

/// Listens on this port of the loopback, or on any free one where it is 0, and answers what comes with one thread until the runtime ends. Says
/// where it listens.
pub fn listen<A, F>(port: u16, answer: A) -> (String, Runtime)
where
    A: Fn(Request<Incoming>) -> F + Clone + Send + Sync + Unpin + 'static,
    F: Future<Output = Delivery> + Send + 'static,
{
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .expect("a runtime");
    let listener = runtime
        .block_on(TcpListener::bind(("127.0.0.1", port)))
        .expect("the port of the loopback is free");
    let address = listener.local_addr().expect("it has an address");
    runtime.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // Small answers wait for nothing.
            let _ = stream.set_nodelay(true);
            tokio::spawn(serve(stream, answer.clone()));
        }
    });
    (format!("http://{address}"), runtime)
}

/// Answers the requests of one connection.
async fn serve<A, F>(stream: TcpStream, answer: A)
where
    A: Fn(Request<Incoming>) -> F + Unpin,
    F: Future<Output = Delivery> + Send + 'static,
{
    let resets = Arc::new(AtomicBool::new(false));
    let service = service_fn(|request| {
        let delivered = answer(request);
        let resets = Arc::clone(&resets);
        Box::pin(async move { sent(delivered.await, &resets).await })
    });
    let mut connection =
        hyper::server::conn::http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    // A client that hangs up is its own business.
    let _ = poll_fn(|context| connection.poll_without_shutdown(context)).await;
    let stream = connection.into_parts().io.into_inner();
    if resets.load(Ordering::Relaxed) {
        // Closing it sends RST; whoever has gone away needs none.
        let _ = stream.set_zero_linger();
    }
}

async fn sent(delivery: Delivery, resets: &AtomicBool) -> io::Result<Sent> {
    match delivery {
        Delivery::Whole(answer) => {
            Ok(answer.map(|body| Full::new(body).map_err(never).boxed_unsync()))
        }
        Delivery::Reset(answer) => {
            resets.store(true, Ordering::Relaxed);
            let length = answer.body().len();
            Ok(of_length(answer, length, |body| {
                let half = body.slice(..length / 2);
                let end = async {
                    tokio::time::sleep(AFTER_HALF).await;
                    Err(io::ErrorKind::ConnectionReset.into())
                };
                stream::once(async { Ok(Frame::data(half)) })
                    .chain(stream::once(end))
                    .boxed()
            }))
        }
        Delivery::Dribbled(answer, pause) => {
            let length = answer.body().len();
            Ok(of_length(answer, length, |body| {
                let drips = (0..length)
                    .step_by(DRIP)
                    .map(move |at| body.slice(at..length.min(at + DRIP)));
                stream::iter(drips)
                    .then(move |drip| async move {
                        tokio::time::sleep(pause).await;
                        Ok(Frame::data(drip))
                    })
                    .boxed()
            }))
        }
        Delivery::Closed => Err(io::ErrorKind::ConnectionAborted.into()),
        Delivery::Never => std::future::pending().await,
    }
}

/// An answer whose length is told, whatever of it is sent.
fn of_length(
    answer: Response<Bytes>,
    length: usize,
    frames: impl FnOnce(Bytes) -> stream::BoxStream<'static, io::Result<Frame<Bytes>>>,
) -> Sent {
    let mut answer = answer.map(|body| StreamBody::new(frames(body)).boxed_unsync());
    answer.headers_mut().insert(CONTENT_LENGTH, length.into());
    answer
}

fn never(impossible: Infallible) -> io::Error {
    match impossible {}
}
