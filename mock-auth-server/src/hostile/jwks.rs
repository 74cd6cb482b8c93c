//! Key sets that change, that are too large, and whose keys are not what they should be.

use serde_json::{Value, json};

use super::{Act, Row};
use crate::clock::Clock;
use crate::jws;
use crate::keys::Algorithm;
use crate::minter::Minter;
use crate::random;
use crate::server::Tenant;

const MANY: u64 = 10_000;

const REFRESH: &str =
    "resource server: refuses tokens of keys that it cannot find, and does not fetch for each of them";
const NO_KEY: &str = "resource server: refuses every signed token";
const SUITABLE: &str = "resource server: uses the key for nothing but what it says";

pub(super) const ROWS: &[Row] = &[
    Row {
        id: "jwks-alternating",
        summary: "every second fetch gives another key set",
        duty: "resource server: accepts a token while its key is in the set that it holds, and refuses it else",
        source: None,
        act: Act::Keys(|tenant, fetch| {
            if fetch.is_multiple_of(2) {
                tenant.jwks()
            } else {
                fresh_keys(tenant, 0)
            }
        }),
    },
    Row {
        id: "jwks-new-each-fetch",
        summary: "every fetch gives new keys that signed nothing",
        duty: REFRESH,
        source: None,
        act: Act::Keys(fresh_keys),
    },
    Row {
        id: "jwks-other-keys",
        summary: "other keys under the ids of ours",
        duty: "resource server: refuses tokens that our keys signed",
        source: Some("RFC 7515 section 5.2"),
        act: Act::Keys(|tenant, _| tenant.minter().stranger_jwks()),
    },
    Row {
        id: "jwks-no-keys",
        summary: "the key set is empty",
        duty: NO_KEY,
        source: Some("RFC 7517 section 5"),
        act: Act::Set("keys", |_, _| json!([])),
    },
    Row {
        id: "jwks-keys-missing",
        summary: "there is no keys member",
        duty: NO_KEY,
        source: Some("RFC 7517 section 5.1"),
        act: Act::Remove("keys"),
    },
    Row {
        id: "jwks-keys-object",
        summary: "keys is an object, not an array",
        duty: NO_KEY,
        source: Some("RFC 7517 section 5.1"),
        act: Act::Set("keys", |_, keys| json!({"0": keys[0]})),
    },
    Row {
        id: "jwks-many",
        summary: "10,000 other keys before ours",
        duty: "resource server: finds the key or gives up; answers other requests meanwhile",
        source: None,
        act: Act::Keys(many_keys),
    },
    Row {
        id: "jwks-duplicate-kid-good-first",
        summary: "each key id twice, first with our key, then with another of the same type",
        duty: "resource server: accepts or refuses our tokens, and refuses those of the other key if it accepts ours",
        source: Some("RFC 7517 section 4.5"),
        act: Act::Keys(|tenant, _| joined(&[tenant.jwks(), tenant.minter().stranger_jwks()])),
    },
    Row {
        id: "jwks-duplicate-kid-good-last",
        summary: "each key id twice, first with another key of the same type, then with ours",
        duty: "resource server: accepts or refuses our tokens, and does not crash",
        source: Some("RFC 7517 section 4.5"),
        act: Act::Keys(|tenant, _| joined(&[tenant.minter().stranger_jwks(), tenant.jwks()])),
    },
    Row {
        id: "jwks-symmetric",
        summary: "a symmetric key first, with its secret",
        duty: "resource server: accepts no token under it; everybody can make one",
        source: Some("RFC 7517 section 9.2; RFC 8725 section 3.1"),
        act: Act::Keys(|tenant, _| {
            let secret = jws::encode(&random::bytes::<32>(tenant.seed(), "hostile/symmetric"));
            let key =
                json!({"kty": "oct", "k": secret, "use": "sig", "alg": "HS256", "kid": "hs256-published"});
            joined(&[json!({"keys": [key]}), tenant.jwks()])
        }),
    },
    Row {
        id: "jwks-use-enc",
        summary: "every key is for encryption",
        duty: SUITABLE,
        source: Some("RFC 7517 section 4.2"),
        act: Act::Keys(|tenant, _| each(tenant, |_, key| key["use"] = json!("enc"))),
    },
    Row {
        id: "jwks-operation-encrypt",
        summary: "every key has encrypt as its only operation",
        duty: SUITABLE,
        source: Some("RFC 7517 section 4.3"),
        act: Act::Keys(|tenant, _| {
            each(tenant, |_, key| {
                key["key_ops"] = json!(["encrypt"]);
                remove(key, "use");
            })
        }),
    },
    Row {
        id: "jwks-private",
        summary: "the private halves of the elliptic keys are in it",
        duty: "resource server: uses the public halves or refuses the set; logs neither",
        source: Some("RFC 7517 section 9.2"),
        act: Act::Keys(|tenant, _| {
            let minter = tenant.minter();
            each(tenant, |_, key| {
                if let Some(private) = minter.private_half(key["alg"].as_str().unwrap_or_default()) {
                    key["d"] = json!(private);
                }
            })
        }),
    },
    Row {
        id: "jwks-weak",
        summary: "two RSA keys more, one of 1024 bits, one of exponent 1",
        duty: "resource server: accepts no token under them",
        source: Some("RFC 7518 section 3.3"),
        act: Act::Keys(|tenant, _| tenant.minter().weak_jwks()),
    },
    Row {
        id: "jwks-no-kid",
        summary: "no key has an id",
        duty: "resource server: tries the keys that fit, or refuses tokens that name an id",
        source: Some("RFC 7517 section 4.5"),
        act: Act::Keys(|tenant, _| each(tenant, |_, key| remove(key, "kid"))),
    },
    Row {
        id: "jwks-kid-number",
        summary: "every key id is a number",
        duty: "resource server: refuses tokens that name an id, and does not crash",
        source: Some("RFC 7517 section 4.5"),
        act: Act::Keys(|tenant, _| each(tenant, |index, key| key["kid"] = json!(index))),
    },
    Row {
        id: "jwks-algorithm-mismatch",
        summary: "every key names an algorithm of another type of key",
        duty: SUITABLE,
        source: Some("RFC 7517 section 4.4"),
        act: Act::Keys(|tenant, _| {
            each(tenant, |_, key| {
                let other = if key["kty"] == "EC" { "RS256" } else { "ES256" };
                key["alg"] = json!(other);
            })
        }),
    },
    Row {
        id: "jwks-unknown-type",
        summary: "a key of an unknown type and a key without a type first",
        duty: "resource server: ignores both and accepts our tokens",
        source: Some("RFC 7517 section 5"),
        act: Act::Keys(|tenant, _| {
            let unknown = json!({"keys": [{"kty": "proofhouse-unknown", "kid": "unknown"}, {"kid": "none"}]});
            joined(&[unknown, tenant.jwks()])
        }),
    },
];

/// Keys of the kinds that are made quickly, which are nobody else's.
fn fresh_keys(tenant: &Tenant, fetch: u64) -> Value {
    let seed = u64::from_be_bytes(random::bytes(tenant.seed(), &format!("hostile/fresh/{fetch}")));
    let minter = Minter::new(seed, tenant.issuer(), Clock::default());
    json!({"keys": [minter.public_jwk(Algorithm::Es256), minter.public_jwk(Algorithm::EdDsa)]})
}

fn many_keys(tenant: &Tenant, _: u64) -> Value {
    let keys = (0..MANY).map(|ordinal| {
        let secret = random::bytes(tenant.seed(), &format!("hostile/many/{ordinal}"));
        let public = ed25519_dalek::SigningKey::from_bytes(&secret).verifying_key();
        json!({
            "kty": "OKP",
            "crv": "Ed25519",
            "x": jws::encode(&public.to_bytes()),
            "use": "sig",
            "alg": "EdDSA",
            "kid": format!("many-{ordinal}"),
        })
    });
    joined(&[json!({"keys": keys.collect::<Vec<_>>()}), tenant.jwks()])
}

fn joined(sets: &[Value]) -> Value {
    let keys = sets.iter().filter_map(|set| set["keys"].as_array()).flatten();
    json!({"keys": keys.collect::<Vec<_>>()})
}

fn each(tenant: &Tenant, change: impl Fn(usize, &mut Value)) -> Value {
    let mut set = tenant.jwks();
    for (index, key) in set["keys"].as_array_mut().into_iter().flatten().enumerate() {
        change(index, key);
    }
    set
}

fn remove(key: &mut Value, member: &str) {
    if let Some(key) = key.as_object_mut() {
        key.remove(member);
    }
}
