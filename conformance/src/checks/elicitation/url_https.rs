use url::Url;

use super::{for_all_elicitations, is_url};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::WHOLE_RUN;
use crate::probes::authorization::is_loopback;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "elicitation.url-https",
    requirements: &["ELIC-URL-HTTPS"],
    summary: "a user is sent to https pages",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Send users to https URLs; plain http is for loopback in development.",
    classes: &["CWE-319"],
    examples: &[
        passes(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"mode":"url","message":"m","url":"https://a.example/x"}}}}}"#,
        ),
        passes(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"mode":"url","message":"m","url":"http://127.0.0.1:9/x"}}}}}"#,
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"mode":"url","message":"m","url":"http://login.example/x"}}}}}"#,
            "the url of an elicitation is plain http",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for_all_elicitations(seen, is_url, |reply, params| {
        let url = params["url"].as_str().and_then(|text| Url::parse(text).ok());
        let plain = url.is_some_and(|url| url.scheme() == "http" && !is_loopback(&url));
        reply.advise(!plain, || "the url of an elicitation is plain http".to_owned())
    })
}
