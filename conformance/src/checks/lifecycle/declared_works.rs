use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::jsonrpc::code_of;
use crate::jsonrpc::METHOD_NOT_FOUND;
use crate::probes::lifecycle::{BASES, INITIALIZE, LIFECYCLE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "lifecycle.declared-works",
    requirements: &["LIFE-CAP-DECLARED-WORKS"],
    summary: "the base method of each declared capability is there",
    severity: Severity::Medium,
    probe: &LIFECYCLE,
    needs: &[],
    judge,
    remedy: "Declare a capability only together with its methods.",
    classes: &[],
    examples: &[
        passes("initialize | 200 | ok\ndeclared-tools | 200 | ok\ndeclared-prompts | 200 | ok"),
        fails(
            "initialize | 200 | ok\ndeclared-tools | 200 | ok\ndeclared-prompts | 200 | error -32601",
            "prompts is declared, and prompts/list is not found",
        ),
        fails(
            "initialize | 200 | ok\ndeclared-logging | 200 | error -32601",
            "logging is declared, and logging/setLevel is not found",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(INITIALIZE)?;
    let (mut met, mut unserved) = (false, None);
    for (capability, label, method) in BASES {
        let Some(reply) = seen.exchanges(label).next() else {
            continue;
        };
        met = true;
        reply.answered()?;
        let missing = code_of(&reply) == Some(METHOD_NOT_FOUND);
        let says = || format!("{capability} is declared, and {method} is not found");
        let held = if *capability == "logging" {
            reply.advise(!missing, says)
        } else {
            reply.require(!missing, says)
        };
        held?;
        if *capability != "logging" && !reply.is_served() {
            unserved = Some(format!("{method} got {}", reply.describe()));
        }
    }
    match unserved {
        Some(why) => Err(Verdict::inconclusive(why)),
        None if met => Ok(()),
        None => Err(Verdict::not_applicable("the target declares no such capability")),
    }
}
