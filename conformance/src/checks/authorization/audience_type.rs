use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.audience-type",
    requirements: &["AUTH-AUD-TYPE", "AUTH-AUD-REJECT-MISSING"],
    summary: "an audience of the wrong type, or a pattern, grants nothing",
    severity: Severity::High,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Accept `aud` only as a string that equals this server's identifier, or as a list of strings of which one does.",
    classes: &["CWE-863", "MCP07:2025"],
    examples: &[
        passes(
            "good-token | 200 | ok\naudience-number | 401\naudience-boolean | 401\naudience-object | 401\naudience-nested-array | 401\naudience-array-empty | 401\naudience-wildcard | 401\naudience-space-joined | 401\naudience-comma-joined | 401",
        ),
        fails(
            "good-token | 200 | ok\naudience-number | 401\naudience-boolean | 401\naudience-object | 200 | ok\naudience-nested-array | 401\naudience-array-empty | 401\naudience-wildcard | 401\naudience-space-joined | 401\naudience-comma-joined | 401",
            "answered 200 with a result to a token with this fault: the audience is an object with ours as a member's name",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let labels = [
        "audience-number",
        "audience-boolean",
        "audience-object",
        "audience-nested-array",
        "audience-array-empty",
        "audience-wildcard",
        "audience-space-joined",
        "audience-comma-joined",
    ];
    tokens_refused(seen, &labels)
}
