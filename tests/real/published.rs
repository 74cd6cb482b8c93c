//! Releases with a published flaw, each beside the release that mends it: the suite has to tell them apart.
//!
//! `docs/published-flaws.md` says what is wrong with each. `targets/external/install published` installs them.

use std::collections::BTreeSet;

use libtest_mimic::Trial;
use serde_json::Value;
use tempfile::tempdir;

use super::{Looked, external, is_installed, text, trial};
use crate::command::run;

/// A published flaw, and what shows it.
struct Pair {
    id: &'static str,
    /// Folders below `.installed` that both sides need.
    installed: [&'static str; 2],
    /// Target files without their ending.
    flawed: &'static str,
    mended: &'static str,
    check: &'static str,
    requirement: &'static str,
    /// The worst verdict that the requirement allows.
    verdict: &'static str,
    arguments: &'static [&'static str],
}

const NOTHING_MORE: &[&str] = &[];

/// The two clients of this flaw are the only ones: each other conversation would be a third.
const ALONE: &[&str] = &["--jobs", "1"];

const PAIRS: &[Pair] = &[
    Pair {
        id: "CVE-2025-66414",
        installed: [
            "published/typescript-sdk-1.23.1",
            "published/typescript-sdk-1.24.0",
        ],
        flawed: "published/CVE-2025-66414-flawed",
        mended: "published/CVE-2025-66414-mended",
        check: "transport-http.rebound-page",
        requirement: "HTTP-ORIGIN-VALIDATED",
        verdict: "fail",
        arguments: NOTHING_MORE,
    },
    Pair {
        id: "CVE-2025-66416",
        installed: ["published/mcp-1.22.0", "published/mcp-1.23.0"],
        flawed: "published/CVE-2025-66416-http-flawed",
        mended: "published/CVE-2025-66416-http-mended",
        check: "transport-http.origin-validated",
        requirement: "HTTP-ORIGIN-VALIDATED",
        verdict: "fail",
        arguments: NOTHING_MORE,
    },
    Pair {
        id: "CVE-2025-66416-sse",
        installed: ["published/mcp-1.22.0", "published/mcp-1.23.0"],
        flawed: "published/CVE-2025-66416-sse-flawed",
        mended: "published/CVE-2025-66416-sse-mended",
        check: "transport-sse.origin-on-stream",
        requirement: "SSE-ORIGIN-GET",
        verdict: "fail",
        arguments: NOTHING_MORE,
    },
    Pair {
        id: "CVE-2025-53366",
        installed: ["published/mcp-1.9.3", "published/mcp-1.9.4"],
        flawed: "published/CVE-2025-53366-http-flawed",
        mended: "published/CVE-2025-53366-http-mended",
        check: "jsonrpc.bad-params-survived",
        requirement: "HTTP-MALFORMED-BODY-SURVIVES",
        verdict: "fail",
        arguments: NOTHING_MORE,
    },
    Pair {
        id: "CVE-2025-53366-stdio",
        installed: ["published/mcp-1.9.3", "published/mcp-1.9.4"],
        flawed: "published/CVE-2025-53366-stdio-flawed",
        mended: "published/CVE-2025-53366-stdio-mended",
        check: "jsonrpc.bad-params-survived",
        requirement: "STDIO-BAD-LINE-SURVIVES",
        verdict: "fail",
        arguments: NOTHING_MORE,
    },
    Pair {
        id: "CVE-2025-53110",
        installed: [
            "published/server-filesystem-2025.3.28",
            "published/server-filesystem-2025.7.1",
        ],
        flawed: "published/CVE-2025-53110-flawed",
        mended: "published/CVE-2025-53110-mended",
        check: "tools.path-traversal",
        requirement: "TOOLS-PATH-TRAVERSAL",
        verdict: "fail",
        arguments: NOTHING_MORE,
    },
    Pair {
        id: "CVE-2026-52869",
        installed: ["published/mcp-1.27.1", "published/mcp-1.27.2"],
        flawed: "published/CVE-2026-52869-http-flawed",
        mended: "published/CVE-2026-52869-http-mended",
        check: "session.bound-to-principal-post",
        requirement: "SESSION-BIND-PRINCIPAL-POST",
        verdict: "warn",
        arguments: NOTHING_MORE,
    },
    Pair {
        id: "CVE-2026-52869-sse",
        installed: ["published/mcp-1.27.1", "published/mcp-1.27.2"],
        flawed: "published/CVE-2026-52869-sse-flawed",
        mended: "published/CVE-2026-52869-sse-mended",
        check: "transport-sse.cross-principal",
        requirement: "SSE-CHANNEL-CROSS-PRINCIPAL",
        verdict: "warn",
        arguments: NOTHING_MORE,
    },
    Pair {
        id: "CVE-2026-25536",
        installed: [
            "published/typescript-sdk-1.25.3",
            "published/typescript-sdk-1.26.0",
        ],
        flawed: "published/CVE-2026-25536-flawed",
        mended: "published/CVE-2026-25536-mended",
        check: "session.same-id-requests",
        requirement: "SESSION-SAME-ID-DIFFERENT-SESSIONS",
        verdict: "fail",
        arguments: ALONE,
    },
    Pair {
        id: "CVE-2026-42559",
        installed: ["published/rmcp-1.3.0", "published/rmcp-1.4.0"],
        flawed: "published/CVE-2026-42559-flawed",
        mended: "published/CVE-2026-42559-mended",
        check: "transport-http.rebound-page",
        requirement: "HTTP-ORIGIN-VALIDATED",
        verdict: "fail",
        arguments: NOTHING_MORE,
    },
    Pair {
        id: "CVE-2026-63128",
        installed: ["published/rmcp-1.7.0", "published/rmcp-2.0.0"],
        flawed: "published/CVE-2026-63128-flawed",
        mended: "published/CVE-2026-63128-mended",
        check: "session.refused-opens-none",
        requirement: "SESSION-ABANDONED-BOUNDED",
        verdict: "warn",
        arguments: NOTHING_MORE,
    },
    Pair {
        id: "GHSA-fmmv-w9g8-j3gc",
        installed: ["published/mcp-1.28.1", "published/mcp-1.29.1"],
        flawed: "published/GHSA-fmmv-w9g8-j3gc-flawed",
        mended: "published/GHSA-fmmv-w9g8-j3gc-mended",
        check: "transport-http.large-body-bounded",
        requirement: "HTTP-MALFORMED-BODY-SURVIVES",
        verdict: "warn",
        arguments: NOTHING_MORE,
    },
    Pair {
        id: "GHSA-w4fh-qvv9-3v23",
        installed: ["python-sdk", "python-sdk"],
        flawed: "python-sdk-no-audience",
        mended: "python-sdk",
        check: "authorization.foreign-audience",
        requirement: "AUTH-AUD-REJECT-FOREIGN",
        verdict: "fail",
        arguments: NOTHING_MORE,
    },
    Pair {
        id: "GHSA-rvq5-wwqv-78pq",
        installed: ["typescript-sdk", "typescript-sdk"],
        flawed: "typescript-sdk-no-audience",
        mended: "typescript-sdk",
        check: "authorization.foreign-audience",
        requirement: "AUTH-AUD-REJECT-FOREIGN",
        verdict: "fail",
        arguments: NOTHING_MORE,
    },
    Pair {
        id: "GHSA-5j8j-256g-vvp5",
        installed: ["published/mcp-atlassian-0.23.0", "published/mcp-atlassian-0.23.1"],
        flawed: "published/GHSA-5j8j-256g-vvp5-sse-flawed",
        mended: "published/GHSA-5j8j-256g-vvp5-sse-mended",
        check: "authorization.no-token",
        requirement: "AUTH-401-NO-TOKEN",
        verdict: "fail",
        arguments: NOTHING_MORE,
    },
];

pub fn trials() -> impl Iterator<Item = Trial> {
    PAIRS.iter().map(|pair| {
        let name = format!("{}_is_found_and_its_mend_is_believed", pair.id);
        let are_installed = pair.installed.iter().all(|folder| is_installed(folder));
        trial(pair.installed[0], name, || tell_apart(pair)).with_ignored_flag(!are_installed)
    })
}

fn tell_apart(pair: &Pair) {
    let id = pair.id;
    let (flawed, mended) = std::thread::scope(|scope| {
        let mended = scope.spawn(|| look(pair, pair.mended));
        (look(pair, pair.flawed), mended.join().expect("it was looked at"))
    });
    let accused: Vec<_> = ["fail", "warn"]
        .map(|verdict| mended.with(verdict))
        .into_iter()
        .flatten()
        .collect();
    assert!(accused.is_empty(), "{id}: the mended side: {accused:#?}");
    // Where nothing is shown of either side, another column may tell them apart.
    let found = places(&flawed, pair, pair.verdict);
    let believed = places(&mended, pair, "pass");
    assert!(
        !found.is_disjoint(&believed),
        "{id}: found at {found:?}, the mended side passes at {believed:?}; inconclusive of the flawed side {:#?}, of the mended side {:#?}",
        flawed.with("inconclusive"),
        mended.with("inconclusive")
    );
}

/// The columns in which the requirement of the pair gets this verdict.
fn places(looked: &Looked, pair: &Pair, verdict: &str) -> BTreeSet<String> {
    let asked =
        |row: &&Value| text(&row["verdict"]) == verdict && text(&row["requirement"]) == pair.requirement;
    let place = |row: &Value| format!("{} {}", text(&row["revision"]), text(&row["transport"]));
    looked.rows.iter().filter(asked).map(place).collect()
}

fn look(pair: &Pair, target: &str) -> Looked {
    let folder = tempdir().expect("a folder");
    let file = external().join(format!("{target}.toml")).display().to_string();
    let arguments = [&["run", &file, "--only", pair.check], pair.arguments].concat();
    let ran = run(folder.path(), &arguments);
    // A warning alone is nothing conclusive.
    assert!(
        matches!(ran.code, 0 | 1 | 4),
        "{target}: {}\n{}",
        ran.stdout,
        ran.stderr
    );
    Looked::read(folder.path())
}
