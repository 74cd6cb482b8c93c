use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::not_halted;
use crate::jsonrpc::INVALID_PARAMS;
use crate::probes::features::{ALIVE, COMPLETION, UNKNOWN_REFERENCES, WITHOUT_CONTEXT};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "completion.unknown-reference",
    requirements: &["COMP-UNKNOWN-REF"],
    summary: "a completion for what does not exist gets error -32602",
    severity: Severity::Low,
    probe: &COMPLETION,
    needs: &[],
    judge,
    remedy: "Answer -32602 where the prompt or template is not known, or the argument is not named.",
    classes: &["CWE-20"],
    examples: &[
        passes(
            "alive | 200 | ok\ncomplete-without-context | 200 | ok\nunknown-prompt-reference | 400 | error -32602",
        ),
        fails(
            "alive | 200 | ok\ncomplete-without-context | 200 | ok\nunknown-prompt-reference | 200 | ok",
            "answered 200 with a result to a completion for an unknown prompt",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(ALIVE)?;
    if seen.exchange(WITHOUT_CONTEXT).is_err() {
        return Err(Verdict::not_applicable(
            "no prompt and no template has an argument to complete",
        ));
    }
    seen.control(WITHOUT_CONTEXT)?;
    not_halted(seen)?;
    for (label, what) in UNKNOWN_REFERENCES {
        for reply in seen.exchanges(label) {
            reply.answered()?;
            reply.advise(reply.error_code() == Some(INVALID_PARAMS), || {
                format!("answered {} to a completion for {what}", reply.describe())
            })?;
        }
    }
    Ok(())
}
