//! The dated revisions of the specification, and the transports they define.
//!
//! *Legacy* revisions open with an `initialize` handshake; *modern* ones carry version and capabilities
//! on every request (2026-07-28/basic/versioning, "Terminology").

use std::fmt;
use std::str::FromStr;

/// A dated edition of the MCP specification, oldest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Revision {
    /// 2024-11-05
    V2024_11_05,
    /// 2025-03-26
    V2025_03_26,
    /// 2025-06-18
    V2025_06_18,
    /// 2025-11-25
    V2025_11_25,
    /// 2026-07-28
    V2026_07_28,
}

impl Revision {
    /// Every revision, oldest first.
    pub const ALL: [Revision; 5] = [
        Self::V2024_11_05,
        Self::V2025_03_26,
        Self::V2025_06_18,
        Self::V2025_11_25,
        Self::V2026_07_28,
    ];

    /// The date that names it on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::V2024_11_05 => "2024-11-05",
            Self::V2025_03_26 => "2025-03-26",
            Self::V2025_06_18 => "2025-06-18",
            Self::V2025_11_25 => "2025-11-25",
            Self::V2026_07_28 => "2026-07-28",
        }
    }

    /// Whether every request carries its own version and capabilities.
    pub const fn is_modern(self) -> bool {
        matches!(self, Self::V2026_07_28)
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Revision {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|revision| revision.as_str() == text)
            .ok_or_else(|| {
                let known: Vec<_> = Self::ALL.iter().map(|revision| revision.as_str()).collect();
                format!("{text:?} is no revision; the revisions are {}", known.join(", "))
            })
    }
}

/// How messages travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Transport {
    /// Newline-delimited messages over the standard streams of a launched process.
    Stdio,
    /// The two-endpoint transport of 2024-11-05.
    HttpSse,
    /// One endpoint, since 2025-03-26.
    StreamableHttp,
}

impl Transport {
    /// Every transport.
    pub const ALL: [Transport; 3] = [Self::StreamableHttp, Self::HttpSse, Self::Stdio];

    /// The name used in reports, target files and the catalogue.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stdio => "stdio",
            Self::HttpSse => "http+sse",
            Self::StreamableHttp => "streamable-http",
        }
    }

    /// Whether answers come on one channel beside others, matched by id alone: stdio, and the stream of HTTP+SSE.
    pub const fn is_channel(self) -> bool {
        !matches!(self, Self::StreamableHttp)
    }

    /// Whether messages travel over HTTP.
    pub const fn is_http(self) -> bool {
        !matches!(self, Self::Stdio)
    }
}

impl fmt::Display for Transport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Transport {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|transport| transport.as_str() == text)
            .ok_or_else(|| {
                format!("{text:?} is no transport; the transports are streamable-http, http+sse, stdio")
            })
    }
}

/// One column of the matrix: a revision spoken over a transport.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cell {
    /// The revision negotiated or declared.
    pub revision: Revision,
    /// The transport it is spoken over.
    pub transport: Transport,
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} over {}", self.revision, self.transport)
    }
}
