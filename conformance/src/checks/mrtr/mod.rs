//! Multi round-trip requests: what is asked, what is answered, and the state that the client carries.

use serde_json::Value;

use crate::check::{Check, Judgement, Verdict};
use crate::probes::mrtr::{ARGUMENT, ASK, CAPABLE, RETRY, STRIPPED};
use crate::transcript::{Reply, Transcript};

mod at_least_one;
mod capability_respected;
mod completes;
mod extra_answers_ignored;
mod interim_shape;
mod only_three_methods;
mod request_kinds;
mod state_altered;
mod state_forged;
mod state_is_string;
mod state_other_arguments;
mod state_other_principal;
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
];

/// What became of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// It was carried out.
    Completed,
    /// Input is asked for.
    Asked,
    /// An error, in the protocol or in the result.
    Refused,
}

fn outcome(reply: &Reply<'_>) -> Result<Outcome, Verdict> {
    reply.answered()?;
    let interim = reply
        .result()
        .is_some_and(|result| result["resultType"] == "input_required");
    match () {
        () if reply.is_served() && interim => Ok(Outcome::Asked),
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
        return match seen.note("halt") {
            Some(why) => Err(Verdict::inconclusive(format!(
                "the conversation ended early: {why}"
            ))),
            None => Err(Verdict::not_applicable("no read-only tool asks for input")),
        };
    }
    let results = seen
        .exchanges(ASK)
        .filter_map(|reply| reply.result().cloned().map(|result| (reply, result)));
    let interims: Vec<_> = results
        .filter(|(_, result)| result["resultType"] == "input_required")
        .collect();
    if interims.is_empty() {
        return Err(Verdict::inconclusive(
            "the tool that asked for input did not ask again",
        ));
    }
    Ok(interims)
}

/// Holds that the tool gives out a state, and that good answers with the state as issued complete the call.
fn completing(seen: &Transcript) -> Judgement {
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

/// What a call completed with a bad state means. Where the same answers complete the call without any
/// state, the state says nothing and nobody is accused. Where they do not, the state is what makes them
/// count, and where moreover the question names the argument of the call, what it stands for is the user's
/// approval of just this call: then it is a failure, else a warning.
fn completed(seen: &Transcript, reply: &Reply<'_>, says: &str) -> Judgement {
    if outcome(&seen.reply(STRIPPED)?)? == Outcome::Completed {
        return Err(Verdict::not_applicable("the tool completes without its state"));
    }
    if is_approval(seen) {
        reply.require(false, || says.to_owned())
    } else {
        reply.advise(false, || says.to_owned())
    }
}

fn is_approval(seen: &Transcript) -> bool {
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
