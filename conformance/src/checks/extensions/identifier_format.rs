use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::meta::{is_label, is_name};
use crate::probes::mrtr::answers::ANSWERS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "extensions.identifier-format",
    requirements: &["EXT-IDENTIFIER-FORMAT"],
    summary: "extensions are named with a prefix of their vendor",
    severity: Severity::Low,
    probe: &ANSWERS,
    needs: &[],
    judge,
    remedy: "Name an extension as a key of _meta: labels of a domain, a slash, a name.",
    classes: &[],
    examples: &[
        passes(
            r#"discover | 200 | {"id":1,"result":{"capabilities":{"extensions":{"com.example/thing":{}}}}}"#,
        ),
        fails(
            r#"discover | 200 | {"id":1,"result":{"capabilities":{"extensions":{"thing":{}}}}}"#,
            "the extension \"thing\" has no prefix",
        ),
        fails(
            r#"discover | 200 | {"id":1,"result":{"capabilities":{"extensions":{"com..example/thing":{}}}}}"#,
            "the extension \"com..example/thing\" is not well formed",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let (reply, extensions) = super::advertised(seen)?;
    for name in extensions.keys() {
        let parts = name.rsplit_once('/');
        reply.require(parts.is_some(), || {
            format!("the extension {name:?} has no prefix")
        })?;
        let fits = parts.is_some_and(|(prefix, name)| prefix.split('.').all(is_label) && is_name(name));
        reply.require(fits, || format!("the extension {name:?} is not well formed"))?;
    }
    Ok(())
}
