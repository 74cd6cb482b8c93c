//! An authorization server of the server's own, which lets people sign in at another one, where it is one client for
//! all of its clients (a proxy in the sense of the security best practices, "Confused Deputy Problem").
//!
//! A client registers. A browser that comes for it is asked on a page of ours, unless the same browser said yes for the
//! same client before. Only then does the flow upstream begin, with a state that is kept in that browser's cookie. The
//! token that comes of it is ours, and the upstream's token stays here.

mod browser;
mod clients;
mod store;

use std::sync::{Mutex, MutexGuard, PoisonError};

use bytes::Bytes;
use http::header::{ALLOW, COOKIE};
use http::request::Parts;
use http::{Method, StatusCode};
use http_body_util::{BodyExt as _, Limited};
use hyper::body::Incoming as IncomingBody;

use self::store::Store;
use super::http::Draft;
use super::{OauthProxy, Server};
use crate::behaviour::ProxyBehaviour;

/// Bytes of the largest form or registration.
const LARGEST: usize = 64 * 1024;

const METADATA: &str = "/.well-known/oauth-authorization-server";
/// Where only a flaw puts it.
const METADATA_BELOW: &str = "/mcp/.well-known/oauth-authorization-server";
const REGISTER: &str = "/register";
const AUTHORIZE: &str = "/authorize";
const CONSENT: &str = "/consent";
const TOKEN: &str = "/token";
const INTROSPECT: &str = "/introspect";

/// What the authorization server knows.
pub(crate) struct Proxy {
    settings: OauthProxy,
    store: Mutex<Store>,
}

impl Proxy {
    pub(crate) fn new(settings: OauthProxy) -> Self {
        Self {
            settings,
            store: Mutex::default(),
        }
    }

    /// Whether a path is one of the authorization server's.
    pub(crate) fn has(&self, server: &Server, path: &str) -> bool {
        [
            metadata_path(server),
            REGISTER,
            AUTHORIZE,
            CONSENT,
            TOKEN,
            INTROSPECT,
            &self.settings.callback,
        ]
        .contains(&path)
    }

    /// The user that a token of ours was given to, if it was made for this server.
    pub(crate) fn subject(&self, server: &Server, token: &str) -> Option<String> {
        let store = self.store();
        let behaviour = server.behaviour.proxy;
        let granted = match behaviour {
            ProxyBehaviour::TokenByBeginning => store.tokens.beginning(token),
            _ => store.tokens.get(token),
        }?;
        let is_ours = granted
            .resource
            .as_ref()
            .is_none_or(|resource| *resource == server.resource());
        (is_ours || behaviour == ProxyBehaviour::AnyResource).then(|| granted.subject.clone())
    }

    /// What tokens of ours allow.
    pub(crate) fn scopes(&self) -> Vec<String> {
        self.settings.scopes.clone()
    }

    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Answers a request for one of the paths. Browsers come here from anywhere, so what a form may do hangs on the cookie
/// that comes with it, and on nothing that another site could send.
pub(crate) async fn answer(server: &Server, proxy: &Proxy, parts: &Parts, body: IncomingBody) -> Draft {
    let path = parts.uri.path();
    let allowed = if [REGISTER, CONSENT, TOKEN, INTROSPECT].contains(&path) {
        Method::POST
    } else {
        Method::GET
    };
    if parts.method != allowed {
        return Draft::text(StatusCode::METHOD_NOT_ALLOWED, "this method is not served here")
            .with(ALLOW, allowed.as_str());
    }
    let Ok(body) = Limited::new(body, LARGEST).collect().await else {
        return Draft::text(StatusCode::PAYLOAD_TOO_LARGE, "that is too much");
    };
    let body: Bytes = body.to_bytes();
    match path {
        METADATA | METADATA_BELOW => clients::metadata(server, proxy),
        REGISTER => clients::register(server, proxy, &body),
        AUTHORIZE => browser::authorize(server, proxy, parts),
        CONSENT => browser::consent(server, proxy, parts, &body),
        INTROSPECT => clients::introspect(server, proxy, &body),
        TOKEN => clients::token(server, proxy, &body),
        _ => browser::callback(server, proxy, parts).await,
    }
}

fn metadata_path(server: &Server) -> &'static str {
    match server.behaviour.proxy {
        ProxyBehaviour::MetadataBelow => METADATA_BELOW,
        _ => METADATA,
    }
}

fn base(server: &Server) -> String {
    server
        .address
        .map_or_else(String::new, |address| format!("http://{address}"))
}

/// The first value of a field of a form or query.
fn field(form: &[u8], name: &str) -> Option<String> {
    let mut pairs = url::form_urlencoded::parse(form);
    pairs
        .find(|(found, _)| found == name)
        .map(|(_, value)| value.into_owned())
}

/// A cookie of the request.
fn cookie(parts: &Parts, name: &str) -> Option<String> {
    let lines = parts
        .headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|line| line.to_str().ok());
    let mut pairs = lines.flat_map(|line| line.split(';'));
    pairs.find_map(|pair| {
        pair.trim()
            .strip_prefix(name)?
            .strip_prefix('=')
            .map(str::to_owned)
    })
}
