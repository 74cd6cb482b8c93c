//! What browsers ask: the page of consent, the decision on it, and the way back from upstream.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, SET_COOKIE, X_FRAME_OPTIONS,
};
use http::request::Parts;
use serde_json::Value;
use url::Url;

use super::clients::challenge;
use super::store::{Asked, Client, FLOW_LIFETIME_S, SignedIn};
use super::{CONSENT, Proxy, base, cookie, field};
use crate::behaviour::ProxyBehaviour;
use crate::reference::http::Draft;
use crate::reference::ids::hex;
use crate::reference::{Server, clock};

/// What is asked of the upstream for every client.
const UPSTREAM_SCOPE: &str = "upstream:read";
/// The cookie that tells one browser from another.
const BROWSER: &str = "browser";
/// The cookie that holds the state of a flow upstream.
const LOGIN: &str = "login";
/// Bytes of the largest answer of the upstream.
const LARGEST: usize = 64 * 1024;

const KEPT_FROM_SCRIPTS: &str = "; Path=/; HttpOnly; SameSite=Lax";

/// A client asks for a code.
pub(super) fn authorize(server: &Server, proxy: &Proxy, parts: &Parts) -> Draft {
    let query = parts.uri.query().unwrap_or_default().as_bytes();
    let value = |name: &str| field(query, name);
    let client_id = value("client_id").unwrap_or_default();
    let Some(client) = proxy.store().clients.get(&client_id).cloned() else {
        return refusal("this client is not known here");
    };
    let redirect_uri = value("redirect_uri").unwrap_or_default();
    let is_registered = client
        .redirect_uris
        .iter()
        .any(|known| match server.behaviour.proxy {
            ProxyBehaviour::RedirectPrefix => redirect_uri.starts_with(known),
            _ => *known == redirect_uri,
        });
    if !is_registered {
        return refusal("this redirect URI is not the client's");
    }
    let early = (server.behaviour.proxy == ProxyBehaviour::StateBeforeConsent)
        .then(|| hex(server.ids.sign(&[b"state\n", query].concat()).as_ref()));
    let asked = Asked {
        client_id,
        redirect_uri,
        state: value("state"),
        challenge: value("code_challenge").unwrap_or_default(),
        resource: value("resource"),
        until: clock::now() + FLOW_LIFETIME_S,
        early,
    };
    let is_code = value("response_type").as_deref() == Some("code");
    if !is_code || asked.challenge.is_empty() || value("code_challenge_method").as_deref() != Some("S256") {
        return back(server, &asked, &[("error", "invalid_request")]);
    }
    let is_approved = cookie(parts, &consent_name(server, &asked)) == Some(consent_value(server, &asked));
    if is_approved || server.behaviour.proxy == ProxyBehaviour::NeverAsks {
        return begin(server, proxy, asked);
    }
    page(server, proxy, parts, &client, asked)
}

/// The name of the cookie in which a browser's approval is kept: one for each client.
fn consent_name(server: &Server, asked: &Asked) -> String {
    match server.behaviour.proxy {
        ProxyBehaviour::ConsentPerBrowser => "approved".to_owned(),
        _ => format!("approved-{}", asked.client_id),
    }
}

fn consent_value(server: &Server, asked: &Asked) -> String {
    let what = match server.behaviour.proxy {
        ProxyBehaviour::ConsentPerBrowser => "approved".to_owned(),
        _ => format!("approved\n{}\n{}", asked.client_id, asked.redirect_uri),
    };
    hex(server.ids.sign(what.as_bytes()).as_ref())
}

/// What the form must bring along: it can be had only with the cookie of the browser that the page was shown in.
fn form_token(server: &Server, browser: &str, id: &str) -> String {
    hex(server
        .ids
        .sign(format!("form\n{browser}\n{id}").as_bytes())
        .as_ref())
}

fn page(server: &Server, proxy: &Proxy, parts: &Parts, client: &Client, asked: Asked) -> Draft {
    let id = server.ids.next();
    let browser = cookie(parts, BROWSER).unwrap_or_else(|| server.ids.next());
    let token = form_token(server, &browser, &id);
    let shown = match server.behaviour.proxy {
        ProxyBehaviour::PageSilent => String::new(),
        _ => format!(
            "<dl>\n<dt>Client</dt><dd>{}</dd>\n<dt>It will be at</dt><dd>{}</dd>\n<dt>Asked for upstream</dt>\
             <dd>{UPSTREAM_SCOPE}</dd>\n</dl>\n",
            escape(&client.name),
            escape(&asked.redirect_uri)
        ),
    };
    let body = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Allow access?</title>\n\
         <h1>Allow access?</h1>\n{shown}<form method=\"post\" action=\"{CONSENT}\">\n\
         <input type=\"hidden\" name=\"request\" value=\"{id}\">\n\
         <input type=\"hidden\" name=\"token\" value=\"{token}\">\n\
         <button name=\"decision\" value=\"approve\">Allow</button>\n\
         <button name=\"decision\" value=\"deny\">Deny</button>\n</form>\n</html>\n"
    );
    let mut draft =
        Draft::html(StatusCode::OK, body).with(SET_COOKIE, format!("{BROWSER}={browser}{KEPT_FROM_SCRIPTS}"));
    if server.behaviour.proxy != ProxyBehaviour::PageFramed {
        draft = draft.with(X_FRAME_OPTIONS, "DENY").with(
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        );
    }
    if let Some(state) = &asked.early {
        draft = draft.with(SET_COOKIE, format!("{LOGIN}={state}{KEPT_FROM_SCRIPTS}"));
        proxy.store().begun.insert(state, asked.clone());
    }
    proxy.store().asked.insert(&id, asked);
    draft
}

/// A person decided.
pub(super) fn consent(server: &Server, proxy: &Proxy, parts: &Parts, form: &[u8]) -> Draft {
    let id = field(form, "request").unwrap_or_default();
    let browser = cookie(parts, BROWSER);
    let token = field(form, "token");
    let is_own = browser.is_some_and(|browser| token == Some(form_token(server, &browser, &id)));
    if !is_own && server.behaviour.proxy != ProxyBehaviour::ApprovalForged {
        return Draft::text(StatusCode::FORBIDDEN, "this form was not shown in this browser");
    }
    let Some(asked) = proxy.store().asked.remove(&id).filter(Asked::is_in_time) else {
        return refusal("this was decided before, or too long ago");
    };
    if field(form, "decision").as_deref() != Some("approve") {
        return back(server, &asked, &[("error", "access_denied")]);
    }
    let attributes = match server.behaviour.proxy {
        ProxyBehaviour::CookieUnprotected => "; Path=/",
        _ => KEPT_FROM_SCRIPTS,
    };
    let (name, value) = (consent_name(server, &asked), consent_value(server, &asked));
    begin(server, proxy, asked).with(SET_COOKIE, format!("{name}={value}{attributes}"))
}

/// Sends a browser on, with a state that only it has.
fn begin(server: &Server, proxy: &Proxy, asked: Asked) -> Draft {
    let state = asked.early.clone().unwrap_or_else(|| server.ids.next());
    proxy.store().begun.insert(&state, asked);
    let settings = &proxy.settings;
    let Ok(mut url) = settings.authorization_endpoint.parse::<Url>() else {
        return Draft::text(StatusCode::BAD_GATEWAY, "there is no upstream to sign in at");
    };
    url.query_pairs_mut().extend_pairs([
        ("response_type", "code"),
        ("client_id", &settings.client_id),
        ("redirect_uri", &format!("{}{}", base(server), settings.callback)),
        ("scope", UPSTREAM_SCOPE),
        ("state", &state),
        ("code_challenge", &challenge(&verifier(server, &state))),
        ("code_challenge_method", "S256"),
    ]);
    redirect(url.as_str()).with(
        SET_COOKIE,
        format!("{LOGIN}={state}; Max-Age=600{KEPT_FROM_SCRIPTS}"),
    )
}

/// The proof that the flow upstream is ours (RFC 7636): nobody else can make it from the state.
fn verifier(server: &Server, state: &str) -> String {
    hex(server.ids.sign(format!("verifier\n{state}").as_bytes()).as_ref())
}

/// A browser comes back from upstream.
pub(super) async fn callback(server: &Server, proxy: &Proxy, parts: &Parts) -> Draft {
    let query = parts.uri.query().unwrap_or_default().as_bytes();
    let Some(state) = field(query, "state") else {
        return refusal("the state is missing");
    };
    let is_browsers = cookie(parts, LOGIN).as_ref() == Some(&state);
    if !is_browsers && server.behaviour.proxy != ProxyBehaviour::StateUnchecked {
        return refusal("this flow was not begun in this browser");
    }
    let is_reusable = server.behaviour.proxy == ProxyBehaviour::StateReusable;
    let begun = if is_reusable {
        proxy.store().begun.get(&state).cloned()
    } else {
        proxy.store().begun.remove(&state)
    };
    let Some(asked) = begun.filter(Asked::is_in_time) else {
        return refusal("this flow is over");
    };
    let Some(code) = field(query, "code") else {
        return back(server, &asked, &[("error", "access_denied")]);
    };
    let Some(signed_in) = fetch_subject(server, proxy, &code, &state).await else {
        return back(server, &asked, &[("error", "server_error")]);
    };
    let code = server.ids.next();
    let draft = back(server, &asked, &[("code", &code)]);
    proxy.store().codes.insert(&code, (asked, signed_in));
    if is_reusable {
        return draft;
    }
    draft.with(SET_COOKIE, format!("{LOGIN}=; Max-Age=0{KEPT_FROM_SCRIPTS}"))
}

/// Exchanges the upstream's code, and learns who signed in. The token comes from the upstream itself, so its signature
/// says no more than the connection does.
async fn fetch_subject(server: &Server, proxy: &Proxy, code: &str, state: &str) -> Option<SignedIn> {
    let settings = &proxy.settings;
    let form = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &format!("{}{}", base(server), settings.callback)),
            ("client_id", &settings.client_id),
            ("client_secret", &settings.client_secret),
            ("code_verifier", &verifier(server, state)),
        ])
        .finish();
    let url: Url = settings.token_endpoint.parse().ok()?;
    let headers = [(CONTENT_TYPE.as_str(), "application/x-www-form-urlencoded")];
    let fetched = server
        .client
        .post(&url, &headers, form.as_bytes(), LARGEST)
        .await
        .ok()?;
    let answer: Value = serde_json::from_slice(&fetched.body).ok()?;
    let token = answer["access_token"]
        .as_str()
        .filter(|_| fetched.status == 200)?;
    let claims = URL_SAFE_NO_PAD.decode(token.split('.').nth(1)?).ok()?;
    let claims: Value = serde_json::from_slice(&claims).ok()?;
    Some(SignedIn {
        subject: claims["sub"].as_str()?.to_owned(),
        token: token.to_owned(),
    })
}

/// Sends a browser back to the client.
fn back(server: &Server, asked: &Asked, fields: &[(&str, &str)]) -> Draft {
    let Ok(mut url) = asked.redirect_uri.parse::<Url>() else {
        return refusal("this redirect URI is none");
    };
    url.query_pairs_mut()
        .extend_pairs(fields)
        .extend_pairs(asked.state.as_ref().map(|state| ("state", state)))
        .append_pair("iss", &base(server));
    redirect(url.as_str())
}

fn redirect(url: &str) -> Draft {
    Draft::empty(StatusCode::SEE_OTHER)
        .with(LOCATION, url)
        .with(CACHE_CONTROL, "no-store")
}

fn refusal(why: &str) -> Draft {
    Draft::text(StatusCode::BAD_REQUEST, why)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
