use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::tokens::{GOOD, SCHEME_CASES, TOKENS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.scheme-case",
    requirements: &["AUTH-SCHEME-CASE"],
    summary: "the scheme is read without regard to case",
    severity: Severity::Low,
    probe: &TOKENS,
    needs: &[],
    judge,
    remedy: "Compare the scheme with `Bearer` without regard to case (RFC 9110 section 11.1).",
    classes: &["CWE-178"],
    examples: &[
        passes("good-token | 200 | ok\nscheme-lower-case | 200 | ok\nscheme-upper-case | 200 | ok"),
        fails(
            "good-token | 200 | ok\nscheme-lower-case | 401\nscheme-upper-case | 401",
            "answered 401 to a good token under the scheme in another case",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(GOOD)?;
    for label in SCHEME_CASES {
        let reply = seen.reply(label)?;
        reply.advise(reply.is_served(), || {
            format!(
                "answered {} to a good token under the scheme in another case",
                reply.describe()
            )
        })?;
    }
    Ok(())
}
