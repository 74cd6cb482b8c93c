use super::blocks_of;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::for_results;
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tools.embedded-needs-resources",
    requirements: &["TOOLS-EMBEDDED-NEEDS-RESOURCES"],
    summary: "a server whose tools embed resources declares resources",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Declare the resources capability, and serve what is embedded under its URI.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"opening": {}, "capabilities": {"resources": {}}}
call | sent {"method":"tools/call"} | 200 | {"id":1,"result":{"content":[{"type":"resource","resource":{}}]}}"#,
        ),
        fails(
            r#"facts: {"opening": {}, "capabilities": {"tools": {}}}
call | sent {"method":"tools/call"} | 200 | {"id":1,"result":{"content":[{"type":"resource","resource":{}}]}}"#,
            "a tool result embeds a resource, and resources are not declared",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let facts = &seen.head.facts;
    for_results(
        seen,
        "tools/call",
        "resource embedded in a tool result",
        |_, result| blocks_of(result).any(|block| block["type"] == "resource"),
        |reply, _| {
            if facts.opening.is_null() {
                return Err(Verdict::inconclusive("what is declared is not known"));
            }
            reply.advise(facts.declares("resources"), || {
                "a tool result embeds a resource, and resources are not declared".to_owned()
            })
        },
    )
}
