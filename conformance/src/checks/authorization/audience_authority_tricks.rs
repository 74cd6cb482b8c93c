use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.audience-authority-tricks",
    requirements: &["AUTH-AUD-AUTHORITY-TRICKS", "AUTH-AUD-PARTIAL-MATCH"],
    summary: "an audience that only mentions this server is refused",
    severity: Severity::Critical,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Compare the whole identifier; do not search the audience for this server's host.",
    classes: &["CWE-863", "MCP07:2025"],
    examples: &[
        passes(
            "good-token | 200 | ok\naudience-host-suffix | 401\naudience-userinfo | 401\naudience-look-alike | 401",
        ),
        fails(
            "good-token | 200 | ok\naudience-host-suffix | 401\naudience-userinfo | 401\naudience-look-alike | 200 | ok",
            "answered 200 with a result to a token with this fault: the audience is ours with a Cyrillic letter for the Latin one",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    tokens_refused(
        seen,
        &["audience-host-suffix", "audience-userinfo", "audience-look-alike"],
    )
}
