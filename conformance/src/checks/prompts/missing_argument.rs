use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::tools::error_code;
use crate::jsonrpc::INVALID_PARAMS;
use crate::probes::features::{PROMPTS, WITH_ARGUMENTS, WITHOUT_ARGUMENTS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "prompts.missing-argument",
    requirements: &["PROMPT-MISSING-ARGUMENT"],
    summary: "a prompt without an argument that it requires gets error -32602",
    severity: Severity::Low,
    probe: &PROMPTS,
    needs: &[],
    judge,
    remedy: "Check that every required argument is there before the prompt is written, and answer -32602 where one is not.",
    classes: &["CWE-20"],
    examples: &[
        passes(
            "prompt-with-arguments | 200 | ok\nprompt-without-arguments | 400 | error -32602\nprompt-with-arguments | 200 | ok",
        ),
        fails(
            "prompt-with-arguments | 200 | ok\nprompt-without-arguments | 200 | ok\nprompt-with-arguments | 200 | ok",
            "a prompt without an argument that it requires got 200 with a result",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    if seen.exchange(WITH_ARGUMENTS).is_err() && seen.note("halt").is_none() {
        return Err(Verdict::not_applicable("no prompt requires an argument"));
    }
    seen.control(WITH_ARGUMENTS)?;
    let reply = seen.reply(WITHOUT_ARGUMENTS)?;
    let code = if reply.is_served() {
        None
    } else {
        Some(error_code(&reply)?)
    };
    reply.advise(code == Some(INVALID_PARAMS), || {
        format!(
            "a prompt without an argument that it requires got {}",
            reply.describe()
        )
    })
}
