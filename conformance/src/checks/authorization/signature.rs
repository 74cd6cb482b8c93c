use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.signature",
    requirements: &["AUTH-SIGNATURE"],
    summary: "a token whose signature does not verify is refused",
    severity: Severity::Critical,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Verify the signature before reading a claim; decoding a token does not verify it.",
    classes: &["CWE-347", "MCP07:2025"],
    examples: &[
        passes(
            "good-token | 200 | ok\nsignature-stripped | 401\nsignature-truncated | 401\nsignature-bit-flipped | 401\npayload-altered | 401\nkey-foreign | 401",
        ),
        fails(
            "good-token | 200 | ok\nsignature-stripped | 200 | ok\nsignature-truncated | 401\nsignature-bit-flipped | 401\npayload-altered | 401\nkey-foreign | 401",
            "answered 200 with a result to a token with this fault: the signature is empty",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let labels = [
        "signature-stripped",
        "signature-truncated",
        "signature-bit-flipped",
        "payload-altered",
        "key-foreign",
    ];
    tokens_refused(seen, &labels)
}
