//! Names for what is issued: from what was asked and how often, never from one counter over all requests.
//!
//! Such a counter would depend on the order in which concurrent requests arrive.

use std::array;
use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use crate::random;

const BUCKETS: usize = 1024;

/// Tells things apart that were asked for in the same words.
///
/// Memory is fixed: requests share counters by their digest.
pub(super) struct Ordinals([AtomicU64; BUCKETS]);

impl Default for Ordinals {
    fn default() -> Self {
        Self(array::from_fn(|_| AtomicU64::new(0)))
    }
}

impl Ordinals {
    /// A name that nothing else of this tenant has. Ports of loopback addresses in `asked` count for nothing: the
    /// system chooses them.
    pub(super) fn name(&self, kind: &str, asked: &str) -> String {
        let digest = Sha256::digest(without_loopback_ports(asked).as_bytes());
        let bucket = usize::from(u16::from_be_bytes([digest[0], digest[1]])) % BUCKETS;
        let ordinal = self.0[bucket].fetch_add(1, Ordering::Relaxed);
        format!("{kind}/{}/{ordinal}", random::hex(&digest))
    }
}

/// The text with `{port}` for the port of every loopback address in it.
pub(crate) fn without_loopback_ports(text: &str) -> Cow<'_, str> {
    const HOSTS: [&str; 3] = ["//127.0.0.1:", "//localhost:", "//[::1]:"];
    if !HOSTS.iter().any(|host| text.contains(host)) {
        return Cow::Borrowed(text);
    }
    let mut text = text.to_owned();
    for host in HOSTS {
        let mut parts = text.split(host);
        let mut rewritten = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            rewritten.push_str(host);
            let rest = part.trim_start_matches(|digit: char| digit.is_ascii_digit());
            if rest.len() < part.len() {
                rewritten.push_str("{port}");
            }
            rewritten.push_str(rest);
        }
        text = rewritten;
    }
    Cow::Owned(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_depend_on_what_was_asked_and_how_often() {
        let (one, two) = (Ordinals::default(), Ordinals::default());
        let first = one.name("token", "a");
        assert_eq!(first, two.name("token", "a"));
        assert_ne!(first, one.name("token", "a"));
        assert_ne!(first, one.name("token", "b"));
    }

    #[test]
    fn loopback_ports_are_left_out_and_other_ports_stay() {
        assert_eq!(
            without_loopback_ports(
                "http://127.0.0.1:81/a http://localhost:9/ http://[::1]:7 http://a.example:8/"
            ),
            "http://127.0.0.1:{port}/a http://localhost:{port}/ http://[::1]:{port} http://a.example:8/"
        );
        assert_eq!(without_loopback_ports("http://127.0.0.1:/"), "http://127.0.0.1:/");
    }
}
