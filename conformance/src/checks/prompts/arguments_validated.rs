use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::hostile_survived;
use crate::probes::hostile::{HOSTILE_PROMPTS, PROMPTED, PROMPTS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "prompts.arguments-validated",
    requirements: &["PROMPT-ARGUMENTS-VALIDATED"],
    summary: "what is no argument of a prompt is not written into it, and takes nothing down",
    severity: Severity::Medium,
    probe: &PROMPTS,
    needs: &[],
    judge,
    remedy: "Hold every argument against what the prompt declares before it is used: a string, and not longer than is sensible.",
    classes: &["CWE-20", "CWE-400"],
    examples: &[
        passes(
            "prompted | 200 | ok\nprompt-number | 400 | error -32602\nprompted | 200 | ok\nprompt-unknown | 200 | ok\nprompted | 200 | ok",
        ),
        fails(
            "prompted | 200 | ok\nprompt-object | 200 | ok\nprompted | 200 | ok",
            "a prompt was made with an argument that is an object",
        ),
        fails(
            "prompted | 200 | ok\nprompt-length | closed\nprompted | unreachable",
            "after an argument of 128 KiB the target answers no more: unreachable",
        ),
    ],
};

/// What no string is may not be written into a prompt; unknown names may be passed over.
const NO_STRINGS: &[&str] = &["prompt-number", "prompt-object", "prompt-list"];

fn judge(seen: &Transcript) -> Judgement {
    if seen.exchange(PROMPTED).is_err() && seen.note("halt").is_none() {
        return Err(Verdict::not_applicable("no prompt requires an argument"));
    }
    // A target that is slow has not fallen.
    hostile_survived(seen, PROMPTED, HOSTILE_PROMPTS)?;
    for (label, what) in HOSTILE_PROMPTS
        .iter()
        .filter(|(label, _)| NO_STRINGS.contains(label))
    {
        for reply in seen.exchanges(label) {
            reply.advise(!reply.is_served() || reply.asks_for_input(), || {
                format!("a prompt was made with {what}")
            })?;
        }
    }
    Ok(())
}
