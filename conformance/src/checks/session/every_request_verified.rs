use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::refused;
use crate::probes::sessions::{
    BARE_DELETE, BARE_GET, BARE_NOTIFICATION, CREDENTIALS, EXPIRED_GET, FOREIGN_DELETE, OWNER, OWNER_GET,
    OWNER_LATER,
};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.every-request-verified",
    requirements: &["SESSION-VERIFY-ALL-INBOUND"],
    summary: "notifications, GET and DELETE need a good token too",
    severity: Severity::Critical,
    probe: &CREDENTIALS,
    needs: &[],
    judge,
    remedy: "Put the token check in front of every method of the endpoint, GET and DELETE included.",
    classes: &["CWE-306", "MCP07:2025"],
    examples: &[
        passes(
            "owner | 200 | ok\nnotification-without-token | 401 | no id\nget-without-token | 401 | no id\n\
             get-with-expired-token | 401 | no id\ndelete-without-token | 401 | no id\n\
             delete-with-foreign-token | 401 | no id\nowner-later | 200 | ok\nowner-get | 405 | no id",
        ),
        fails(
            "owner | 200 | ok\nnotification-without-token | 401 | no id\nget-without-token | 200 | no id",
            "answered 200 to GET without a token",
        ),
    ],
};

const TRIED: &[(&str, &str)] = &[
    (BARE_NOTIFICATION, "a notification without a token"),
    (BARE_GET, "GET without a token"),
    (EXPIRED_GET, "GET with an expired token"),
    (BARE_DELETE, "DELETE without a token"),
    (FOREIGN_DELETE, "DELETE with a token for another audience"),
];

fn judge(seen: &Transcript) -> Judgement {
    seen.control(OWNER)?;
    for (label, what) in TRIED {
        refused(&seen.reply(label)?, what)?;
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
