use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::not_halted;
use crate::planted;
use crate::probes::files::{FILES, NOTE, OUTSIDE};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "tools.path-traversal",
    requirements: &["TOOLS-PATH-TRAVERSAL"],
    summary: "a path leads to no file outside of the folder that is served",
    severity: Severity::Critical,
    probe: &FILES,
    needs: &[],
    judge,
    remedy: "Resolve the path and the folder, and compare them component by component before the file is opened.",
    classes: &["CWE-22", "MCP05:2025"],
    examples: &[
        passes(
            r#"note | 200 | {"id":1,"result":{"content":[{"type":"text","text":"proofhouse: a note that may be read"}]}}
parent-relative | 200 | {"id":1,"result":{"isError":true,"content":[]}}
url | 200 | error -32602
note | 200 | {"id":1,"result":{"content":[{"type":"text","text":"proofhouse: a note that may be read"}]}}"#,
        ),
        fails(
            r#"note | 200 | {"id":1,"result":{"content":[{"type":"text","text":"proofhouse: a note that may be read"}]}}
sibling-absolute | 200 | {"id":1,"result":{"content":[{"type":"text","text":"proofhouse: a secret that lies outside"}]}}
note | 200 | {"id":1,"result":{"content":[{"type":"text","text":"proofhouse: a note that may be read"}]}}"#,
            "read a file outside of the served folder by the path of a folder whose name begins with that of the served one",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.reply(NOTE)?;
    for reply in seen.exchanges(NOTE) {
        reply.answered()?;
        if !holds(&reply, planted::INSIDE) {
            return Err(Verdict::inconclusive(format!(
                "the planted note was not read: {}",
                reply.describe()
            )));
        }
    }
    let tried = || {
        OUTSIDE
            .iter()
            .flat_map(|(label, what, _)| seen.exchanges(label).map(move |reply| (reply, what)))
    };
    for (reply, what) in tried() {
        reply.require(!holds(&reply, planted::OUTSIDE), || {
            format!("read a file outside of the served folder by {what}")
        })?;
    }
    for (reply, _) in tried() {
        reply.answered()?;
    }
    not_halted(seen)?;
    match tried().next() {
        Some(_) => Ok(()),
        None => Err(Verdict::inconclusive("no path out of the folder was tried")),
    }
}

/// Whether the text of a planted file is in the answer.
fn holds(reply: &Reply<'_>, text: &str) -> bool {
    let holds = |value: &serde_json::Value| value.to_string().contains(text);
    reply.result().is_some_and(holds) || reply.error().is_some_and(holds)
}
