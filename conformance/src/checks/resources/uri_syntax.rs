use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::pagination::listed;
use crate::probes::features::{LISTS, RESOURCE_LIST};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resources.uri-syntax",
    requirements: &["RES-URI-RFC3986"],
    summary: "the URIs of listed resources are URIs",
    severity: Severity::Low,
    probe: &LISTS,
    needs: &[],
    judge,
    remedy: "Begin every resource URI with a scheme and a colon, and percent-encode spaces and characters beyond ASCII.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            resources-list | 200 | {"id":1,"result":{"resources":[{"uri":"note+x://a/b%20c?d#e"}]}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            resources-list | 200 | {"id":1,"result":{"resources":[{"uri":"my notes/today"}]}}"#,
            "a resource has the URI \"my notes/today\"",
        ),
        fails(
            r#"alive | 200 | ok
            resources-list | 200 | {"id":1,"result":{"resources":[{"uri":"file:///a b"}]}}"#,
            "a resource has the URI \"file:///a b\"",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (reply, resource) in listed(seen, &RESOURCE_LIST)? {
        let Some(uri) = resource["uri"].as_str() else {
            continue;
        };
        reply.require(is_uri(uri), || format!("a resource has the URI {uri:?}"))?;
    }
    Ok(())
}

/// A scheme and a colon, and then only characters that RFC 3986 allows, with well-formed percent-encoding.
fn is_uri(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once(':') else {
        return false;
    };
    let letters = scheme
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte);
    let encoded = rest
        .split('%')
        .skip(1)
        .all(|after| after.len() >= 2 && after.bytes().take(2).all(|byte| byte.is_ascii_hexdigit()));
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && letters
        && rest.bytes().all(allowed)
        && encoded
}
