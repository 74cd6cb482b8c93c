use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::absent;
use crate::checks::jsonrpc::code_of;
use crate::jsonrpc::HEADER_MISMATCH;
use crate::probes::stdio::{ANNOTATED, CONTROL, STREAMS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.not-on-stdio",
    requirements: &["HDR-STDIO-NOT-REQUIRED"],
    summary: "on stdio a tool is called without the headers that mirror its parameters",
    severity: Severity::Medium,
    probe: &STREAMS,
    needs: &[],
    judge,
    remedy: "Compare mirrored headers where there are headers: on stdio the body is all there is.",
    classes: &[],
    examples: &[
        passes("control | ok\nannotated-tool | ok"),
        fails(
            "control | ok\nannotated-tool | error -32020",
            "missed headers on stdio, which has none",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    if seen.exchanges(ANNOTATED).next().is_none() {
        return Err(absent(
            seen,
            "no read-only tool has a parameter that headers mirror",
        ));
    }
    let reply = seen.reply(ANNOTATED)?;
    reply.require(code_of(&reply) != Some(HEADER_MISMATCH), || {
        "missed headers on stdio, which has none".to_owned()
    })?;
    if reply.is_served() {
        return Ok(());
    }
    Err(Verdict::inconclusive(format!(
        "a call of an annotated tool got {}",
        reply.describe()
    )))
}
