use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::operations::seen::{is_denied, tried};
use crate::probes::operations::{OPERATIONS, WITH_ITS_OWN};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.downscoped-accepted",
    requirements: &["AUTH-DOWNSCOPED-ACCEPTED"],
    summary: "a token with fewer scopes is good for what those scopes cover",
    severity: Severity::Low,
    probe: &OPERATIONS,
    needs: &[],
    judge,
    remedy: "Ask of a token the scopes that the called operation needs, and not those of all operations.",
    classes: &["CWE-272"],
    examples: &[
        passes(
            r#"facts: {"declared": {"operations": [{"tool": "a", "arguments": {}, "scopes": ["s:a"]}]}}
work-with-base-scopes | 200 | ok
operation-with-all-scopes | 200 | ok
operation-with-its-own-scopes | 200 | ok"#,
        ),
        fails(
            r#"facts: {"declared": {"operations": [{"tool": "a", "arguments": {}, "scopes": ["s:a"]}]}}
work-with-base-scopes | 200 | ok
operation-with-all-scopes | 200 | ok
operation-with-its-own-scopes | 403"#,
            "refused an operation to a token that has its scopes and those of no other",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (_, reply) in tried(seen, WITH_ITS_OWN)? {
        reply.advise(!is_denied(&reply)?, || {
            "refused an operation to a token that has its scopes and those of no other".to_owned()
        })?;
    }
    Ok(())
}
