use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.audience-port-scheme",
    requirements: &["AUTH-AUD-PORT-SCHEME", "AUTH-AUD-PARTIAL-MATCH"],
    summary: "an audience with another port or scheme is another server",
    severity: Severity::Critical,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Compare the whole identifier: another port or scheme of the same host is another server.",
    classes: &["CWE-863", "MCP07:2025"],
    examples: &[
        passes("good-token | 200 | ok\naudience-other-port | 401\naudience-other-scheme | 401"),
        fails(
            "good-token | 200 | ok\naudience-other-port | 200 | ok\naudience-other-scheme | 401",
            "answered 200 with a result to a token with this fault: the audience is our host and path at another port",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    tokens_refused(seen, &["audience-other-port", "audience-other-scheme"])
}
