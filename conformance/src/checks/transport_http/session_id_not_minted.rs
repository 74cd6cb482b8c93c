use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::probes::WHOLE_RUN;
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "transport-http.session-id-not-minted",
    requirements: &["HTTP-SESSION-ID-NOT-MINTED"],
    summary: "modern answers carry no session id",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Leave `Mcp-Session-Id` out of answers to modern requests; there are no sessions in this revision.",
    classes: &[],
    examples: &[
        passes("a | 200 | ok"),
        fails("a | 200 | Mcp-Session-Id: x | ok", "has an Mcp-Session-Id"),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut served = false;
    for reply in seen.all_exchanges().filter(Reply::is_served) {
        // The handshake of a legacy client may open a session.
        let speaks = reply.sent_header("MCP-Protocol-Version");
        let of_column = speaks.is_none_or(|version| version == seen.head.cell.revision.to_string());
        let modern = of_column && reply.id.is_some() && reply.sent_method().as_deref() != Some("initialize");
        let minted = modern && reply.header("mcp-session-id").is_some();
        reply.require(!minted, || {
            "an answer to a modern request has an Mcp-Session-Id".to_owned()
        })?;
        served |= modern;
    }
    if served {
        Ok(())
    } else {
        Err(absent(seen, "no request was served"))
    }
}
