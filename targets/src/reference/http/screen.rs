//! The checks that keep web pages of other origins away: `Origin` and `Host`.

use std::net::SocketAddr;
use std::sync::atomic::Ordering;

use http::header::{CONTENT_TYPE, HOST, ORIGIN};
use http::request::Parts;
use http::{HeaderMap, Method, StatusCode};

use super::channels::POST_PATH;
use super::reply::Draft;
use crate::behaviour::HttpBehaviour;
use crate::reference::Server;
use crate::reference::server::Connection;

const LOOPBACK_HOSTS: &[&str] = &["localhost", "127.0.0.1", "[::1]"];

/// Refuses requests that a foreign web page made, or that were sent to a foreign name.
pub(crate) fn check(server: &Server, parts: &Parts, connection: &Connection) -> Result<(), Draft> {
    let behaviour = server.behaviour.http;
    let Some(address) = server.address else {
        return Ok(());
    };
    if behaviour == HttpBehaviour::OriginLikeHost && is_same_site(&parts.headers) {
        return Ok(());
    }
    if behaviour != HttpBehaviour::HostIgnored && !is_own_host(parts, address) {
        return Err(Draft::text(
            StatusCode::FORBIDDEN,
            "this host name is not served here",
        ));
    }
    let looked_at = match behaviour {
        HttpBehaviour::OriginIgnored => false,
        HttpBehaviour::OriginOnPostOnly => parts.method == Method::POST,
        HttpBehaviour::SimpleTypeServed => parts
            .headers
            .get(CONTENT_TYPE)
            .is_none_or(|kind| kind != "text/plain"),
        HttpBehaviour::OriginNotOnMessages => parts.uri.path() != POST_PATH,
        _ => true,
    };
    let good = |origin: &str| {
        is_own_origin(origin, address) || behaviour == HttpBehaviour::OriginSubstring && mentions_us(origin)
    };
    let named = parts.headers.contains_key(ORIGIN);
    let named_before = connection.seen_origin.fetch_or(named, Ordering::Relaxed);
    if behaviour == HttpBehaviour::OriginMissed && named_before && !named {
        return Err(Draft::text(StatusCode::FORBIDDEN, "this request names no origin"));
    }
    if !looked_at || values(&parts.headers).all(|origin| origin.is_some_and(good)) {
        return Ok(());
    }
    let status = match behaviour {
        HttpBehaviour::OriginBadRequest => StatusCode::BAD_REQUEST,
        _ => StatusCode::FORBIDDEN,
    };
    Err(Draft::text(status, "this origin is not allowed"))
}

fn values(headers: &HeaderMap) -> impl Iterator<Item = Option<&str>> {
    headers.get_all(ORIGIN).iter().map(|value| value.to_str().ok())
}

/// Exactly one `Host`, which names this server.
fn is_own_host(parts: &Parts, address: SocketAddr) -> bool {
    let mut hosts = parts.headers.get_all(HOST).iter();
    let (Some(host), None) = (hosts.next(), hosts.next()) else {
        return false;
    };
    let target = parts
        .uri
        .authority()
        .is_none_or(|authority| is_own_authority(authority.as_str(), address));
    target && host.to_str().is_ok_and(|host| is_own_authority(host, address))
}

fn is_own_authority(authority: &str, address: SocketAddr) -> bool {
    let (host, port) = split(authority);
    is_own_name(host, address) && (port.is_empty() || port == address.port().to_string())
}

/// An origin that a browser would send for a page of this machine: scheme, name, and at most a port.
fn is_own_origin(origin: &str, address: SocketAddr) -> bool {
    let Some(rest) = origin.strip_prefix("http://") else {
        return false;
    };
    let (host, port) = split(rest);
    let numeric = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    is_own_name(host, address) && (numeric || !rest.ends_with(':') && port.is_empty())
}

/// Splits at the colon of the port, which in an IPv6 address comes after the bracket.
fn split(authority: &str) -> (&str, &str) {
    let from = authority.rfind(']').unwrap_or(0);
    match authority[from..].find(':') {
        Some(colon) => (&authority[..from + colon], &authority[from + colon + 1..]),
        None => (authority, ""),
    }
}

fn is_own_name(host: &str, address: SocketAddr) -> bool {
    LOOPBACK_HOSTS
        .iter()
        .any(|known| host.eq_ignore_ascii_case(known))
        || host.trim_matches(['[', ']']) == address.ip().to_string()
}

/// Whether `Origin` names what `Host` names.
fn is_same_site(headers: &HeaderMap) -> bool {
    let host = headers.get(HOST).and_then(|host| host.to_str().ok());
    let origin = values(headers).next().flatten();
    host.zip(origin)
        .is_some_and(|(host, origin)| origin.strip_prefix("http://") == Some(host))
}

fn mentions_us(origin: &str) -> bool {
    LOOPBACK_HOSTS.iter().any(|known| origin.contains(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn look_alikes_are_not_our_origin() {
        let address = SocketAddr::from(([127, 0, 0, 1], 4000));
        for origin in [
            "http://127.0.0.1:4000",
            "http://localhost",
            "http://localhost:4000",
            "http://[::1]:9",
        ] {
            assert!(is_own_origin(origin, address), "{origin}");
        }
        for origin in [
            "null",
            "",
            "http://localhost.evil.example",
            "http://127.0.0.1.evil.example",
            "http://evil-localhost",
            "http://localhost@evil.example",
            "http://localhost:4000.evil.example",
            "http://127.0.0.1:4000@evil.example",
            "http://127.0.0.1:4000/",
            "https://127.0.0.1:4000",
            "http://localhost:",
            "http://evil.example:80",
        ] {
            assert!(!is_own_origin(origin, address), "{origin}");
        }
    }

    #[test]
    fn a_host_of_another_name_or_port_is_not_ours() {
        let address = SocketAddr::from(([127, 0, 0, 1], 4000));
        assert!(is_own_authority("127.0.0.1:4000", address));
        assert!(is_own_authority("localhost", address));
        assert!(!is_own_authority("evil.example:4000", address));
        assert!(!is_own_authority("127.0.0.1:4001", address));
    }
}
