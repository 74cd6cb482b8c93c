//! Opaque tokens, of which the issuer alone can tell what they are (RFC 7662).
//!
//! What it tells is held against the same rules as the claims of a signed token: that a token is active does not say
//! for whom.

use serde_json::Value;
use url::Url;

use super::token::{self, Denied, Rules};
use crate::behaviour::IntrospectionCheck;
use crate::plain_http::Client;
use crate::reference::json::{self, Repeated};

/// Bytes of the largest answer.
const LARGEST: usize = 64 * 1024;

/// The subject of an opaque token that satisfies all rules.
pub(super) async fn verify(token: &str, rules: &Rules<'_>, endpoint: &str) -> Result<Option<String>, Denied> {
    let check = rules.behaviour.introspection;
    let Some(told) = ask(token, rules.client, endpoint).await else {
        return if check == IntrospectionCheck::OutageServes {
            Ok(None)
        } else {
            Err(Denied::Unreadable)
        };
    };
    if told["active"] != true && check != IntrospectionCheck::InactiveServed {
        return Err(Denied::Unreadable);
    }
    if told["active"] != true {
        return Ok(None);
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
