use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::sessions::LIFE;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.init-without-id",
    requirements: &["SESSION-INIT-WITHOUT-ID"],
    summary: "initialize needs no session id while another session lives",
    severity: Severity::Medium,
    probe: &LIFE,
    needs: &[],
    judge,
    remedy: "Open a session for every initialize; ask for a session id on every other request only.",
    classes: &[],
    examples: &[
        passes("initialize | 200 | Mcp-Session-Id: a | ok\ninitialize | 200 | Mcp-Session-Id: b | ok"),
        fails(
            "initialize | 200 | Mcp-Session-Id: a | ok\ninitialize | 400 | error -32600",
            "a second handshake without a session id got 400 with error -32600",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    if !seen.reply("initialize")?.is_served() {
        return Err(Verdict::inconclusive("the first handshake was not served"));
    }
    let Some(second) = seen.exchanges("initialize").nth(1) else {
        return Err(Verdict::inconclusive("there was no second handshake"));
    };
    second.answered()?;
    if !second.is_served() && !matches!(second.status(), 400 | 404) {
        return Err(Verdict::inconclusive(format!(
            "a second handshake got {}",
            second.describe()
        )));
    }
    second.require(second.is_served(), || {
        format!(
            "a second handshake without a session id got {}",
            second.describe()
        )
    })
}
