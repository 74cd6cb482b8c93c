use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::absent;
use crate::jsonrpc::METHOD_NOT_FOUND;
use crate::probes::versioning::{DECLARED_UNKNOWN, DISCOVER, DISCOVERY, SERVED, UNDECLARED};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "discover.undeclared-method",
    requirements: &["DISC-UNADVERTISED-METHOD"],
    summary: "a method of a capability that is not declared is unknown",
    severity: Severity::Low,
    probe: &DISCOVERY,
    needs: &[],
    judge,
    remedy: "Answer methods of capabilities that are not declared with -32601.",
    classes: &[],
    examples: &[
        passes("served | 200 | ok\nundeclared-prompts | 404 | error -32601"),
        fails(
            "served | 200 | ok\nundeclared-prompts | 500 | error -32603",
            "answered 500 with error -32603 to prompts/list",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(SERVED)?;
    if let Some(why) = seen.note(DECLARED_UNKNOWN) {
        return Err(Verdict::inconclusive(format!(
            "what is declared is not known: {why}"
        )));
    }
    let mut asked = false;
    for (capability, label, method) in UNDECLARED {
        let Some(reply) = seen.exchanges(label).next() else {
            continue;
        };
        // Parts of a server may come while it is looked at.
        let declares = |discovery: &Reply<'_>| {
            let result = discovery.result();
            result.is_some_and(|result| result["capabilities"].get(capability).is_some())
        };
        if seen.exchanges(DISCOVER).any(|discovery| declares(&discovery)) {
            continue;
        }
        reply.answered()?;
        let says = || {
            format!(
                "answered {} to {method}, whose capability is not declared",
                reply.describe()
            )
        };
        reply.advise(!reply.is_served(), says)?;
        reply.require(reply.error_code() == Some(METHOD_NOT_FOUND), says)?;
        asked = true;
    }
    if asked {
        Ok(())
    } else {
        Err(absent(seen, "every capability is declared"))
    }
}
