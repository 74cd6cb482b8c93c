use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.other-token-kinds",
    requirements: &["AUTH-ID-TOKEN-REFUSED"],
    summary: "ID tokens, refresh tokens and client assertions are no access tokens",
    severity: Severity::High,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Check `typ` and the audience, so that other tokens of the same issuer are not taken for access tokens.",
    classes: &["CWE-863", "MCP07:2025"],
    examples: &[
        passes("good-token | 200 | ok\ntyp-id-token | 401\nrefresh-token | 401\nclient-assertion | 401"),
        fails(
            "good-token | 200 | ok\ntyp-id-token | 401\nrefresh-token | 200 | ok\nclient-assertion | 401",
            "answered 200 with a result to a token with this fault: a refresh token: typ rt+jwt, for the issuer itself",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    tokens_refused(seen, &["typ-id-token", "refresh-token", "client-assertion"])
}
