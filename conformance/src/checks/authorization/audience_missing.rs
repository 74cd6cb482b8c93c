use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.audience-missing",
    requirements: &["AUTH-AUD-REJECT-MISSING"],
    summary: "a token that names no audience is refused",
    severity: Severity::Critical,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Require `aud`: a token that names no audience was not issued for this server.",
    classes: &["CWE-863", "MCP07:2025"],
    examples: &[
        passes("good-token | 200 | ok\naudience-missing | 401\naudience-null | 401\naudience-empty | 401"),
        fails(
            "good-token | 200 | ok\naudience-missing | 200 | ok\naudience-null | 401\naudience-empty | 401",
            "answered 200 with a result to a token with this fault: names no audience",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    tokens_refused(seen, &["audience-missing", "audience-null", "audience-empty"])
}
