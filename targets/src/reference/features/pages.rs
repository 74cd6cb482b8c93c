//! Pagination. The prompts come one a page, so that cursors are used at all.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::reference::Server;
use crate::reference::call::Call;
use crate::reference::message::Failure;

/// Bytes of authentication code in a cursor.
const CODE: usize = 16;

/// The page of `items` that the call's cursor names.
pub(super) fn page(server: &Server, call: &Call, member: &str, items: Vec<Value>) -> Result<Value, Failure> {
    let start = match call.params.get("cursor") {
        None => 0,
        Some(cursor) => {
            start_of(server, &call.method, cursor).ok_or_else(|| Failure::invalid_params("invalid cursor"))?
        }
    };
    let size = if call.method == "prompts/list" { 1 } else { 50 };
    let more = items.len() > start + size;
    let items: Vec<Value> = items.into_iter().skip(start).take(size).collect();
    let mut result = json!({member: items});
    if more {
        result["nextCursor"] = Value::from(cursor_at(server, &call.method, start + size));
    }
    Ok(result)
}

/// A cursor is a position and an authentication code over the list and the position.
fn cursor_at(server: &Server, method: &str, start: usize) -> String {
    let tag = server.ids.sign(format!("cursor/{method}/{start}").as_bytes());
    let mut bytes = u32::try_from(start).unwrap_or(u32::MAX).to_be_bytes().to_vec();
    bytes.extend_from_slice(&tag.as_ref()[..CODE]);
    URL_SAFE_NO_PAD.encode(bytes)
}

fn start_of(server: &Server, method: &str, cursor: &Value) -> Option<usize> {
    let cursor = cursor.as_str()?;
    let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
    let start = u32::from_be_bytes(bytes.get(..4)?.try_into().ok()?);
    let start = usize::try_from(start).ok()?;
    (cursor_at(server, method, start) == cursor).then_some(start)
}
