use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::refused;
use crate::probes::two_issuers::{CROSSED, FIRST, SECOND, TWO_ISSUERS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.issuer-key-binding",
    requirements: &["AUTH-ISS-KEY-BINDING"],
    summary: "a key of one trusted issuer is good for no token of another",
    severity: Severity::Critical,
    probe: &TWO_ISSUERS,
    needs: &[],
    judge,
    remedy: "Look up the keys by the `iss` of the token, and keep those of each issuer apart.",
    classes: &["CWE-345", "CWE-347", "MCP07:2025"],
    examples: &[
        passes(
            r"token-of-first-issuer | 200 | ok
no-token | 401
token-of-second-issuer | 200 | ok
first-signed-by-second | 401
second-signed-by-first | 401
first-signed-by-second-under-its-key-id | 401
second-signed-by-first-under-its-key-id | 401",
        ),
        fails(
            r"token-of-first-issuer | 200 | ok
no-token | 401
token-of-second-issuer | 200 | ok
first-signed-by-second | 200 | ok",
            "to a token of the first issuer, signed by the second",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::unless_open(seen, crossed_refused(seen))
}

fn crossed_refused(seen: &Transcript) -> Judgement {
    seen.control(FIRST)?;
    seen.control(SECOND)?;
    for (label, what) in CROSSED {
        refused(&seen.reply(label)?, &format!("a token {what}"))?;
    }
    Ok(())
}
