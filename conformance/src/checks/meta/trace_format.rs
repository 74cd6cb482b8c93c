use super::metas;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::probes::WHOLE_RUN;
use crate::probes::framing::{TRACED, TRACED_BADLY};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "meta.trace-format",
    requirements: &["META-TRACE-FORMAT"],
    summary: "traceparent, tracestate and baggage in _meta have the form that W3C gives them",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Write trace context as the W3C recommendations on Trace Context and Baggage do, or leave it out.",
    classes: &[],
    examples: &[
        passes(
            r#"a | 200 | {"jsonrpc":"2.0","id":1,"result":{"_meta":{"traceparent":"00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01","tracestate":"proof=1,t@v=2","baggage":"user=7;level=gold, note=a%20b"}}}"#,
        ),
        fails(
            r#"a | 200 | {"jsonrpc":"2.0","id":1,"result":{"_meta":{"traceparent":"00-0AF7651916CD43DD8448EB211C80319C-00F067AA0BA902B7-01"}}}"#,
            r#"the _meta key "traceparent" has the value"#,
        ),
        fails(
            r#"traced | 200 | {"jsonrpc":"2.0","id":1,"result":{"_meta":{"baggage":"user=7"}}}
traced-badly | 400 | error -32602"#,
            "answered 400 with error -32602 to a request whose traceparent is none",
        ),
        fails(
            r#"a | 200 | {"jsonrpc":"2.0","id":1,"result":{"_meta":{"baggage":"no pair"}}}"#,
            r#"the _meta key "baggage" has the value "no pair""#,
        ),
    ],
};

/// Whether a value has its form.
type Form = fn(&str) -> bool;

/// The keys that the specification keeps for trace context, with the form of their values.
const KEYS: &[(&str, Form)] = &[
    ("traceparent", is_traceparent),
    ("tracestate", is_tracestate),
    ("baggage", is_baggage),
];

fn judge(seen: &Transcript) -> Judgement {
    let mut met = false;
    for (reply, meta) in metas(seen) {
        for (key, has_form) in KEYS {
            let Some(value) = meta.get(*key) else { continue };
            met = true;
            reply.require(value.as_str().is_some_and(has_form), || {
                format!(
                    "the _meta key {key:?} has the value {}",
                    crate::checks::jsonrpc::brief(value)
                )
            })?;
        }
    }
    let traced = seen.exchanges(TRACED).any(|reply| reply.is_served());
    if let Some(reply) = seen.exchanges(TRACED_BADLY).next().filter(|_| traced) {
        reply.advise(!reply.is_refused(), || {
            format!(
                "answered {} to a request whose traceparent is none",
                reply.describe()
            )
        })?;
    }
    if met {
        Ok(())
    } else {
        Err(absent(seen, "the target sends no trace context"))
    }
}

/// Version, trace id, parent id and flags in lower-case hexadecimal digits (Trace Context, section 3.2.2). Later
/// versions than 00 may go on after the flags.
fn is_traceparent(value: &str) -> bool {
    let parts: Vec<&str> = value.split('-').collect();
    let hex = |text: &str, length: usize| {
        text.len() == length
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    };
    let zero = |text: &str| text.bytes().all(|byte| byte == b'0');
    let [version, trace, parent, flags, rest @ ..] = parts.as_slice() else {
        return false;
    };
    hex(version, 2)
        && *version != "ff"
        && (rest.is_empty() || *version != "00")
        && hex(trace, 32)
        && !zero(trace)
        && hex(parent, 16)
        && !zero(parent)
        && hex(flags, 2)
}

/// Members of key and value; members may be empty (Trace Context, section 3.3.1).
fn is_tracestate(value: &str) -> bool {
    let key = |key: &str| {
        let inner = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-*/@".contains(&byte);
        key.starts_with(|c: char| c.is_ascii_lowercase() || c.is_ascii_digit()) && key.bytes().all(inner)
    };
    let printable = |text: &str| {
        text.bytes()
            .all(|byte| matches!(byte, 0x20..=0x7e) && byte != b',')
    };
    value
        .split(',')
        .map(str::trim)
        .filter(|member| !member.is_empty())
        .all(|member| {
            member
                .split_once('=')
                .is_some_and(|(name, value)| key(name) && printable(value) && !value.contains('='))
        })
}

/// Members of key and value, each with properties (Baggage, section 3.3.1).
fn is_baggage(value: &str) -> bool {
    let token = |text: &str| {
        let marks = b"!#$%&'*+-.^_`|~";
        !text.is_empty()
            && text
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || marks.contains(&byte))
    };
    let octets = |text: &str| {
        text.bytes()
            .all(|byte| matches!(byte, 0x21..=0x7e) && !b"\",;\\".contains(&byte))
    };
    let pair = |text: &str| {
        text.split_once('=')
            .is_some_and(|(name, value)| token(name.trim()) && octets(value.trim()))
    };
    value.split(',').all(|member| {
        let mut parts = member.split(';').map(str::trim);
        parts.next().is_some_and(pair) && parts.all(|property| pair(property) || token(property))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms_of_trace_context_are_told_apart() {
        assert!(is_traceparent(
            "cc-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01-what"
        ));
        assert!(!is_traceparent(
            "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01-what"
        ));
        assert!(!is_traceparent(
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01"
        ));
        assert!(
            is_tracestate("") && is_tracestate("a=1, ,b@c=d") && !is_tracestate("A=1") && !is_tracestate("a")
        );
        assert!(is_baggage("a=;b") && !is_baggage("") && !is_baggage("a b=1"));
    }
}
