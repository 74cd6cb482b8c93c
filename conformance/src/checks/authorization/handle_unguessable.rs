use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::session::unpredictable;
use crate::probes::handles::{HANDLE_SERIES, MADE, handle_in};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.handle-unguessable",
    requirements: &["AUTH-HANDLE-UNGUESSABLE"],
    summary: "handles do not follow from one another",
    severity: Severity::Medium,
    probe: &HANDLE_SERIES,
    needs: &[],
    judge,
    remedy: "Make handles of at least 128 bits from a cryptographically secure random number generator.",
    classes: &["CWE-330"],
    examples: &[
        passes(
            r#"make-handle | 200 | {"id":1,"result":{"structuredContent":{"basket":"8f1c6a02b7e94d35a1c0ffee12345678"}}}
make-handle | 200 | {"id":1,"result":{"structuredContent":{"basket":"01b7e94d35a1c0ffee123456788f1c6a"}}}
make-handle | 200 | {"id":1,"result":{"structuredContent":{"basket":"c0ffee123456788f1c6a02b7e94d35a1"}}}"#,
        ),
        fails(
            r#"make-handle | 200 | {"id":1,"result":{"structuredContent":{"basket":"bsk_1"}}}
make-handle | 200 | {"id":1,"result":{"structuredContent":{"basket":"bsk_2"}}}
make-handle | 200 | {"id":1,"result":{"structuredContent":{"basket":"bsk_4"}}}"#,
            "handles count up",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let Some(declared) = &seen.head.facts.declared.handle else {
        return Err(Verdict::not_applicable("no tool that makes handles is declared"));
    };
    seen.reply(MADE)?;
    let mut handles: Vec<String> = Vec::new();
    for handle in seen
        .exchanges(MADE)
        .filter_map(|reply| handle_in(&reply, declared))
    {
        if !handles.contains(&handle) {
            handles.push(handle);
        }
    }
    if handles.len() < 3 {
        return Err(Verdict::inconclusive(format!(
            "fewer than three different handles were found at {:?} in the results",
            declared.at
        )));
    }
    unpredictable(&handles, "handle", "handles")
}
