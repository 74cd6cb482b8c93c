use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.duplicate-claims",
    requirements: &["AUTH-DUP-CLAIMS"],
    summary: "of a claim that stands twice the first does not count",
    severity: Severity::High,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Refuse JSON with repeated members, or take the last as RFC 7519 section 4 allows, in every component alike.",
    classes: &["CWE-436"],
    examples: &[
        passes(
            "good-token | 200 | ok\nduplicate-audience-foreign-last | 401\nduplicate-issuer-foreign-last | 401",
        ),
        fails(
            "good-token | 200 | ok\nduplicate-audience-foreign-last | 200 | ok\nduplicate-issuer-foreign-last | 401",
            "answered 200 with a result to a token with this fault: the audience stands twice, first ours, then another",
        ),
    ],
};

/// Where the other value alone is accepted, too, its standing there twice shows nothing.
fn judge(seen: &Transcript) -> Judgement {
    let pairs = [
        ("duplicate-audience-foreign-last", "audience-foreign"),
        ("duplicate-issuer-foreign-last", "issuer-foreign"),
    ];
    let served = |label: &str| seen.exchanges(label).any(|reply| reply.is_served());
    let telling = pairs.into_iter().filter(|(_, alone)| !served(alone));
    let labels: Vec<&str> = telling.map(|(twice, _)| twice).collect();
    tokens_refused(seen, &labels)
}
