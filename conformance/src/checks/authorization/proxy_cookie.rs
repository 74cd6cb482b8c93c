use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::oauth_proxy::seen::{consent_page, cookies_set, end, served};
use crate::probes::oauth_proxy::{AGAIN, FIRST, OAUTH_PROXY, SECOND, cookie_note, without_cookie_tag};
use crate::sign_in::{Led, authorize_label};
use crate::transcript::{Reply, Transcript};
use crate::user_agent::Cookie;

pub static CHECK: Check = Check {
    id: "authorization.proxy-cookie",
    requirements: &["AUTH-PROXY-COOKIE"],
    summary: "a cookie by which a browser's approval is known is out of reach of scripts and other sites, and is good for one client",
    severity: Severity::High,
    probe: &OAUTH_PROXY,
    needs: &[],
    judge,
    remedy: "Set the cookie with `HttpOnly`, `SameSite=Lax`, `Secure` and a name that begins with `__Host-`, sign it, and put the `client_id` into it.",
    classes: &["CWE-565", "CWE-1004", "CWE-1275"],
    examples: &[
        passes(
            "token | no id | 200 | {\"access_token\": \"t\"}\nfirst-callback | 302 | Location: https://client.example/callback?code=c&state=s\nlast-callback | 302 | Location: https://client.example/callback?code=c&state=s\nfirst-authorize | 200 | X-Frame-Options: DENY | <p>Proofhouse client, https://client.example/callback, read</p><form method=post><button>Allow</button></form>\nfirst-approve | 302 | Set-Cookie: ok=1; HttpOnly; SameSite=Lax | Location: http://127.0.0.1:8/authorize\nsecond-client-authorize | 200 | <form><button>Allow</button></form>\nagain-authorize | 302 | Location: http://127.0.0.1:8/authorize\nnote: cookie-0 ok\nwithout-cookie-0-authorize | 200 | <form><button>Allow</button></form>",
        ),
        fails(
            "token | no id | 200 | {\"access_token\": \"t\"}\nfirst-callback | 302 | Location: https://client.example/callback?code=c&state=s\nlast-callback | 302 | Location: https://client.example/callback?code=c&state=s\nfirst-authorize | 200 | X-Frame-Options: DENY | <p>Proofhouse client, https://client.example/callback, read</p><form method=post><button>Allow</button></form>\nfirst-approve | 302 | Set-Cookie: ok=1; SameSite=Lax | Location: http://127.0.0.1:8/authorize\nsecond-client-authorize | 200 | <form><button>Allow</button></form>\nagain-authorize | 302 | Location: http://127.0.0.1:8/authorize\nnote: cookie-0 ok\nwithout-cookie-0-authorize | 200 | <form><button>Allow</button></form>",
            "the cookie by which an approval is known is set without HttpOnly",
        ),
        fails(
            "token | no id | 200 | {\"access_token\": \"t\"}\nfirst-callback | 302 | Location: https://client.example/callback?code=c&state=s\nlast-callback | 302 | Location: https://client.example/callback?code=c&state=s\nfirst-authorize | 200 | X-Frame-Options: DENY | <p>Proofhouse client, https://client.example/callback, read</p><form method=post><button>Allow</button></form>\nfirst-approve | 302 | Set-Cookie: ok=1; HttpOnly; SameSite=Lax | Location: http://127.0.0.1:8/authorize\nsecond-client-authorize | 302 | Location: http://127.0.0.1:8/authorize\nagain-authorize | 302 | Location: http://127.0.0.1:8/authorize\nnote: cookie-0 ok\nwithout-cookie-0-authorize | 200 | <form><button>Allow</button></form>",
            "the cookie of one client's approval is good for another client",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    served(seen)?;
    consent_page(seen)?;
    let Some((set, cookie)) = consent_cookie(seen)? else {
        return Err(Verdict::not_applicable(
            "no cookie was seen to record an approval",
        ));
    };
    if let Some(missing) = missing(&set, &cookie) {
        let says = format!("the cookie by which an approval is known is set without {missing}");
        return Err(Verdict::Fail(set.finding(says)));
    }
    let (other, led) = end(seen, &authorize_label(SECOND))?;
    other.require(!matches!(led, Led::Upstream(_)), || {
        "the cookie of one client's approval is good for another client".to_owned()
    })
}

/// The cookie without which the user is asked again, and the answer that set it.
fn consent_cookie(seen: &Transcript) -> Result<Option<(Reply<'_>, Cookie)>, Verdict> {
    if !matches!(end(seen, &authorize_label(AGAIN))?.1, Led::Upstream(_)) {
        return Ok(None);
    }
    let first = seen
        .all_exchanges()
        .filter(|reply| reply.label.starts_with(FIRST));
    let set: Vec<(Reply<'_>, Cookie)> = first
        .flat_map(|reply| {
            let kept = cookies_set(&reply).into_iter().filter(|cookie| !cookie.is_over);
            kept.map(|cookie| (reply.clone(), cookie)).collect::<Vec<_>>()
        })
        .collect();
    let noted = (0..).map_while(|index| Some((index, seen.note(&cookie_note(index))?)));
    for (index, name) in noted {
        if end(seen, &authorize_label(&without_cookie_tag(index)))?.1 == Led::Page {
            return Ok(set.into_iter().rfind(|(_, cookie)| cookie.name == name));
        }
    }
    Ok(None)
}

/// What is missing of a cookie. Without TLS there is no `Secure` and no `__Host-`, which is judged elsewhere than on
/// this machine only.
fn missing(set: &Reply<'_>, cookie: &Cookie) -> Option<&'static str> {
    let host = set.sent_header("host").unwrap_or_default();
    let is_here = host.is_empty()
        || ["127.0.0.1", "localhost", "[::1]"]
            .iter()
            .any(|name| host.starts_with(name));
    let is_kept_to_site = matches!(cookie.same_site.as_deref(), Some("lax" | "strict"));
    let wanted = [
        ("HttpOnly", cookie.http_only),
        ("SameSite=Lax", is_kept_to_site),
        ("Secure", cookie.secure || is_here),
        (
            "the prefix __Host-",
            cookie.name.starts_with("__Host-") || is_here,
        ),
    ];
    wanted.into_iter().find(|(_, held)| !held).map(|(what, _)| what)
}
