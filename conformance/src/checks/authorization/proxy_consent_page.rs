use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::oauth_proxy::seen::{consent_page, end, is_kept_from_frames, no_code, served};
use crate::probes::oauth_proxy::{CLIENT, FIRST, FORGED, OAUTH_PROXY};
use crate::sign_in::{Led, approve_label, client_name};
use crate::transcript::{Reply, Transcript};
use crate::user_agent::{Page, query_value};

pub static CHECK: Check = Check {
    id: "authorization.proxy-consent-page",
    requirements: &["AUTH-PROXY-CONSENT-PAGE"],
    summary: "the page of consent says who asks for what, and can be neither framed nor answered by another site",
    severity: Severity::High,
    probe: &OAUTH_PROXY,
    needs: &[],
    judge,
    remedy: "Send `frame-ancestors 'none'`, tie the form to the browser that it was shown in, and show the client's name, its redirect URI and the scopes that are asked for upstream.",
    classes: &["CWE-1021", "CWE-352"],
    examples: &[
        passes(
            "token | no id | 200 | {\"access_token\": \"t\"}\nfirst-callback | 302 | Location: https://client.example/callback?code=c&state=s\nlast-callback | 302 | Location: https://client.example/callback?code=c&state=s\nfirst-authorize | 200 | X-Frame-Options: DENY | <p>Proofhouse client, https://client.example/callback, read</p><form method=post><button>Allow</button></form>\nfirst-approve | 302 | Location: http://127.0.0.1:8/authorize?scope=read&state=s\nforged-in-fresh-browser-approve | 403\nforged-beside-page-approve | 403",
        ),
        fails(
            "token | no id | 200 | {\"access_token\": \"t\"}\nfirst-callback | 302 | Location: https://client.example/callback?code=c&state=s\nlast-callback | 302 | Location: https://client.example/callback?code=c&state=s\nfirst-authorize | 200 | <form method=post><button>Allow</button></form>",
            "another site may put the page of consent into a frame",
        ),
        fails(
            "token | no id | 200 | {\"access_token\": \"t\"}\nfirst-callback | 302 | Location: https://client.example/callback?code=c&state=s\nlast-callback | 302 | Location: https://client.example/callback?code=c&state=s\nfirst-authorize | 200 | X-Frame-Options: DENY | <p>Proofhouse client, https://client.example/callback, read</p><form method=post><button>Allow</button></form>\nforged-in-fresh-browser-approve | 302 | Location: http://127.0.0.1:8/authorize?state=s\nforged-in-fresh-browser-callback | 302 | Location: https://client.example/callback?code=c&state=s\n",
            "the form of one browser's page of consent, sent by another site from a browser that was nowhere yet, led to a code",
        ),
        fails(
            "token | no id | 200 | {\"access_token\": \"t\"}\nfirst-callback | 302 | Location: https://client.example/callback?code=c&state=s\nlast-callback | 302 | Location: https://client.example/callback?code=c&state=s\nfirst-authorize | 200 | X-Frame-Options: DENY | <form method=post><button>Allow</button></form>\nfirst-approve | 302 | Location: http://127.0.0.1:8/authorize?scope=read&state=s\nforged-in-fresh-browser-approve | 403\nforged-beside-page-approve | 403",
            "the page of consent does not show the name of the client",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    served(seen)?;
    let page = consent_page(seen)?;
    page.require(is_kept_from_frames(&page), || {
        "another site may put the page of consent into a frame".to_owned()
    })?;
    for (tag, which) in FORGED {
        let (_, led) = end(seen, &approve_label(tag))?;
        if matches!(led, Led::Upstream(_)) {
            no_code(seen, tag, || {
                format!(
                    "the form of one browser's page of consent, sent by another site from {which}, led to a code"
                )
            })?;
        }
    }
    says_all(seen, &page)
}

fn says_all(seen: &Transcript, page: &Reply<'_>) -> Judgement {
    // A page may break a long address anywhere.
    let unspaced = |text: &str| text.split_whitespace().collect::<String>();
    let text = unspaced(&Page::read(&page.body).text);
    let (_, led) = end(seen, &approve_label(FIRST))?;
    let upstream = match led {
        Led::Upstream(address) => address.parse().ok(),
        _ => None,
    };
    let scope = upstream
        .and_then(|url| query_value(&url, "scope"))
        .unwrap_or_default();
    let scopes = scope
        .split_whitespace()
        .map(|scope| ("a scope that is asked for upstream", scope.to_owned()));
    let registered = seen.note(FIRST).map(|uri| ("the redirect URI", uri.to_owned()));
    let shown = [("the name of the client", client_name(CLIENT))]
        .into_iter()
        .chain(registered)
        .chain(scopes);
    for (what, value) in shown {
        page.advise(text.contains(&unspaced(&value)), || {
            format!("the page of consent does not show {what}: {value:?}")
        })?;
    }
    Ok(())
}
