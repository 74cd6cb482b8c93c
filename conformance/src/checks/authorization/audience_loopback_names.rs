use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.audience-loopback-names",
    requirements: &["AUTH-AUD-AUTHORITY-TRICKS", "AUTH-AUD-PARTIAL-MATCH"],
    summary: "another name or address of this machine is another audience",
    severity: Severity::High,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Compare `aud` as text with the configured identifier; resolve no host names in it.",
    classes: &["CWE-863", "MCP07:2025"],
    examples: &[
        passes(
            "good-token | 200 | ok\naudience-loopback-name | 401\nnote: audience-loopback-ipv4 none\naudience-loopback-ipv6 | 401\naudience-loopback-ipv4-mapped | 401\naudience-loopback-neighbour | 401\naudience-loopback-any | 401",
        ),
        fails(
            "good-token | 200 | ok\naudience-loopback-name | 200 | ok\nnote: audience-loopback-ipv4 none",
            "answered 200 with a result to a token with this fault: the audience has localhost for our loopback address",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let labels = [
        "audience-loopback-name",
        "audience-loopback-ipv4",
        "audience-loopback-ipv6",
        "audience-loopback-ipv4-mapped",
        "audience-loopback-neighbour",
        "audience-loopback-any",
    ];
    tokens_refused(seen, &labels)
}
