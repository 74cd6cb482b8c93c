use crate::check::{Check, Severity, fails, passes};
use crate::checks::transport_stdio::each_got_its_own;
use crate::probes::http_sse::TOGETHER_OVER_HTTP;

pub static CHECK: Check = Check {
    id: "jsonrpc.concurrent-correlation",
    requirements: &["JSONRPC-CONCURRENT-ID-MATCH"],
    summary: "of several requests at once over HTTP, each gets its own answer",
    severity: Severity::High,
    probe: &TOGETHER_OVER_HTTP,
    needs: &[],
    judge: each_got_its_own,
    remedy: "Keep the id with the request that is being worked on, not in a place that all requests share.",
    classes: &["CWE-362"],
    examples: &[
        passes(
            r#"control | 200 | ok
safe | id 9 | 200 | ok
together-unknown | id 2 | 200 | error -32601
together-tools | id 3 | 200 | {"jsonrpc":"2.0","id":3,"result":{"tools":[]}}
together-safe | id 4 | 200 | ok"#,
        ),
        fails(
            r#"control | 200 | ok
safe | id 9 | 200 | ok
together-unknown | id 2 | 200 | error -32601
together-tools | id 3 | 200 | {"jsonrpc":"2.0","id":3,"result":{"prompts":[]}}"#,
            "another request got the result of prompts/list",
        ),
    ],
};
