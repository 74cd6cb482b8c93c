//! The control interface: what a test in any language does to the running server, as JSON over HTTP.
//!
//! Whoever reaches it mints tokens and moves the clock, so it is off unless asked for and answers this machine only.

mod actions;
mod guard;

use std::net::IpAddr;
use std::sync::Arc;

use axum::body::Bytes;
use axum::http::header::ALLOW;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::tenant::Tenant;
use super::{Site, form, reply};

/// Where the interface is.
pub(super) const PATH: &str = "/_control";

/// A request to it.
struct Call {
    site: Arc<Site>,
    /// The issuer that it is about: the one of `?tenant=`, or the first.
    tenant: Arc<Tenant>,
    /// Whether `?tenant=` names it.
    is_tenant_named: bool,
    /// An empty object where there is none.
    body: Value,
}

/// Why nothing is done.
#[derive(Debug)]
struct Refusal {
    status: StatusCode,
    code: &'static str,
    says: String,
    /// The known name that is most like the unknown one.
    nearest: Option<String>,
}

/// The name behind `PATH`, the method, and what it does.
type Route = (&'static str, Method, fn(&Call) -> Result<Value, Refusal>);

/// Whatever else can be done to a running server gets its line here.
const ROUTES: [Route; 12] = [
    ("mint", Method::POST, actions::mint),
    ("defects", Method::GET, actions::list_defects),
    ("clock", Method::GET, actions::read_clock),
    ("clock", Method::POST, actions::set_clock),
    ("rotate", Method::POST, actions::rotate),
    ("withdraw", Method::POST, actions::withdraw),
    ("revoke", Method::POST, actions::revoke),
    ("hostile", Method::GET, actions::list_hostile),
    ("hostile", Method::POST, actions::set_hostile),
    ("hostile", Method::DELETE, actions::behave),
    ("requests", Method::GET, actions::list_requests),
    ("requests", Method::DELETE, actions::forget_requests),
];

impl Refusal {
    fn invalid(says: impl Into<String>) -> Self {
        Self {
            status: StatusCode::BAD_REQUEST,
            code: "invalid_request",
            says: says.into(),
            nearest: None,
        }
    }

    fn not_found(says: String) -> Self {
        Self {
            status: StatusCode::NOT_FOUND,
            code: "not_found",
            ..Self::invalid(says)
        }
    }

    /// Adds the one of the known names that is most like `wrong`.
    fn near<'n>(self, wrong: &str, known: impl IntoIterator<Item = &'n str>) -> Self {
        let likeness = |name: &str| strsim::jaro_winkler(name, wrong);
        let nearest = known
            .into_iter()
            .filter(|name| likeness(name) > 0.0)
            .max_by(|one, other| likeness(one).total_cmp(&likeness(other)));
        Self {
            nearest: nearest.map(str::to_owned),
            ..self
        }
    }
}

impl From<Refusal> for Response {
    fn from(refusal: Refusal) -> Self {
        let mut body = json!({"error": refusal.code, "error_description": refusal.says});
        if let Some(nearest) = refusal.nearest {
            body["nearest"] = nearest.into();
        }
        let mut response = reply::private_json(&body);
        *response.status_mut() = refusal.status;
        response
    }
}

/// Whether a path belongs to the interface.
pub(super) fn is_control(path: &str) -> bool {
    path.strip_prefix(PATH)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Answers a request of `peer` to the interface.
pub(super) async fn answer(site: Arc<Site>, peer: Option<IpAddr>, head: &Parts, body: Bytes) -> Response {
    if let Err(says) = guard::allow(&site.origin, peer, head) {
        return reply::error(StatusCode::FORBIDDEN, "forbidden", says);
    }
    let name = head.uri.path().strip_prefix(PATH).unwrap_or_default();
    let name = name.trim_start_matches('/');
    let named: Vec<&Route> = ROUTES.iter().filter(|(known, _, _)| *known == name).collect();
    if named.is_empty() {
        let refusal = Refusal::not_found(format!("nothing is at {PATH}/{name}"));
        return refusal.near(name, ROUTES.iter().map(|route| route.0)).into();
    }
    let Some((_, _, act)) = named.iter().find(|(_, method, _)| *method == head.method) else {
        return wrong_method(&named);
    };
    let call = match read(site, head, &body) {
        Ok(call) => call,
        Err(refusal) => return refusal.into(),
    };
    let act = *act;
    // A minter may have to make an RSA key.
    match tokio::task::spawn_blocking(move || act(&call)).await {
        Ok(Ok(done)) => reply::private_json(&done),
        Ok(Err(refusal)) => refusal.into(),
        Err(_) => reply::error(
            StatusCode::INTERNAL_SERVER_ERROR,
            "server_error",
            "the action broke off",
        ),
    }
}

fn wrong_method(named: &[&Route]) -> Response {
    let methods: Vec<&str> = named.iter().map(|(_, method, _)| method.as_str()).collect();
    let methods = methods.join(", ");
    let mut response = Response::from(Refusal {
        status: StatusCode::METHOD_NOT_ALLOWED,
        ..Refusal::invalid(format!("this path takes {methods}"))
    });
    if let Ok(allowed) = HeaderValue::from_str(&methods) {
        response.headers_mut().insert(ALLOW, allowed);
    }
    response
}

fn read(site: Arc<Site>, head: &Parts, body: &[u8]) -> Result<Call, Refusal> {
    let mut path = None;
    for (name, value) in form::fields(head.uri.query().unwrap_or_default().as_bytes()) {
        if name != "tenant" {
            return Err(Refusal::invalid(format!("no query parameter {name:?}")).near(&name, ["tenant"]));
        }
        if path.replace(value).is_some() {
            return Err(Refusal::invalid("tenant occurs more than once"));
        }
    }
    let tenant = match &path {
        None => site.find(|_| true),
        Some(path) => site.tenant_at(path),
    };
    let tenant = tenant.ok_or_else(|| {
        let path = path.as_deref().unwrap_or_default();
        let known = site.tenant_paths();
        Refusal::not_found(format!("no issuer at path {path:?}")).near(path, known.iter().map(String::as_str))
    })?;
    let body = match body.trim_ascii() {
        [] => Value::Object(Map::new()),
        text => serde_json::from_slice(text)
            .map_err(|error| Refusal::invalid(format!("the body is not JSON: {error}")))?,
    };
    Ok(Call {
        site,
        tenant,
        is_tenant_named: path.is_some(),
        body,
    })
}

impl Call {
    /// The one member of the body, which is one of those known.
    fn only_member(&self, known: &[&str]) -> Result<(&str, &Value), Refusal> {
        let one_of = || Refusal::invalid(format!("the body is an object with one of {}", known.join(", ")));
        let members = self.body.as_object().ok_or_else(one_of)?;
        if let Some(unknown) = members.keys().find(|name| !known.contains(&name.as_str())) {
            let refusal = Refusal::invalid(format!("no member {unknown:?}; there are {}", known.join(", ")));
            return Err(refusal.near(unknown, known.iter().copied()));
        }
        let mut members = members.iter();
        match (members.next(), members.next()) {
            (Some((name, value)), None) => Ok((name, value)),
            _ => Err(one_of()),
        }
    }
}
