use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::{softened, tokens_refused};
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.audience-normalized",
    requirements: &["AUTH-AUD-PARTIAL-MATCH"],
    summary: "an audience is not repaired before it is compared",
    severity: Severity::Medium,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Compare `aud` as text: parsing it as a URL first turns other identifiers into this server's.",
    classes: &["CWE-180", "CWE-863"],
    examples: &[
        passes(
            "good-token | 200 | ok\naudience-surrounding-space | 401\naudience-fragment | 401\naudience-full-width | 401\naudience-loopback-short | 401\naudience-loopback-decimal | 401\naudience-loopback-octal | 401\naudience-loopback-hexadecimal | 401",
        ),
        fails(
            "good-token | 200 | ok\naudience-surrounding-space | 401\naudience-fragment | 200 | ok",
            "answered 200 with a result to a token with this fault: the audience is ours with a fragment",
        ),
    ],
};

/// A warning: such an audience was written for this server, if badly.
fn judge(seen: &Transcript) -> Judgement {
    let labels = [
        "audience-surrounding-space",
        "audience-fragment",
        "audience-full-width",
        "audience-loopback-short",
        "audience-loopback-decimal",
        "audience-loopback-octal",
        "audience-loopback-hexadecimal",
    ];
    softened(tokens_refused(seen, &labels))
}
