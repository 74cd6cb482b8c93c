use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "discover.server-info-shape",
    requirements: &["DISC-SERVERINFO-SHAPE"],
    summary: "the server's identity has a name and a version",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Give `io.modelcontextprotocol/serverInfo` a string `name` and a string `version`.",
    classes: &[],
    examples: &[
        passes(
            r#"a | 200 | {"jsonrpc":"2.0","id":1,"result":{"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"x","version":"1"}}}}"#,
        ),
        fails(
            r#"a | 200 | {"jsonrpc":"2.0","id":1,"result":{"_meta":{"io.modelcontextprotocol/serverInfo":{"name":"x"}}}}"#,
            "version of serverInfo is null",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut identified = false;
    for reply in seen.all_exchanges() {
        let result = reply.result().unwrap_or_default();
        let Some(info) = result["_meta"].get("io.modelcontextprotocol/serverInfo") else {
            continue;
        };
        for member in ["name", "version"] {
            reply.require(info[member].is_string(), || {
                format!("{member} of serverInfo is {}", info[member])
            })?;
        }
        identified = true;
    }
    if identified {
        Ok(())
    } else {
        Err(absent(seen, "no result carries serverInfo"))
    }
}
