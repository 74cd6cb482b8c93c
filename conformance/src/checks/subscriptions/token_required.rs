use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::checks::refused;
use crate::probes::features::subscriptions::{LIST_BARE, LISTEN, LISTEN_BARE, SUBSCRIPTIONS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "subscriptions.token-required",
    requirements: &["SUB-AUTH-REQUIRED"],
    summary: "a subscription needs a token as other requests do",
    severity: Severity::High,
    probe: &SUBSCRIPTIONS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Verify the token before a stream is opened for subscriptions/listen.",
    classes: &["CWE-306", "MCP07:2025"],
    examples: &[
        passes(
            r#"alive | 200 | ok
            listen | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged"}
            list-without-token | 401
            listen-without-token | 401"#,
        ),
        fails(
            r#"alive | 200 | ok
            listen | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged"}
            list-without-token | 401
            listen-without-token | 200 | Content-Type: text/event-stream | left"#,
            "a subscription without a token opened a stream",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::granted(seen, LISTEN)?;
    let list = seen.reply(LIST_BARE)?;
    list.answered()?;
    if list.is_served() {
        return Err(Verdict::not_applicable("lists are open to everybody"));
    }
    let bare = seen.reply(LISTEN_BARE)?;
    bare.require(
        !(bare.status() == 200 && bare.media_type() == "text/event-stream"),
        || "a subscription without a token opened a stream".to_owned(),
    )?;
    refused(&bare, "a subscription without a token")
}
