use super::Flaw;

/// A missing capability is refused as an internal error.
pub static FLAW: Flaw = Flaw {
    id: "missing-capability-other-code",
    summary: "a missing capability is refused as an internal error",
    apply: |behaviour| {
        behaviour.hooks.rewrite_error = Some(|_, error| {
            if error["code"] == -32021 {
                error["code"] = (-32603).into();
            }
        });
    },
    fails: &["meta.missing-capability-error"],
};
