use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.audience-case",
    requirements: &["AUTH-AUD-CASE", "AUTH-AUD-PARTIAL-MATCH"],
    summary: "the path of an audience is compared with regard to case",
    severity: Severity::High,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Compare the path of the audience with regard to case: paths that differ in case are different servers.",
    classes: &["CWE-178", "CWE-863"],
    examples: &[
        passes("good-token | 200 | ok\naudience-upper-path | 401"),
        fails(
            "good-token | 200 | ok\naudience-upper-path | 200 | ok",
            "answered 200 with a result to a token with this fault: the audience is ours with the path in upper case",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    tokens_refused(seen, &["audience-upper-path"])
}
