//! A check: one requirement, one way of looking, one pure judge.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::catalogue::{self, Requirement};
use crate::probes::Probe;
use crate::revision::Cell;
use crate::transcript::{Facts, Tokens, Transcript};

/// `Ok(())` is a pass; every other verdict is an early return.
pub type Judgement = Result<(), Verdict>;

/// Why a requirement is not simply met.
#[derive(Clone, Debug, PartialEq)]
pub enum Verdict {
    /// Broken.
    Fail(Finding),
    /// A SHOULD broken, or a MUST where the specification leaves doubt.
    Warn(Finding),
    /// We could not look.
    Inconclusive(String),
    /// The target never claimed the feature, or there is nothing of the kind to look at.
    NotApplicable(String),
    /// Ours: a judge panicked.
    Error(String),
}

impl Verdict {
    /// We could not look, and why.
    pub fn inconclusive(why: impl Into<String>) -> Self {
        Self::Inconclusive(why.into())
    }

    /// Whether something is held against the target.
    pub fn is_finding(&self) -> bool {
        matches!(self, Self::Fail(_) | Self::Warn(_))
    }

    /// There is nothing to look at, and why.
    pub fn not_applicable(why: impl Into<String>) -> Self {
        Self::NotApplicable(why.into())
    }
}

/// What was seen, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// What was seen, as a fragment: `answered 200 to a token for another audience`.
    pub says: String,
    /// The exchanges that show it, by number.
    pub evidence: Vec<u32>,
}

impl Finding {
    /// A finding that rests on the whole conversation.
    pub fn new(says: impl Into<String>) -> Self {
        Self {
            says: says.into(),
            evidence: Vec::new(),
        }
    }
}

/// Fails unless `held`, with the whole conversation as evidence; [`crate::transcript::Reply::require`] names the exchange.
pub fn require(held: bool, says: impl FnOnce() -> String) -> Judgement {
    if held {
        Ok(())
    } else {
        Err(Verdict::Fail(Finding::new(says())))
    }
}

/// Warns unless `held`, with the whole conversation as evidence.
pub fn advise(held: bool, says: impl FnOnce() -> String) -> Judgement {
    if held {
        Ok(())
    } else {
        Err(Verdict::Warn(Finding::new(says())))
    }
}

/// The harm a broken requirement does; not the specification's word for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// A nuisance.
    Low,
    /// Interoperability breaks.
    Medium,
    /// The server can be taken down or misled.
    High,
    /// Somebody gets what is not theirs.
    Critical,
}

impl Severity {
    /// The word in reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}

/// What must be so for a check or probe to make sense on a target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The target file says that it trusts our authorization server.
    ResourceServer,
    /// It takes tokens, of our authorization server or of its own.
    Protected,
    /// Two principals have tokens for it.
    Principals,
    /// The target file says that it is an authorization server that sends people on to ours.
    Proxy,
    /// The target file says that it has an authorization server of its own.
    SignIn,
    /// Of its tokens, some are signed.
    SignedTokens,
    /// Of its tokens, some are opaque.
    OpaqueTokens,
    /// It issues session ids.
    Sessions,
    /// It declares tools.
    Tools,
    /// It declares resources.
    Resources,
    /// It declares prompts.
    Prompts,
    /// It declares completions.
    Completions,
    /// A tool call is known that is served and has no side effect.
    Work,
    /// A tool call is known that makes the target fetch a URL of ours.
    Upstream,
    /// A tool call is known that asks its client something.
    Asks,
    /// A tool call is known that reports progress.
    Reports,
    /// A tool call is known whose stream ends before its response.
    Closes,
    /// It speaks modern revisions only.
    ModernOnly,
    /// It was launched, and its connections are watched.
    Watched,
    /// A tool call is known that reads a planted file.
    Files,
    /// The target file names other workers of its deployment.
    Workers,
    /// The target file names a tool that changes a resource for everybody.
    Changes,
    /// The target file names a tool that changes a resource of its user's.
    ChangesOwn,
    /// The target file names a tool that makes handles.
    Handles,
    /// The target file names a tool that asks, and whose effect may be had once.
    Once,
    /// The target file names tools that need scopes of their own.
    Operations,
    /// The target file says that it trusts a second issuer of ours.
    SecondIssuer,
}

impl Need {
    /// Holds it against what is known; the error says what is missing.
    pub fn met_by(self, facts: &Facts) -> Result<(), String> {
        let (met, missing) = match self {
            Self::ResourceServer => (
                facts.authorization.is_some(),
                "the target does not take tokens of our authorization server",
            ),
            Self::Protected => (facts.is_protected(), "the target takes no tokens"),
            Self::Principals => (
                facts.knows_two(),
                "nobody but one user has a token for the target",
            ),
            Self::Proxy => (
                facts.sends_on(),
                "the target file names no authorization server of its own that sends people on to ours",
            ),
            Self::SignIn => (
                facts.sign_in.is_some(),
                "the target file names no authorization server of the target's own",
            ),
            Self::SignedTokens => (
                facts.tokens().is_some_and(|tokens| tokens != Tokens::Opaque),
                "the target takes no signed tokens of our authorization server",
            ),
            Self::OpaqueTokens => (
                facts.tokens().is_some_and(|tokens| tokens != Tokens::Jwt),
                "the target file does not say that it asks about opaque tokens",
            ),
            Self::Sessions => (facts.sessions, "the target issues no session ids"),
            Self::Tools => (facts.declares("tools"), "the target declares no tools"),
            Self::Resources => (facts.declares("resources"), "the target declares no resources"),
            Self::Prompts => (facts.declares("prompts"), "the target declares no prompts"),
            Self::Completions => (
                facts.declares("completions"),
                "the target declares no completions",
            ),
            Self::Work => (
                facts.work.is_some(),
                "no tool is known that may be called without side effects",
            ),
            Self::Upstream => (facts.upstream.is_some(), "no tool is known that fetches a URL"),
            Self::Asks => (
                facts.asks.is_some(),
                "no tool was seen to ask its client anything",
            ),
            Self::Reports => (facts.reports.is_some(), "no tool was seen to report progress"),
            Self::Closes => (
                facts.closes.is_some(),
                "no tool was seen to end its stream before its response",
            ),
            Self::ModernOnly => (
                !facts
                    .revisions
                    .iter()
                    .chain(&facts.doubtful)
                    .any(|revision| revision.as_str() < "2026"),
                "the target also speaks earlier revisions, or may",
            ),
            Self::Watched => (facts.watch.is_some(), "the target's connections are not watched"),
            Self::Files => (
                facts.files.is_some(),
                "the target file names no tool that reads files of ours",
            ),
            Self::Changes => (
                facts.declared.changes.is_some(),
                "the target file names no tool that changes a resource",
            ),
            Self::ChangesOwn => (
                facts.declared.changes_own.is_some(),
                "the target file names no tool that changes a resource of one user's",
            ),
            Self::Handles => (
                facts.declared.handle.is_some(),
                "the target file names no tool that makes handles",
            ),
            Self::Once => (
                facts.declared.once.is_some(),
                "the target file names no tool whose effect may be had once",
            ),
            Self::Operations => (
                !facts.declared.operations.is_empty(),
                "the target file names no tools that need scopes of their own",
            ),
            Self::SecondIssuer => (
                facts
                    .authorization
                    .as_ref()
                    .is_some_and(|known| known.second_issuer.is_some()),
                "the target does not trust a second issuer of ours",
            ),
            Self::Workers => (
                facts.workers > 0,
                "the target file names no other workers of its deployment",
            ),
        };
        if met { Ok(()) } else { Err(missing.to_owned()) }
    }
}

/// A check, as written in its file under `checks/<area>/`.
#[derive(Debug)]
pub struct Check {
    /// `<area>.<name>`, equal to its path. Public and stable.
    pub id: &'static str,
    /// The catalogue rows it looks at; for each revision the first one that holds there counts.
    pub requirements: &'static [&'static str],
    /// What a pass says, in one line.
    pub summary: &'static str,
    /// The harm.
    pub severity: Severity,
    /// The conversation that its judge reads.
    pub probe: &'static Probe,
    /// What the target must have besides what the probe needs.
    pub needs: &'static [Need],
    /// The verdict, from the transcript alone.
    pub judge: fn(&Transcript) -> Judgement,
    /// How a server is mended.
    pub remedy: &'static str,
    /// CWE and OWASP ids, such as `CWE-863` or `MCP01:2025`, where they apply.
    pub classes: &'static [&'static str],
    /// Transcripts, in short, that pass and fail.
    pub examples: &'static [Example],
}

/// A transcript in the short form of [`crate::example`], and the verdict on it.
#[derive(Debug)]
pub struct Example {
    /// The transcript.
    pub transcript: &'static str,
    /// What must be said of it; `None` is a pass.
    pub says: Option<&'static str>,
}

/// An example that passes.
pub const fn passes(transcript: &'static str) -> Example {
    Example {
        transcript,
        says: None,
    }
}

/// An example that fails or warns, with these words in its finding.
pub const fn fails(transcript: &'static str, says: &'static str) -> Example {
    Example {
        transcript,
        says: Some(says),
    }
}

impl Check {
    /// The area it belongs to: the part of its id before the dot.
    pub fn area(&self) -> &'static str {
        self.id.split_once('.').map_or(self.id, |(area, _)| area)
    }

    /// The catalogue row that it looks at in `cell`, if any holds there.
    pub fn requirement_in(&self, cell: Cell) -> Option<&'static Requirement> {
        let mut rows = self.requirements.iter().filter_map(|id| catalogue::find(id));
        rows.find(|requirement| requirement.in_cell(cell).is_some())
            .filter(|_| self.probe.covers(cell))
    }

    /// What its target must have and has not.
    pub fn unmet(&self, facts: &Facts) -> Option<String> {
        let mut needs = self.probe.needs.iter().chain(self.needs);
        needs.find_map(|need| need.met_by(facts).err())
    }

    /// Judges a transcript. A panic is ours and becomes [`Verdict::Error`]; a failure in a column where
    /// the catalogue allows a warning at most becomes one.
    pub fn judge(&self, seen: &Transcript) -> Judgement {
        if let Some(missing) = self.unmet(&seen.head.facts) {
            return Err(Verdict::NotApplicable(missing));
        }
        let judged = catch_unwind(AssertUnwindSafe(|| (self.judge)(seen)));
        let judgement = judged.unwrap_or_else(|panic| Err(Verdict::Error(panic_text(panic.as_ref()))));
        match judgement {
            Err(Verdict::Fail(finding)) if !self.may_fail(seen.head.cell) => Err(Verdict::Warn(finding)),
            other => other,
        }
    }

    fn may_fail(&self, cell: Cell) -> bool {
        self.requirement_in(cell)
            .and_then(|row| row.in_cell(cell))
            .is_none_or(catalogue::Variant::may_fail)
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    format!("a judge panicked: {}", text.unwrap_or("no message"))
}
