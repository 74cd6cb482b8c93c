use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.audience-percent-encoding",
    requirements: &["AUTH-AUD-PERCENT-ENCODING", "AUTH-AUD-PARTIAL-MATCH"],
    summary: "an encoded spelling does not make a foreign audience ours",
    severity: Severity::High,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Compare the audience as it stands, without decoding it first.",
    classes: &["CWE-172", "CWE-863"],
    examples: &[
        passes("good-token | 200 | ok\naudience-percent-encoded | 401"),
        fails(
            "good-token | 200 | ok\naudience-percent-encoded | 200 | ok",
            "answered 200 with a result to a token with this fault: the audience is ours with its delimiters percent-encoded",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    tokens_refused(seen, &["audience-percent-encoded"])
}
