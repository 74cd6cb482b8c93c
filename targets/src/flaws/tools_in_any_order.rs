use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::Value;

use super::Flaw;

/// All tools but the first are listed in another order every time.
pub static FLAW: Flaw = Flaw {
    id: "tools-in-any-order",
    summary: "all tools but the first are listed in another order every time",
    apply: |behaviour| behaviour.hooks.rewrite_result = Some(rewrite),
    fails: &["tools.list-order"],
};

/// How many lists were made.
static LISTS: AtomicUsize = AtomicUsize::new(0);

fn rewrite(method: &str, _params: &Value, result: &mut Value) {
    if let ("tools/list", Some(tools)) = (method, result.get_mut("tools").and_then(Value::as_array_mut)) {
        let rest = &mut tools[1..];
        let count = LISTS.fetch_add(1, Ordering::Relaxed) % rest.len();
        rest.rotate_left(count);
    }
}
