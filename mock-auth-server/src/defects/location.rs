//! Audiences made from ours: the same text with one part of the URL changed.

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
pub(super) fn prefix(ours: &str) -> Option<String> {
    let mut shorter = ours.to_owned();
    shorter.pop();
    // Taking only a slash away would be the trailing slash's question.
    if shorter.len() + 1 == ours.len() && ours.ends_with('/') {
        shorter.pop();
    }
    (!shorter.is_empty()).then_some(shorter)
}

pub(super) fn origin_only(ours: &str) -> Option<String> {
    let location = Location::parse(ours)?;
    location.has_path().then(|| location.origin())
}

pub(super) fn sibling_path(ours: &str) -> Option<String> {
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

pub(super) fn other_port(ours: &str) -> Option<String> {
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

pub(super) fn other_scheme(ours: &str) -> Option<String> {
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

pub(super) fn upper_path(ours: &str) -> Option<String> {
    let location = Location::parse(ours)?;
    let upper = location.path.to_ascii_uppercase();
    (upper != location.path).then(|| location.origin() + &upper)
}

pub(super) fn upper_host(ours: &str) -> Option<String> {
    let location = Location::parse(ours)?;
    Some(location.origin().to_ascii_uppercase() + location.path)
}

pub(super) fn trailing_slash(ours: &str) -> Option<String> {
    Some(
        ours.strip_suffix('/')
            .map_or_else(|| format!("{ours}/"), str::to_owned),
    )
}

pub(super) fn host_suffix(ours: &str) -> Option<String> {
    let location = Location::parse(ours)?;
    let host = location.host;
    Some(format!(
        "{}://{host}.evil.example{}{}",
        location.scheme,
        location.colon_port(),
        location.path
    ))
}

pub(super) fn userinfo(ours: &str) -> Option<String> {
    let location = Location::parse(ours)?;
    Some(format!("{}@evil.example{}", location.origin(), location.path))
}

pub(super) fn percent_encoded(ours: &str) -> Option<String> {
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

/// `:443` behind an https host without a port, `:80` behind an http one; or the same left out.
pub(super) fn default_port(ours: &str) -> Option<String> {
    let location = Location::parse(ours)?;
    let default = match location.scheme.to_ascii_lowercase().as_str() {
        "http" => 80,
        "https" => 443,
        _ => return None,
    };
    let port = match location.port {
        None => format!(":{default}"),
        Some(port) if port == default => String::new(),
        Some(_) => return None,
    };
    Some(format!(
        "{}://{}{port}{}",
        location.scheme, location.host, location.path
    ))
}

pub(super) fn fragment(ours: &str) -> Option<String> {
    (!ours.contains('#')).then(|| format!("{ours}#part"))
}

pub(super) fn query(ours: &str) -> Option<String> {
    let mark = if ours.contains('?') { '&' } else { '?' };
    (!ours.contains('#')).then(|| format!("{ours}{mark}tenant=other"))
}

pub(super) fn dot_segments(ours: &str) -> Option<String> {
    let location = Location::parse(ours)?;
    let path = location.path.strip_prefix('/')?;
    Some(format!("{}/./{path}", location.origin()))
}

pub(super) fn child_path(ours: &str) -> Option<String> {
    let plain = !ours.is_empty() && !ours.contains(['?', '#']);
    plain.then(|| format!("{}/child", ours.trim_end_matches('/')))
}

pub(super) fn contains(ours: &str) -> Option<String> {
    Some(format!("https://foreign.example/?to={ours}"))
}

/// The last letter of ours that has a Cyrillic twin, replaced by it; the scheme stays.
pub(super) fn look_alike(ours: &str) -> Option<String> {
    const TWINS: [(char, char); 6] = [
        ('a', '\u{430}'),
        ('c', '\u{441}'),
        ('e', '\u{435}'),
        ('o', '\u{43e}'),
        ('s', '\u{455}'),
        ('x', '\u{445}'),
    ];
    let start = ours.find("://").map_or(0, |at| at + 3);
    let (scheme, rest) = ours.split_at(start);
    let twin_of = |letter| {
        TWINS
            .iter()
            .find(|(latin, _)| *latin == letter)
            .map(|(_, twin)| *twin)
    };
    let (at, twin) = rest
        .char_indices()
        .rev()
        .find_map(|(at, letter)| twin_of(letter).map(|twin| (at, twin)))?;
    Some(format!("{scheme}{}{twin}{}", &rest[..at], &rest[at + 1..]))
}

/// The host's first letter or digit in its full-width form (U+FF01 and on), which Unicode folding takes for the same.
pub(super) fn full_width(ours: &str) -> Option<String> {
    let location = Location::parse(ours)?;
    let first = location.host.chars().next().filter(char::is_ascii_alphanumeric)?;
    let wide = char::from_u32(u32::from(first) + 0xfee0)?;
    Some(format!(
        "{}://{wide}{}{}{}",
        location.scheme,
        &location.host[1..],
        location.colon_port(),
        location.path
    ))
}

/// The last character percent-encoded where it is a letter or digit, which RFC 3986 takes for the same.
pub(super) fn percent_encoded_letter(ours: &str) -> Option<String> {
    let location = Location::parse(ours)?;
    let last = location.path.chars().last().filter(char::is_ascii_alphanumeric)?;
    Some(format!("{}%{:02X}", &ours[..ours.len() - 1], u32::from(last)))
}

/// Ours under another loopback host; nothing where ours is not on loopback, or is at that host.
pub(super) fn loopback(ours: &str, host: &str) -> Option<String> {
    let location = Location::parse(ours)?;
    let known = ["localhost", "127.0.0.1", "[::1]"];
    (known.contains(&location.host) && location.host != host).then(|| {
        format!(
            "{}://{host}{}{}",
            location.scheme,
            location.colon_port(),
            location.path
        )
    })
}

/// 127.0.0.1 written in another way; nothing where ours is not at that address.
pub(super) fn loopback_number(ours: &str, host: &str) -> Option<String> {
    (Location::parse(ours)?.host == "127.0.0.1")
        .then(|| loopback(ours, host))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "http://127.0.0.1:3000/a/mcp";

    type Reshape = fn(&str) -> Option<String>;

    #[test]
    fn each_reshaping_changes_what_it_says() {
        let cases: [(Reshape, &str); 21] = [
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
            (fragment, "http://127.0.0.1:3000/a/mcp#part"),
            (query, "http://127.0.0.1:3000/a/mcp?tenant=other"),
            (dot_segments, "http://127.0.0.1:3000/./a/mcp"),
            (child_path, "http://127.0.0.1:3000/a/mcp/child"),
            (
                contains,
                "https://foreign.example/?to=http://127.0.0.1:3000/a/mcp",
            ),
            (look_alike, "http://127.0.0.1:3000/a/m\u{441}p"),
            (full_width, "http://\u{ff11}27.0.0.1:3000/a/mcp"),
            (percent_encoded_letter, "http://127.0.0.1:3000/a/mc%70"),
            (|ours| loopback(ours, "[::1]"), "http://[::1]:3000/a/mcp"),
            (|ours| loopback_number(ours, "127.1"), "http://127.1:3000/a/mcp"),
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
    fn the_default_port_is_spelled_out_or_left_out_and_no_other_port_is() {
        assert_eq!(
            default_port("https://host.example/mcp").as_deref(),
            Some("https://host.example:443/mcp")
        );
        assert_eq!(
            default_port("http://host.example:80").as_deref(),
            Some("http://host.example")
        );
        assert_eq!(default_port(OURS), None);
    }

    #[test]
    fn only_loopback_hosts_have_other_loopback_forms() {
        assert_eq!(loopback("https://host.example/mcp", "[::1]"), None);
        assert_eq!(loopback("http://localhost/mcp", "localhost"), None);
        assert_eq!(loopback_number("http://localhost/mcp", "127.1"), None);
    }

    #[test]
    fn an_audience_that_is_no_url_has_no_parts_to_change() {
        assert_eq!(other_port("api:orders"), None);
        assert_eq!(other_scheme("orders"), None);
    }
}
