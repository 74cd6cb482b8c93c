//! Tokens whose `aud` is not this server, or says so in an unusual way.

use serde_json::json;

use super::Expected::{MustAccept, MustReject, Tolerated};
use super::{Defect, FOREIGN_AUDIENCE, How};
use crate::minter::Draft;

const RULE: &str = "RFC 9068 section 4; RFC 8707 section 2; RFC 7519 section 4.1.3";
const NORMALIZATION: &str = "RFC 7519 section 2 (StringOrURI is compared as text); RFC 3986 section 6.2";

pub(super) static DEFECTS: &[Defect] = &[
    Defect {
        id: "audience-foreign",
        summary: "minted for another server",
        expected: MustReject,
        source: RULE,
        how: How::Audience(|_| Some(FOREIGN_AUDIENCE.to_owned())),
    },
    Defect {
        id: "audience-missing",
        summary: "names no audience",
        expected: MustReject,
        source: "RFC 9068 sections 2.2 and 4",
        how: How::Before(|draft| draft.claims.remove("aud")),
    },
    Defect {
        id: "audience-empty",
        summary: "the audience is an empty string",
        expected: MustReject,
        source: RULE,
        how: How::Audience(|_| Some(String::new())),
    },
    Defect {
        id: "audience-prefix",
        summary: "the audience is ours without its last character",
        expected: MustReject,
        source: RULE,
        how: How::Audience(prefix),
    },
    Defect {
        id: "audience-suffixed",
        summary: "the audience is ours with more characters behind it",
        expected: MustReject,
        source: RULE,
        how: How::Audience(|ours| Some(format!("{ours}-suffixed"))),
    },
    Defect {
        id: "audience-origin-only",
        summary: "the audience is our scheme, host and port without the path",
        expected: Tolerated,
        source: "RFC 8707 section 2 (a resource may stand for a whole host)",
        how: How::Audience(origin_only),
    },
    Defect {
        id: "audience-sibling-path",
        summary: "the audience is another path of our host",
        expected: MustReject,
        source: RULE,
        how: How::Audience(sibling_path),
    },
    Defect {
        id: "audience-other-port",
        summary: "the audience is our host and path at another port",
        expected: MustReject,
        source: RULE,
        how: How::Audience(other_port),
    },
    Defect {
        id: "audience-other-scheme",
        summary: "the audience is ours with http for https or the reverse",
        expected: MustReject,
        source: RULE,
        how: How::Audience(other_scheme),
    },
    Defect {
        id: "audience-upper-path",
        summary: "the audience is ours with the path in upper case",
        expected: MustReject,
        source: "RFC 3986 section 6.2.2.1 (paths are case-sensitive); RFC 7519 section 4.1.3",
        how: How::Audience(upper_path),
    },
    Defect {
        id: "audience-upper-host",
        summary: "the audience is ours with scheme and host in upper case",
        expected: Tolerated,
        source: "RFC 3986 section 6.2.2.1; RFC 7519 section 2",
        how: How::Audience(upper_host),
    },
    Defect {
        id: "audience-trailing-slash",
        summary: "the audience is ours with a slash more, or less, at its end",
        expected: Tolerated,
        source: NORMALIZATION,
        how: How::Audience(trailing_slash),
    },
    Defect {
        id: "audience-host-suffix",
        summary: "the audience's host begins with ours and belongs to somebody else",
        expected: MustReject,
        source: RULE,
        how: How::Audience(host_suffix),
    },
    Defect {
        id: "audience-userinfo",
        summary: "the audience has our host as the user name at another host",
        expected: MustReject,
        source: "RFC 3986 section 3.2.1; RFC 7519 section 4.1.3",
        how: How::Audience(userinfo),
    },
    Defect {
        id: "audience-percent-encoded",
        summary: "the audience is ours with its delimiters percent-encoded",
        expected: MustReject,
        source: "RFC 3986 section 2.2 (encoding a delimiter makes another identifier); RFC 7519 section 4.1.3",
        how: How::Audience(percent_encoded),
    },
    Defect {
        id: "audience-array-foreign",
        summary: "the audience is a list of two other servers",
        expected: MustReject,
        source: RULE,
        how: How::Before(list_of_others),
    },
    Defect {
        id: "audience-array-with-ours",
        summary: "the audience is a list of another server and ours, which is valid",
        expected: MustAccept,
        source: "RFC 7519 section 4.1.3; RFC 9068 section 4",
        how: How::Before(list_with_ours),
    },
    Defect {
        id: "audience-number",
        summary: "the audience is a number",
        expected: MustReject,
        source: "RFC 7519 section 4.1.3",
        how: How::Before(|draft| draft.claims.set("aud", 7)),
    },
    Defect {
        id: "audience-object",
        summary: "the audience is an object with ours as a member's name",
        expected: MustReject,
        source: "RFC 7519 section 4.1.3",
        how: How::Before(named_in_object),
    },
    Defect {
        id: "audience-nested-array",
        summary: "the audience is a list in a list",
        expected: MustReject,
        source: "RFC 7519 section 4.1.3",
        how: How::Before(|draft| draft.claims.set("aud", json!([[draft.token.audience]]))),
    },
    Defect {
        id: "duplicate-audience-foreign-last",
        summary: "the audience stands twice, first ours, then another",
        expected: MustReject,
        source: "RFC 7519 section 4 (refuse, or take the last)",
        how: How::Before(|draft| draft.claims.add("aud", FOREIGN_AUDIENCE)),
    },
    Defect {
        id: "duplicate-audience-ours-last",
        summary: "the audience stands twice, first another, then ours",
        expected: Tolerated,
        source: "RFC 7519 section 4 (refuse, or take the last)",
        how: How::Before(ours_last),
    },
];

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

/// An absolute URL taken apart as text, so that what is left alone keeps its spelling.
struct Location<'a> {
    scheme: &'a str,
    host: &'a str,
    port: Option<u16>,
    /// From the first slash, query or fragment on; may be empty.
    path: &'a str,
}

impl<'a> Location<'a> {
    fn parse(url: &'a str) -> Option<Self> {
        let (scheme, rest) = url.split_once("://")?;
        let (authority, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        // The colons inside the brackets of an IPv6 address are no port.
        let after_address = authority.rfind(']').unwrap_or(0);
        let colon = authority[after_address..].rfind(':').map(|at| after_address + at);
        let (host, port) = match colon {
            Some(at) => (&authority[..at], Some(authority[at + 1..].parse().ok()?)),
            None => (authority, None),
        };
        (!host.is_empty()).then_some(Self {
            scheme,
            host,
            port,
            path,
        })
    }

    fn origin(&self) -> String {
        format!("{}://{}{}", self.scheme, self.host, self.colon_port())
    }

    fn colon_port(&self) -> String {
        self.port.map(|port| format!(":{port}")).unwrap_or_default()
    }

    /// Whether there is more to the path than the root.
    fn has_path(&self) -> bool {
        !matches!(self.path, "" | "/")
    }
}

/// One character less; with a path the origin stays the same.
fn prefix(ours: &str) -> Option<String> {
    let mut shorter = ours.to_owned();
    shorter.pop();
    // Taking only a slash away would be the trailing slash's question.
    if shorter.len() + 1 == ours.len() && ours.ends_with('/') {
        shorter.pop();
    }
    (!shorter.is_empty()).then_some(shorter)
}

fn origin_only(ours: &str) -> Option<String> {
    let location = Location::parse(ours)?;
    location.has_path().then(|| location.origin())
}

fn sibling_path(ours: &str) -> Option<String> {
    let location = Location::parse(ours)?;
    let path = location
        .path
        .split(['?', '#'])
        .next()
        .unwrap_or_default()
        .trim_end_matches('/');
    let parent = path.rfind('/').map_or("", |at| &path[..at]);
    Some(format!("{}{parent}/sibling", location.origin()))
}

fn other_port(ours: &str) -> Option<String> {
    let location = Location::parse(ours)?;
    let port = match location.port {
        Some(u16::MAX) => u16::MAX - 1,
        Some(port) => port + 1,
        None => 8443,
    };
    Some(format!(
        "{}://{}:{port}{}",
        location.scheme, location.host, location.path
    ))
}

fn other_scheme(ours: &str) -> Option<String> {
    let location = Location::parse(ours)?;
    let scheme = if location.scheme.eq_ignore_ascii_case("http") {
        "https"
    } else {
        "http"
    };
    Some(format!(
        "{scheme}://{}{}{}",
        location.host,
        location.colon_port(),
        location.path
    ))
}

fn upper_path(ours: &str) -> Option<String> {
    let location = Location::parse(ours)?;
    let upper = location.path.to_ascii_uppercase();
    (upper != location.path).then(|| location.origin() + &upper)
}

fn upper_host(ours: &str) -> Option<String> {
    let location = Location::parse(ours)?;
    Some(location.origin().to_ascii_uppercase() + location.path)
}

fn trailing_slash(ours: &str) -> Option<String> {
    Some(
        ours.strip_suffix('/')
            .map_or_else(|| format!("{ours}/"), str::to_owned),
    )
}

fn host_suffix(ours: &str) -> Option<String> {
    let location = Location::parse(ours)?;
    let host = location.host;
    Some(format!(
        "{}://{host}.evil.example{}{}",
        location.scheme,
        location.colon_port(),
        location.path
    ))
}

fn userinfo(ours: &str) -> Option<String> {
    let location = Location::parse(ours)?;
    Some(format!("{}@evil.example{}", location.origin(), location.path))
}

fn percent_encoded(ours: &str) -> Option<String> {
    use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
    const DELIMITERS: AsciiSet = CONTROLS
        .add(b':')
        .add(b'/')
        .add(b'?')
        .add(b'#')
        .add(b'[')
        .add(b']')
        .add(b'@');
    let encoded = utf8_percent_encode(ours, &DELIMITERS).to_string();
    (encoded != ours).then_some(encoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "http://127.0.0.1:3000/a/mcp";

    type Reshape = fn(&str) -> Option<String>;

    #[test]
    fn each_reshaping_changes_what_it_says() {
        let cases: [(Reshape, &str); 11] = [
            (prefix, "http://127.0.0.1:3000/a/mc"),
            (origin_only, "http://127.0.0.1:3000"),
            (sibling_path, "http://127.0.0.1:3000/a/sibling"),
            (other_port, "http://127.0.0.1:3001/a/mcp"),
            (other_scheme, "https://127.0.0.1:3000/a/mcp"),
            (upper_path, "http://127.0.0.1:3000/A/MCP"),
            (upper_host, "HTTP://127.0.0.1:3000/a/mcp"),
            (trailing_slash, "http://127.0.0.1:3000/a/mcp/"),
            (host_suffix, "http://127.0.0.1.evil.example:3000/a/mcp"),
            (userinfo, "http://127.0.0.1:3000@evil.example/a/mcp"),
            (percent_encoded, "http%3A%2F%2F127.0.0.1%3A3000%2Fa%2Fmcp"),
        ];
        for (reshape, expected) in cases {
            assert_eq!(reshape(OURS).as_deref(), Some(expected));
        }
    }

    #[test]
    fn an_audience_without_a_path_has_no_other_path() {
        for ours in ["https://host.example", "https://host.example/"] {
            assert_eq!(origin_only(ours), None);
            assert_eq!(upper_path(ours), None);
        }
        assert_eq!(
            sibling_path("https://host.example").as_deref(),
            Some("https://host.example/sibling")
        );
        assert_eq!(
            prefix("https://host.example/").as_deref(),
            Some("https://host.exampl")
        );
        assert_eq!(
            trailing_slash("https://host.example/").as_deref(),
            Some("https://host.example")
        );
    }

    #[test]
    fn the_colons_of_an_ipv6_address_are_no_port() {
        assert_eq!(
            other_port("http://[::1]/mcp").as_deref(),
            Some("http://[::1]:8443/mcp")
        );
        assert_eq!(
            other_port("http://[::1]:65535/mcp").as_deref(),
            Some("http://[::1]:65534/mcp")
        );
    }

    #[test]
    fn an_audience_that_is_no_url_has_no_parts_to_change() {
        assert_eq!(other_port("api:orders"), None);
        assert_eq!(other_scheme("orders"), None);
    }
}
