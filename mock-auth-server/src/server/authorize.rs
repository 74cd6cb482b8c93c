//! The authorization endpoint, RFC 6749 section 3.1, as OAuth 2.1 narrows it: codes only, PKCE always.

use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, X_FRAME_OPTIONS};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use url::Url;

use super::client::{self, Client};
use super::form::{self, Form};
use super::grant::{CODE_LIFETIME_S, Code, Grant};
use super::reply::OauthError;
use super::routes::Asked;
use super::settings::Consent;
use super::token::{request, scope};
use super::{registration, tenant::Tenant};

/// What the browser is sent back with.
struct Return<'a> {
    tenant: &'a Tenant,
    redirect_uri: String,
    state: Option<String>,
    status: StatusCode,
}

/// Answers with a redirect to the client. Only where the client or its redirect URI is not known is the error shown
/// here instead (RFC 6749 section 4.1.2.1): nobody may be sent to an address that no client registered.
pub(super) async fn answer(asked: &Asked) -> Result<Response, OauthError> {
    let (form, decision) = read(asked)?;
    let id = form
        .get("client_id")
        .ok_or_else(|| OauthError::refused("invalid_request", "client_id is missing"))?;
    // Nobody authenticates here, so no browser is to ask for a password.
    let unknown = |error: OauthError| OauthError {
        status: StatusCode::BAD_REQUEST,
        ..error
    };
    let client = client::find(&asked.tenant, id).await.map_err(unknown)?;
    let back = Return {
        tenant: &asked.tenant,
        redirect_uri: redirect_uri(&client, form.get("redirect_uri"))?,
        state: form.get("state").map(str::to_owned),
        // After a POST the browser must come back with GET (RFC 9700 section 4.12).
        status: if asked.head.method == Method::POST {
            StatusCode::SEE_OTHER
        } else {
            StatusCode::FOUND
        },
    };
    let code = match code(asked, &client, &form, &back.redirect_uri) {
        Ok(code) => code,
        Err(error) => return Ok(back.refusal(&error)),
    };
    Ok(match (asked.tenant.settings.consent, decision) {
        (_, Some(Decision::Deny)) => {
            back.refusal(&OauthError::refused("access_denied", "the person said no"))
        }
        (Consent::Page, None) if form.get("prompt") == Some("none") => back.refusal(&OauthError::refused(
            "interaction_required",
            "a person must consent",
        )),
        (Consent::Page, None) => page(&asked.tenant, &client, &form, &code.grant),
        (Consent::Headless, None) | (_, Some(Decision::Approve)) => {
            let text = asked.tenant.identifier("code", &json!(form.fields()).to_string());
            asked.tenant.store().codes.insert(text.clone(), code);
            back.with(&[("code", &text)])
        }
    })
}

#[derive(Clone, Copy)]
enum Decision {
    Approve,
    Deny,
}

/// The parameters, from the query, from a form, or from the page that a person decided on.
fn read(asked: &Asked) -> Result<(Form, Option<Decision>), OauthError> {
    if asked.head.method != Method::POST {
        let query = asked.head.uri.query().unwrap_or_default();
        return Ok((Form::of(form::fields(query.as_bytes()), &["resource"])?, None));
    }
    let sent = Form::read(&asked.head.headers, &asked.body, &["resource"])?;
    let Some(sealed) = sent.get("consent") else {
        return Ok((sent, None));
    };
    let forged = || OauthError::refused("invalid_request", "the consent is not one that we asked for");
    let opened = asked.tenant.open("consent", sealed).ok_or_else(forged)?;
    let fields = serde_json::from_slice(&opened).map_err(|_| forged())?;
    let decision = match sent.get("decision") {
        Some("approve") => Decision::Approve,
        _ => Decision::Deny,
    };
    Ok((Form::of(fields, &["resource"])?, Some(decision)))
}

fn redirect_uri(client: &Client, asked: Option<&str>) -> Result<String, OauthError> {
    let refused = |says| OauthError::refused("invalid_request", says);
    match (asked, client.redirect_uris.as_slice()) {
        (None, [only]) => Ok(only.clone()),
        (None, _) => Err(refused("redirect_uri is missing")),
        (Some(asked), registered) => registered
            .iter()
            .any(|known| registration::is_same_redirect_uri(known, asked))
            .then(|| asked.to_owned())
            .ok_or_else(|| refused("the redirect_uri is not registered for this client")),
    }
}

/// The code that the request asks for, if all is well with it.
fn code(asked: &Asked, client: &Client, form: &Form, redirect_uri: &str) -> Result<Code, OauthError> {
    let refused = |says| OauthError::refused("invalid_request", says);
    match form.get("response_type") {
        Some("code") => {}
        None => return Err(refused("response_type is missing")),
        Some(_) => {
            return Err(OauthError::refused(
                "unsupported_response_type",
                "only code is supported",
            ));
        }
    }
    if form.get("response_mode").is_some_and(|mode| mode != "query") {
        return Err(refused("only the response_mode query is supported"));
    }
    if !client.may_use("authorization_code") {
        return Err(OauthError::refused(
            "unauthorized_client",
            "the client may not use codes",
        ));
    }
    let challenge = form
        .get("code_challenge")
        .ok_or_else(|| refused("code_challenge is missing"))?;
    // Left out means plain (RFC 7636 section 4.3), which is refused as well.
    if form.get("code_challenge_method") != Some("S256") {
        return Err(refused("only the code_challenge_method S256 is supported"));
    }
    if challenge.len() != 43 || crate::jws::decode(challenge).is_none() {
        return Err(refused("the code_challenge is not a SHA-256 digest in base64url"));
    }
    let tenant = &asked.tenant;
    let grant = Grant {
        client_id: client.id.clone(),
        subject: form
            .get("login_hint")
            .unwrap_or(&tenant.settings.subject)
            .to_owned(),
        resources: request::resources(form)?,
        scope: scope::known(tenant, form.get("scope"))?,
        key: form.get("dpop_jkt").map(str::to_owned),
        actor: None,
    };
    Ok(Code {
        grant,
        redirect_uri: redirect_uri.to_owned(),
        challenge: challenge.to_owned(),
        nonce: form.get("nonce").map(str::to_owned),
        expires: tenant.now() + CODE_LIFETIME_S,
        is_spent: false,
    })
}

impl Return<'_> {
    /// RFC 6749 section 4.1.2.1.
    fn refusal(&self, error: &OauthError) -> Response {
        self.with(&[("error", error.code), ("error_description", error.says)])
    }

    /// The redirect, with `state` where the client sent one and `iss` always (RFC 9207 section 2).
    fn with(&self, parameters: &[(&str, &str)]) -> Response {
        let Ok(mut url) = Url::parse(&self.redirect_uri) else {
            return OauthError::refused("invalid_request", "the redirect_uri is not a URL").into();
        };
        {
            let mut query = url.query_pairs_mut();
            query.extend_pairs(parameters);
            if let Some(state) = &self.state {
                query.append_pair("state", state);
            }
            query.append_pair("iss", self.tenant.issuer());
        }
        let location = HeaderValue::from_str(url.as_str()).expect("a URL is printable ASCII");
        let no_store = HeaderValue::from_static("no-store");
        (self.status, [(LOCATION, location), (CACHE_CONTROL, no_store)]).into_response()
    }
}

/// A page with two buttons. It carries the request sealed, so that nobody else can make a person's decision.
fn page(tenant: &Tenant, client: &Client, form: &Form, grant: &Grant) -> Response {
    let consent = tenant.seal("consent", json!(form.fields()).to_string().as_bytes());
    let line = |name: &str, value: &str| format!("<dt>{name}</dt><dd>{}</dd>\n", escape(value));
    let mut lines =
        line("Client", &client.name) + &line("Client id", &client.id) + &line("Signed in as", &grant.subject);
    for resource in &grant.resources {
        lines += &line("Resource", resource);
    }
    lines += &line("Scope", grant.scope.as_deref().unwrap_or("(none)"));
    let body = format!(
        "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Allow access?</title>\n\
         <h1>Allow access?</h1>\n<p>This is a test server: its keys are public.</p>\n<dl>\n{lines}</dl>\n\
         <form method=\"post\">\n<input type=\"hidden\" name=\"consent\" value=\"{consent}\">\n\
         <button name=\"decision\" value=\"approve\">Allow</button>\n\
         <button name=\"decision\" value=\"deny\">Deny</button>\n</form>\n</html>\n"
    );
    let headers = [
        (CONTENT_TYPE, "text/html; charset=utf-8"),
        (CACHE_CONTROL, "no-store"),
        (X_FRAME_OPTIONS, "DENY"),
        (
            CONTENT_SECURITY_POLICY,
            "default-src 'none'; frame-ancestors 'none'",
        ),
    ];
    (headers, body).into_response()
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
