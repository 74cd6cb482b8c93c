use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::absent;
use crate::checks::tools::error_code;
use crate::jsonrpc::INVALID_PARAMS;
use crate::probes::features::{ALIVE, GET, PROMPTS, UNKNOWN_PROMPT};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "prompts.unknown-prompt",
    requirements: &["PROMPT-UNKNOWN"],
    summary: "a prompt that does not exist gets error -32602",
    severity: Severity::Low,
    probe: &PROMPTS,
    needs: &[],
    judge,
    remedy: "Answer -32602 to prompts/get with a name that is not in the list.",
    classes: &[],
    examples: &[
        passes("alive | 200 | ok\nget-prompt | 200 | ok\nunknown-prompt | 400 | error -32602"),
        fails(
            "alive | 200 | ok\nget-prompt | 200 | ok\nunknown-prompt | 200 | ok",
            "a prompt that does not exist got 200 with a result",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(ALIVE)?;
    if seen.exchanges(GET).next().is_none() {
        return Err(absent(seen, "the target lists no prompt"));
    }
    if !seen.exchanges(GET).any(|reply| Reply::is_served(&reply)) {
        return Err(Verdict::inconclusive("no listed prompt was given"));
    }
    let reply = seen.reply(UNKNOWN_PROMPT)?;
    let code = if reply.is_served() {
        None
    } else {
        Some(error_code(&reply)?)
    };
    reply.advise(code == Some(INVALID_PARAMS), || {
        format!("a prompt that does not exist got {}", reply.describe())
    })
}
