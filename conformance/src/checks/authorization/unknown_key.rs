use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.unknown-key",
    requirements: &["AUTH-KID-UNKNOWN", "AUTH-SIGNATURE"],
    summary: "a token signed with a key that the issuer does not publish is refused",
    severity: Severity::Critical,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Refuse a token whose `kid` is not in the issuer's key set, after at most one refetch of it.",
    classes: &["CWE-347"],
    examples: &[
        passes("good-token | 200 | ok\nkid-unknown | 401"),
        fails(
            "good-token | 200 | ok\nkid-unknown | 200 | ok",
            "answered 200 with a result to a token with this fault: signed by a stranger's key under a key id that nobody publishes",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    tokens_refused(seen, &["kid-unknown"])
}
