//! Arguments for tools, made from their own `inputSchema`: values that it accepts, and values that break it
//! in exactly one place.
//!
//! A schema comes from the target and may be hostile. It is bounded before it is compiled, every validation
//! is costed before it is run, patterns are matched with bounded steps, and nothing is ever fetched. What is
//! made is only a proposal until the `jsonschema` crate has confirmed it; what cannot be made is reported.

mod broken;
mod compiled;
mod conjunction;
mod generate;
#[cfg(test)]
mod properties;
mod references;
mod text;

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::{Value, json};

pub use broken::Broken;
pub use compiled::Compiled;
pub use references::external_references;

use crate::entropy::Entropy;
use generate::{Choice, Generator};

/// Attempts at a value before a schema counts as one that cannot be satisfied.
const ATTEMPTS: u64 = 24;

/// Why no arguments can be made for a schema.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Unusable {
    /// It is neither an object nor a boolean.
    #[error("the schema is {0}, not an object")]
    NotASchema(&'static str),
    /// It passes a bound of ours.
    #[error("the schema has {what}: more than {bound}")]
    TooLarge {
        /// What is too large.
        what: &'static str,
        /// The bound.
        bound: usize,
    },
    /// The validator does not compile it: what it says.
    #[error("the schema does not compile: {0}")]
    Invalid(String),
    /// To validate against it takes too many steps, or would never end.
    #[error("validation takes more than {0} steps")]
    Endless(usize),
    /// No proposal was confirmed.
    #[error("no value was found that the schema accepts")]
    Unsatisfied,
}

/// The plainest arguments that a schema accepts: what it requires and no more, the same for every seed.
/// A tool without a schema takes none.
pub fn plain(schema: &Value) -> Result<Value, Unusable> {
    if schema.is_null() {
        return Ok(json!({}));
    }
    Compiled::new(schema)?.plain()
}

impl Compiled<'_> {
    /// The plainest value that the schema accepts: what it requires and no more, the same for every seed.
    pub fn plain(&self) -> Result<Value, Unusable> {
        self.confirmed(|attempt| match attempt {
            0 => Choice::plainest(),
            _ => Choice::seeded(Entropy::new(attempt, "arguments")),
        })
    }

    /// A value that the schema accepts, chosen by the seed; the plainest one where none of those that the seed chooses is
    /// accepted.
    pub fn varied(&self, entropy: &mut Entropy) -> Result<Value, Unusable> {
        let mut seeds = entropy.clone();
        let _ = entropy.hex("arguments");
        self.confirmed(|_| {
            let seed = seeds.below("arguments", u64::MAX);
            Choice::seeded(Entropy::new(seed, "arguments"))
        })
        .or_else(|_| self.plain())
    }

    fn confirmed(&self, mut choice: impl FnMut(u64) -> Choice) -> Result<Value, Unusable> {
        let mut trouble = Unusable::Unsatisfied;
        for attempt in 0..ATTEMPTS {
            let Some(value) = Generator::new(self, choice(attempt)).value(self.schema) else {
                continue;
            };
            match self.accepts(&value) {
                Ok(true) => return Ok(value),
                Ok(false) => {}
                Err(reason) => trouble = reason,
            }
        }
        Err(trouble)
    }
}

/// Runs what a hostile schema could make a validator stumble over.
fn guarded<T>(run: impl FnOnce() -> T) -> Result<T, Unusable> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|_| Unusable::Invalid("the validator panicked".to_owned()))
}
