//! Versions, discovery and per-request metadata of the modern era, and the caching hints of its results.

use serde_json::{Map, Value, json};

use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt, Outgoing};
use crate::revision::Revision;
use crate::transcript::End;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&VERSIONS, &DISCOVERY, &METADATA, &HANDSHAKE, &ERAS, &PRINCIPALS];

/// A request that is served, before and after everything else of a conversation.
pub const SERVED: &str = "served";

const VERSION: &str = "io.modelcontextprotocol/protocolVersion";
const CAPABILITIES: &str = "io.modelcontextprotocol/clientCapabilities";
const CLIENT_INFO: &str = "io.modelcontextprotocol/clientInfo";

/// Versions that were never published, one a request; labels of [`VERSIONS`].
pub const UNKNOWN_VERSIONS: &[(&str, &str)] =
    &[("version-past", "1900-01-01"), ("version-future", "2999-12-31")];

/// The same question to discovery itself.
pub const DISCOVER_UNKNOWN: &str = "discover-version-past";

/// Versions that are spelt almost like the one in use; labels of [`VERSIONS`].
pub const NEAR_VERSIONS: &[(&str, &str)] = &[
    ("version-truncated", "2026-07-2"),
    ("version-suffixed", "2026-07-28-x"),
    ("version-unpadded", "2026-7-28"),
];

/// A published version that the target does not speak in any way.
pub const KNOWN_VERSION: &str = "known-version";

/// Discovery under the version in use.
pub const DISCOVER: &str = "discover";

/// Discovery under each other modern version that the target advertises.
pub const ADVERTISED_VERSION: &str = "advertised-version";

/// Methods that the modern era no longer has; the labels of [`VERSIONS`] are these with `removed-` before them.
pub const REMOVED_METHODS: &[(&str, &str)] = &[
    ("removed-ping", "ping"),
    ("removed-set-level", "logging/setLevel"),
    ("removed-subscribe", "resources/subscribe"),
    ("removed-unsubscribe", "resources/unsubscribe"),
];

/// Requests under versions that the target may or may not speak.
pub static VERSIONS: Probe = Probe {
    name: "versions",
    era: Era::Modern,
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold_versions(c)) as Holding<'_>),
};

async fn hold_versions(c: &mut Conversation) -> Result<(), Halt> {
    c.control(SERVED).await?;
    let discover = c.request("server/discover", json!({}));
    let reply = c.send(DISCOVER, discover).await?;
    let listed = reply
        .result()
        .map(|result| result["supportedVersions"].clone())
        .unwrap_or_default();
    for (label, version) in UNKNOWN_VERSIONS.iter().chain(NEAR_VERSIONS) {
        let work = c.work();
        c.send(label, under(work, version)).await?;
    }
    let discover = c.request("server/discover", json!({}));
    c.send(DISCOVER_UNKNOWN, under(discover, UNKNOWN_VERSIONS[0].1))
        .await?;
    for version in unspoken(c, &listed) {
        let work = c.work();
        c.send(KNOWN_VERSION, under(work, version)).await?;
    }
    for version in advertised(c, &listed) {
        let discover = c.request("server/discover", json!({}));
        c.send(ADVERTISED_VERSION, under(discover, &version)).await?;
    }
    for (label, method) in REMOVED_METHODS {
        let params = match *method {
            "ping" => json!({}),
            "logging/setLevel" => json!({"level": "error"}),
            _ => json!({"uri": first_uri(c).unwrap_or_else(|| "proofhouse:none".to_owned())}),
        };
        let out = c.request(method, params);
        c.send(label, out).await?;
    }
    c.control(SERVED).await
}

/// Names another version, in the body and in the header that mirrors it.
pub fn under(mut out: Outgoing, version: &str) -> Outgoing {
    if out.header("MCP-Protocol-Version").is_some() {
        out.set("MCP-Protocol-Version", version);
    }
    edit_meta(&mut out, |meta| {
        meta.insert(VERSION.to_owned(), json!(version));
    });
    out
}

fn edit_meta(out: &mut Outgoing, change: impl FnOnce(&mut Map<String, Value>)) {
    out.edit(|message| {
        if let Some(meta) = message["params"]["_meta"].as_object_mut() {
            change(meta);
        }
    });
}

/// Published revisions that discovery does not list and no handshake agrees to.
fn unspoken(c: &Conversation, listed: &Value) -> Vec<&'static str> {
    let facts = c.facts();
    let spoken = facts.revisions.iter().chain(&facts.doubtful);
    let known = Revision::ALL.iter().map(|revision| revision.as_str());
    let lists = |version: &str| {
        listed
            .as_array()
            .is_some_and(|listed| listed.iter().any(|item| item == version))
    };
    known
        .filter(|version| !lists(version) && !spoken.clone().any(|spoken| spoken == version))
        .collect()
}

/// Versions beyond the one in use that discovery lists; dates compare as text.
fn advertised(c: &Conversation, listed: &Value) -> Vec<String> {
    let versions = listed.as_array().into_iter().flatten().filter_map(Value::as_str);
    versions
        .filter(|version| *version > c.cell.revision.as_str())
        .map(str::to_owned)
        .take(4)
        .collect()
}

fn first_uri(c: &Conversation) -> Option<String> {
    c.facts().resources.first()?["uri"].as_str().map(str::to_owned)
}

/// Methods of capabilities that the target does not declare: the capability, the label, the method.
pub const UNDECLARED: &[(&str, &str, &str)] = &[
    ("tools", "undeclared-tools", "tools/list"),
    ("resources", "undeclared-resources", "resources/list"),
    ("prompts", "undeclared-prompts", "prompts/list"),
    ("completions", UNDECLARED_COMPLETION, "completion/complete"),
];

/// A completion where completions are not declared.
pub const UNDECLARED_COMPLETION: &str = "undeclared-completions";

/// A note: what the target declares is not known.
pub const DECLARED_UNKNOWN: &str = "declared-unknown";

/// Every result that carries caching hints.
pub const CACHEABLE: &str = "cacheable";

/// Pages of one list that are read.
const PAGES: usize = 4;

/// Discovery as the first message, on several connections, and everything that can be cached.
pub static DISCOVERY: Probe = Probe {
    name: "discover",
    era: Era::Modern,
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold_discovery(c)) as Holding<'_>),
};

async fn hold_discovery(c: &mut Conversation) -> Result<(), Halt> {
    for _ in 0..2 {
        discover(c).await?;
        discover(c).await?;
        c.control(SERVED).await?;
        c.reconnect();
    }
    discover(c).await?;
    if c.facts().opening.get("supportedVersions").is_none() {
        c.note(DECLARED_UNKNOWN, "no discovery result came");
    }
    for (capability, label, method) in UNDECLARED {
        if !c.facts().declares(capability) {
            let params = match *method {
                "completion/complete" => completable(c),
                _ => json!({}),
            };
            let out = c.request(method, params);
            c.send(label, out).await?;
        }
    }
    read_cacheable(c).await?;
    c.control(SERVED).await
}

/// A completion of an argument that is there, if any is.
fn completable(c: &Conversation) -> Value {
    let mut prompts = c.facts().prompts.iter();
    let place =
        prompts.find_map(|prompt| Some((prompt["name"].as_str()?, prompt["arguments"][0]["name"].as_str()?)));
    let (prompt, argument) = place.unwrap_or(("proofhouse", "topic"));
    json!({
        "ref": {"type": "ref/prompt", "name": prompt},
        "argument": {"name": argument, "value": ""},
    })
}

async fn discover(c: &mut Conversation) -> Result<(), Halt> {
    let out = c.request("server/discover", json!({}));
    c.send(DISCOVER, out).await?;
    Ok(())
}

async fn read_cacheable(c: &mut Conversation) -> Result<(), Halt> {
    for (method, params) in cacheable_requests(c) {
        let mut params = params;
        for _ in 0..PAGES {
            let out = c.request(method, params);
            let reply = c.send(CACHEABLE, out).await?;
            match reply.result().map(|result| result["nextCursor"].clone()) {
                Some(cursor) if cursor.is_string() => params = json!({"cursor": cursor}),
                _ => break,
            }
        }
    }
    Ok(())
}

/// The methods whose results carry caching hints, as far as the target declares them.
fn cacheable_requests(c: &Conversation) -> Vec<(&'static str, Value)> {
    let facts = c.facts();
    let lists = [
        ("tools", "tools/list"),
        ("prompts", "prompts/list"),
        ("resources", "resources/list"),
        ("resources", "resources/templates/list"),
    ];
    let mut found = vec![("server/discover", json!({}))];
    found.extend(
        lists
            .iter()
            .filter(|(name, _)| facts.declares(name))
            .map(|(_, method)| (*method, json!({}))),
    );
    let uris = facts
        .resources
        .iter()
        .map(|resource| &resource["uri"])
        .filter(|uri| uri.is_string());
    found.extend(
        uris.take(PAGES)
            .map(|uri| ("resources/read", json!({"uri": uri}))),
    );
    found
}

/// Requests whose metadata lacks what is required; labels of [`METADATA`].
pub const META_MISSING: &str = "meta-missing";
/// The version is missing, in the first message on a connection or to a process.
pub const VERSION_MISSING: &str = "version-missing";
/// Requests on one connection, all complete.
pub const SAFE: &str = "safe";
/// The version is missing, after requests that had it.
pub const VERSION_MISSING_LATER: &str = "version-missing-later";
/// The client's capabilities are missing.
pub const CAPABILITIES_MISSING: &str = "capabilities-missing";
/// The client's name is missing, which is allowed.
pub const CLIENT_INFO_MISSING: &str = "client-info-missing";
/// Capabilities and keys that nobody knows, which are allowed.
pub const UNKNOWN_EXTRAS: &str = "unknown-extras";

/// Required members of another type; labels of [`METADATA`].
pub const WRONG_TYPES: &[(&str, &str)] = &[
    ("version-number", "a version that is a number"),
    ("capabilities-array", "capabilities that are an array"),
    ("capabilities-string", "capabilities that are a string"),
    ("capabilities-null", "capabilities that are null"),
];

/// Reserved keys that mean nothing on a request, with odd values; labels of [`METADATA`].
pub const RESERVED_KEYS: &[(&str, &str)] = &[
    (
        "reserved-subscription-id",
        "io.modelcontextprotocol/subscriptionId",
    ),
    ("reserved-server-info", "io.modelcontextprotocol/serverInfo"),
];

/// Requests whose `_meta` lacks, mangles or exceeds what is required.
pub static METADATA: Probe = Probe {
    name: "metadata",
    era: Era::Modern,
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold_metadata(c)) as Holding<'_>),
};

async fn hold_metadata(c: &mut Conversation) -> Result<(), Halt> {
    without(c, VERSION_MISSING, VERSION).await?;
    if c.is_stdio() {
        // A server of both eras may read that message as the opening of a legacy client, for its whole process.
        c.restart().await;
    }
    c.control(SERVED).await?;
    // These are answered whole, so that what follows comes on the same connection.
    for _ in 0..3 {
        c.barrier(SAFE).await?;
    }
    without(c, VERSION_MISSING_LATER, VERSION).await?;
    let mut work = c.work();
    work.edit(|message| {
        message["params"]
            .as_object_mut()
            .map(|params| params.shift_remove("_meta"));
    });
    c.send(META_MISSING, work).await?;
    without(c, CAPABILITIES_MISSING, CAPABILITIES).await?;
    without(c, CLIENT_INFO_MISSING, CLIENT_INFO).await?;
    let values = [json!(20_260_728), json!([]), json!("none"), Value::Null];
    for ((label, _), value) in WRONG_TYPES.iter().zip(values) {
        let key = if label.starts_with("version") {
            VERSION
        } else {
            CAPABILITIES
        };
        with(c, label, &[(key, value)]).await?;
    }
    let extras = [
        (CAPABILITIES, json!({"futureThing": {}})),
        ("com.example/x", json!({})),
        ("io.modelcontextprotocol/futureKey", json!({})),
    ];
    with(c, UNKNOWN_EXTRAS, &extras).await?;
    for (label, key) in RESERVED_KEYS {
        with(c, label, &[(key, json!(["odd"]))]).await?;
    }
    c.control(SERVED).await
}

async fn without(c: &mut Conversation, label: &str, key: &str) -> Result<(), Halt> {
    let mut work = c.work();
    edit_meta(&mut work, |meta| {
        meta.shift_remove(key);
    });
    c.send(label, work).await?;
    Ok(())
}

async fn with(c: &mut Conversation, label: &str, members: &[(&str, Value)]) -> Result<(), Halt> {
    let mut work = c.work();
    edit_meta(&mut work, |meta| {
        meta.extend(
            members
                .iter()
                .map(|(key, value)| ((*key).to_owned(), value.clone())),
        );
    });
    c.send(label, work).await?;
    Ok(())
}

/// A handshake as the first message of a process, where there is nothing but modern versions.
pub const FIRST_HANDSHAKE: &str = "first-handshake";
/// A modern request before a handshake was tried.
pub const BEFORE_HANDSHAKE: &str = "before-handshake";
/// A handshake that asks for the modern version, which has none.
pub const MODERN_HANDSHAKE: &str = "modern-handshake";
/// A handshake as a legacy client opens with.
pub const LEGACY_HANDSHAKE: &str = "legacy-handshake";
/// A modern request after that.
pub const AFTER_HANDSHAKE: &str = "after-handshake";

/// Handshakes of legacy clients.
pub static HANDSHAKE: Probe = Probe {
    name: "handshake",
    era: Era::Modern,
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold_handshake(c)) as Holding<'_>),
};

async fn hold_handshake(c: &mut Conversation) -> Result<(), Halt> {
    if c.is_stdio() && Need::ModernOnly.met_by(c.facts()).is_ok() {
        let handshake = legacy_handshake(c, Revision::V2025_11_25.as_str());
        let end = c.send(FIRST_HANDSHAKE, handshake).await?.end;
        if end != Some(End::Complete) {
            c.restart().await;
        }
    }
    c.control(BEFORE_HANDSHAKE).await?;
    let handshake = legacy_handshake(c, c.cell.revision.as_str());
    c.send(MODERN_HANDSHAKE, handshake).await?;
    let handshake = legacy_handshake(c, Revision::V2025_11_25.as_str());
    c.send(LEGACY_HANDSHAKE, handshake).await?;
    c.control(AFTER_HANDSHAKE).await
}

/// An `initialize` request with nothing modern about it but the version it asks for.
fn legacy_handshake(c: &mut Conversation, version: &str) -> Outgoing {
    let mut out = c.initialize_request();
    out.remove("MCP-Protocol-Version");
    out.remove("Mcp-Method");
    out.edit(|message| {
        message["params"]["protocolVersion"] = json!(version);
        message["params"]
            .as_object_mut()
            .map(|params| params.shift_remove("_meta"));
    });
    out
}

/// A handshake of a legacy client with a good token.
pub const LEGACY_OPENED: &str = "legacy-opened";
/// Work of that client in its session, with a good token.
pub const LEGACY_WORK: &str = "legacy-work";
/// What is wrong with a token: the defect, the labels of a modern request and of a legacy request in a session, and what
/// it is in a finding.
pub const PARITY: &[(&str, [&str; 2], &str)] = &[
    ("", ["modern-bare", "legacy-bare"], "no token"),
    (
        "expired-hour",
        ["modern-expired", "legacy-expired"],
        "a token that has expired",
    ),
    (
        "audience-foreign",
        ["modern-foreign", "legacy-foreign"],
        "a token for another audience",
    ),
    (
        "scope-missing",
        ["modern-scope", "legacy-scope"],
        "a token without the scope",
    ),
];

/// The same tokens in both eras of one server.
pub static ERAS: Probe = Probe {
    name: "tokens-in-both-eras",
    era: Era::Modern,
    over: Over::StreamableHttp,
    needs: &[Need::ResourceServer],
    hazard: false,
    hold: Some(|c| Box::pin(hold_eras(c)) as Holding<'_>),
};

async fn hold_eras(c: &mut Conversation) -> Result<(), Halt> {
    c.control(SERVED).await?;
    if Need::ModernOnly.met_by(c.facts()).is_ok() {
        return Ok(());
    }
    let handshake = legacy_handshake(c, Revision::V2025_11_25.as_str());
    let opened = c.send(LEGACY_OPENED, handshake).await?;
    let session = opened.header("mcp-session-id").map(str::to_owned);
    let version = opened
        .result()
        .and_then(|result| Some(result["protocolVersion"].as_str()?.to_owned()));
    let Some(version) = version else {
        return Ok(());
    };
    let initialized = c.notification("notifications/initialized", json!({}));
    let initialized = as_legacy(initialized, &version, session.as_deref());
    c.send("legacy-initialized", initialized).await?;
    let work = c.work();
    c.send(LEGACY_WORK, as_legacy(work, &version, session.as_deref()))
        .await?;
    for (defect, labels, _) in PARITY {
        let token = mock_auth_server::defect(defect).and_then(|defect| c.defective_token(defect));
        if token.is_none() && !defect.is_empty() {
            continue;
        }
        let work = c.work();
        let in_session = as_legacy(c.work(), &version, session.as_deref());
        for (label, out) in labels.iter().zip([work, in_session]) {
            c.send(label, out.with_token(token.as_deref())).await?;
        }
    }
    let work = c.work();
    c.send(LEGACY_WORK, as_legacy(work, &version, session.as_deref()))
        .await?;
    c.control(SERVED).await
}

/// A modern request as a legacy client would have sent it.
fn as_legacy(mut out: Outgoing, version: &str, session: Option<&str>) -> Outgoing {
    out.headers
        .retain(|(name, _)| !name.to_ascii_lowercase().starts_with("mcp-"));
    out.set("MCP-Protocol-Version", version);
    if let Some(session) = session {
        out.set("Mcp-Session-Id", session);
    }
    out.edit(|message| {
        message["params"]
            .as_object_mut()
            .map(|params| params.shift_remove("_meta"));
    });
    out
}

/// The same requests as A and as B in turn; labels of [`PRINCIPALS`].
pub const ROUNDS: [&str; 5] = ["as-a", "as-b", "as-a-again", "as-b-again", "as-a-at-last"];

/// Everything that can be cached, as seen by two principals.
pub static PRINCIPALS: Probe = Probe {
    name: "cache-scope",
    era: Era::Modern,
    over: Over::StreamableHttp,
    needs: &[Need::ResourceServer],
    hazard: false,
    hold: Some(|c| Box::pin(hold_principals(c)) as Holding<'_>),
};

async fn hold_principals(c: &mut Conversation) -> Result<(), Halt> {
    use crate::principal::Principal::{A, B};
    for (label, principal) in ROUNDS.into_iter().zip([A, B, A, B, A]) {
        c.principal = principal;
        for (method, params) in cacheable_requests(c) {
            // Twice in a row, since workers may take turns.
            for _ in 0..2 {
                let out = c.request(method, params.clone());
                c.send(label, out).await?;
            }
        }
    }
    Ok(())
}
