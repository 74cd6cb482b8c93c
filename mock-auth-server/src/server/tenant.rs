//! One issuer: its keys, its clock, its clients and what it remembers.

use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use serde_json::Value;

use super::bounded::Bounded;
use super::client::{Client, Method};
use super::grant::{Code, Family};
use super::hostility::Switches;
use super::jwt::Jwt;
use super::ordinals::Ordinals;
use super::overrides::Overrides;
use super::settings::{Dpop, TenantSettings, TokenFormat};
use super::{dpop, registration, sealed};
use crate::clock::Clock;
use crate::jws;
use crate::minter::{Minter, Standing, standing};
use crate::random;

const MAX_CLIENTS: usize = 4096;
const MAX_CODES: usize = 4096;
const MAX_FAMILIES: usize = 4096;
const MAX_REVOKED: usize = 65_536;
const MAX_SEEN: usize = 65_536;
const MAX_RETIRED_KEYS: usize = 8;

/// One issuer of a server, under its own path.
pub struct Tenant {
    path: String,
    issuer: String,
    seed: u64,
    pub(super) settings: TenantSettings,
    keyring: RwLock<Keyring>,
    ordinals: Ordinals,
    store: Mutex<Store>,
    pub(super) switches: Switches,
    pub(super) overrides: Overrides,
}

/// Client metadata that is refused.
#[derive(Debug, thiserror::Error)]
#[error("failed to register the client: {code}: {says}")]
pub struct RegistrationError {
    /// The error code of RFC 7591 section 3.2.2.
    pub code: &'static str,
    /// What is wrong.
    pub says: &'static str,
}

/// The key sets that are published; the current one signs.
struct Keyring {
    generation: u64,
    current: Minter,
    retired: Vec<Minter>,
    nonce: u64,
}

/// What the tenant remembers, each of it bounded.
pub(super) struct Store {
    pub(super) clients: Bounded<String, std::sync::Arc<Client>>,
    pub(super) codes: Bounded<String, Code>,
    pub(super) families: Bounded<String, Family>,
    /// The `jti` of revoked access tokens.
    pub(super) revoked: Bounded<String, ()>,
    /// Identifiers that may come once: of proofs and assertions.
    seen: Bounded<String, ()>,
}

impl Tenant {
    pub(super) fn new(
        seed: u64,
        path: String,
        issuer: String,
        clock: Clock,
        settings: TenantSettings,
    ) -> Self {
        Self {
            keyring: RwLock::new(Keyring {
                generation: 0,
                current: Minter::new(seed, &issuer, clock),
                retired: Vec::new(),
                nonce: 1,
            }),
            path,
            issuer,
            seed,
            settings,
            ordinals: Ordinals::default(),
            switches: Switches::default(),
            overrides: Overrides::default(),
            store: Mutex::new(Store {
                clients: Bounded::new(MAX_CLIENTS),
                codes: Bounded::new(MAX_CODES),
                families: Bounded::new(MAX_FAMILIES),
                revoked: Bounded::new(MAX_REVOKED),
                seen: Bounded::new(MAX_SEEN),
            }),
        }
    }

    /// Where its public keys are.
    pub fn jwks_uri(&self) -> String {
        super::metadata::jwks_uri(self.issuer())
    }

    /// The issuer identifier, as it stands in metadata and tokens: no slash at the end.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The path of the issuer, empty or with a leading slash.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// What signs tokens now: the current keys and the current clock.
    pub fn minter(&self) -> Minter {
        self.keyring().current.clone()
    }

    /// The time by the tenant's clock, in Unix seconds.
    pub fn now(&self) -> i64 {
        self.keyring().current.clock().now()
    }

    /// Sets the clock for all that is issued and judged from now on.
    pub fn set_clock(&self, clock: Clock) {
        let mut keyring = self.keyring_mut();
        let first = keyring.generation - keyring.retired.len() as u64;
        let mut minters: Vec<Minter> = (first..=keyring.generation)
            .map(|generation| Minter::new(self.generation_seed(generation), &self.issuer, clock))
            .collect();
        if let Some(current) = minters.pop() {
            keyring.current = current;
        }
        keyring.retired = minters;
    }

    /// Signs with new keys from now on; the old ones stay published, at most eight sets of them.
    pub fn rotate_keys(&self) {
        let mut keyring = self.keyring_mut();
        keyring.generation += 1;
        let clock = keyring.current.clock();
        let fresh = Minter::new(self.generation_seed(keyring.generation), &self.issuer, clock);
        let old = std::mem::replace(&mut keyring.current, fresh);
        keyring.retired.push(old);
        if keyring.retired.len() > MAX_RETIRED_KEYS {
            keyring.retired.remove(0);
        }
    }

    /// Takes the keys of earlier rotations out of the key set; what they signed is good no more.
    pub fn withdraw_retired_keys(&self) {
        self.keyring_mut().retired.clear();
    }

    /// Makes the next `DPoP` nonce the one to use; the one before it is still taken.
    pub fn rotate_dpop_nonce(&self) {
        self.keyring_mut().nonce += 1;
    }

    /// The published keys, the current ones first.
    pub fn jwks(&self) -> Value {
        let (current, retired) = {
            let keyring = self.keyring();
            (keyring.current.clone(), keyring.retired.clone())
        };
        let mut jwks = current.jwks();
        if let Some(keys) = jwks["keys"].as_array_mut() {
            for old in retired.iter().rev() {
                keys.extend(old.jwks()["keys"].as_array().cloned().unwrap_or_default());
            }
        }
        jwks
    }

    /// The claims of an access token of this issuer that is in time and not revoked; nothing for any other text.
    pub fn verify(&self, token: &str) -> Option<Value> {
        let claims = match Jwt::read(token) {
            Some(jwt) if jwt.header["typ"] == "at+jwt" => self.verify_signed(token)?,
            Some(_) => return None,
            None => {
                let claims: Value =
                    serde_json::from_slice(&sealed::open(self.seed, "access", token)?).ok()?;
                let in_time = claims["exp"].as_i64()? > self.now();
                (in_time && standing(&claims) == Standing::Good).then_some(claims)?
            }
        };
        let is_revoked = claims["jti"]
            .as_str()
            .is_some_and(|id| self.store().revoked.get(id).is_some());
        (!is_revoked).then_some(claims)
    }

    /// Revokes an access token of this issuer; any other text is let be.
    pub fn revoke(&self, token: &str) {
        if let Some(id) = self
            .verify(token)
            .and_then(|claims| claims["jti"].as_str().map(str::to_owned))
        {
            self.revoke_id(&id);
        }
    }

    /// Revokes the access token with that `jti`, whether or not it was issued yet.
    pub fn revoke_id(&self, id: &str) {
        self.store().revoked.insert(id.to_owned(), ());
    }

    /// Registers a client with the metadata of RFC 7591 section 2, and gives the answer of section 3.2.1: the client
    /// id, the secret where there is one, and what was registered.
    pub fn register(&self, metadata: &Value) -> Result<Value, RegistrationError> {
        registration::register(self, metadata).map_err(|refused| RegistrationError {
            code: refused.code,
            says: refused.says,
        })
    }

    /// The same for a client that somebody configures by hand, who cannot know in which place its secret is expected: it
    /// may stand in the header or in the form.
    pub fn register_by_hand(&self, metadata: &Value) -> Result<Value, RegistrationError> {
        let registered = self.register(metadata)?;
        let mut store = self.store();
        if let Some(client) = registered["client_id"]
            .as_str()
            .and_then(|id| store.clients.get(id))
        {
            let client = Client {
                method: Method::AnySecret,
                ..client.as_ref().clone()
            };
            store.clients.insert(client.id.clone(), client.into());
        }
        Ok(registered)
    }

    /// Whether it made this token, of whatever kind: an access token of either format, any other signed one, a refresh
    /// token. What became of it since does not matter, as long as it is in time.
    pub fn has_made(&self, token: &str) -> bool {
        self.verify_signed(token).is_some()
            || self.open("access", token).is_some()
            || super::grant::read_refresh_token(self, token).is_some()
    }

    /// As `verify`, for signed tokens of any type, ID tokens and grants too, revoked or not.
    pub(super) fn verify_signed(&self, token: &str) -> Option<Value> {
        let (current, retired) = {
            let keyring = self.keyring();
            (keyring.current.clone(), keyring.retired.clone())
        };
        current
            .verify(token)
            .or_else(|| retired.iter().rev().find_map(|old| old.verify(token)))
    }

    /// An access token with these claims, in the tenant's format.
    pub(super) fn access_token(&self, claims: &Value) -> String {
        match self.settings.token_format {
            TokenFormat::Jwt => self.minter().mint_claims(self.settings.algorithm, claims),
            TokenFormat::Opaque => self.opaque_token(claims),
        }
    }

    /// An opaque access token with these claims (a JSON object), whatever the format of the tokens that clients get:
    /// introspection tells of it what it tells of those.
    pub fn opaque_token(&self, claims: &Value) -> String {
        self.seal("access", jws::json_text(claims).as_bytes())
    }

    /// What all that the tenant chooses derives from.
    pub(crate) fn seed(&self) -> u64 {
        self.seed
    }

    pub(super) fn seal(&self, kind: &str, text: &[u8]) -> String {
        sealed::seal(self.seed, kind, text)
    }

    pub(super) fn open(&self, kind: &str, text: &str) -> Option<Vec<u8>> {
        sealed::open(self.seed, kind, text)
    }

    /// A name that nothing else of this tenant has.
    pub(super) fn name(&self, kind: &str, asked: &str) -> String {
        self.ordinals.name(kind, asked)
    }

    /// An identifier that nothing else of this tenant has: 32 hexadecimal digits.
    pub(super) fn identifier(&self, kind: &str, asked: &str) -> String {
        random::identifier(self.seed, &self.name(kind, asked))
    }

    /// The secret of the client of that id.
    pub(super) fn secret(&self, client_id: &str) -> String {
        random::hex(&random::bytes::<32>(self.seed, &format!("secret/{client_id}")))
    }

    /// The nonce to use and the one before it, where proofs need one.
    pub(super) fn dpop_nonces(&self) -> Option<[String; 2]> {
        let current = self.keyring().nonce;
        (self.settings.dpop == Dpop::WithNonce)
            .then(|| [current, current - 1].map(|ordinal| dpop::nonce(self.seed, ordinal)))
    }

    /// Whether that identifier came before; from now on it has.
    pub(super) fn saw_before(&self, id: &str) -> bool {
        self.store().seen.insert(id.to_owned(), ()).is_some()
    }

    pub(super) fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keyring(&self) -> std::sync::RwLockReadGuard<'_, Keyring> {
        self.keyring.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn keyring_mut(&self) -> std::sync::RwLockWriteGuard<'_, Keyring> {
        self.keyring.write().unwrap_or_else(PoisonError::into_inner)
    }

    fn generation_seed(&self, generation: u64) -> u64 {
        if generation == 0 {
            return self.seed;
        }
        u64::from_be_bytes(random::bytes(self.seed, &format!("generation/{generation}")))
    }
}

/// The seed of a tenant that is not the first of its server.
pub(super) fn seed_of(server_seed: u64, path: &str) -> u64 {
    u64::from_be_bytes(random::bytes(server_seed, &format!("tenant{path}")))
}
