//! The revisions that the server speaks, and what differs between the two eras.

/// A revision that this server speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Revision {
    /// 2025-11-25: a handshake opens a session.
    November2025,
    /// 2026-07-28: each request says everything itself.
    July2026,
}

/// All of them, newest first.
pub(crate) const SPOKEN: &[Revision] = &[Revision::July2026, Revision::November2025];

impl Revision {
    pub(crate) fn name(self) -> &'static str {
        match self {
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
        SPOKEN
            .iter()
            .copied()
            .find(|revision| !revision.is_modern())
            .unwrap_or(Self::November2025)
    }
}

/// The names of all revisions spoken, newest first; the slim server speaks the modern one only.
pub(crate) fn names(slim: bool) -> Vec<&'static str> {
    let spoken = SPOKEN.iter().filter(|revision| !slim || revision.is_modern());
    spoken.map(|revision| revision.name()).collect()
}
