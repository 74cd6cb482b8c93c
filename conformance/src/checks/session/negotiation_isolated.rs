use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::jsonrpc::Message;
use crate::probes::disturbed::{ASKABLE, DISTURBED_CALLS, UNASKABLE_AFTER, UNASKABLE_BEFORE, UNDISTURBED};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "session.negotiation-isolated",
    requirements: &["SESSION-NEGOTIATION-ISOLATED"],
    summary: "what one client declares changes nothing for the session of another",
    severity: Severity::High,
    probe: &DISTURBED_CALLS,
    needs: &[],
    judge,
    remedy: "Keep the capabilities and the version of a handshake in its session, not in the server.",
    classes: &["CWE-488"],
    examples: &[
        passes(
            r#"unaskable-before | 200 | event {"id":1,"result":{}}
            unaskable-after | 200 | event {"id":1,"result":{}}
            askable | 200 | event {"id":"s1","method":"roots/list"} | event {"id":1,"result":{}}
            undisturbed | 200 | ok"#,
        ),
        fails(
            r#"unaskable-before | 200 | event {"id":1,"result":{}}
            unaskable-after | 200 | event {"id":"s1","method":"roots/list"} | event {"id":1,"result":{}}
            askable | 200 | event {"id":"s1","method":"roots/list"} | event {"id":1,"result":{}}
            undisturbed | 200 | ok"#,
            "a client that declared nothing was asked \"roots/list\" once another client had declared it",
        ),
        fails(
            r#"unaskable-before | 200 | event {"id":1,"result":{}}
            unaskable-after | 200 | event {"id":1,"result":{}}
            askable | 200 | event {"id":1,"result":{}}
            undisturbed | 200 | ok"#,
            "a client that declared everything was asked nothing after another client had declared nothing",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(UNDISTURBED)?;
    let before = seen.reply(UNASKABLE_BEFORE)?;
    if question(&before).is_some() {
        return Err(Verdict::not_applicable(
            "the target asks clients for what they did not declare, with or without others",
        ));
    }
    was_answered(&before)?;
    let after = seen.reply(UNASKABLE_AFTER)?;
    after.require(question(&after).is_none(), || {
        let asked = question(&after).unwrap_or_default();
        format!("a client that declared nothing was asked {asked:?} once another client had declared it")
    })?;
    let askable = seen.reply(ASKABLE)?;
    if question(&askable).is_none() {
        was_answered(&askable)?;
    }
    askable.require(question(&askable).is_some(), || {
        "a client that declared everything was asked nothing after another client had declared nothing"
            .to_owned()
    })
}

/// Holds that a call that asked nothing came to its end.
fn was_answered(call: &Reply<'_>) -> Judgement {
    if call.is_served() {
        return Ok(());
    }
    Err(Verdict::inconclusive(format!(
        "\"{}\" got {}",
        call.label,
        call.describe()
    )))
}

/// A ping asks for nothing.
fn question(reply: &Reply<'_>) -> Option<String> {
    let asked = reply
        .messages()
        .iter()
        .find(|message| Message::is_request(message) && message.method() != Some("ping"));
    asked.and_then(|message| message.method()).map(str::to_owned)
}
