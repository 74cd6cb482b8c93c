//! Progress.

use serde_json::Value;

use crate::check::{Check, Judgement, Verdict};
use crate::jsonrpc::Message;
use crate::probes::progress::{ALIVE, TOKENS};
use crate::transcript::{Reply, Transcript};

mod client_progress_ignored;
mod increasing;
mod message_is_text;
mod no_token_not_echoed;
mod none_without_token;
mod numeric;
mod stops;
mod token_echoed;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &client_progress_ignored::CHECK,
    &increasing::CHECK,
    &numeric::CHECK,
    &message_is_text::CHECK,
    &none_without_token::CHECK,
    &stops::CHECK,
    &token_echoed::CHECK,
    &no_token_not_echoed::CHECK,
];

/// The calls with a token, and the token.
fn tokens() -> impl Iterator<Item = (&'static str, Value)> {
    let read = |(label, token): &(&'static str, &'static str)| Some((*label, token.parse().ok()?));
    TOKENS.iter().filter_map(read)
}

/// Holds that progress came at all.
fn reported(seen: &Transcript) -> Judgement {
    seen.control(ALIVE)?;
    let mut calls = tokens().flat_map(|(label, _)| seen.exchanges(label)).peekable();
    if calls.peek().is_none() {
        return Err(Verdict::inconclusive("nothing was called"));
    }
    if calls.any(|reply| progress(&reply).next().is_some()) {
        return Ok(());
    }
    Err(Verdict::not_applicable("the target reported no progress"))
}

fn params(message: &Message) -> Option<&Value> {
    let is_progress = message.method() == Some("notifications/progress");
    message.member("params").filter(|_| is_progress)
}

/// The parameters of the notifications of progress that came with an answer.
fn progress<'r>(reply: &'r Reply<'_>) -> impl Iterator<Item = &'r Value> {
    reply.messages().iter().filter_map(params)
}

/// Those that came after the response.
fn late<'r>(reply: &'r Reply<'_>) -> impl Iterator<Item = &'r Value> {
    let messages = reply.messages().iter();
    messages
        .skip_while(|message| !message.is_response())
        .filter_map(params)
}
