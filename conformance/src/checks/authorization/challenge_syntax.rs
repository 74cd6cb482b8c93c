use crate::challenge::{Challenge, challenges};
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::tokens::{GOOD, TOKENS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.challenge-syntax",
    requirements: &["AUTH-CHALLENGE-SYNTAX", "AUTH-401-CHALLENGE"],
    summary: "challenges are well formed",
    severity: Severity::Medium,
    probe: &TOKENS,
    needs: &[],
    judge,
    remedy: "Write challenges as `Bearer name=\"value\", …`, each parameter once, with absolute URLs.",
    classes: &[],
    examples: &[
        passes(
            "good-token | 200 | ok\nno-token | 401 | WWW-Authenticate: Bearer scope=\"a b\", resource_metadata=\"http://127.0.0.1/x\"",
        ),
        fails(
            "good-token | 200 | ok\nno-token | 401 | WWW-Authenticate: Bearer scope=a b",
            "a value that is not quoted is no token",
        ),
        fails(
            "good-token | 200 | ok\nno-token | 401 | WWW-Authenticate: Bearer scope=\"a\", scope=\"b\"",
            "scope stands in it twice",
        ),
        fails(
            "good-token | 200 | ok\nno-token | 401 | WWW-Authenticate: Bearer resource_metadata=\"/x\"",
            "no absolute URL",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(GOOD)?;
    let mut challenged = seen
        .all_exchanges()
        .filter(|reply| reply.header_bytes(HEADER).is_some())
        .peekable();
    if challenged.peek().is_none() {
        return Err(Verdict::not_applicable("no challenge was sent"));
    }
    for reply in challenged {
        let trouble = match challenges(&reply) {
            Err(trouble) => Some(trouble.to_owned()),
            Ok(found) => found
                .iter()
                .filter(|challenge| challenge.is_bearer())
                .find_map(trouble_of),
        };
        reply.require(trouble.is_none(), || {
            format!("sent a challenge of which {}", trouble.unwrap_or_default())
        })?;
    }
    Ok(())
}

const HEADER: &str = "www-authenticate";
const NAMES: [&str; 4] = ["realm", "scope", "error", "resource_metadata"];

fn trouble_of(challenge: &Challenge) -> Option<String> {
    let twice = NAMES.into_iter().find(|name| challenge.count(name) > 1);
    let relative = |value: &str| url::Url::parse(value).is_err();
    match twice {
        Some(name) => Some(format!("{name} stands in it twice")),
        None if challenge.parameters.is_empty() => Some("Bearer has no parameter".to_owned()),
        None if challenge.parameter("resource_metadata").is_some_and(relative) => {
            Some("resource_metadata is no absolute URL".to_owned())
        }
        None => None,
    }
}
