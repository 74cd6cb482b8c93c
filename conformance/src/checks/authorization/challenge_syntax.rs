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
    let mut looked = false;
    for reply in seen
        .all_exchanges()
        .filter(|reply| reply.header_bytes("www-authenticate").is_some())
    {
        let found = challenges(&reply);
        let trouble = match &found {
            Err(trouble) => Some((*trouble).to_owned()),
            Ok(found) => found
                .iter()
                .filter(|challenge| challenge.is_bearer())
                .find_map(trouble_of),
        };
        reply.require(trouble.is_none(), || {
            format!("sent a challenge of which {}", trouble.unwrap_or_default())
        })?;
        looked = true;
    }
    if looked {
        Ok(())
    } else {
        Err(Verdict::not_applicable("no challenge was sent"))
    }
}

fn trouble_of(challenge: &Challenge) -> Option<String> {
    if let Some(name) = ["realm", "scope", "error", "resource_metadata"]
        .into_iter()
        .find(|name| challenge.count(name) > 1)
    {
        return Some(format!("{name} stands in it twice"));
    }
    let relative = |value: &str| url::Url::parse(value).is_err();
    if challenge.parameter("resource_metadata").is_some_and(relative) {
        return Some("resource_metadata is no absolute URL".to_owned());
    }
    challenge
        .parameters
        .is_empty()
        .then(|| "Bearer has no parameter".to_owned())
}
