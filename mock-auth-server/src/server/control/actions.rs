//! What the control interface does.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{Call, Refusal};
use crate::clock::Clock;
use crate::defects;
use crate::hostile::{self, HostileError};
use crate::recipe::{self, Recipe, RecipeError};
use crate::server::grant;

/// The end of the year 9999 in Unix seconds: how far the clock goes.
const LAST_INSTANT: i64 = 253_402_300_799;

/// A token of any shape, as `mint --json` prints it; with `all` the good one and every defect that applies.
pub(super) fn mint(call: &Call) -> Result<Value, Refusal> {
    let mut form = call.body.clone();
    let all = form.as_object_mut().and_then(|members| members.remove("all"));
    let all = match all {
        None => false,
        Some(Value::Bool(all)) => all,
        Some(other) => return Err(Refusal::invalid(format!("all is true or false, not {other}"))),
    };
    let recipe = Recipe::from_json(&form).map_err(of_recipe)?;
    let minter = call.tenant.minter();
    if !all {
        let token = minter.mint_recipe(&recipe).map_err(of_recipe)?;
        return Ok(recipe::decoded(&token));
    }
    if recipe.defect.is_some() {
        return Err(Refusal::invalid("all and defect exclude each other"));
    }
    let tokens = recipe.every_token(&minter).map_err(of_recipe)?;
    Ok(json!({"tokens": tokens}))
}

fn of_recipe(error: RecipeError) -> Refusal {
    let says = error.to_string();
    let refusal = Refusal::invalid(says.lines().next().unwrap_or_default());
    match error {
        RecipeError::UnknownDefect(id) => {
            refusal.near(&id, defects::defects().iter().map(|defect| defect.id))
        }
        RecipeError::UnknownMember(name) => refusal.near(&name, recipe::MEMBERS.into_iter().chain(["all"])),
        _ => refusal,
    }
}

pub(super) fn list_defects(_: &Call) -> Result<Value, Refusal> {
    let defects: Vec<Value> = defects::defects()
        .iter()
        .map(|defect| {
            let algorithms: Vec<&str> = defect.algorithms.iter().map(|one| one.name()).collect();
            json!({
                "id": defect.id,
                "expected": defect.expected.name(),
                "summary": defect.summary,
                "source": defect.source,
                "algorithms": algorithms,
            })
        })
        .collect();
    Ok(json!({"defects": defects}))
}

pub(super) fn read_clock(call: &Call) -> Result<Value, Refusal> {
    let clock = call.tenant.minter().clock();
    let kind = match clock {
        Clock::Fixed(_) => "fixed",
        Clock::Live => "live",
    };
    Ok(json!({"clock": kind, "now": clock.now()}))
}

pub(super) fn set_clock(call: &Call) -> Result<Value, Refusal> {
    let (name, value) = call.only_member(&["fixed", "advance_s", "live"])?;
    let seconds = || {
        value
            .as_i64()
            .ok_or_else(|| Refusal::invalid(format!("{name} is a whole number of seconds, not {value}")))
    };
    let clock = match (name, call.tenant.minter().clock()) {
        ("live", _) if *value == json!(true) => Clock::Live,
        ("live", _) => return Err(Refusal::invalid(format!("live is true, not {value}"))),
        ("fixed", _) => Clock::Fixed(seconds()?),
        (_, Clock::Fixed(now)) => Clock::Fixed(now.saturating_add(seconds()?)),
        (_, Clock::Live) => {
            return Err(Refusal {
                status: StatusCode::CONFLICT,
                ..Refusal::invalid("the clock is live; set it to a fixed instant first")
            });
        }
    };
    if matches!(clock, Clock::Fixed(instant) if !(0..=LAST_INSTANT).contains(&instant)) {
        return Err(Refusal::invalid(format!(
            "the clock goes from 0 to {LAST_INSTANT}"
        )));
    }
    call.tenant.set_clock(clock);
    read_clock(call)
}

pub(super) fn rotate(call: &Call) -> Result<Value, Refusal> {
    call.tenant.rotate_keys();
    key_ids(call)
}

pub(super) fn withdraw(call: &Call) -> Result<Value, Refusal> {
    call.tenant.withdraw_retired_keys();
    key_ids(call)
}

pub(super) fn list_hostile(call: &Call) -> Result<Value, Refusal> {
    let known: Vec<Value> = hostile::hostile_modes()
        .map(|mode| json!({"id": mode.id, "summary": mode.summary}))
        .collect();
    Ok(json!({"on": modes_on(call), "known": known}))
}

/// Exactly these modes are on afterwards; with an error nothing changes.
pub(super) fn set_hostile(call: &Call) -> Result<Value, Refusal> {
    let names: Option<Vec<&str>> = call.body["modes"]
        .as_array()
        .and_then(|names| names.iter().map(Value::as_str).collect());
    let Some(names) = names else {
        return Err(Refusal::invalid("modes is an array of names"));
    };
    call.tenant.set_hostile(&names).map_err(|error| {
        let says = error.to_string();
        let refusal = Refusal::invalid(says.lines().next().unwrap_or_default());
        match error {
            HostileError::UnknownMode { name, .. } => {
                refusal.near(&name, hostile::hostile_modes().map(|mode| &*mode.id))
            }
            HostileError::EndpointTaken { .. } => refusal,
        }
    })?;
    Ok(json!({"on": modes_on(call)}))
}

pub(super) fn behave(call: &Call) -> Result<Value, Refusal> {
    call.tenant.behave();
    Ok(json!({"on": modes_on(call)}))
}

fn modes_on(call: &Call) -> Vec<&'static str> {
    let on = call.tenant.hostile_modes();
    on.into_iter().map(|mode| &*mode.id).collect()
}

/// The keys that are published now, those that sign first.
fn key_ids(call: &Call) -> Result<Value, Refusal> {
    let jwks = call.tenant.jwks();
    let keys = jwks["keys"].as_array();
    let ids: Vec<&Value> = keys.into_iter().flatten().map(|key| &key["kid"]).collect();
    Ok(json!({"kids": ids}))
}

pub(super) fn revoke(call: &Call) -> Result<Value, Refusal> {
    let (name, value) = call.only_member(&["token", "jti"])?;
    let text = value
        .as_str()
        .ok_or_else(|| Refusal::invalid(format!("{name} is a string, not {value}")))?;
    if name == "jti" {
        call.tenant.revoke_id(text);
        return Ok(json!({"revoked": {"jti": text}}));
    }
    if let Some((family, _)) = grant::read_refresh_token(&call.tenant, text) {
        grant::revoke(&call.tenant, &family);
        return Ok(json!({"revoked": {"refresh_token_family": family}}));
    }
    let claims = call.tenant.verify(text).ok_or_else(|| {
        Refusal::invalid("the token is neither a refresh token of this issuer nor an access token of it that is in time and not revoked")
    })?;
    call.tenant.revoke(text);
    Ok(json!({"revoked": {"jti": claims["jti"]}}))
}

/// The requests that were kept, with their meaning; with `?tenant=` those to that issuer.
pub(super) fn list_requests(call: &Call) -> Result<Value, Refusal> {
    let mut requests = Vec::new();
    for request in call.site.recorder.kept() {
        let meaning = request.meaning();
        if !call.is_tenant_named || meaning.tenant.as_deref() == Some(call.tenant.path()) {
            requests.push(json!({
                "number": request.number,
                "method": request.method,
                "path": request.path,
                "answer": request.answer,
                "meaning": meaning,
            }));
        }
    }
    Ok(json!({"dropped": call.site.recorder.dropped(), "requests": requests}))
}

pub(super) fn forget_requests(call: &Call) -> Result<Value, Refusal> {
    if call.is_tenant_named {
        return Err(Refusal::invalid("requests are forgotten for all issuers at once"));
    }
    Ok(json!({"forgotten": call.site.recorder.forget()}))
}
