use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::authorization::{is_fetched, unless_open};
use crate::checks::refused;
use crate::probes::issuer::{ADDRESSES, KEY_ADDRESSES, KEY_IDS, WORK, address_label};
use crate::probes::tokens::summary;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.key-id-injection",
    requirements: &["AUTH-KID-INJECTION"],
    summary: "a key id is looked up, and never opened, queried or fetched",
    severity: Severity::Critical,
    probe: &KEY_ADDRESSES,
    needs: &[],
    judge,
    remedy: "Compare `kid` with the ids of the key set as text, and do nothing else with it.",
    classes: &["CWE-918", "CWE-22", "CWE-89"],
    examples: &[
        passes(
            "good-work | 200 | ok\nnote: canary-in-kid c1\naddress-in-kid | 401\nkid-path | 401\nkid-sql | 401\nkid-empty | 401\nkid-very-long | 431",
        ),
        fails(
            "good-work | 200 | ok\nnote: canary-in-kid c1\naddress-in-kid | 401\nupstream: GET /c1/keys.json HTTP/1.1\\n\\n",
            "asked for the address in a token whose key id is an address of ours",
        ),
        fails(
            "good-work | 200 | ok\nnote: canary-in-kid c1\naddress-in-kid | 401\nkid-path | 200 | ok",
            "answered 200 with a result to a token with this fault: the key id is a path to an empty file",
        ),
        fails(
            "good-work | 200 | ok\nnote: canary-in-kid c1\naddress-in-kid | 401\nkid-path | 401\nkid-sql | 500",
            "answered 500 to a token with this fault",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    unless_open(seen, all_held(seen))
}

fn all_held(seen: &Transcript) -> Judgement {
    seen.control(WORK)?;
    for (parameter, what) in ADDRESSES.iter().filter(|(parameter, _)| *parameter == "kid") {
        let reply = seen.reply(&address_label(parameter))?;
        reply.require(!is_fetched(seen, parameter), || {
            format!("asked for the address in {what}")
        })?;
        refused(&reply, what)?;
    }
    for label in KEY_IDS {
        let reply = seen.reply(label)?;
        reply.require(reply.status() < 500, || {
            format!("answered {} to {}", reply.describe(), summary(label))
        })?;
        refused(&reply, &summary(label))?;
    }
    Ok(())
}
