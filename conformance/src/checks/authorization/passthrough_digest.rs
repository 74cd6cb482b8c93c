use crate::check::{Check, Judgement, Severity, Verdict, advise, fails, passes};
use crate::checks::authorization::passthrough::presented_tokens;
use crate::credential::Traces;
use crate::probes::authorization::UPSTREAM;
use crate::transcript::Transcript;

/// A digest is not the token, and no rule forbids it by name: what correlates two logs may well be one. It is a
/// warning all the same, since to a service that takes it for a key it is a credential made of the client's token.
pub static CHECK: Check = Check {
    id: "authorization.passthrough-digest",
    requirements: &["AUTH-NO-PASSTHROUGH"],
    summary: "no digest of the client's token is sent to an upstream service",
    severity: Severity::Medium,
    probe: &UPSTREAM,
    needs: &[],
    judge,
    remedy: "Name the request to upstream services by an identifier of its own, and the user by the subject; derive nothing from the client's token.",
    classes: &["CWE-441", "MCP01:2025"],
    examples: &[
        passes(
            "upstream-call | 200 | ok | sent Authorization: Bearer aaaa.bbbbbbbbbbbbbbbb.cccccccccccccccc\nupstream: GET /probe HTTP/1.1\\nAuthorization: Bearer own\\n\\n",
        ),
        fails(
            "upstream-call | 200 | ok | sent Authorization: Bearer aaaa.bbbbbbbbbbbbbbbb.cccccccccccccccc\nupstream: GET /probe HTTP/1.1\\nX-Key: 8be6823c302766b436ba66b691ad37bb9bf1e0b57063e7d1084da4fbcfdb4d49\\n\\n",
            "the SHA-256 digest of the client's token reached the upstream service in the header \"x-key\", in hexadecimal",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let requests: Vec<&[u8]> = seen.upstream().collect();
    for (token, dates) in presented_tokens(seen) {
        let arrival = Traces::of(&token, dates).digest_in(&requests);
        advise(arrival.is_none(), || {
            arrival.map_or_else(String::new, |arrival| arrival.to_string())
        })?;
    }
    if requests.is_empty() {
        Err(Verdict::inconclusive("nothing arrived at the upstream service"))
    } else {
        Ok(())
    }
}
