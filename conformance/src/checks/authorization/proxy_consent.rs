use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::oauth_proxy::seen::{asks_consent, end, served};
use crate::probes::oauth_proxy::{FIRST, OAUTH_PROXY, SECOND};
use crate::sign_in::{Led, authorize_label, callback_label};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.proxy-consent",
    requirements: &["AUTH-PROXY-CONSENT"],
    summary: "the user is asked about each client before the upstream authorization server is",
    severity: Severity::Critical,
    probe: &OAUTH_PROXY,
    needs: &[],
    judge,
    remedy: "Keep which clients each user has approved, by `client_id`, and show a page of your own for any other client before the browser is sent on.",
    classes: &["CWE-441", "MCP01:2025"],
    examples: &[
        passes(
            "token | no id | 200 | {\"access_token\": \"t\"}\nfirst-callback | 302 | Location: https://client.example/callback?code=c&state=s\nlast-callback | 302 | Location: https://client.example/callback?code=c&state=s\nfirst-authorize | 200 | X-Frame-Options: DENY | <p>Proofhouse client, https://client.example/callback, read</p><form method=post><button>Allow</button></form>\nsecond-client-authorize | 200 | <form><button>Allow</button></form>\nsecond-client-callback | 302 | Location: https://client.example/callback?code=c&state=s\n",
        ),
        fails(
            "token | no id | 200 | {\"access_token\": \"t\"}\nfirst-callback | 302 | Location: https://client.example/callback?code=c&state=s\nlast-callback | 302 | Location: https://client.example/callback?code=c&state=s\nfirst-authorize | 200 | X-Frame-Options: DENY | <p>Proofhouse client, https://client.example/callback, read</p><form method=post><button>Allow</button></form>\nsecond-client-authorize | 302 | Location: http://127.0.0.1:8/authorize?state=s",
            "the browser that approved one client was sent on for another without a page of consent",
        ),
        fails(
            "token | no id | 200 | {\"access_token\": \"t\"}\nfirst-callback | 302 | Location: https://client.example/callback?code=c&state=s\nlast-callback | 302 | Location: https://client.example/callback?code=c&state=s\nfirst-authorize | 302 | Location: http://127.0.0.1:8/authorize?state=s",
            "a browser was sent on for a client that nobody had approved",
        ),
    ],
};

const UNASKED: &[(&str, &str)] = &[
    (
        FIRST,
        "a browser was sent on for a client that nobody had approved, without a page of consent",
    ),
    (
        SECOND,
        "the browser that approved one client was sent on for another without a page of consent",
    ),
];

fn judge(seen: &Transcript) -> Judgement {
    served(seen)?;
    for (tag, says) in UNASKED {
        let (reply, led) = end(seen, &authorize_label(tag))?;
        let is_sent_on = matches!(led, Led::Upstream(_)) || led.has_code();
        reply.require(!is_sent_on, || (*says).to_owned())?;
        if !asks_consent(&reply) || !end(seen, &callback_label(tag))?.1.has_code() {
            let why = format!(
                "nobody could approve on what came for \"{tag}\": {}",
                reply.describe()
            );
            return Err(Verdict::inconclusive(why));
        }
    }
    Ok(())
}
