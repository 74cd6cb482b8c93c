//! The hostile modes of one issuer: which are on, and what they make of its answers.

use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use axum::body::{Body, to_bytes};
use axum::http::HeaderValue;
use axum::http::header::{CONTENT_TYPE, HOST, LOCATION};
use axum::response::Response;
use serde_json::{Map, Value};
use url::Url;

use super::delivery;
use super::metadata::blocking;
use super::reply::{self, OauthError};
use super::routes::{self, Asked};
use super::tenant::Tenant;
use crate::answer::Answer;
use crate::endpoint::Endpoint;
use crate::hostile::{self, Act, HostileError, HostileMode, Place, Scene};

/// How far the slow and the endless modes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hostility {
    /// How late a late answer is.
    pub delay: Duration,
    /// The time between two bytes of a slow answer.
    pub pause: Duration,
    /// How long a late, slow or endless answer lasts at most; then the connection ends.
    pub longest: Duration,
    /// How many bytes an endless answer has at most.
    pub largest: u64,
}

impl Default for Hostility {
    fn default() -> Self {
        Self {
            delay: Duration::from_secs(30),
            pause: Duration::from_millis(100),
            longest: Duration::from_secs(120),
            largest: 1 << 30,
        }
    }
}

/// The modes that are on.
#[derive(Default)]
pub(super) struct Switches(RwLock<Vec<Switched>>);

/// A mode, and the number of its answers so far.
type Switched = (&'static HostileMode, u64);

impl Tenant {
    /// Switches the hostile mode of that name on. One that is on already counts its answers from 0 again.
    ///
    /// An endpoint has one mode at a time: a second one is refused.
    pub fn be_hostile(&self, name: &str) -> Result<(), HostileError> {
        self.be_hostile_as(hostile::hostile_mode(name)?)
    }

    /// The same for a mode of the table.
    pub fn be_hostile_as(&self, mode: &'static HostileMode) -> Result<(), HostileError> {
        self.switch(|on| {
            let mut wanted = on.clone();
            wanted.retain(|(known, _)| known.id != mode.id);
            wanted.push((mode, 0));
            check(&wanted)?;
            *on = wanted;
            Ok(())
        })
    }

    /// Switches exactly these modes on and all others off; with an error nothing changes.
    pub fn set_hostile<Name: AsRef<str>>(&self, names: &[Name]) -> Result<(), HostileError> {
        let wanted = names
            .iter()
            .map(|name| Ok((hostile::hostile_mode(name.as_ref())?, 0)))
            .collect::<Result<Vec<_>, _>>()?;
        check(&wanted)?;
        self.switch(|on| *on = wanted);
        Ok(())
    }

    /// Switches one mode off; whether it was on.
    pub fn stop_hostile(&self, name: &str) -> Result<bool, HostileError> {
        let mode = hostile::hostile_mode(name)?;
        Ok(self.switch(|on| {
            let before = on.len();
            on.retain(|(known, _)| known.id != mode.id);
            on.len() < before
        }))
    }

    /// Switches every hostile mode off.
    pub fn behave(&self) {
        self.switch(Vec::clear);
    }

    /// The modes that are on, in the order they were switched on.
    pub fn hostile_modes(&self) -> Vec<&'static HostileMode> {
        let on = self.switches.0.read().unwrap_or_else(PoisonError::into_inner);
        on.iter().map(|(mode, _)| *mode).collect()
    }

    fn switch<T>(&self, change: impl FnOnce(&mut Vec<Switched>) -> T) -> T {
        change(&mut self.switches.0.write().unwrap_or_else(PoisonError::into_inner))
    }

    /// The mode of that endpoint, and how many answers it gave before.
    fn meet(&self, endpoint: Endpoint) -> Option<(&'static HostileMode, u64)> {
        {
            let on = self.switches.0.read().unwrap_or_else(PoisonError::into_inner);
            on.iter().find(|(mode, _)| mode.touches(endpoint))?;
        }
        let mut on = self.switches.0.write().unwrap_or_else(PoisonError::into_inner);
        let (mode, answers) = on.iter_mut().find(|(mode, _)| mode.touches(endpoint))?;
        let earlier = *answers;
        *answers += 1;
        Some((mode, earlier))
    }
}

fn check(wanted: &[Switched]) -> Result<(), HostileError> {
    for (index, (asked, _)) in wanted.iter().enumerate() {
        let mut earlier = wanted[..index].iter();
        if let Some((on, _)) = earlier.find(|(on, _)| on.endpoint == asked.endpoint) {
            return Err(HostileError::EndpointTaken {
                asked: &asked.id,
                on: &on.id,
            });
        }
    }
    Ok(())
}

/// Answers as the mode of the endpoint wants, or honestly where none is on.
pub(super) async fn respond(asked: &Asked, endpoint: Endpoint) -> Response {
    let Some((mode, answers)) = asked.tenant.meet(endpoint) else {
        return honest(asked, endpoint).await;
    };
    let scene = Scene {
        tenant: &asked.tenant,
        origin: &asked.site.origin,
        endpoint,
        head: &asked.head,
    };
    match mode.act {
        Act::Instead(make) => make(&scene).into(),
        Act::Refuse(status, code) => refusal(status, code),
        Act::Redirect(status, place) => match target(&scene, place) {
            Some(location) => Answer::new(status).with_header("location", location).into(),
            None => honest(asked, endpoint).await,
        },
        Act::Keys(make) => {
            let tenant = asked.tenant.clone();
            reply::json_body(&blocking(move || make(&tenant, answers)).await)
        }
        Act::Deliver(manner) => {
            delivery::deliver(manner, asked.tenant.settings.hostility, honest(asked, endpoint)).await
        }
        change => changed(&scene, change, honest(asked, endpoint).await).await,
    }
}

async fn honest(asked: &Asked, endpoint: Endpoint) -> Response {
    routes::respond(asked, endpoint)
        .await
        .unwrap_or_else(Response::from)
}

/// What the mode makes of the honest answer.
async fn changed(scene: &Scene<'_>, change: Act, mut honest: Response) -> Response {
    match change {
        Act::Set(member, make) => {
            edit(honest, |object| {
                if let Some(value) = object.get_mut(member) {
                    *value = make(scene, value);
                }
            })
            .await
        }
        Act::Remove(member) => {
            edit(honest, |object| {
                object.shift_remove(member);
            })
            .await
        }
        Act::Edit(change) => edit(honest, |object| change(scene, object)).await,
        Act::Rewrite(change) => rewrite(honest, |body| change(scene, body)).await,
        Act::Label(media_type) => {
            let media_type = HeaderValue::from_static(media_type);
            honest.headers_mut().insert(CONTENT_TYPE, media_type);
            honest
        }
        Act::Return(change) => redirect(honest, |url| change(scene, url)),
        Act::ReturnError(code) => redirect(honest, |url| hostile::authorization::refuse(url, code)),
        Act::Instead(_) | Act::Refuse(..) | Act::Redirect(..) | Act::Keys(_) | Act::Deliver(_) => honest,
    }
}

fn refusal(status: u16, code: &'static str) -> Response {
    let status = axum::http::StatusCode::from_u16(status).expect("the table has statuses of HTTP");
    OauthError {
        status,
        code,
        says: "the server is hostile",
    }
    .into()
}

/// Where the redirect leads; nowhere for a request that comes from such a redirect.
fn target(scene: &Scene<'_>, place: Place) -> Option<String> {
    let path = scene.head.uri.path_and_query()?.as_str();
    let elsewhere = scene.other_origin();
    match place {
        Place::File => Some("file:///etc/passwd".to_owned()),
        Place::Itself => Some(format!("{}{path}", scene.origin)),
        Place::Elsewhere => {
            let host = scene.head.headers.get(HOST)?.to_str().ok()?;
            (!elsewhere.ends_with(&format!("//{host}"))).then(|| format!("{elsewhere}{path}"))
        }
    }
}

/// Changes the JSON object of an answer that is one.
async fn edit(honest: Response, change: impl FnOnce(&mut Map<String, Value>)) -> Response {
    rewrite(honest, |body| match serde_json::from_slice(body) {
        Ok(Value::Object(mut object)) => {
            change(&mut object);
            Value::Object(object).to_string().into_bytes()
        }
        _ => body.to_vec(),
    })
    .await
}

async fn rewrite(honest: Response, change: impl FnOnce(&[u8]) -> Vec<u8>) -> Response {
    let (head, body) = honest.into_parts();
    let body = to_bytes(body, usize::MAX)
        .await
        .expect("our own bodies are whole in memory");
    Response::from_parts(head, Body::from(change(&body)))
}

/// Changes where an answer sends the browser, if it does.
fn redirect(mut honest: Response, change: impl FnOnce(&mut Url)) -> Response {
    let location = honest.headers().get(LOCATION);
    let url = location.and_then(|location| Url::parse(location.to_str().ok()?).ok());
    if let Some(mut url) = url {
        change(&mut url);
        let location = HeaderValue::from_str(url.as_str()).expect("a URL is printable ASCII");
        honest.headers_mut().insert(LOCATION, location);
    }
    honest
}
