use super::Flaw;

/// A missing capability is refused with status 200.
pub static FLAW: Flaw = Flaw {
    id: "missing-capability-200",
    summary: "a missing capability is refused with status 200",
    apply: |behaviour| {
        behaviour.hooks.rewrite_http = Some(|_, parts, body| {
            if String::from_utf8_lossy(body).contains("-32021") {
                parts.status = http::StatusCode::OK;
            }
        });
    },
    fails: &["meta.missing-capability-status"],
};
