//! Who may control the server: programs on this machine, and no web page that a browser on it shows.

use std::net::IpAddr;

use axum::http::header::{HOST, ORIGIN};
use axum::http::request::Parts;
use axum::http::uri::Authority;

/// Says why a request is refused.
///
/// A page whose host name was made to point here (DNS rebinding) says so in `Host`; any other page is named in
/// `Origin`, or given away by `Sec-Fetch-Site`.
pub(super) fn allow(own_origin: &str, peer: Option<IpAddr>, head: &Parts) -> Result<(), &'static str> {
    if !peer.is_some_and(|peer| peer.to_canonical().is_loopback()) {
        return Err("the peer is not on this machine");
    }
    let mut hosts = head.headers.get_all(HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().unwrap_or_default(),
        _ => return Err("there is not one Host header"),
    };
    if !is_loopback(host) {
        return Err("the Host header does not name this machine");
    }
    if head
        .uri
        .authority()
        .is_some_and(|target| !is_loopback(target.as_str()))
    {
        return Err("the request is for another host");
    }
    let scheme = own_origin.split("://").next().unwrap_or_default();
    let same = format!("{scheme}://{host}");
    let mut origins = head.headers.get_all(ORIGIN).iter();
    if origins.any(|origin| origin != own_origin && *origin != *same) {
        return Err("the request is of a web page from elsewhere");
    }
    let mut sites = head.headers.get_all("sec-fetch-site").iter();
    if sites.any(|site| site != "same-origin" && site != "none") {
        return Err("the request is of a web page from elsewhere");
    }
    Ok(())
}

fn is_loopback(authority: &str) -> bool {
    let Ok(authority) = authority.parse::<Authority>() else {
        return false;
    };
    let host = authority.host();
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    !authority.as_str().contains('@')
        && (host.eq_ignore_ascii_case("localhost")
            || address.is_ok_and(|address| address.to_canonical().is_loopback()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const OWN: &str = "http://127.0.0.1:9400";

    fn allowed(peer: &str, target: &str, headers: &[(&str, &str)]) -> bool {
        let mut request = axum::http::Request::post(target);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (head, ()) = request.body(()).unwrap().into_parts();
        allow(OWN, peer.parse().ok(), &head).is_ok()
    }

    #[test]
    fn programs_on_this_machine_are_let_in() {
        for (peer, host) in [
            ("127.0.0.1", "127.0.0.1:9400"),
            ("127.8.8.8", "LocalHost"),
            ("::1", "[::1]:9400"),
            ("::ffff:127.0.0.1", "127.0.0.2:1"),
        ] {
            assert!(
                allowed(peer, "/_control/mint", &[("host", host)]),
                "{peer} {host}"
            );
        }
        let own_page = [
            ("host", "localhost:9400"),
            ("origin", "http://localhost:9400"),
            ("sec-fetch-site", "same-origin"),
        ];
        assert!(allowed("127.0.0.1", "/_control/mint", &own_page));
    }

    #[test]
    fn other_machines_other_names_and_other_pages_are_not() {
        let host = ("host", "127.0.0.1:9400");
        assert!(!allowed("192.168.0.2", "/", &[host]));
        assert!(!allowed("nobody knows", "/", &[host]));
        assert!(!allowed("127.0.0.1", "http://rebound.example/", &[host]));
        let refused: [&[(&str, &str)]; 12] = [
            &[],
            &[host, host],
            &[("host", "rebound.example:9400")],
            &[("host", "localhost.rebound.example")],
            &[("host", "127.0.0.1.rebound.example")],
            &[("host", "127.0.0.1@rebound.example")],
            &[("host", "rebound.example@127.0.0.1")],
            &[host, ("origin", "https://page.example")],
            &[host, ("origin", "http://127.0.0.1:5173")],
            &[host, ("origin", "null")],
            &[host, ("origin", "https://127.0.0.1:9400")],
            &[host, ("sec-fetch-site", "cross-site")],
        ];
        for headers in refused {
            assert!(!allowed("127.0.0.1", "/_control/mint", headers), "{headers:?}");
        }
    }
}
