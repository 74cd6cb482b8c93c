use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::probes::http::{ADVERTISED, CLEAN, ENDPOINT};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.single-endpoint",
    requirements: &["HTTP-SINGLE-ENDPOINT"],
    summary: "one path serves every method that the server advertises",
    severity: Severity::Medium,
    probe: &ENDPOINT,
    needs: &[],
    judge,
    remedy: "Route every JSON-RPC method through the one MCP endpoint.",
    classes: &[],
    examples: &[
        passes("clean | 200 | ok\nadvertised-method | 200 | ok"),
        fails(
            r#"clean | 200 | ok
advertised-method | 404 | sent {"method":"resources/read"}"#,
            "answered 404 to resources/read",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    let mut served = false;
    for reply in seen.exchanges(ADVERTISED) {
        reply.answered()?;
        let elsewhere = matches!(reply.status(), 404 | 405 | 410) && reply.response().is_none();
        let method = reply.sent_method().unwrap_or_default();
        reply.require(!elsewhere, || {
            format!("answered {} to {method}", reply.describe())
        })?;
        served |= reply.is_served();
    }
    if served {
        Ok(())
    } else {
        Err(absent(seen, "no method that is advertised was served"))
    }
}
