use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::credential::presented_token;
use crate::probes::authorization::{LED, UPSTREAM};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.upstream-own-token",
    requirements: &["AUTH-UPSTREAM-OWN-TOKEN"],
    summary: "upstream calls carry a credential of the server's own",
    severity: Severity::Critical,
    probe: &UPSTREAM,
    needs: &[],
    judge,
    remedy: "Obtain a token for the upstream service from its own authorization server, or exchange the client's (RFC 8693).",
    classes: &["CWE-441", "CWE-522", "MCP01:2025"],
    examples: &[
        passes(
            r"upstream-call | 200 | ok | sent Authorization: Bearer aaaa.bbbbbbbbbbbbbbbb.cccccccccccccccc
upstream: GET /canary HTTP/1.1\nAuthorization: Bearer own-credential-of-the-server\n\n",
        ),
        fails(
            r"upstream-call | 200 | ok | sent Authorization: Bearer aaaa.bbbbbbbbbbbbbbbb.cccccccccccccccc
upstream: GET /canary HTTP/1.1\nAuthorization: Bearer aaaa.bbbbbbbbbbbbbbbb.cccccccccccccccc\n\n",
            "the credential shown to the upstream service is the client's token",
        ),
    ],
};

/// The credential is what stands in `Authorization`; tokens elsewhere are authorization.passthrough's.
fn judge(seen: &Transcript) -> Judgement {
    let led = seen.reply(LED)?;
    let credentials: Vec<String> = seen.upstream().filter_map(presented_token).collect();
    if credentials.is_empty() {
        return Err(super::super::absent(
            seen,
            "the upstream service is shown no credential",
        ));
    }
    for (token, _) in super::passthrough::presented_tokens(seen) {
        led.require(!credentials.contains(&token), || {
            "the credential shown to the upstream service is the client's token".to_owned()
        })?;
    }
    Ok(())
}
