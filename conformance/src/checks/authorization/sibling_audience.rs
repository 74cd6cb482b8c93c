use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::checks::authorization::tokens_refused;
use crate::probes::tokens::TOKENS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.sibling-audience",
    requirements: &["AUTH-AUD-SIBLING"],
    summary: "a token for another server on the same host is refused",
    severity: Severity::Critical,
    probe: &TOKENS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Compare the whole identifier with its path: another path of this host is another server.",
    classes: &["CWE-863", "MCP07:2025"],
    examples: &[
        passes("good-token | 200 | ok\naudience-sibling-path | 401\naudience-child-path | 401"),
        fails(
            "good-token | 200 | ok\naudience-sibling-path | 200 | ok\naudience-child-path | 401",
            "answered 200 with a result to a token with this fault: the audience is another path of our host",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let audience = seen
        .head
        .facts
        .authorization
        .as_ref()
        .and_then(|known| url::Url::parse(&known.audience).ok());
    if audience.is_none_or(|audience| audience.path() == "/") {
        return Err(Verdict::not_applicable(
            "the target's audience has no path that tells it from its siblings",
        ));
    }
    tokens_refused(seen, &["audience-sibling-path", "audience-child-path"])
}
