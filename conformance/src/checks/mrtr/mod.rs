//! Multi round-trip requests: what is asked, what is answered, and the state that the client carries.

use serde_json::Value;

use crate::check::{Check, Judgement, Verdict};
use crate::probes::mrtr::{ARGUMENT, ASK, CAPABLE, RETRY, STRIPPED};
use crate::transcript::{Reply, Transcript};

mod abandoned_flows;
mod answers_validated;
mod at_least_one;
mod capability_respected;
mod completes;
mod extra_answers_ignored;
mod fields_on_other_methods;
mod interim_shape;
mod keys_unique;
mod missing_answers_asked_again;
mod no_token_in_state;
mod only_three_methods;
mod request_kinds;
mod retry_self_contained;
mod single_use;
mod state_altered;
mod state_bit_flipped;
mod state_cut;
mod state_forged;
mod state_is_string;
mod state_lengthened;
mod state_noise_survived;
mod state_other_arguments;
mod state_other_principal;
mod state_other_tool;
mod state_rewritten;
mod state_stripped;
mod state_type;
mod unsolicited_answers;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &state_altered::CHECK,
    &state_forged::CHECK,
    &state_other_principal::CHECK,
    &state_other_arguments::CHECK,
    &unsolicited_answers::CHECK,
    &interim_shape::CHECK,
    &at_least_one::CHECK,
    &request_kinds::CHECK,
    &state_is_string::CHECK,
    &capability_respected::CHECK,
    &only_three_methods::CHECK,
    &completes::CHECK,
    &extra_answers_ignored::CHECK,
    &state_bit_flipped::CHECK,
    &state_cut::CHECK,
    &state_lengthened::CHECK,
    &state_rewritten::CHECK,
    &state_type::CHECK,
    &state_stripped::CHECK,
    &retry_self_contained::CHECK,
    &state_other_tool::CHECK,
    &fields_on_other_methods::CHECK,
    &answers_validated::CHECK,
    &missing_answers_asked_again::CHECK,
    &abandoned_flows::CHECK,
    &state_noise_survived::CHECK,
    &keys_unique::CHECK,
    &no_token_in_state::CHECK,
    &single_use::CHECK,
];

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It was carried out.
    Completed,
    /// Input is asked for.
    Asked,
    /// An error, in the protocol or in the result.
    Refused,
}

pub(super) fn outcome(reply: &Reply<'_>) -> Result<Outcome, Verdict> {
    reply.answered()?;
    match () {
        () if reply.is_served() && reply.asks_for_input() => Ok(Outcome::Asked),
        () if reply.is_done() => Ok(Outcome::Completed),
        () if reply.is_served() || reply.is_refused() => Ok(Outcome::Refused),
        () => Err(Verdict::inconclusive(format!(
            "\"{}\" got {}",
            reply.label,
            reply.describe()
        ))),
    }
}

/// The results that ask for input.
fn interims(seen: &Transcript) -> Result<Vec<(Reply<'_>, Value)>, Verdict> {
    seen.control(CAPABLE)
        .or_else(|_| seen.reply(CAPABLE).map(|_| ()))?;
    if seen.exchange(ASK).is_err() {
        super::not_halted(seen)?;
        return Err(Verdict::not_applicable("no read-only tool asks for input"));
    }
    let results = seen
        .exchanges(ASK)
        .filter(Reply::asks_for_input)
        .filter_map(|reply| reply.result().cloned().map(|result| (reply, result)));
    let interims: Vec<_> = results.collect();
    if interims.is_empty() {
        return Err(Verdict::inconclusive(
            "the tool that asked for input did not ask again",
        ));
    }
    Ok(interims)
}

/// Holds that the tool gives out a state, and that good answers with the state as issued complete the call.
pub(super) fn completing(seen: &Transcript) -> Judgement {
    let interims = interims(seen)?;
    if !interims
        .iter()
        .all(|(_, result)| result["requestState"].is_string())
    {
        return Err(Verdict::not_applicable(
            "the tool that asks for input issues no requestState",
        ));
    }
    seen.reply(RETRY)?;
    for reply in seen.exchanges(RETRY) {
        if outcome(&reply)? != Outcome::Completed {
            return Err(Verdict::inconclusive(format!(
                "the control \"{RETRY}\" got {}",
                reply.describe()
            )));
        }
    }
    Ok(())
}

/// Holds that good answers complete the call, whether or not the tool gives out a state.
pub(super) fn answered_well(seen: &Transcript) -> Judgement {
    interims(seen)?;
    seen.reply(RETRY)?;
    for reply in seen.exchanges(RETRY) {
        if outcome(&reply)? != Outcome::Completed {
            return Err(Verdict::inconclusive(format!(
                "the control \"{RETRY}\" got {}",
                reply.describe()
            )));
        }
    }
    Ok(())
}

/// Whether a call says just what the same call says when its questions are answered well.
pub(super) fn says_as_answered(seen: &Transcript, reply: &Reply<'_>) -> bool {
    let tool = |reply: &Reply<'_>| {
        reply
            .sent_message()
            .member("params")
            .map(|params| params["name"].clone())
    };
    let said = |reply: &Reply<'_>| {
        let mut result = reply.result()?.clone();
        result.as_object_mut()?.shift_remove("_meta");
        Some(result)
    };
    seen.exchanges(RETRY)
        .any(|good| tool(&good) == tool(reply) && said(&good) == said(reply))
}

/// What a call completed with a bad state means. Where the same answers complete the call without any
/// state, the state says nothing and nobody is accused. Where they do not, the state is what makes them
/// count, and where moreover the question names the argument of the call, what it stands for is the user's
/// approval of just this call: then it is a failure, else a warning.
pub(super) fn completed(seen: &Transcript, reply: &Reply<'_>, says: &str) -> Judgement {
    if outcome(&seen.reply(STRIPPED)?)? == Outcome::Completed {
        return Err(Verdict::not_applicable("the tool completes without its state"));
    }
    if is_approval(seen) {
        reply.require(false, || says.to_owned())
    } else {
        reply.advise(false, || says.to_owned())
    }
}

/// Whether what is asked shows what the call was given, so that the answer is about that.
pub(super) fn is_approval(seen: &Transcript) -> bool {
    let asked = seen
        .reply(ASK)
        .ok()
        .and_then(|reply| reply.result().cloned())
        .unwrap_or_default();
    seen.note(ARGUMENT)
        .is_some_and(|argument| asked["inputRequests"].to_string().contains(argument))
}

/// Holds that a retry was refused; being asked again is a warning, `what` names what was wrong with it.
fn not_completed(seen: &Transcript, reply: &Reply<'_>, what: &str) -> Judgement {
    match outcome(reply)? {
        Outcome::Refused => Ok(()),
        Outcome::Asked => reply.advise(false, || format!("asked again instead of refusing {what}")),
        Outcome::Completed => completed(seen, reply, &format!("completed a call with {what}")),
    }
}
