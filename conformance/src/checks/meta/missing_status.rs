use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::versioning::{CAPABILITIES_MISSING, META_MISSING, METADATA, SERVED, VERSION_MISSING};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "meta.missing-status",
    requirements: &["META-MISSING-HTTP-400"],
    summary: "a request without required metadata is answered with status 400",
    severity: Severity::Low,
    probe: &METADATA,
    needs: &[],
    judge,
    remedy: "Send the error about missing metadata with status 400.",
    classes: &[],
    examples: &[
        passes(
            "served | 200 | ok\nmeta-missing | 400 | error -32602\nversion-missing | 400 | error -32602\ncapabilities-missing | 400 | error -32602",
        ),
        fails(
            "served | 200 | ok\nmeta-missing | 200 | error -32602",
            r#"answered 200 with error -32602 to "meta-missing""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(SERVED)?;
    let mut refused = false;
    for label in [META_MISSING, VERSION_MISSING, CAPABILITIES_MISSING] {
        let reply = seen.reply(label)?;
        if !reply.is_served() {
            reply.require(reply.status() == 400, || {
                format!("answered {} to \"{label}\"", reply.describe())
            })?;
            refused = true;
        }
    }
    if refused {
        Ok(())
    } else {
        Err(Verdict::inconclusive("requests without metadata are served"))
    }
}
