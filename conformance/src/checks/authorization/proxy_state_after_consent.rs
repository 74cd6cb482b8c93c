use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::oauth_proxy::seen::{consent_page, cookies_set, end, no_code, served};
use crate::probes::oauth_proxy::{FIRST, OAUTH_PROXY, WAYS, unapproved_tag};
use crate::sign_in::{Led, approve_label, authorize_label};
use crate::transcript::Transcript;
use crate::user_agent::query_value;

pub static CHECK: Check = Check {
    id: "authorization.proxy-state-after-consent",
    requirements: &["AUTH-PROXY-STATE-AFTER-CONSENT"],
    summary: "a browser that approved nothing cannot come back from the upstream authorization server",
    severity: Severity::Critical,
    probe: &OAUTH_PROXY,
    needs: &[],
    judge,
    remedy: "Make the state, and set the cookie or session that holds it, in the answer to the approval and not before; let no two requests have the same state.",
    classes: &["CWE-352", "CWE-441"],
    examples: &[
        passes(
            "token | no id | 200 | {\"access_token\": \"t\"}\nfirst-callback | 302 | Location: https://client.example/callback?code=c&state=s\nlast-callback | 302 | Location: https://client.example/callback?code=c&state=s\nfirst-authorize | 200 | X-Frame-Options: DENY | <p>Proofhouse client, https://client.example/callback, read</p><form method=post><button>Allow</button></form>\nnote: ways-past-consent 1\nunapproved-0-callback | 400\nfirst-approve | 302 | Location: http://127.0.0.1:8/authorize?state=12345678",
        ),
        fails(
            "token | no id | 200 | {\"access_token\": \"t\"}\nfirst-callback | 302 | Location: https://client.example/callback?code=c&state=s\nlast-callback | 302 | Location: https://client.example/callback?code=c&state=s\nfirst-authorize | 200 | X-Frame-Options: DENY | <p>Proofhouse client, https://client.example/callback, read</p><form method=post><button>Allow</button></form>\nnote: ways-past-consent 1\nunapproved-0-callback | 302 | Location: https://client.example/callback?code=c",
            "a browser that had the page of consent open and approved nothing was given a code",
        ),
        fails(
            "token | no id | 200 | {\"access_token\": \"t\"}\nfirst-callback | 302 | Location: https://client.example/callback?code=c&state=s\nlast-callback | 302 | Location: https://client.example/callback?code=c&state=s\nfirst-authorize | 200 | Set-Cookie: s=12345678 | <form><button>Allow</button></form>\nnote: ways-past-consent 1\nunapproved-0-callback | 400\nfirst-approve | 302 | Location: http://127.0.0.1:8/authorize?state=12345678",
            "a cookie that holds the state is set before anybody approved",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    served(seen)?;
    consent_page(seen)?;
    let ways = seen.note(WAYS).and_then(|ways| ways.parse().ok()).unwrap_or(0);
    if ways == 0 {
        return Err(Verdict::inconclusive("no way past the page of consent was tried"));
    }
    for way in 0..ways {
        no_code(seen, &unapproved_tag(way), || {
            "a browser that had the page of consent open and approved nothing was given a code".to_owned()
        })?;
    }
    let Led::Upstream(address) = end(seen, &approve_label(FIRST))?.1 else {
        return Ok(());
    };
    let state = address.parse().ok().and_then(|url| query_value(&url, "state"));
    let Some(state) = state.filter(|state| state.len() >= 8) else {
        return Ok(());
    };
    for reply in seen.exchanges(&authorize_label(FIRST)) {
        let is_set = cookies_set(&reply)
            .iter()
            .any(|cookie| cookie.value.contains(&state));
        reply.advise(!is_set, || {
            "a cookie that holds the state is set before anybody approved".to_owned()
        })?;
    }
    Ok(())
}
