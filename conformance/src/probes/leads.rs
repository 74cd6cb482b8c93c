//! Wherever a client may lead a server: URLs in arguments, in resources, in what the client says of itself, and in
//! the token. That a server goes there is its own affair; what it takes along is looked at.

use mock_auth_server::{Owner, Recipe};
use serde_json::{Value, json};

use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt, Outgoing};
use crate::discovery::{replace_in, with_canary};
use crate::leading;

/// A working request with a good token, before and after everything else.
pub const CALL: &str = "good-call";

/// Requests that lead somewhere.
pub const LEAD: &str = "lead";

/// The note of a lead: the canary in its URL, and what led there.
pub const LED_BY: &str = "led-by";

/// Templates of resources that are tried.
const TEMPLATES: usize = 8;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&LEADS];

/// Leads the target to the upstream trap by everything that takes a URL.
pub static LEADS: Probe = Probe {
    name: "leads",
    era: Era::Any,
    over: Over::StreamableHttp,
    needs: &[Need::ResourceServer],
    hazard: false,
    hold: Some(|c| Box::pin(leads(c)) as Holding<'_>),
};

/// Gives a request a good token that was issued some time ago: no token that is issued meanwhile has its dates.
pub fn age_token(c: &mut Conversation, out: &mut Outgoing) {
    let age = age(c);
    let token = c.shaped_token(|claims| claims["iat"] = issued_before(claims, age));
    if let Some(token) = token {
        out.set_token(&token);
    }
}

fn issued_before(claims: &Value, age: u64) -> Value {
    json!(claims["iat"].as_u64().unwrap_or_default().saturating_sub(age))
}

/// How long ago a token was issued, in seconds.
fn age(c: &mut Conversation) -> u64 {
    3600 + c.entropy.below("age of a token", 86_400)
}

async fn leads(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(CALL).await?;
    let Some(base) = c.ground.upstream.as_ref().map(|upstream| upstream.base_url()) else {
        return Ok(());
    };
    let mut canaries = Vec::new();
    for fixture in c.facts().leads.clone() {
        let canary = c.entropy.canary();
        let what = format!(
            "the argument {:?} of the tool {:?}",
            leading::led_argument(&fixture.arguments).unwrap_or_default(),
            fixture.tool
        );
        let arguments = with_canary(fixture.clone(), &canary).arguments;
        let arguments = replace_in(&arguments, "{upstream}", &base);
        let arguments = replace_in(&arguments, "{upstream_host}", base.trim_start_matches("http://"));
        let out = c.request(
            "tools/call",
            json!({"name": fixture.tool, "arguments": arguments}),
        );
        lead(c, &mut canaries, canary, &what, out).await?;
    }
    if c.facts().declares("resources") {
        by_resources(c, &mut canaries, &base).await?;
    }
    by_identity(c, &mut canaries, &base).await?;
    by_token(c, &mut canaries, &base).await?;
    c.control(CALL).await?;
    for canary in canaries {
        c.look_upstream(&canary);
    }
    Ok(())
}

/// Sends what leads to the upstream with this canary.
async fn lead(
    c: &mut Conversation,
    canaries: &mut Vec<String>,
    canary: String,
    what: &str,
    mut out: Outgoing,
) -> Result<(), Halt> {
    age_token(c, &mut out);
    send(c, canaries, canary, what, out).await
}

async fn send(
    c: &mut Conversation,
    canaries: &mut Vec<String>,
    canary: String,
    what: &str,
    out: Outgoing,
) -> Result<(), Halt> {
    c.note(LED_BY, format!("{canary} {what}"));
    canaries.push(canary);
    c.send(LEAD, out).await?;
    Ok(())
}

async fn by_resources(c: &mut Conversation, canaries: &mut Vec<String>, base: &str) -> Result<(), Halt> {
    let canary = c.entropy.canary();
    let out = c.request("resources/read", json!({"uri": format!("{base}/{canary}")}));
    lead(c, canaries, canary, "the URI of a resource", out).await?;
    let list = c.request("resources/templates/list", json!({}));
    let reply = c.send("templates-list", list).await?;
    let listed = reply.result().map(|result| result["resourceTemplates"].clone());
    let listed = listed
        .as_ref()
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    for template in listed
        .iter()
        .filter_map(|item| item["uriTemplate"].as_str())
        .take(TEMPLATES)
    {
        let canary = c.entropy.canary();
        let Some(uri) = leading::expand(template, &format!("{base}/{canary}")) else {
            continue;
        };
        let out = c.request("resources/read", json!({"uri": uri}));
        let what = format!("a variable of the resource template {template:?}");
        lead(c, canaries, canary, &what, out).await?;
    }
    Ok(())
}

/// By what a client says of itself: its icons and its site.
async fn by_identity(c: &mut Conversation, canaries: &mut Vec<String>, base: &str) -> Result<(), Halt> {
    let canary = c.entropy.canary();
    let url = format!("{base}/{canary}");
    let mut out = if c.is_modern() {
        c.safe_request()
    } else {
        c.initialize_request()
    };
    out.edit(|message| {
        let info = if message["method"] == "initialize" {
            &mut message["params"]["clientInfo"]
        } else {
            &mut message["params"]["_meta"]["io.modelcontextprotocol/clientInfo"]
        };
        info["icons"] = json!([{"src": format!("{url}/icon.png"), "mimeType": "image/png"}]);
        info["websiteUrl"] = json!(url);
    });
    lead(c, canaries, canary, "the icons or the site of the client", out).await
}

/// By what a token refers to: the key that signed it (RFC 7515 sections 4.1.2 and 4.1.5), and the client that it was
/// issued to, where the id of a client is the URL of its metadata.
async fn by_token(c: &mut Conversation, canaries: &mut Vec<String>, base: &str) -> Result<(), Halt> {
    let canary = c.entropy.canary();
    let url = format!("{base}/{canary}");
    if let Some(token) = key_url_token(c, &url) {
        let mut out = c.work();
        out.set_token(&token);
        send(
            c,
            canaries,
            canary,
            "the key URLs in the header of the token",
            out,
        )
        .await?;
    }
    let canary = c.entropy.canary();
    let url = format!("{base}/{canary}/client.json");
    let age = age(c);
    let shaped = c.shaped_token(|claims| {
        claims["client_id"] = json!(url);
        claims["iat"] = issued_before(claims, age);
    });
    if let Some(token) = shaped {
        let mut out = c.work();
        out.set_token(&token);
        send(c, canaries, canary, "the client id in the token", out).await?;
    }
    Ok(())
}

/// A good token whose header also says where the key is.
fn key_url_token(c: &mut Conversation, url: &str) -> Option<String> {
    let authorization = c.facts().authorization.clone()?;
    let minter = c.ground.minter.clone()?;
    let (token, age) = (c.token_for(&authorization), age(c));
    let issued = issued_before(&minter.claims(&token), age);
    let recipe = Recipe {
        token,
        defect: None,
        key: Owner::Issuer,
        lifetime_s: None,
        claims: vec![("iat".to_owned(), Some(issued))],
        header: vec![
            ("jku".to_owned(), Some(json!(format!("{url}/jwks.json")))),
            ("x5u".to_owned(), Some(json!(format!("{url}/certificate.pem")))),
        ],
    };
    minter.mint_recipe(&recipe).ok()
}
