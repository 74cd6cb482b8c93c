use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.algorithm-allowlist",
    requirements: &["AUTH-ALG-ALLOWLIST", "AUTH-SIGNATURE"],
    summary: "a signature of zeros does not verify",
    severity: Severity::Critical,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Use a signature library that refuses zero in ECDSA signatures (CVE-2022-21449).",
    classes: &["CWE-347"],
    examples: &[
        passes("good-token | 200 | ok\nsignature-zero | 401"),
        fails(
            "good-token | 200 | ok\nsignature-zero | 200 | ok",
            "answered 200 with a result to a token with this fault: the signature is zeros, which a careless ECDSA accepts for everything",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    tokens_refused(seen, &["signature-zero"])
}
