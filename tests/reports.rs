//! One fixed report, with every verdict and characters that a format could trip over, in each format.

use conformance::report::terminal::Style;
use conformance::report::{
    Counts, Coverage, Evidence, FindingPart, Looked, Report, RowPart, SCHEMA_ID, SCHEMA_VERSION, Suite,
    TargetPart, markdown, terminal,
};
use serde_json::json;

/// A pipe, a backtick, an escape sequence, a line end, a tag, a right-to-left override.
const ODD: &str = "a|b`c\u{1b}[31md\ne<f>\u{202e}g";

fn row(check: &str, verdict: &'static str, revision: &str) -> RowPart {
    let complains = matches!(verdict, "fail" | "warn");
    RowPart {
        check: check.to_owned(),
        requirement: "AUTH-AUD-REJECT-FOREIGN".to_owned(),
        revision: revision.to_owned(),
        transport: "streamable-http".to_owned(),
        level: if verdict == "warn" { "SHOULD" } else { "MUST" }.to_owned(),
        severity: "critical",
        verdict,
        reason: (!complains && verdict != "pass").then(|| format!("why it is {verdict}: {ODD}")),
        finding: complains.then(|| FindingPart {
            says: format!("answered 200 to {ODD}"),
            evidence: vec![Evidence {
                transcript: "transcripts/2025-11-25.streamable-http.tokens.txt".to_owned(),
                exchange: 7,
                label: "foreign".to_owned(),
                sent: "tools/call".to_owned(),
                received: "200 with a result".to_owned(),
            }],
            remedy: "Compare the audience.".to_owned(),
            classes: vec!["CWE-863".to_owned()],
            reproduce: format!("proofhouse run --only {check}"),
        }),
        expected: verdict == "warn",
        summary: "a token minted for another server is refused".to_owned(),
        source: "2025-11-25/basic/authorization, \"Token Handling\"".to_owned(),
    }
}

fn report() -> Report {
    let looked = |looked_at, applicable| Looked {
        applicable,
        looked_at,
    };
    Report {
        schema: SCHEMA_ID,
        schema_version: SCHEMA_VERSION,
        suite: Suite {
            version: "0.0.0",
            catalogue: "0123456789abcdef".to_owned(),
            profile: None,
        },
        seed: 7,
        target: TargetPart {
            name: ODD.to_owned(),
            server_info: json!({"name": ODD, "version": "1"}),
            revisions: vec!["2025-11-25".to_owned(), "2026-07-28".to_owned()],
            transports: vec!["streamable-http".to_owned()],
            egress: Some("proxy"),
        },
        coverage: Coverage {
            must: looked(3, 5),
            should: looked(1, 1),
            critical_not_looked_at: vec!["authorization.unknown-key".to_owned()],
            verdicts: Counts {
                pass: 1,
                fail: 1,
                warn: 1,
                inconclusive: 1,
                not_applicable: 1,
                error: 1,
            },
        },
        interrupted: true,
        rows: vec![
            row("authorization.algorithm-none", "pass", "2025-11-25"),
            row("authorization.foreign-audience", "fail", "2025-11-25"),
            row("authorization.expiry-required", "warn", "2026-07-28"),
            row("authorization.unknown-key", "inconclusive", "2026-07-28"),
            row("session.delete", "not-applicable", "2025-11-25"),
            row("session.delete", "error", "2026-07-28"),
        ],
    }
}

#[test]
fn the_markdown_matrix_is_as_recorded() {
    insta::assert_snapshot!(markdown::write(&report()));
}

#[test]
fn the_terminal_matrix_is_as_recorded_and_lets_no_escape_sequence_of_the_target_through() {
    let plain = terminal::write(&report(), Style::Plain);
    assert!(
        !plain.contains('\u{1b}') && !plain.contains('\u{202e}'),
        "{plain:?}"
    );
    insta::assert_snapshot!(plain);
}

#[test]
fn colours_change_nothing_but_escape_sequences() {
    let coloured = terminal::write(&report(), Style::Colour);
    let mut stripped = String::new();
    let mut rest = coloured.as_str();
    while let Some((before, after)) = rest.split_once("\u{1b}[") {
        stripped.push_str(before);
        rest = after.split_once('m').expect("a colour ends with m").1;
    }
    stripped.push_str(rest);
    assert_eq!(stripped, terminal::write(&report(), Style::Plain));
}

#[test]
fn the_json_report_is_as_recorded() {
    insta::assert_snapshot!(report().to_json().expect("it can be written"));
}
