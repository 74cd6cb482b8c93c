//! `mint`: tokens on standard output, without a server.

use clap::Args;
use serde_json::Value;

use super::{CliError, DEFAULT_ISSUER, clock};
use crate::defects;
use crate::keys::{Algorithm, Owner};
use crate::minter::Minter;
use crate::recipe::{self, Recipe, RecipeError};
use crate::token::Token;

pub(super) const EXAMPLES: &str = "\
Examples:
  mint --audience http://127.0.0.1:3000/mcp --defect audience-foreign
  mint --audience http://127.0.0.1:3000/mcp --claim 'aud=[\"a\",\"b\"]' --omit-header kid --json
  mint --audience http://127.0.0.1:3000/mcp --issuer http://127.0.0.1:9400 --all > tokens.jsonl";

/// Arguments of `mint`.
#[derive(Debug, Args)]
pub struct Mint {
    /// The resource the token is for
    #[arg(long, value_name = "URL")]
    audience: String,
    /// The issuer, exactly as the resource server knows it
    #[arg(long, value_name = "URL", default_value = DEFAULT_ISSUER)]
    issuer: String,
    /// What the keys and the token's identifier derive from
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// What tells this token from others of the same content
    #[arg(long, default_value = "token")]
    name: String,
    /// Who the token speaks for
    #[arg(long, default_value = "alice")]
    subject: String,
    /// The client it is issued to
    #[arg(long, default_value = "proofhouse")]
    client_id: String,
    /// A scope it grants; repeat for several [default: mcp:tools]
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<String>,
    #[arg(long, value_name = "ALGORITHM", help = "ES256, RS256, EdDSA or PS256", default_value_t = Algorithm::Es256)]
    alg: Algorithm,
    /// Whose key signs: issuer or stranger
    #[arg(long, value_name = "OWNER", default_value = "issuer", value_parser = read_owner)]
    key: Owner,
    /// Seconds from now to the expiry; a negative number has expired
    #[arg(
        long,
        value_name = "SECONDS",
        requires = "live_clock",
        allow_negative_numbers = true
    )]
    lifetime: Option<i64>,
    /// A claim to set, its value as JSON; repeat for several
    #[arg(long = "claim", value_name = "NAME=JSON", value_parser = read_member)]
    claims: Vec<(String, Value)>,
    /// A claim to leave out; repeat for several
    #[arg(long = "omit-claim", value_name = "NAME")]
    omit_claims: Vec<String>,
    /// A header parameter to set, its value as JSON; the signature stays that of --alg
    #[arg(long = "header", value_name = "NAME=JSON", value_parser = read_member)]
    header: Vec<(String, Value)>,
    /// A header parameter to leave out; repeat for several
    #[arg(long = "omit-header", value_name = "NAME")]
    omit_header: Vec<String>,
    /// What to break, by its id in the table of `defects`
    #[arg(long, value_name = "ID")]
    defect: Option<String>,
    /// Print the good token and then every defect that applies, one JSON object a line: id, expected, token
    #[arg(long, conflicts_with_all = ["defect", "json"])]
    all: bool,
    /// Print a JSON object with the token and its decoded parts
    #[arg(long)]
    json: bool,
    /// Date the token by the machine's clock
    #[arg(long)]
    live_clock: bool,
}

/// What to print: a token, an object, or a line a token.
pub(super) fn mint(arguments: Mint) -> Result<String, CliError> {
    let minter = Minter::new(arguments.seed, &arguments.issuer, clock(arguments.live_clock));
    let (all, as_json) = (arguments.all, arguments.json);
    let recipe = read_recipe(arguments)?;
    if all {
        let tokens = recipe.every_token(&minter)?;
        let lines: Vec<String> = tokens.iter().map(Value::to_string).collect();
        return Ok(lines.join("\n"));
    }
    let token = minter.mint_recipe(&recipe)?;
    if as_json {
        return Ok(format!("{:#}", recipe::decoded(&token)));
    }
    Ok(token)
}

fn read_recipe(arguments: Mint) -> Result<Recipe, RecipeError> {
    let mut token = Token {
        name: arguments.name,
        algorithm: arguments.alg,
        subject: arguments.subject,
        client_id: arguments.client_id,
        ..Token::for_resource(&arguments.audience)
    };
    if !arguments.scopes.is_empty() {
        token.scopes = arguments.scopes;
    }
    let find = |id: String| defects::defect(&id).ok_or(RecipeError::UnknownDefect(id));
    Ok(Recipe {
        token,
        defect: arguments.defect.map(find).transpose()?,
        key: arguments.key,
        lifetime_s: arguments.lifetime,
        claims: changes(arguments.claims, arguments.omit_claims),
        header: changes(arguments.header, arguments.omit_header),
    })
}

fn changes(set: Vec<(String, Value)>, omit: Vec<String>) -> Vec<(String, Option<Value>)> {
    let set = set.into_iter().map(|(name, value)| (name, Some(value)));
    set.chain(omit.into_iter().map(|name| (name, None))).collect()
}

fn read_owner(text: &str) -> Result<Owner, String> {
    text.parse()
        .map_err(|()| "there are issuer and stranger".to_owned())
}

fn read_member(text: &str) -> Result<(String, Value), String> {
    let (name, value) = text
        .split_once('=')
        .ok_or_else(|| "there is no = between name and value".to_owned())?;
    let value = serde_json::from_str(value)
        .map_err(|error| format!("the value is no JSON: {error}; a string needs quotes"))?;
    Ok((name.to_owned(), value))
}
