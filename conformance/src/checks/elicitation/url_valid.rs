use url::Url;

use super::{for_all_elicitations, is_url};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "elicitation.url-valid",
    requirements: &["ELIC-URL-VALID"],
    summary: "the URL that a user is sent to is an absolute one that a browser can open safely",
    severity: Severity::High,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Send an absolute https URL.",
    classes: &["CWE-601", "CWE-79"],
    examples: &[
        passes(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"mode":"url","message":"m","url":"https://a.example/x"}}}}}"#,
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"mode":"url","message":"m","url":"/consent"}}}}}"#,
            "the url of an elicitation is \"/consent\", which is no absolute URL",
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"mode":"url","message":"m","url":"javascript:alert(1)"}}}}}"#,
            "the url of an elicitation has the scheme \"javascript\"",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for_all_elicitations(seen, is_url, |reply, params| {
        let text = params["url"].as_str().unwrap_or_default();
        let Ok(url) = Url::parse(text) else {
            return reply.require(false, || {
                format!("the url of an elicitation is {text:?}, which is no absolute URL")
            });
        };
        let dangerous = matches!(url.scheme(), "javascript" | "data" | "file" | "vbscript" | "blob");
        reply.require(!dangerous, || {
            format!("the url of an elicitation has the scheme {:?}", url.scheme())
        })
    })
}
