//! Where a launched server connects to, and whether its target file says that it may.

use std::net::IpAddr;

use serde::{Deserialize, Serialize};

/// How the connections of a launched server are watched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Watch {
    /// It is told to use a proxy of ours, by the variables that programs read. One that heeds none of them is not seen,
    /// nor is what goes to this machine itself.
    Proxy,
    /// As well, and its system calls are read: wherever it connects to is seen.
    Trace,
}

impl Watch {
    /// The word in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Proxy => "proxy",
            Self::Trace => "trace",
        }
    }
}

/// A destination that is no finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// `host`, `host:port`, or either after `*.` for every name below it.
    pub pattern: String,
    /// What stands for it in reports, where its port differs from run to run.
    pub name: Option<&'static str>,
}

impl Declared {
    /// One that a target file lists.
    pub fn of(pattern: &str) -> Self {
        Self {
            pattern: pattern.to_ascii_lowercase(),
            name: None,
        }
    }

    /// Its host where that is a name, or `*.` and a name.
    pub fn host_name(&self) -> Option<&str> {
        let (host, _) = self.split();
        let is_address = host.starts_with('[') || host.parse::<IpAddr>().is_ok();
        (!is_address).then_some(host)
    }

    /// The host, and whether a port follows it.
    fn split(&self) -> (&str, bool) {
        // The one colon of a host with a port, and not those of an IPv6 address.
        let parts = self.pattern.rsplit_once(':').filter(|(host, port)| {
            port.bytes().all(|byte| byte.is_ascii_digit()) && (!host.contains(':') || host.ends_with(']'))
        });
        parts.map_or((self.pattern.as_str(), false), |(host, _)| (host, true))
    }

    /// Whether it is meant by a destination, which is `host:port`.
    fn covers(&self, destination: &str) -> bool {
        let (host, _) = destination.rsplit_once(':').unwrap_or((destination, ""));
        let (_, has_port) = self.split();
        let found = if has_port { destination } else { host };
        match self.pattern.strip_prefix("*.") {
            Some(above) => found
                .strip_suffix(above)
                .is_some_and(|below| below.ends_with('.')),
            None => found == self.pattern,
        }
    }
}

/// What a destination is called in a record, and whether it was declared.
pub fn recorded(destination: &str, declared: &[Declared]) -> (String, bool) {
    let destination = destination.to_ascii_lowercase();
    match declared.iter().find(|known| known.covers(&destination)) {
        Some(known) => (known.name.map_or(destination, str::to_owned), true),
        None => (destination, false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_is_declared_by_its_host_with_or_without_a_port() {
        for (pattern, destination, covers) in [
            ("api.example.com", "api.example.com:443", true),
            ("api.example.com", "API.example.com:80", true),
            ("api.example.com:443", "api.example.com:443", true),
            ("api.example.com:443", "api.example.com:80", false),
            ("example.com", "api.example.com:443", false),
            ("*.example.com", "api.example.com:443", true),
            ("*.example.com", "a.b.example.com:443", true),
            ("*.example.com", "example.com:443", false),
            ("*.example.com", "badexample.com:443", false),
            ("*.example.com:443", "api.example.com:443", true),
            ("*.example.com:443", "api.example.com:80", false),
            ("127.0.0.1:5432", "127.0.0.1:5432", true),
            ("127.0.0.1", "127.0.0.1:5432", true),
            ("[::1]:5432", "[::1]:5432", true),
            ("[::1]", "[::1]:5432", true),
        ] {
            let found = recorded(destination, &[Declared::of(pattern)]);
            assert_eq!(
                found,
                (destination.to_ascii_lowercase(), covers),
                "{pattern} {destination}"
            );
        }
    }

    #[test]
    fn what_differs_from_run_to_run_has_a_name() {
        let issuer = Declared {
            name: Some("the authorization server"),
            ..Declared::of("127.0.0.1:4711")
        };
        assert_eq!(
            recorded("127.0.0.1:4711", &[issuer]),
            ("the authorization server".to_owned(), true)
        );
    }
}
