use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::checks::refused;
use crate::probes::sessions::{
    BARE_DELETE, BARE_GET, BARE_INITIALIZE, BARE_NOTIFICATION, CREDENTIALS, EXPIRED_GET, FOREIGN_DELETE,
    OWNER, OWNER_GET, OWNER_LATER,
};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.every-request-verified",
    requirements: &["SESSION-VERIFY-ALL-INBOUND"],
    summary: "notifications, GET and DELETE need a good token too",
    severity: Severity::Critical,
    probe: &CREDENTIALS,
    needs: &[Need::ResourceServer],
    judge,
    remedy: "Put the token check in front of every method of the endpoint, GET and DELETE included.",
    classes: &["CWE-306", "MCP07:2025"],
    examples: &[
        passes(
            "owner | 200 | ok\ninitialize-without-token | 401\ninitialize-expired | 401\ninitialize-foreign | 401\n\
             notification-without-token | 401 | no id\nget-without-token | 401 | no id\n\
             get-with-expired-token | 401 | no id\ndelete-without-token | 401 | no id\n\
             delete-with-foreign-token | 401 | no id\nowner-later | 200 | ok\nowner-get | 405 | no id",
        ),
        fails(
            "owner | 200 | ok\ninitialize-without-token | 401\ninitialize-expired | 401\ninitialize-foreign | 401\n\
             notification-without-token | 401 | no id\nget-without-token | 200 | no id",
            "answered 200 to GET without a token",
        ),
    ],
};

/// What is tried, and the handshake that was tried with the same token or none.
const TRIED: &[(&str, &str, &str)] = &[
    (
        BARE_INITIALIZE,
        BARE_NOTIFICATION,
        "a notification without a token",
    ),
    (BARE_INITIALIZE, BARE_GET, "GET without a token"),
    ("initialize-expired", EXPIRED_GET, "GET with an expired token"),
    (BARE_INITIALIZE, BARE_DELETE, "DELETE without a token"),
    (
        "initialize-foreign",
        FOREIGN_DELETE,
        "DELETE with a token for another audience",
    ),
];

fn judge(seen: &Transcript) -> Judgement {
    seen.control(OWNER)?;
    let mut tried = 0;
    for (handshake, label, what) in TRIED {
        // What opens a session is no matter of the requests in it.
        if seen.reply(handshake)?.is_served() {
            continue;
        }
        tried += 1;
        let reply = seen.reply(label)?;
        if !reply.is_refused() {
            refused(&reply, what)?;
        }
    }
    if tried == 0 {
        return Err(Verdict::not_applicable(
            "sessions can be opened without a token and with bad ones",
        ));
    }
    seen.control(OWNER_LATER)?;
    // Where GET is not offered its refusals say nothing, but the others do.
    match seen.reply(OWNER_GET)? {
        get if get.status() == 405 || get.is_served() => Ok(()),
        get => Err(Verdict::inconclusive(format!(
            "GET with a good token got {}",
            get.describe()
        ))),
    }
}
