//! The revisions that the server speaks, and what differs between them.

/// A revision that this server speaks, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Revision {
    /// 2024-11-05: tools, resources and prompts, over stdio and HTTP+SSE.
    November2024,
    /// 2025-03-26: adds Streamable HTTP, batches, annotations and the completions capability.
    March2025,
    /// 2025-06-18: drops batches, adds titles, structured results and the version header.
    June2025,
    /// 2025-11-25: adds priming events, and reports bad arguments in the result.
    November2025,
    /// 2026-07-28: each request says everything itself.
    July2026,
}

/// All of them, newest first.
pub(crate) const SPOKEN: &[Revision] = &[
    Revision::July2026,
    Revision::November2025,
    Revision::June2025,
    Revision::March2025,
    Revision::November2024,
];

impl Revision {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::November2024 => "2024-11-05",
            Self::March2025 => "2025-03-26",
            Self::June2025 => "2025-06-18",
            Self::November2025 => "2025-11-25",
            Self::July2026 => "2026-07-28",
        }
    }

    pub(crate) fn named(name: &str) -> Option<Self> {
        SPOKEN.iter().copied().find(|revision| revision.name() == name)
    }

    /// Whether requests of this revision carry their own metadata.
    pub(crate) fn is_modern(self) -> bool {
        self == Self::July2026
    }

    /// The newest revision with a handshake.
    pub(crate) fn newest_legacy() -> Self {
        Self::November2025
    }

    /// Whether an array of messages is one input.
    pub(crate) fn has_batches(self) -> bool {
        self == Self::March2025
    }

    /// Whether a stream begins with an event that primes the client to reconnect.
    pub(crate) fn primes_streams(self) -> bool {
        self == Self::November2025
    }
}

/// The names of all revisions spoken, newest first; the slim server speaks the modern one only.
pub(crate) fn names(slim: bool) -> Vec<&'static str> {
    let spoken = SPOKEN.iter().filter(|revision| !slim || revision.is_modern());
    spoken.map(|revision| revision.name()).collect()
}
