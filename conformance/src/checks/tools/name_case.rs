use crate::check::Verdict;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::features::{OTHER_CASE, TOOLS, WORK};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tools.name-case",
    requirements: &["TOOLS-NAME-CASE"],
    summary: "tool names are case-sensitive",
    severity: Severity::Medium,
    probe: &TOOLS,
    needs: &[],
    judge,
    remedy: "Find a tool only under its exact name: a filter by name sees the others as unknown.",
    classes: &["CWE-178"],
    examples: &[
        passes(
            "work | 200 | ok
            other-case | 200 | error -32602
            work | 200 | ok",
        ),
        fails(
            "work | 200 | ok
            other-case | 200 | ok
            work | 200 | ok",
            "a tool was called under its name in the other case",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(WORK)?;
    if seen.exchanges(OTHER_CASE).next().is_none() {
        return Err(Verdict::not_applicable(
            "no tool is known that may be called and whose name has letters",
        ));
    }
    let reply = seen.reply(OTHER_CASE)?;
    reply.answered()?;
    reply.advise(!reply.is_done(), || {
        "a tool was called under its name in the other case".to_owned()
    })
}
