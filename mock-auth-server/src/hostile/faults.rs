//! What can be wrong with any answer: its transport and its form. Each for every endpoint that programs read.

use super::{Act, Delivery, HostileMode, OTHER_ISSUER, Place, Row};
use crate::answer::Answer;
use crate::endpoint::Endpoint;

/// Deep enough to exhaust the stack of a parser that recurses without a limit.
const NESTING: usize = 20_000;

const ENDPOINTS: [Endpoint; 5] = [
    Endpoint::Metadata,
    Endpoint::Jwks,
    Endpoint::Token,
    Endpoint::Introspect,
    Endpoint::Register,
];

const FOLLOW: &str =
    "follows it at most with a limit and never sends credentials or tokens to another origin";
const FOLLOW_SOURCE: Option<&str> = Some("RFC 9110 section 15.4");
const GIVE_UP: &str = "gives up after a time limit of its own and says so; other work goes on";
const LIMIT: &str = "stops reading at a size limit of its own";
const FAIL: &str = "reports a failed request; takes nothing from the answer";
const JSON: Option<&str> = Some("RFC 8259 section 2");

/// Ids without the endpoint they are for.
const ROWS: &[Row] = &[
    Row {
        id: "redirect-301",
        summary: "301 to another origin",
        duty: FOLLOW,
        source: FOLLOW_SOURCE,
        act: Act::Redirect(301, Place::Elsewhere),
    },
    Row {
        id: "redirect-302",
        summary: "302 to another origin",
        duty: FOLLOW,
        source: FOLLOW_SOURCE,
        act: Act::Redirect(302, Place::Elsewhere),
    },
    Row {
        id: "redirect-307",
        summary: "307 to another origin, which repeats a body and its credentials there",
        duty: FOLLOW,
        source: FOLLOW_SOURCE,
        act: Act::Redirect(307, Place::Elsewhere),
    },
    Row {
        id: "redirect-308",
        summary: "308 to another origin, which repeats a body and its credentials there",
        duty: FOLLOW,
        source: FOLLOW_SOURCE,
        act: Act::Redirect(308, Place::Elsewhere),
    },
    Row {
        id: "redirect-loop",
        summary: "307 to itself, for ever",
        duty: "gives up after a number of redirects",
        source: Some("RFC 9110 section 15.4"),
        act: Act::Redirect(307, Place::Itself),
    },
    Row {
        id: "redirect-file",
        summary: "302 to a file: address",
        duty: "follows only http and https",
        source: None,
        act: Act::Redirect(302, Place::File),
    },
    Row {
        id: "late",
        summary: "the right answer after a delay",
        duty: GIVE_UP,
        source: None,
        act: Act::Deliver(Delivery::Late),
    },
    Row {
        id: "slow",
        summary: "the right answer a byte at a time",
        duty: GIVE_UP,
        source: None,
        act: Act::Deliver(Delivery::Slow),
    },
    Row {
        id: "endless",
        summary: "the right answer behind white space that does not end",
        duty: LIMIT,
        source: None,
        act: Act::Deliver(Delivery::Endless),
    },
    Row {
        id: "broken-off",
        summary: "the connection ends in the middle of the body",
        duty: FAIL,
        source: Some("RFC 9112 section 8"),
        act: Act::Deliver(Delivery::BrokenOff),
    },
    Row {
        id: "huge-length",
        summary: "a content-length of 9 TB, and the connection ends behind the right answer",
        duty: "reserves no memory on that word; reports a failed request",
        source: Some("RFC 9112 section 8"),
        act: Act::Deliver(Delivery::HugeLength),
    },
    Row {
        id: "not-json",
        summary: "200 with a sentence for JSON",
        duty: FAIL,
        source: JSON,
        act: Act::Instead(|_| Answer::text(200, "application/json", "there is nothing here")),
    },
    Row {
        id: "truncated",
        summary: "the first half of the right JSON, with its length",
        duty: FAIL,
        source: JSON,
        act: Act::Rewrite(|_, body| body[..body.len() / 2].to_vec()),
    },
    Row {
        id: "array",
        summary: "the right object in an array",
        duty: FAIL,
        source: None,
        act: Act::Rewrite(|_, body| [b"[", body, b"]"].concat()),
    },
    Row {
        id: "null",
        summary: "null for the object",
        duty: FAIL,
        source: None,
        act: Act::Instead(|_| Answer::text(200, "application/json", "null")),
    },
    Row {
        id: "duplicate-member-first",
        summary: "the main member twice, first with a wrong value, then the right one",
        duty: "refuses it or takes the last, in every parser it uses alike",
        source: Some("RFC 8259 section 4"),
        act: Act::Rewrite(|scene, body| insert_first(body, &spoilt_member(scene.endpoint))),
    },
    Row {
        id: "duplicate-member-last",
        summary: "the main member twice, first the right value, then a wrong one",
        duty: "refuses it or takes the last, in every parser it uses alike",
        source: Some("RFC 8259 section 4"),
        act: Act::Rewrite(|scene, body| insert_last(body, &spoilt_member(scene.endpoint))),
    },
    Row {
        id: "invalid-utf8",
        summary: "a member more, whose text is not UTF-8",
        duty: "refuses it or replaces the bytes; does not crash",
        source: Some("RFC 8259 section 8.1"),
        act: Act::Rewrite(|_, body| insert_first(body, b"\"note\":\"\xff\xfe\"")),
    },
    Row {
        id: "deep",
        summary: "a member more, with 20,000 arrays in each other",
        duty: "refuses it or ignores the member; does not crash",
        source: Some("RFC 8259 section 9"),
        act: Act::Rewrite(|_, body| {
            let deep = format!("\"note\":{}{}", "[".repeat(NESTING), "]".repeat(NESTING));
            insert_first(body, deep.as_bytes())
        }),
    },
    Row {
        id: "html",
        summary: "200 with a page, as a captive portal gives",
        duty: FAIL,
        source: None,
        act: Act::Instead(|_| {
            let page = "<!doctype html>\n<title>Sign in</title>\n<script>alert(1)</script>\n";
            Answer::text(200, "text/html; charset=utf-8", page)
        }),
    },
    Row {
        id: "wrong-type",
        summary: "the right JSON as text/plain",
        duty: "refuses it or reads it as JSON",
        source: Some("RFC 9110 section 8.3"),
        act: Act::Label("text/plain"),
    },
    Row {
        id: "empty",
        summary: "200 with an empty body",
        duty: FAIL,
        source: JSON,
        act: Act::Instead(|_| Answer::text(200, "application/json", "")),
    },
    Row {
        id: "no-content",
        summary: "204",
        duty: FAIL,
        source: Some("RFC 9110 section 15.3.5"),
        act: Act::Instead(|_| Answer::new(204)),
    },
    Row {
        id: "not-found",
        summary: "404 with a sentence",
        duty: FAIL,
        source: Some("RFC 9110 section 15.5.5"),
        act: Act::Instead(|_| Answer::text(404, "text/plain", "nothing is served here")),
    },
    Row {
        id: "status-500",
        summary: "500 with a sentence",
        duty: FAIL,
        source: Some("RFC 9110 section 15.6.1"),
        act: Act::Instead(|_| Answer::text(500, "text/plain", "the server failed")),
    },
    Row {
        id: "status-503",
        summary: "503 that asks to come back in an hour",
        duty: "tries again later, if at all; not at once",
        source: Some("RFC 9110 sections 15.6.4 and 10.2.3"),
        act: Act::Instead(|_| {
            Answer::text(503, "text/plain", "come back later").with_header("retry-after", "3600")
        }),
    },
];

/// Every fault of every endpoint.
pub(super) fn everywhere() -> Vec<HostileMode> {
    let at = |endpoint: Endpoint| {
        ROWS.iter().map(move |row| HostileMode {
            id: format!("{endpoint}-{}", row.id).into(),
            endpoint,
            summary: row.summary.into(),
            duty: row.duty,
            source: row.source,
            act: row.act,
        })
    };
    ENDPOINTS.into_iter().flat_map(at).collect()
}

/// The member that all depends on, with a value that is not the right one.
fn spoilt_member(endpoint: Endpoint) -> Vec<u8> {
    match endpoint {
        Endpoint::Jwks => "\"keys\":[]".to_owned(),
        Endpoint::Token => "\"access_token\":\"another\"".to_owned(),
        Endpoint::Introspect => "\"active\":\"neither\"".to_owned(),
        Endpoint::Register => "\"client_id\":\"another\"".to_owned(),
        _ => format!("\"issuer\":\"{OTHER_ISSUER}\""),
    }
    .into_bytes()
}

fn insert_first(object: &[u8], member: &[u8]) -> Vec<u8> {
    match object.strip_prefix(b"{") {
        Some(rest) => [b"{", member, b",", rest].concat(),
        None => object.to_vec(),
    }
}

fn insert_last(object: &[u8], member: &[u8]) -> Vec<u8> {
    match object.strip_suffix(b"}") {
        Some(rest) => [rest, b",", member, b"}"].concat(),
        None => object.to_vec(),
    }
}
