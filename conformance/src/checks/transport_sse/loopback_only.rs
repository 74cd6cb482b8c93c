use crate::check::{Check, Severity, fails, passes};
use crate::checks::transport_http::listens_on_loopback;
use crate::probes::http_sse::CHANNEL;

pub static CHECK: Check = Check {
    id: "transport-sse.loopback-only",
    requirements: &["SSE-BIND-LOOPBACK"],
    summary: "a server that runs on this machine listens on loopback only",
    severity: Severity::High,
    probe: &CHANNEL,
    needs: &[],
    judge: listens_on_loopback,
    remedy: "Bind to 127.0.0.1 or ::1 unless told otherwise.",
    classes: &["CWE-1327"],
    examples: &[
        passes(
            r#"clean | 202 | event {"jsonrpc":"2.0","id":1,"result":{}}
note: listens-beyond-loopback no"#,
        ),
        fails(
            r#"clean | 202 | event {"jsonrpc":"2.0","id":1,"result":{}}
note: listens-beyond-loopback yes"#,
            "listens on an address that is not loopback",
        ),
    ],
};
