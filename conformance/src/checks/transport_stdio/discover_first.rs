use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc::code_of;
use crate::jsonrpc::UNSUPPORTED_VERSION;
use crate::probes::stdio::{CONTROL, FIRST, STREAMS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-stdio.discover-first",
    requirements: &["STDIO-DISCOVER-FIRST"],
    summary: "server/discover is answered as the first message of a process",
    severity: Severity::High,
    probe: &STREAMS,
    needs: &[],
    judge,
    remedy: "Serve server/discover without any message before it.",
    classes: &[],
    examples: &[
        passes(
            r#"first | {"jsonrpc":"2.0","id":1,"result":{"supportedVersions":["2026-07-28"]}}
control | ok
"#,
        ),
        fails(
            "first | error -32600\ncontrol | ok\n",
            "answered error -32600 to server/discover as the first message",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    let reply = seen.reply(FIRST)?;
    let unsupported = code_of(&reply) == Some(UNSUPPORTED_VERSION);
    let says = || {
        format!(
            "answered {} to server/discover as the first message",
            reply.describe()
        )
    };
    reply.require(reply.is_served() || unsupported, says)
}
