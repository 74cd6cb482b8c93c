use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::disturbed::{ASKABLE, DISTURBED_CALLS, UNASKABLE_BEFORE, UNDISTURBED};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "lifecycle.sampling-gated",
    requirements: &["LIFE-CAP-SAMPLING-GATED"],
    summary: "a client that did not declare sampling is not asked to sample",
    severity: Severity::Medium,
    probe: &DISTURBED_CALLS,
    needs: &[],
    judge,
    remedy: "Look into the capabilities of the handshake before you send sampling/createMessage.",
    classes: &[],
    examples: &[
        passes(
            r#"unaskable-before | 200 | event {"id":1,"result":{}}
            askable | 200 | event {"id":"s1","method":"sampling/createMessage"} | event {"id":1,"result":{}}
            undisturbed | 200 | ok"#,
        ),
        fails(
            r#"unaskable-before | 200 | event {"id":"s1","method":"sampling/createMessage"} | event {"id":1,"result":{}}
            askable | 200 | event {"id":"s1","method":"sampling/createMessage"} | event {"id":1,"result":{}}
            undisturbed | 200 | ok"#,
            "a client that declared no capability was asked to sample",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let unaskable = seen.reply(UNASKABLE_BEFORE)?;
    unaskable.require(!samples(&unaskable), || {
        "a client that declared no capability was asked to sample".to_owned()
    })?;
    if unaskable.result().is_none() && unaskable.error().is_none() {
        return Err(Verdict::inconclusive(format!(
            "the call of a client that declared nothing got {}",
            unaskable.describe()
        )));
    }
    if !samples(&seen.reply(ASKABLE)?) {
        return Err(Verdict::not_applicable(
            "the tool that asks its client does not sample",
        ));
    }
    seen.control(UNDISTURBED)
}

fn samples(reply: &Reply<'_>) -> bool {
    let mut methods = reply.messages().iter().filter_map(|message| message.method());
    methods.any(|method| method == "sampling/createMessage")
}
