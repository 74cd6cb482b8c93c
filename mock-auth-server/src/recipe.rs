//! How to ask for a token of any shape, in one form for the library, the command line and whatever speaks JSON.

use serde_json::{Map, Value, json};

use crate::defects::{self, Defect};
use crate::jws;
use crate::keys::{Owner, UnknownAlgorithm};
use crate::minter::Minter;
use crate::token::Token;

/// The members of the JSON form.
pub(crate) const MEMBERS: [&str; 13] = [
    "audience",
    "subject",
    "client_id",
    "name",
    "scopes",
    "algorithm",
    "key",
    "lifetime_s",
    "defect",
    "claims",
    "omit_claims",
    "header",
    "omit_header",
];

/// A token to mint: a good one, what is different about it, and at most one defect on top of that.
#[derive(Clone, Debug)]
pub struct Recipe {
    /// The good token that it begins with.
    pub token: Token,
    /// What to break; made last, in the token that the other members describe.
    pub defect: Option<&'static Defect>,
    /// Whose key signs, where the defect does not say otherwise.
    pub key: Owner,
    /// Seconds from the clock's instant to the expiry, which is in the past where negative; without it the usual
    /// expiry. A fixed clock stands in 2024.
    pub lifetime_s: Option<i64>,
    /// Claims to set, in this order; nothing leaves the claim out.
    pub claims: Vec<(String, Option<Value>)>,
    /// Header parameters likewise. The signature stays that of the token's algorithm, whatever `alg` says.
    pub header: Vec<(String, Option<Value>)>,
}

/// Why no token is minted.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecipeError {
    /// The JSON value is no object.
    #[error("a token is described by a JSON object, not by {0}")]
    NotAnObject(Value),
    /// The object has a member that means nothing.
    #[error("no member {0:?}; there are {list}", list = MEMBERS.join(", "))]
    UnknownMember(String),
    /// A member has a value of another type.
    #[error("{member} is {wanted}, not {found}")]
    WrongType {
        /// The member's name.
        member: &'static str,
        /// What it takes.
        wanted: &'static str,
        /// What it was given.
        found: Value,
    },
    /// The one member that has no default is not there.
    #[error("audience is missing: the resource that the token is for")]
    NoAudience,
    /// The algorithm is none of ours.
    #[error(transparent)]
    UnknownAlgorithm(#[from] UnknownAlgorithm),
    /// The key belongs to nobody.
    #[error("no key of {0:?}; there are issuer and stranger")]
    UnknownKey(String),
    /// The table has no such defect.
    #[error("no defect {0:?}\nhint: the command `defects` prints all of them")]
    UnknownDefect(String),
    /// The token would be no different.
    #[error("the defect {defect:?} changes nothing in a token for {audience:?} signed with {algorithm}")]
    NoDifference {
        /// The defect asked for.
        defect: &'static str,
        /// The audience it does not apply to.
        audience: String,
        /// The algorithm, which may be the reason.
        algorithm: &'static str,
    },
}

impl Recipe {
    /// The good token for the resource at `audience`; see `Token::for_resource`.
    pub fn for_resource(audience: &str) -> Self {
        Self {
            token: Token::for_resource(audience),
            defect: None,
            key: Owner::Issuer,
            lifetime_s: None,
            claims: Vec::new(),
            header: Vec::new(),
        }
    }

    /// Reads the JSON form: an object with `audience` and any of `subject`, `client_id`, `name` (strings), `scopes`
    /// (a list of strings), `algorithm`, `key` (`issuer` or `stranger`), `lifetime_s` (a whole number), `defect` (an
    /// id), `claims` and `header` (objects, whose values are taken as they are, null too), `omit_claims` and
    /// `omit_header` (lists of names).
    pub fn from_json(form: &Value) -> Result<Self, RecipeError> {
        let members = form
            .as_object()
            .ok_or_else(|| RecipeError::NotAnObject(form.clone()))?;
        if let Some(unknown) = members.keys().find(|name| !MEMBERS.contains(&name.as_str())) {
            return Err(RecipeError::UnknownMember(unknown.clone()));
        }
        let audience = text(members, "audience")?.ok_or(RecipeError::NoAudience)?;
        let mut recipe = Self::for_resource(&audience);
        let token = &mut recipe.token;
        read_into(&mut token.subject, text(members, "subject")?);
        read_into(&mut token.client_id, text(members, "client_id")?);
        read_into(&mut token.name, text(members, "name")?);
        read_into(&mut token.scopes, texts(members, "scopes")?);
        if let Some(name) = text(members, "algorithm")? {
            token.algorithm = name.parse()?;
        }
        if let Some(owner) = text(members, "key")? {
            recipe.key = owner.parse().map_err(|()| RecipeError::UnknownKey(owner))?;
        }
        recipe.lifetime_s = whole_number(members, "lifetime_s")?;
        if let Some(id) = text(members, "defect")? {
            recipe.defect = Some(defects::defect(&id).ok_or(RecipeError::UnknownDefect(id))?);
        }
        recipe.claims = changes(members, "claims", "omit_claims")?;
        recipe.header = changes(members, "header", "omit_header")?;
        Ok(recipe)
    }

    /// The token and one more for every defect that applies, as objects with `id`, `expected` and `token`.
    ///
    /// The good one comes first: a refusal proves nothing of a server that refuses it too.
    pub(crate) fn every_token(&self, minter: &Minter) -> Result<Vec<Value>, RecipeError> {
        let line = |id: &str, expected: &str, token| json!({"id": id, "expected": expected, "token": token});
        let mut lines = vec![line("good", "must-accept", minter.mint_recipe(self)?)];
        for defect in defects::defects() {
            if defect.applies_to(&self.token) {
                let spoilt = Self {
                    defect: Some(defect),
                    ..self.clone()
                };
                let token = minter.mint_recipe(&spoilt)?;
                lines.push(line(defect.id, defect.expected.name(), token));
            }
        }
        Ok(lines)
    }

    /// The defect, if there is one; an error where it would leave the token as it is.
    pub(crate) fn applicable_defect(&self) -> Result<Option<&'static Defect>, RecipeError> {
        match self.defect {
            Some(defect) if !defect.applies_to(&self.token) => Err(RecipeError::NoDifference {
                defect: defect.id,
                audience: self.token.audience.clone(),
                algorithm: self.token.algorithm.name(),
            }),
            other => Ok(other),
        }
    }
}

/// The token and its parts; null for a part that is not there or is no JSON.
pub(crate) fn decoded(token: &str) -> Value {
    let mut segments = token.split('.');
    let mut json_part = || {
        let bytes = jws::decode(segments.next()?)?;
        serde_json::from_slice::<Value>(&bytes).ok()
    };
    let (header, claims) = (json_part(), json_part());
    json!({"token": token, "header": header, "claims": claims, "signature": segments.next()})
}

fn read_into<T>(place: &mut T, given: Option<T>) {
    if let Some(value) = given {
        *place = value;
    }
}

fn wrong_type(member: &'static str, wanted: &'static str, found: &Value) -> RecipeError {
    RecipeError::WrongType {
        member,
        wanted,
        found: found.clone(),
    }
}

fn text(members: &Map<String, Value>, name: &'static str) -> Result<Option<String>, RecipeError> {
    let read = |value: &Value| {
        value
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| wrong_type(name, "a string", value))
    };
    members.get(name).map(read).transpose()
}

fn texts(members: &Map<String, Value>, name: &'static str) -> Result<Option<Vec<String>>, RecipeError> {
    let read = |value: &Value| {
        let items = value.as_array().map(|items| {
            items
                .iter()
                .map(|item| item.as_str().map(str::to_owned))
                .collect()
        });
        items
            .flatten()
            .ok_or_else(|| wrong_type(name, "a list of strings", value))
    };
    members.get(name).map(read).transpose()
}

fn whole_number(members: &Map<String, Value>, name: &'static str) -> Result<Option<i64>, RecipeError> {
    let read = |value: &Value| {
        value
            .as_i64()
            .ok_or_else(|| wrong_type(name, "a whole number", value))
    };
    members.get(name).map(read).transpose()
}

fn changes(
    members: &Map<String, Value>,
    set: &'static str,
    omit: &'static str,
) -> Result<Vec<(String, Option<Value>)>, RecipeError> {
    let mut changes = Vec::new();
    if let Some(given) = members.get(set) {
        let object = given
            .as_object()
            .ok_or_else(|| wrong_type(set, "an object", given))?;
        changes.extend(
            object
                .iter()
                .map(|(name, value)| (name.clone(), Some(value.clone()))),
        );
    }
    let omitted = texts(members, omit)?.unwrap_or_default();
    changes.extend(omitted.into_iter().map(|name| (name, None)));
    Ok(changes)
}
