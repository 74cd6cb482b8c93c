//! Opaque tokens, of which the issuer alone can tell what they are (RFC 7662).
//!
//! What it tells is held against the same rules as the claims of a signed token: that a token is active does not say
//! for whom.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use serde_json::Value;
use url::Url;

use super::token::{self, Denied, Holder, Rules};
use crate::behaviour::IntrospectionCheck;
use crate::plain_http::Client;
use crate::reference::json::{self, Repeated};

/// Bytes of the largest answer.
const LARGEST: usize = 64 * 1024;

/// What was told of tokens, for the flaw that asks once.
pub(crate) type Remembered = Mutex<BTreeMap<String, Value>>;

/// The subject of an opaque token that satisfies all rules.
pub(super) async fn verify(
    token: &str,
    rules: &Rules<'_>,
    endpoint: &str,
    remembered: &Remembered,
) -> Result<Holder, Denied> {
    let check = rules.behaviour.introspection;
    let known = remembered
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .get(token)
        .cloned();
    let told = match known {
        None => ask(token, rules.client, endpoint).await,
        known => known,
    };
    let Some(told) = told else {
        return if check == IntrospectionCheck::OutageServes {
            Ok(Holder::default())
        } else {
            Err(Denied::Unreadable)
        };
    };
    if told["active"] != true && check != IntrospectionCheck::InactiveServed {
        return Err(Denied::Unreadable);
    }
    if told["active"] != true {
        return Ok(Holder::default());
    }
    if check == IntrospectionCheck::Remembered {
        let mut remembered = remembered.lock().unwrap_or_else(PoisonError::into_inner);
        remembered.insert(token.to_owned(), told.clone());
    }
    token::check_claims(&told, rules, check == IntrospectionCheck::AudienceIgnored)
}

/// What the issuer tells; nothing where it does not answer, or not in JSON.
async fn ask(token: &str, client: Client, endpoint: &str) -> Option<Value> {
    let url = Url::parse(endpoint).ok()?;
    let form = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("token", token)
        .append_pair("token_type_hint", "access_token")
        .finish();
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let reply = client.post(&url, &headers, form.as_bytes(), LARGEST).await.ok()?;
    if reply.status != 200 {
        return None;
    }
    json::read(&reply.body, Repeated::Refused)
        .ok()
        .filter(|told| told.get("active").is_some_and(Value::is_boolean))
}
