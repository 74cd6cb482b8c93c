//! Who a request speaks for.

/// Whose token a request carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Principal {
    /// The first user.
    A,
    /// The second user, with the same scopes.
    B,
    /// No token at all.
    Nobody,
}

impl Principal {
    /// The word in transcripts.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::Nobody => "nobody",
        }
    }

    /// The subject of its tokens.
    pub const fn subject(self) -> &'static str {
        match self {
            Self::A => "alice",
            Self::B => "bob",
            Self::Nobody => "",
        }
    }
}
