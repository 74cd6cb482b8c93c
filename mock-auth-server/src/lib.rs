//! An OAuth 2.1 authorization server whose every token can be shaped, deterministically.
//!
//! Tests of resource servers need an issuer that the server trusts and that is wrong on purpose: for another
//! audience, out of time, signed by the wrong key.
//! Ordinary authorization servers refuse to make such tokens, so this one assembles each of them from text and a
//! signer, from a seed: the same seed, issuer and token name give the same bytes on every machine.
//!
//! Every key and secret here is a public test key: it is computed from the seed, which anybody can repeat.
//! Nothing that matters may trust this server.
//!
//! ```
//! use mock_auth_server::{Clock, Minter, Token, defect};
//!
//! let minter = Minter::new(0, "http://127.0.0.1:9400", Clock::default());
//! let token = Token::for_resource("http://127.0.0.1:3000/mcp");
//! let good = minter.mint(&token);
//! let foreign = minter.mint_defective(&token, defect("audience-foreign").expect("in the table"));
//! assert_ne!(good, foreign);
//! ```

mod answer;
mod certificate;
pub mod cli;
mod clock;
mod defects;
mod der;
mod endpoint;
mod hostile;
mod jws;
mod keys;
mod meaning;
mod minter;
#[doc(hidden)]
pub mod properties;
mod random;
mod recipe;
mod recorder;
mod rsa_key;
mod server;
mod token;
mod transcript;

/// The page of the library, whose code is run with the tests of the documentation.
#[cfg(doctest)]
#[doc = include_str!("../../docs/auth-server-library.md")]
struct Page;

pub use answer::Answer;
pub use clock::{Clock, DEFAULT_INSTANT, FAR_EXPIRY, PAST_INSTANT, TOKEN_LIFETIME_S};
pub use defects::{Area, Defect, Expected, areas, defect, defects, defects_page};
pub use endpoint::{Endpoint, UnknownEndpoint};
pub use hostile::{
    HostileArea, HostileError, HostileMode, hostile_areas, hostile_mode, hostile_modes, hostile_page,
};
pub use keys::{Algorithm, Owner, UnknownAlgorithm};
pub use meaning::{
    Authentication, DpopProof, Meaning, Pkce, Registration, TokenClaims, TokenIdentity, TokenRole, TokenSeen,
};
pub use minter::{Minter, Standing, standing};
pub use recipe::{Recipe, RecipeError};
pub use recorder::{Answered, MAX_KEPT_BODY_BYTES, MAX_KEPT_BYTES, MAX_KEPT_REQUESTS, RecordedRequest};
pub use server::{
    AuthServer, CLIENT_DOCUMENT_TIMEOUT, ClientDocuments, Consent, Dpop, Hostility, IntrospectionCallers,
    MAX_BODY_BYTES, MAX_CLIENT_DOCUMENT_BYTES, MAX_TENANTS, Override, READ_TIMEOUT, RegistrationError,
    Settings, StartError, TEST_CLIENT_SECRET, TEST_CLIENTS, Tenant, TenantSettings, TokenFormat, Transport,
    TrustedIssuer,
};
pub use token::Token;
pub use transcript::{AskedOfIssuer, NotARequest};
