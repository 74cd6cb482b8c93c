//! What a client registers.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::token::{shown, text_of};

/// Members of client metadata, RFC 7591 section 2. A member of another type than it should be is given as JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Registration {
    /// `application_type`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub application_type: Option<String>,
    /// `client_name`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_name: Option<String>,
    /// `redirect_uris`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub redirect_uris: Vec<String>,
    /// `grant_types`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub grant_types: Vec<String>,
    /// `response_types`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub response_types: Vec<String>,
    /// `token_endpoint_auth_method`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_endpoint_auth_method: Option<String>,
    /// `scope`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// `jwks_uri`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jwks_uri: Option<String>,
    /// `software_id`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub software_id: Option<String>,
}

impl Registration {
    pub(super) fn read(metadata: &Value) -> Self {
        let text = |name| text_of(metadata, name);
        let texts = |name: &str| match &metadata[name] {
            Value::Array(several) => several.iter().map(shown).collect(),
            _ => text_of(metadata, name).into_iter().collect(),
        };
        Self {
            application_type: text("application_type"),
            client_name: text("client_name"),
            redirect_uris: texts("redirect_uris"),
            grant_types: texts("grant_types"),
            response_types: texts("response_types"),
            token_endpoint_auth_method: text("token_endpoint_auth_method"),
            scope: text("scope"),
            jwks_uri: text("jwks_uri"),
            software_id: text("software_id"),
        }
    }
}
