use super::keys;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "meta.key-format",
    requirements: &["META-KEY-FORMAT", "JSONRPC-META-KEY-FORMAT"],
    summary: "every _meta key is well formed",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Name `_meta` keys with an optional dotted prefix and a slash, then letters, digits, hyphens, underscores and dots.",
    classes: &[],
    examples: &[
        passes(r#"a | 200 | {"jsonrpc":"2.0","id":1,"result":{"_meta":{"com.example/x":1,"plain":2}}}"#),
        fails(
            r#"a | 200 | {"jsonrpc":"2.0","id":1,"result":{"_meta":{"-trace/":1}}}"#,
            r#"the _meta key "-trace/" is not well formed"#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (reply, key) in keys(seen)? {
        let (prefix, name) = key
            .rsplit_once('/')
            .map_or((None, key.as_str()), |(prefix, name)| (Some(prefix), name));
        let held = prefix.is_none_or(|prefix| prefix.split('.').all(is_label)) && is_name(name);
        reply.require(held, || format!("the _meta key {key:?} is not well formed"))?;
    }
    Ok(())
}

/// Starts with a letter, ends with a letter or digit, hyphens between.
pub(crate) fn is_label(label: &str) -> bool {
    let inner = label
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    inner && label.starts_with(|c: char| c.is_ascii_alphabetic()) && !label.ends_with('-')
}

/// Empty, or starts and ends with a letter or digit.
pub(crate) fn is_name(name: &str) -> bool {
    let inner = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    let edge = |c: char| c.is_ascii_alphanumeric();
    name.is_empty() || (inner && name.starts_with(edge) && name.ends_with(edge))
}
