use crate::check::{Check, Finding, Judgement, Severity, Verdict, fails, passes};
use crate::probes::oauth_proxy::seen::served;
use crate::probes::oauth_proxy::{OAUTH_PROXY, UPSTREAM_TOKEN};
use crate::sign_in::TOKEN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.proxy-own-token",
    requirements: &["AUTH-THIRDPARTY-OWN-TOKEN"],
    summary: "clients get a token of the target's own, not that of the upstream authorization server",
    severity: Severity::Critical,
    probe: &OAUTH_PROXY,
    needs: &[],
    judge,
    remedy: "Keep the upstream's token on the server, and give the client one that is good for this server alone.",
    classes: &["CWE-522", "MCP07:2025", "LLM02:2025"],
    examples: &[
        passes(
            "token | no id | 200 | {\"access_token\": \"t\"}\nfirst-callback | 302 | Location: https://client.example/callback?code=c&state=s\nlast-callback | 302 | Location: https://client.example/callback?code=c&state=s\nnote: upstream-token no",
        ),
        fails(
            "token | no id | 200 | {\"access_token\": \"t\"}\nfirst-callback | 302 | Location: https://client.example/callback?code=c&state=s\nlast-callback | 302 | Location: https://client.example/callback?code=c&state=s\nnote: upstream-token yes",
            "the client got the token of the upstream authorization server",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    served(seen)?;
    let given = seen.reply(TOKEN)?;
    match seen.note(UPSTREAM_TOKEN) {
        Some("no") => Ok(()),
        Some(_) => Err(Verdict::Fail(Finding {
            says: "the client got the token of the upstream authorization server, whole or within its own"
                .to_owned(),
            evidence: vec![given.exchange],
        })),
        None => Err(Verdict::inconclusive("nobody signed in")),
    }
}
