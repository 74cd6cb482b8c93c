use url::Url;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::oauth_proxy::seen::{end, served};
use crate::probes::oauth_proxy::{ALTERED, OAUTH_PROXY};
use crate::sign_in::{Led, authorize_label};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.proxy-redirect-exact",
    requirements: &["AUTH-PROXY-REDIRECT-EXACT"],
    summary: "browsers are sent to no redirect URI but a registered one",
    severity: Severity::Critical,
    probe: &OAUTH_PROXY,
    needs: &[],
    judge,
    remedy: "Compare the redirect URI with those that the client registered, character by character, before anything is redirected; only the port of a loopback address may vary.",
    classes: &["CWE-601"],
    examples: &[
        passes(
            "token | no id | 200 | {\"access_token\": \"t\"}\nfirst-callback | 302 | Location: https://client.example/callback?code=c&state=s\nlast-callback | 302 | Location: https://client.example/callback?code=c&state=s\nnote: altered-query https://client.example/callback?x=1\naltered-query-authorize | 400",
        ),
        passes(
            "token | no id | 200 | {\"access_token\": \"t\"}\nfirst-callback | 302 | Location: https://client.example/callback?code=c&state=s\nlast-callback | 302 | Location: https://client.example/callback?code=c&state=s\nnote: altered-query https://client.example/callback?x=1\naltered-query-authorize | 302 | Location: https://client.example/callback?error=invalid_request",
        ),
        fails(
            "token | no id | 200 | {\"access_token\": \"t\"}\nfirst-callback | 302 | Location: https://client.example/callback?code=c&state=s\nlast-callback | 302 | Location: https://client.example/callback?code=c&state=s\nnote: altered-query https://client.example/callback?x=1\naltered-query-authorize | 302 | Location: http://127.0.0.1:8/authorize\naltered-query-callback | 302 | Location: https://client.example/callback?x=1&code=c",
            "a browser was sent to a redirect URI with a query that nobody registered",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    served(seen)?;
    let mut looked_at = 0;
    for (tag, what, _) in ALTERED {
        let Some(altered) = seen.note(tag) else { continue };
        let steps = seen
            .all_exchanges()
            .filter(|reply| reply.label.starts_with(&format!("{tag}-")));
        for reply in steps {
            let location = reply.header("location").unwrap_or_default();
            reply.require(!goes_to(location, altered), || {
                format!("a browser was sent to a redirect URI with {what} that nobody registered")
            })?;
        }
        // Where a browser was sent on to us, it came back.
        let (reply, led) = end(seen, &authorize_label(tag))?;
        if matches!(led, Led::On(_)) {
            return Err(Verdict::inconclusive(format!(
                "\"{}\" leads on and on",
                reply.label
            )));
        }
        looked_at += 1;
    }
    if looked_at > 0 {
        return Ok(());
    }
    Err(Verdict::inconclusive("no redirect URI was altered"))
}

/// Whether `location` is `address` with or without more of a query, as it stands or as browsers write it.
fn goes_to(location: &str, address: &str) -> bool {
    let written = address.parse::<Url>().map(|url| url.to_string());
    [Some(address.to_owned()), written.ok()]
        .into_iter()
        .flatten()
        .any(|address| {
            location
                .strip_prefix(&address)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with(['?', '&', '#']))
        })
}
