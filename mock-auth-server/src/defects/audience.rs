//! Tokens whose `aud` is not this server, or says so in an unusual way.

use serde_json::{Value, json};

use super::Expected::{MustAccept, MustReject, ShouldReject, Tolerated};
use super::location::{
    child_path, contains, default_port, dot_segments, fragment, full_width, host_suffix, look_alike,
    loopback, loopback_number, origin_only, other_port, other_scheme, percent_encoded,
    percent_encoded_letter, prefix, query, sibling_path, trailing_slash, upper_host, upper_path, userinfo,
};
use super::{Defect, EVERY, FOREIGN_AUDIENCE, How, foreign_to};
use crate::minter::Draft;

const RULE: &str = "RFC 9068 section 4; RFC 8707 section 2; RFC 7519 section 4.1.3";
const NORMALIZATION: &str = "RFC 7519 section 2 (StringOrURI is compared as text); RFC 3986 section 6.2";
const COMPARED_AS_TEXT: &str = "RFC 7519 sections 4.1.3 and 7.3";
const RARE_ADDRESS: &str = "RFC 3986 section 7.4; RFC 7519 section 4.1.3";

/// Filling of the very long audience; with it the token still fits the usual limits of a header.
const LONG_BYTES: usize = 8 * 1024;

pub(super) static DEFECTS: &[Defect] = &[
    Defect {
        id: "audience-foreign",
        summary: "minted for another server",
        expected: MustReject,
        source: RULE,
        algorithms: EVERY,
        how: How::Audience(|ours| Some(foreign_to(ours).to_owned())),
    },
    Defect {
        id: "audience-missing",
        summary: "names no audience",
        expected: MustReject,
        source: "RFC 9068 sections 2.2 and 4",
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.remove("aud")),
    },
    Defect {
        id: "audience-empty",
        summary: "the audience is an empty string",
        expected: MustReject,
        source: RULE,
        algorithms: EVERY,
        how: How::Audience(|_| Some(String::new())),
    },
    Defect {
        id: "audience-prefix",
        summary: "the audience is ours without its last character",
        expected: MustReject,
        source: RULE,
        algorithms: EVERY,
        how: How::Audience(prefix),
    },
    Defect {
        id: "audience-suffixed",
        summary: "the audience is ours with more characters behind it",
        expected: MustReject,
        source: RULE,
        algorithms: EVERY,
        how: How::Audience(|ours| Some(format!("{ours}-suffixed"))),
    },
    Defect {
        id: "audience-origin-only",
        summary: "the audience is our scheme, host and port without the path",
        expected: Tolerated,
        source: "RFC 8707 section 2 (a resource may stand for a whole host)",
        algorithms: EVERY,
        how: How::Audience(origin_only),
    },
    Defect {
        id: "audience-sibling-path",
        summary: "the audience is another path of our host",
        expected: MustReject,
        source: RULE,
        algorithms: EVERY,
        how: How::Audience(sibling_path),
    },
    Defect {
        id: "audience-other-port",
        summary: "the audience is our host and path at another port",
        expected: MustReject,
        source: RULE,
        algorithms: EVERY,
        how: How::Audience(other_port),
    },
    Defect {
        id: "audience-other-scheme",
        summary: "the audience is ours with http for https or the reverse",
        expected: MustReject,
        source: RULE,
        algorithms: EVERY,
        how: How::Audience(other_scheme),
    },
    Defect {
        id: "audience-upper-path",
        summary: "the audience is ours with the path in upper case",
        expected: MustReject,
        source: "RFC 3986 section 6.2.2.1 (paths are case-sensitive); RFC 7519 section 4.1.3",
        algorithms: EVERY,
        how: How::Audience(upper_path),
    },
    Defect {
        id: "audience-upper-host",
        summary: "the audience is ours with scheme and host in upper case",
        expected: Tolerated,
        source: "RFC 3986 section 6.2.2.1; RFC 7519 section 2",
        algorithms: EVERY,
        how: How::Audience(upper_host),
    },
    Defect {
        id: "audience-trailing-slash",
        summary: "the audience is ours with a slash more, or less, at its end",
        expected: Tolerated,
        source: NORMALIZATION,
        algorithms: EVERY,
        how: How::Audience(trailing_slash),
    },
    Defect {
        id: "audience-host-suffix",
        summary: "the audience's host begins with ours and belongs to somebody else",
        expected: MustReject,
        source: RULE,
        algorithms: EVERY,
        how: How::Audience(host_suffix),
    },
    Defect {
        id: "audience-userinfo",
        summary: "the audience has our host as the user name at another host",
        expected: MustReject,
        source: "RFC 3986 section 3.2.1; RFC 7519 section 4.1.3",
        algorithms: EVERY,
        how: How::Audience(userinfo),
    },
    Defect {
        id: "audience-percent-encoded",
        summary: "the audience is ours with its delimiters percent-encoded",
        expected: MustReject,
        source: "RFC 3986 section 2.2 (encoding a delimiter makes another identifier); RFC 7519 section 4.1.3",
        algorithms: EVERY,
        how: How::Audience(percent_encoded),
    },
    Defect {
        id: "audience-array-foreign",
        summary: "the audience is a list of two other servers",
        expected: MustReject,
        source: RULE,
        algorithms: EVERY,
        how: How::Before(list_of_others),
    },
    Defect {
        id: "audience-array-with-ours",
        summary: "the audience is a list of another server and ours, which is valid",
        expected: MustAccept,
        source: "RFC 7519 section 4.1.3; RFC 9068 section 4",
        algorithms: EVERY,
        how: How::Before(list_with_ours),
    },
    Defect {
        id: "audience-number",
        summary: "the audience is a number",
        expected: MustReject,
        source: "RFC 7519 section 4.1.3",
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.set("aud", 7)),
    },
    Defect {
        id: "audience-object",
        summary: "the audience is an object with ours as a member's name",
        expected: MustReject,
        source: "RFC 7519 section 4.1.3",
        algorithms: EVERY,
        how: How::Before(named_in_object),
    },
    Defect {
        id: "audience-nested-array",
        summary: "the audience is a list in a list",
        expected: MustReject,
        source: "RFC 7519 section 4.1.3",
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.set("aud", json!([[draft.token.audience]]))),
    },
    Defect {
        id: "duplicate-audience-foreign-last",
        summary: "the audience stands twice, first ours, then another",
        expected: MustReject,
        source: "RFC 7519 section 4 (refuse, or take the last)",
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.add("aud", FOREIGN_AUDIENCE)),
    },
    Defect {
        id: "duplicate-audience-ours-last",
        summary: "the audience stands twice, first another, then ours",
        expected: Tolerated,
        source: "RFC 7519 section 4 (refuse, or take the last)",
        algorithms: EVERY,
        how: How::Before(ours_last),
    },
    Defect {
        id: "audience-child-path",
        summary: "the audience is a path below ours",
        expected: MustReject,
        source: RULE,
        algorithms: EVERY,
        how: How::Audience(child_path),
    },
    Defect {
        id: "audience-default-port",
        summary: "the audience is ours with the default port spelled out, or left out",
        expected: Tolerated,
        source: NORMALIZATION,
        algorithms: EVERY,
        how: How::Audience(default_port),
    },
    Defect {
        id: "audience-dot-segments",
        summary: "the audience is ours with a dot segment in the path",
        expected: Tolerated,
        source: NORMALIZATION,
        algorithms: EVERY,
        how: How::Audience(dot_segments),
    },
    Defect {
        id: "audience-surrounding-space",
        summary: "the audience is ours with a space before and behind it",
        expected: ShouldReject,
        source: COMPARED_AS_TEXT,
        algorithms: EVERY,
        how: How::Audience(|ours| Some(format!(" {ours} "))),
    },
    Defect {
        id: "audience-fragment",
        summary: "the audience is ours with a fragment",
        expected: ShouldReject,
        source: "RFC 8707 section 2 (a resource has no fragment; servers that drop it take it for the same)",
        algorithms: EVERY,
        how: How::Audience(fragment),
    },
    Defect {
        id: "audience-query",
        summary: "the audience is ours with a query, so another resource of our host",
        expected: MustReject,
        source: RULE,
        algorithms: EVERY,
        how: How::Audience(query),
    },
    Defect {
        id: "audience-contains",
        summary: "the audience is somebody else's, with ours in its query",
        expected: MustReject,
        source: RULE,
        algorithms: EVERY,
        how: How::Audience(contains),
    },
    Defect {
        id: "audience-percent-encoded-letter",
        summary: "the audience is ours with its last letter percent-encoded",
        expected: Tolerated,
        source: "RFC 3986 section 6.2.2.2; RFC 7519 section 2",
        algorithms: EVERY,
        how: How::Audience(percent_encoded_letter),
    },
    Defect {
        id: "audience-look-alike",
        summary: "the audience is ours with a Cyrillic letter for the Latin one",
        expected: MustReject,
        source: "RFC 7519 section 7.3; RFC 3987 section 8",
        algorithms: EVERY,
        how: How::Audience(look_alike),
    },
    Defect {
        id: "audience-full-width",
        summary: "the audience is ours with a full-width character in the host, which Unicode folding takes for ours",
        expected: ShouldReject,
        source: COMPARED_AS_TEXT,
        algorithms: EVERY,
        how: How::Audience(full_width),
    },
    Defect {
        id: "audience-loopback-name",
        summary: "the audience has localhost for our loopback address",
        expected: MustReject,
        source: RULE,
        algorithms: EVERY,
        how: How::Audience(|ours| loopback(ours, "localhost")),
    },
    Defect {
        id: "audience-loopback-ipv4",
        summary: "the audience has 127.0.0.1 for our loopback host",
        expected: MustReject,
        source: RULE,
        algorithms: EVERY,
        how: How::Audience(|ours| loopback(ours, "127.0.0.1")),
    },
    Defect {
        id: "audience-loopback-ipv6",
        summary: "the audience has [::1] for our loopback host",
        expected: MustReject,
        source: RULE,
        algorithms: EVERY,
        how: How::Audience(|ours| loopback(ours, "[::1]")),
    },
    Defect {
        id: "audience-loopback-ipv4-mapped",
        summary: "the audience has [::ffff:127.0.0.1] for our loopback host",
        expected: MustReject,
        source: RULE,
        algorithms: EVERY,
        how: How::Audience(|ours| loopback(ours, "[::ffff:127.0.0.1]")),
    },
    Defect {
        id: "audience-loopback-neighbour",
        summary: "the audience has 127.0.0.2 for our loopback host",
        expected: MustReject,
        source: RULE,
        algorithms: EVERY,
        how: How::Audience(|ours| loopback(ours, "127.0.0.2")),
    },
    Defect {
        id: "audience-loopback-any",
        summary: "the audience has 0.0.0.0 for our loopback host",
        expected: MustReject,
        source: RULE,
        algorithms: EVERY,
        how: How::Audience(|ours| loopback(ours, "0.0.0.0")),
    },
    Defect {
        id: "audience-loopback-short",
        summary: "the audience has 127.1 for 127.0.0.1",
        expected: ShouldReject,
        source: RARE_ADDRESS,
        algorithms: EVERY,
        how: How::Audience(|ours| loopback_number(ours, "127.1")),
    },
    Defect {
        id: "audience-loopback-decimal",
        summary: "the audience has 2130706433 for 127.0.0.1",
        expected: ShouldReject,
        source: RARE_ADDRESS,
        algorithms: EVERY,
        how: How::Audience(|ours| loopback_number(ours, "2130706433")),
    },
    Defect {
        id: "audience-loopback-octal",
        summary: "the audience has 0177.0.0.1 for 127.0.0.1",
        expected: ShouldReject,
        source: RARE_ADDRESS,
        algorithms: EVERY,
        how: How::Audience(|ours| loopback_number(ours, "0177.0.0.1")),
    },
    Defect {
        id: "audience-loopback-hexadecimal",
        summary: "the audience has 0x7f.0.0.1 for 127.0.0.1",
        expected: ShouldReject,
        source: RARE_ADDRESS,
        algorithms: EVERY,
        how: How::Audience(|ours| loopback_number(ours, "0x7f.0.0.1")),
    },
    Defect {
        id: "audience-very-long",
        summary: "the audience is ours with 8 KiB of path behind it",
        expected: MustReject,
        source: RULE,
        algorithms: EVERY,
        how: How::Audience(|ours| Some(format!("{ours}/{}", "a".repeat(LONG_BYTES)))),
    },
    Defect {
        id: "audience-wildcard",
        summary: "the audience is an asterisk",
        expected: MustReject,
        source: RULE,
        algorithms: EVERY,
        how: How::Audience(|_| Some("*".to_owned())),
    },
    Defect {
        id: "audience-space-joined",
        summary: "the audience is one string of ours and another, with a space between",
        expected: MustReject,
        source: COMPARED_AS_TEXT,
        algorithms: EVERY,
        how: How::Audience(|ours| Some(format!("{ours} {FOREIGN_AUDIENCE}"))),
    },
    Defect {
        id: "audience-comma-joined",
        summary: "the audience is one string of ours and another, with a comma between",
        expected: MustReject,
        source: COMPARED_AS_TEXT,
        algorithms: EVERY,
        how: How::Audience(|ours| Some(format!("{ours},{FOREIGN_AUDIENCE}"))),
    },
    Defect {
        id: "audience-array-single",
        summary: "the audience is a list of nothing but ours, which is valid",
        expected: MustAccept,
        source: "RFC 7519 section 4.1.3",
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.set("aud", json!([draft.token.audience]))),
    },
    Defect {
        id: "audience-array-empty",
        summary: "the audience is an empty list",
        expected: MustReject,
        source: RULE,
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.set("aud", json!([]))),
    },
    Defect {
        id: "audience-array-long",
        summary: "the audience is a list of a thousand other servers",
        expected: MustReject,
        source: RULE,
        algorithms: EVERY,
        how: How::Before(list_of_many),
    },
    Defect {
        id: "audience-null",
        summary: "the audience is null",
        expected: MustReject,
        source: "RFC 7519 section 4.1.3",
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.set("aud", Value::Null)),
    },
    Defect {
        id: "audience-boolean",
        summary: "the audience is true",
        expected: MustReject,
        source: "RFC 7519 section 4.1.3",
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.set("aud", true)),
    },
];

fn list_of_many(draft: &mut Draft<'_>) {
    let others: Vec<String> = (0..1000)
        .map(|number| format!("https://{number}.example"))
        .collect();
    draft.claims.set("aud", others);
}

fn list_of_others(draft: &mut Draft<'_>) {
    draft
        .claims
        .set("aud", json!([FOREIGN_AUDIENCE, "https://other.example/mcp"]));
}

fn list_with_ours(draft: &mut Draft<'_>) {
    draft
        .claims
        .set("aud", json!([FOREIGN_AUDIENCE, draft.token.audience]));
}

fn named_in_object(draft: &mut Draft<'_>) {
    draft
        .claims
        .set("aud", json!({ draft.token.audience.as_str(): true }));
}

fn ours_last(draft: &mut Draft<'_>) {
    draft.claims.set("aud", FOREIGN_AUDIENCE);
    draft.claims.add("aud", draft.token.audience.as_str());
}
