use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::jsonrpc::for_all;
use crate::checks::schema::{Judged, Said, is_kind_of_later_revision};
use crate::jsonrpc::Message;
use crate::probes::WHOLE_RUN;
use crate::schema::Unfit;
use crate::transcript::{Reply, Transcript};

/// Framing (`jsonrpc`, `id`, one of result and error) is judged by the checks of JSON-RPC, so what is held here is
/// what a message says: the params of a request or notification, the result by what was asked, the error by its code.
pub static CHECK: Check = Check {
    id: "schema.messages-valid",
    requirements: &["SCHEMA-RESPONSES-VALID"],
    summary: "every message is of the shape that the revision defines for its method",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Build messages from the types of the revision that is spoken; leave members out rather than sending null.",
    classes: &[],
    examples: &[
        passes(
            r#"one | sent {"id":1,"method":"tools/list"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"tools":[],"later":5}}"#,
        ),
        fails(
            r#"one | sent {"id":1,"method":"tools/list"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"tools":[],"nextCursor":null}}"#,
            r#"the result of "tools/list" is malformed: /nextCursor: null is no string"#,
        ),
        fails(
            r#"one | sent {"id":1,"method":"ping"} | event {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"warn","data":1}} | ok"#,
            r#"the notification "notifications/message" is malformed: /params/level: "warn" is none of"#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let judged = Judged::read(seen);
    let has_schema = |reply: &Reply<'_>, message: &Message| {
        let all = judged.said(reply, message);
        all.iter().any(|said| said.fit != Err(Unfit::NoSchema))
    };
    for_all(seen, "message with a schema", has_schema, |reply, message| {
        for Said { what, value, fit } in judged.said(reply, message) {
            let Err(Unfit::Faults(faults)) = fit else { continue };
            let shown: Vec<_> = faults.iter().take(2).map(ToString::to_string).collect();
            let finding = reply.finding(format!("{what} is malformed: {}", shown.join("; ")));
            let later = |fault| is_kind_of_later_revision(seen.head.cell.revision, fault, value);
            return Err(if faults.iter().all(later) {
                Verdict::Warn(finding)
            } else {
                Verdict::Fail(finding)
            });
        }
        Ok(())
    })
}
