use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::refused;
use crate::probes::workers::{BARE, BARE_AT_FIRST, FOREIGN, OTHER_OWN, WORKERS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.verified-on-every-worker",
    requirements: &["SESSION-VERIFY-ALL-INBOUND"],
    summary: "every worker of a deployment checks tokens alike",
    severity: Severity::Critical,
    probe: &WORKERS,
    needs: &[],
    judge,
    remedy: "Configure every worker alike: issuer, audience and keys.",
    classes: &["CWE-306", "CWE-1188", "MCP07:2025"],
    examples: &[
        passes(
            "other-at-other-worker | 200 | ok\nwithout-token-at-other-worker | 401\nforeign-token-at-other-worker | 401\nother-at-other-worker | 200 | ok",
        ),
        fails(
            "other-at-other-worker | 200 | ok\nwithout-token-at-other-worker | 401\nforeign-token-at-other-worker | 200 | ok\nother-at-other-worker | 200 | ok",
            "answered 200 with a result to a request with a token for another audience, at another worker",
        ),
        fails(
            "other-at-other-worker | 200 | ok\nwithout-token-at-other-worker | 200 | ok\nother-at-other-worker | 200 | ok",
            "answered 200 with a result to a request without a token, at another worker",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(OTHER_OWN)?;
    seen.reply(BARE)?;
    for bare in seen.exchanges(BARE_AT_FIRST) {
        bare.answered()?;
        if bare.is_served() {
            return Err(Verdict::not_applicable(
                "the request is served without a token, at the first worker, too",
            ));
        }
    }
    for (label, what) in [
        (BARE, "a request without a token, at another worker"),
        (
            FOREIGN,
            "a request with a token for another audience, at another worker",
        ),
    ] {
        seen.exchanges(label)
            .try_for_each(|reply| refused(&reply, what))?;
    }
    Ok(())
}
