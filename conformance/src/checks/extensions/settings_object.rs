use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::mrtr::answers::ANSWERS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "extensions.settings-object",
    requirements: &["EXT-SETTINGS-OBJECT"],
    summary: "an advertised extension has an object of settings",
    severity: Severity::Low,
    probe: &ANSWERS,
    needs: &[],
    judge,
    remedy: "Map each extension to an object, an empty one where there is nothing to set.",
    classes: &[],
    examples: &[
        passes(
            r#"discover | 200 | {"id":1,"result":{"capabilities":{"extensions":{"com.example/thing":{}}}}}"#,
        ),
        fails(
            r#"discover | 200 | {"id":1,"result":{"capabilities":{"extensions":{"com.example/thing":true}}}}"#,
            "the settings of the extension \"com.example/thing\" are true",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let (reply, extensions) = super::advertised(seen)?;
    for (name, settings) in &extensions {
        reply.require(settings.is_object(), || {
            format!("the settings of the extension {name:?} are {settings}")
        })?;
    }
    Ok(())
}
