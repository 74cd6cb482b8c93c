use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::issuer::{
    AFTER_REVOCATION, BEFORE_REVOCATION, OTHER_TOKEN, REVOKED_IN_SESSION, STREAM_AFTER_REVOCATION,
    UNKNOWN_IN_SESSION,
};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.revoked-token-in-session",
    requirements: &["AUTH-REVOKED-INACTIVE"],
    summary: "a session is of no use with a token that was revoked meanwhile",
    severity: Severity::High,
    probe: &REVOKED_IN_SESSION,
    needs: &[],
    judge,
    remedy: "Ask about the token on every request, in a session too, and keep answers for seconds at most.",
    classes: &["CWE-613", "MCP07:2025"],
    examples: &[
        passes(
            r"initialize | 200 | ok
before-revocation | 200 | ok
after-revocation | 401
unknown-token-in-session | 401
stream-after-revocation | no id | 401
with-another-token | 200 | ok",
        ),
        fails(
            r"initialize | 200 | ok
before-revocation | 200 | ok
after-revocation | 200 | ok
note: asked-for-after-revocation 1
unknown-token-in-session | 401
with-another-token | 200 | ok",
            "answered 200 with a result in a session whose token was revoked",
        ),
    ],
};

/// A warning at most: what introspection told may be remembered for a while (RFC 7662 section 4).
fn judge(seen: &Transcript) -> Judgement {
    seen.control(BEFORE_REVOCATION)?;
    let reply = seen.reply(AFTER_REVOCATION)?;
    // A session that no token guards knows of no revocation, ever.
    let is_guarded = !seen.reply(UNKNOWN_IN_SESSION)?.is_served();
    if reply.is_served() && is_guarded && super::asked(seen, AFTER_REVOCATION) == 0 {
        return Err(Verdict::inconclusive(
            "the target still goes by what it was told of the token before it was revoked",
        ));
    }
    reply.advise(!reply.is_served(), || {
        format!(
            "answered {} in a session whose token was revoked",
            reply.describe()
        )
    })?;
    if !reply.is_refused() {
        return Err(Verdict::inconclusive(format!(
            "a revoked token got {}, which is no refusal",
            reply.describe()
        )));
    }
    if let Ok(stream) = seen.exchange(STREAM_AFTER_REVOCATION) {
        let opened = stream.is_success() && stream.media_type() == "text/event-stream";
        stream.advise(!opened, || {
            "opened a stream for a token that was revoked".to_owned()
        })?;
    }
    seen.control(OTHER_TOKEN)
}
