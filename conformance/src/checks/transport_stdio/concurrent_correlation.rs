use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc::no_second_response;
use crate::probes::stdio::{CONTROL, STREAMS, TOGETHER, TOGETHER_SAFE, TOGETHER_UNKNOWN};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "transport-stdio.concurrent-correlation",
    requirements: &["JSONRPC-CONCURRENT-ID-MATCH", "STDIO-CONCURRENT-CORRELATION"],
    summary: "of several requests at once, each gets its own answer",
    severity: Severity::High,
    probe: &STREAMS,
    needs: &[],
    judge,
    remedy: "Keep the id with the request that is being worked on, not in a place that all requests share.",
    classes: &["CWE-362"],
    examples: &[
        passes(
            r#"control | ok
together-unknown | id 2 | error -32601
together-tools | id 3 | {"jsonrpc":"2.0","id":3,"result":{"tools":[]}}
together-safe | id 4 | ok"#,
        ),
        fails(
            "control | ok\ntogether-unknown | id 2 | error -32601\ntogether-tools | id 3 | ok\ntogether-safe | id 4 | ok",
            "tools/list got the result of another request",
        ),
        fails(
            "control | ok\ntogether-unknown | id 2 | timed-out",
            "one of several requests written at once was not answered",
        ),
        fails(
            "control | ok\ntogether-unknown | id 2 | ok",
            "an unknown method got the result of another request",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    let unknown = seen.exchange(TOGETHER_UNKNOWN)?;
    answered(&unknown)?;
    unknown.require(unknown.error().is_some(), || {
        "an unknown method got the result of another request".to_owned()
    })?;
    let safe = seen.exchange(TOGETHER_SAFE)?;
    answered(&safe)?;
    for (label, method, member) in TOGETHER {
        let mixed = |reply: &Reply<'_>| reply.result().is_some_and(|result| result.get(member).is_some());
        safe.require(!mixed(&safe), || {
            format!("a harmless request got the result of {method}")
        })?;
        for reply in seen.exchanges(label) {
            answered(&reply)?;
            let other = reply.is_served() && !mixed(&reply);
            reply.require(!other, || format!("{method} got the result of another request"))?;
        }
    }
    no_second_response(seen)
}

/// The requests before and after them were served, so silence is an answer too.
fn answered(reply: &Reply<'_>) -> Judgement {
    let says = || "one of several requests written at once was not answered".to_owned();
    reply.require(reply.response().is_some(), says)
}
