//! Answers that are late, slow, without an end or broken off, each of them bounded.

use std::convert::Infallible;
use std::fmt;
use std::iter;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::http::HeaderValue;
use axum::http::header::{CONNECTION, CONTENT_LENGTH};
use axum::response::Response;
use hyper::body::Frame;
use tokio::time::{Interval, MissedTickBehavior};

use super::hostility::Hostility;
use crate::hostile::Delivery;

/// What a body claims to have that ends long before.
const HUGE_LENGTH: u64 = 9_000_000_000_000;
/// White space, so that the JSON behind it stays what it is.
const FILLING: [u8; 16 * 1024] = [b' '; 16 * 1024];

/// How long the connection may last from now on; an extension of the answer.
#[derive(Clone, Copy)]
pub(super) struct CutAfter(pub(super) Duration);

/// Delivers the honest answer in that manner.
pub(super) async fn deliver(
    manner: Delivery,
    limits: Hostility,
    honest: impl Future<Output = Response>,
) -> Response {
    match manner {
        Delivery::Late => {
            wait(limits.delay.min(limits.longest)).await;
            honest.await
        }
        Delivery::Slow => {
            let mut pause = tokio::time::interval(limits.pause.max(Duration::from_millis(1)));
            pause.set_missed_tick_behavior(MissedTickBehavior::Delay);
            let response = in_pieces(honest.await, Some(pause), |body| {
                Box::new((0..body.len()).map(move |index| Ok(body.slice(index..=index))))
            });
            bounded(response.await, limits.longest)
        }
        Delivery::Endless => {
            let fillings = usize::try_from(limits.largest / FILLING.len() as u64).unwrap_or(usize::MAX);
            let response = in_pieces(honest.await, None, |_| {
                let filling = iter::repeat_n(Ok(Bytes::from_static(&FILLING)), fillings);
                Box::new(filling.chain(iter::once(Err(BrokenOff))))
            });
            bounded(response.await, limits.longest)
        }
        Delivery::BrokenOff => broken_off(honest.await, None).await,
        Delivery::HugeLength => broken_off(honest.await, Some(HUGE_LENGTH)).await,
    }
}

#[expect(clippy::disallowed_methods, reason = "the delay is what was asked for")]
async fn wait(delay: Duration) {
    tokio::time::sleep(delay).await;
}

fn bounded(mut response: Response, longest: Duration) -> Response {
    response.extensions_mut().insert(CutAfter(longest));
    // The cut must not meet another request.
    response
        .headers_mut()
        .insert(CONNECTION, HeaderValue::from_static("close"));
    response
}

/// The whole answer where it claims a length of its own, else its first half; then the connection ends.
async fn broken_off(honest: Response, claimed: Option<u64>) -> Response {
    let mut length = 0;
    let mut response = in_pieces(honest, None, |body| {
        length = claimed.unwrap_or(body.len() as u64);
        let sent = if claimed.is_some() {
            body
        } else {
            body.slice(..body.len() / 2)
        };
        Box::new([Ok(sent), Err(BrokenOff)].into_iter())
    })
    .await;
    response
        .headers_mut()
        .insert(CONTENT_LENGTH, HeaderValue::from(length));
    response
}

type Piece = Result<Bytes, BrokenOff>;
type Pieces = Box<dyn Iterator<Item = Piece> + Send>;

async fn in_pieces(honest: Response, pause: Option<Interval>, cut: impl FnOnce(Bytes) -> Pieces) -> Response {
    let (head, body) = honest.into_parts();
    let body = to_bytes(body, usize::MAX)
        .await
        .expect("our own bodies are whole in memory");
    let pieces = InPieces {
        pieces: cut(body),
        pause,
        is_flushed: true,
    };
    Response::from_parts(head, Body::new(pieces))
}

/// The body ends before its end: the connection does too.
#[derive(Clone, Copy, Debug)]
struct BrokenOff;

impl fmt::Display for BrokenOff {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the body is broken off on purpose")
    }
}

impl std::error::Error for BrokenOff {}

struct InPieces {
    pieces: Pieces,
    pause: Option<Interval>,
    is_flushed: bool,
}

impl hyper::body::Body for InPieces {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        // What is not ready makes the connection write what it has, which an error behind it would drop.
        if !self.is_flushed {
            self.is_flushed = true;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        if let Some(pause) = &mut self.pause {
            ready!(pause.poll_tick(context));
        }
        self.is_flushed = false;
        Poll::Ready(self.pieces.next().map(|piece| piece.map(Frame::data)))
    }
}

/// Ends when the time is over that an answer set for its connection; never for one without such an answer.
pub(super) async fn cut(mut end: tokio::sync::watch::Receiver<Option<tokio::time::Instant>>) {
    let end = match end.wait_for(Option::is_some).await {
        Ok(end) => *end,
        Err(_) => None,
    };
    match end {
        Some(end) => tokio::time::sleep_until(end).await,
        None => match std::future::pending::<Infallible>().await {},
    }
}
