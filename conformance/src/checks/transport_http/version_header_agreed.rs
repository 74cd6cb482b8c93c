use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::http::{AGREED, VERSION_HEADER};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.version-header-agreed",
    requirements: &["HTTP-PROTOVER-EVERY-SUPPORTED"],
    summary: "the version that a handshake agreed on is accepted in the version header",
    severity: Severity::Medium,
    probe: &VERSION_HEADER,
    needs: &[],
    judge,
    remedy: "Compare the version header with every version that initialize agrees to, not with the newest alone.",
    classes: &[],
    examples: &[
        passes(
            r#"agree | sent {"params":{"protocolVersion":"2025-06-18"}} | 200 | {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18"}}
agreed-version | 200 | ok
agreed-version-absent | 200 | ok"#,
        ),
        fails(
            r#"agree | sent {"params":{"protocolVersion":"2025-06-18"}} | 200 | {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18"}}
agreed-version | 400 | error -32600
agreed-version-absent | 200 | ok"#,
            r#"answered 400 with error -32600 to the version header "2025-06-18", which was agreed on"#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut looked_at = false;
    let replies: Vec<_> = seen
        .all_exchanges()
        .filter(|reply| AGREED.contains(&reply.label))
        .collect();
    for three in replies.windows(3) {
        let [opened, named, absent] = three else { continue };
        if [opened.label, named.label, absent.label] != AGREED {
            continue;
        }
        let asked = opened
            .sent_message()
            .member("params")
            .map(|params| &params["protocolVersion"]);
        let agreed = opened.result().map(|result| &result["protocolVersion"]);
        if agreed.is_none() || agreed != asked {
            continue;
        }
        named.answered()?;
        absent.answered()?;
        named.require(named.status() != 400 || !absent.is_served(), || {
            format!(
                "answered {} to the version header {}, which was agreed on",
                named.describe(),
                agreed.cloned().unwrap_or_default()
            )
        })?;
        if !named.is_served() {
            let why = format!(
                "a ping with the version that was agreed on got {}",
                named.describe()
            );
            return Err(Verdict::inconclusive(why));
        }
        looked_at = true;
    }
    if looked_at {
        Ok(())
    } else {
        Err(Verdict::inconclusive(
            "no handshake agreed on the version that it asked for",
        ))
    }
}
