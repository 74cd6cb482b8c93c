//! Cookies: what a browser keeps of `Set-Cookie`, and when it sends it back (RFC 6265bis).

use url::Url;

/// Cookies that are kept of one server, and bytes of the largest.
const KEPT: usize = 50;
const LARGEST: usize = 4096;

/// A cookie as it was set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cookie {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Where it is sent: this path and what is below it.
    pub path: String,
    /// Whether scripts cannot read it.
    pub http_only: bool,
    /// Whether it is sent over secure connections only.
    pub secure: bool,
    /// `lax`, `strict`, `none` or what else was said, in lower case.
    pub same_site: Option<String>,
    /// Whether it ends at once: so a server takes a cookie back.
    pub is_over: bool,
}

/// Whose page a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sender {
    /// The server's own, or the person who typed an address.
    Own,
    /// A form on a page of another site, which posts.
    ForeignForm,
    /// A link on a page of another site.
    ForeignLink,
}

impl Cookie {
    /// Reads the value of `Set-Cookie` in an answer from `url`.
    pub fn read(url: &Url, text: &str) -> Option<Self> {
        let mut parts = text.split(';').map(str::trim);
        let (name, value) = parts.next()?.split_once('=')?;
        let directory = url.path().rsplit_once('/').map_or("", |(directory, _)| directory);
        let mut cookie = Self {
            name: name.trim().to_owned(),
            value: value.trim().to_owned(),
            path: if directory.is_empty() { "/" } else { directory }.to_owned(),
            http_only: false,
            secure: false,
            same_site: None,
            is_over: false,
        };
        for part in parts {
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "path" if value.starts_with('/') => value.clone_into(&mut cookie.path),
                "httponly" => cookie.http_only = true,
                "secure" => cookie.secure = true,
                "samesite" => cookie.same_site = Some(value.to_ascii_lowercase()),
                "max-age" => cookie.is_over |= value.parse::<i64>().is_ok_and(|seconds| seconds <= 0),
                // There is no clock here. Who takes a cookie back names the beginning of Unix time.
                "expires" => cookie.is_over |= value.contains("1970"),
                _ => {}
            }
        }
        (!cookie.name.is_empty()).then_some(cookie)
    }

    fn goes_to(&self, url: &Url, sender: Sender) -> bool {
        let below = url
            .path()
            .strip_prefix(self.path.as_str())
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/') || self.path.ends_with('/'));
        // Browsers take loopback for secure.
        let is_secure = url.scheme() == "https" || is_loopback(url);
        let is_kept_back = match self.same_site.as_deref() {
            Some("strict") => sender != Sender::Own,
            Some("lax") => sender == Sender::ForeignForm,
            _ => false,
        };
        below && (!self.secure || is_secure) && !is_kept_back
    }
}

fn is_loopback(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}

/// The cookies of one browser. Ports tell servers apart here, since on one machine nothing else does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Jar {
    cookies: Vec<(String, Cookie)>,
}

impl Jar {
    /// Keeps what an answer from `url` sets.
    pub fn take(&mut self, url: &Url, set_cookie: &str) {
        let Some(cookie) = Cookie::read(url, set_cookie).filter(|_| set_cookie.len() <= LARGEST) else {
            return;
        };
        let origin = url.origin().ascii_serialization();
        self.cookies
            .retain(|(of, kept)| of != &origin || kept.name != cookie.name || kept.path != cookie.path);
        if !cookie.is_over && self.cookies.len() < KEPT {
            self.cookies.push((origin, cookie));
        }
    }

    /// The cookies that are kept of the server at `url`.
    pub fn of(&self, url: &Url) -> impl Iterator<Item = &Cookie> {
        let origin = url.origin().ascii_serialization();
        self.cookies
            .iter()
            .filter(move |(of, _)| *of == origin)
            .map(|(_, cookie)| cookie)
    }

    /// The `Cookie` header of a request to `url`, if there is anything to send.
    pub fn header(&self, url: &Url, sender: Sender) -> Option<String> {
        let sent = self.of(url).filter(|cookie| cookie.goes_to(url, sender));
        let pairs: Vec<String> = sent
            .map(|cookie| format!("{}={}", cookie.name, cookie.value))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// The same without the cookies of this name.
    #[must_use]
    pub fn without(&self, name: &str) -> Self {
        let mut jar = self.clone();
        jar.cookies.retain(|(_, cookie)| cookie.name != name);
        jar
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    #[test]
    fn attributes_are_read_in_any_case() {
        let read = Cookie::read(
            &url("http://127.0.0.1:9/a/b"),
            "__Host-x=1=2; PATH=/; httponly; SECURE; samesite=LAX",
        );
        let cookie = read.unwrap();
        assert_eq!((cookie.name.as_str(), cookie.value.as_str()), ("__Host-x", "1=2"));
        assert_eq!(cookie.path, "/");
        assert!(cookie.http_only && cookie.secure && !cookie.is_over);
        assert_eq!(cookie.same_site.as_deref(), Some("lax"));
    }

    #[test]
    fn a_cookie_goes_back_to_its_server_and_path_only() {
        let mut jar = Jar::default();
        jar.take(&url("http://127.0.0.1:9/auth/start"), "a=1");
        jar.take(&url("http://127.0.0.1:9/auth/start"), "b=2; Path=/; Secure");
        let sent = |to: &str| jar.header(&url(to), Sender::Own);
        assert_eq!(
            sent("http://127.0.0.1:9/auth/callback").as_deref(),
            Some("a=1; b=2")
        );
        assert_eq!(sent("http://127.0.0.1:9/authorize").as_deref(), Some("b=2"));
        assert_eq!(sent("http://127.0.0.1:10/auth/callback"), None);
    }

    #[test]
    fn a_foreign_form_carries_only_what_is_not_kept_to_the_site() {
        let (mut jar, at) = (Jar::default(), url("http://127.0.0.1:9/"));
        for cookie in [
            "a=1; SameSite=Lax",
            "b=2; SameSite=Strict",
            "c=3; SameSite=None",
            "d=4",
        ] {
            jar.take(&at, cookie);
        }
        assert_eq!(jar.header(&at, Sender::ForeignForm).as_deref(), Some("c=3; d=4"));
        assert_eq!(
            jar.header(&at, Sender::ForeignLink).as_deref(),
            Some("a=1; c=3; d=4")
        );
    }

    #[test]
    fn a_cookie_that_is_set_again_is_replaced_and_one_that_is_over_is_gone() {
        let (mut jar, at) = (Jar::default(), url("http://127.0.0.1:9/"));
        jar.take(&at, "a=1");
        jar.take(&at, "a=2");
        jar.take(&at, "b=1");
        jar.take(&at, "b=; Max-Age=0");
        assert_eq!(jar.header(&at, Sender::Own).as_deref(), Some("a=2"));
        assert_eq!(jar.without("a").header(&at, Sender::Own), None);
    }
}
