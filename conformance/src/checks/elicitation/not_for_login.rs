use serde_json::Value;

use super::{elicitations_in, is_url};
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::tokens::{GOOD, NO_TOKEN, TOKENS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "elicitation.not-for-login",
    requirements: &["ELIC-URL-NOT-FOR-MCP-AUTH"],
    summary: "who has no token is answered with 401, and not sent to log in by elicitation",
    severity: Severity::Medium,
    probe: &TOKENS,
    needs: &[],
    judge,
    remedy: "Answer a request without a token with 401 and a challenge; elicit for the authorization of other services only.",
    classes: &["CWE-306"],
    examples: &[
        passes(
            r"good-token | 200 | ok
no-token | 401",
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
good-token | 200 | ok
no-token | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"mode":"url","message":"m","url":"https://a.example/x"}}}}}"#,
            "answered 200 with a result to a request without a token: a URL for the user to visit",
        ),
        fails(
            r#"good-token | 200 | ok
no-token | 200 | {"id":1,"error":{"code":-32042,"message":"m","data":{"elicitations":[{"mode":"url","message":"m","url":"https://a.example/x"}]}}}"#,
            "a URL for the user to visit",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(GOOD)?;
    let reply = seen.reply(NO_TOKEN)?;
    let asked: Vec<Value> = reply.messages().iter().flat_map(elicitations_in).collect();
    let instead = reply.status() != 401 && asked.iter().any(is_url);
    reply.require(!instead, || {
        let got = reply.describe();
        format!("answered {got} to a request without a token: a URL for the user to visit")
    })?;
    if reply.is_refused() {
        Ok(())
    } else {
        Err(Verdict::not_applicable("the request is served without a token"))
    }
}
