use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::authorization::{is_fetched, unless_open};
use crate::checks::refused;
use crate::probes::issuer::{ADDRESSES, KEY_ADDRESSES, WORK, address_label};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.key-address-not-fetched",
    requirements: &["AUTH-HEADER-KEY-URL-NOT-FETCHED"],
    summary: "an address of keys in the header of a token is not asked for",
    severity: Severity::High,
    probe: &KEY_ADDRESSES,
    needs: &[],
    judge,
    remedy: "Ignore `jku` and `x5u`; take keys from the configured key set only.",
    classes: &["CWE-918", "CWE-347"],
    examples: &[
        passes(
            "good-work | 200 | ok\nnote: canary-in-jku c1\naddress-in-jku | 401\nnote: canary-in-x5u c2\naddress-in-x5u | 401",
        ),
        fails(
            "good-work | 200 | ok\nnote: canary-in-jku c1\naddress-in-jku | 401\nupstream: GET /c1/keys.json HTTP/1.1\\n\\n",
            "asked for the address in a token whose jku is an address of ours",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    unless_open(seen, all_held(seen))
}

fn all_held(seen: &Transcript) -> Judgement {
    seen.control(WORK)?;
    for (parameter, what) in ADDRESSES.iter().filter(|(parameter, _)| *parameter != "kid") {
        let reply = seen.reply(&address_label(parameter))?;
        reply.require(!is_fetched(seen, parameter), || {
            format!("asked for the address in {what}")
        })?;
        refused(&reply, what)?;
    }
    Ok(())
}
