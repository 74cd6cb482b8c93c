use serde_json::Value;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::hostile_survived;
use crate::probes::hostile::{COMPLETED, COMPLETIONS, HOSTILE_COMPLETIONS};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "completion.input-validated",
    requirements: &["COMP-INPUT-VALIDATED"],
    summary: "hostile completions list no files and do not take the server down",
    severity: Severity::High,
    probe: &COMPLETIONS,
    needs: &[],
    judge,
    remedy: "Compare what was typed with the values that are offered; pass it to no file system, pattern or query.",
    classes: &["CWE-20", "CWE-22"],
    examples: &[
        passes(
            r#"completed | 200 | ok
            completion-path | 200 | {"id":1,"result":{"completion":{"values":[]}}}
            completed | 200 | ok"#,
        ),
        fails(
            r#"completed | 200 | ok
            completion-root | 200 | {"id":1,"result":{"completion":{"values":["/etc/hosts"]}}}
            completed | 200 | ok"#,
            "the suggestion \"/etc/hosts\" came for an absolute path as a value",
        ),
        fails(
            "completed | 200 | ok\ncompletion-length | closed\ncompleted | unreachable",
            "after a value of 128 KiB the target answers no more: unreachable",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    if seen.exchange(COMPLETED).is_err() && seen.note("halt").is_none() {
        return Err(Verdict::not_applicable(
            "no prompt and no template has an argument to complete",
        ));
    }
    hostile_survived(seen, COMPLETED, HOSTILE_COMPLETIONS)?;
    for (label, what) in HOSTILE_COMPLETIONS {
        for reply in seen.exchanges(label) {
            let found = listed_file(&reply);
            reply.require(found.is_none(), || {
                format!("the suggestion {:?} came for {what}", found.unwrap_or_default())
            })?;
        }
    }
    Ok(())
}

/// A suggestion that only the file system of the server can have made.
fn listed_file(reply: &Reply<'_>) -> Option<String> {
    let result = reply.result().filter(|_| reply.is_served())?;
    let values = result["completion"]["values"]
        .as_array()?
        .iter()
        .filter_map(Value::as_str);
    // What was typed ends before these.
    let tell = ["/etc/hosts", "/etc/hostname", "/etc/host.conf", "etc/passwd"];
    let mut listed = values.filter(|value| tell.iter().any(|file| value.contains(file)));
    listed.next().map(str::to_owned)
}
