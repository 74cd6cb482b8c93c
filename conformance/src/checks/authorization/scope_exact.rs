use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::checks::authorization::{requires_scopes, unless_open};
use crate::probes::token_forms::{GOOD, SCOPES, TOKEN_FORMS, summary};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.scope-exact",
    requirements: &["AUTH-SCOPE-EXACT"],
    summary: "a scope that is nearly the needed one grants nothing",
    severity: Severity::High,
    probe: &TOKEN_FORMS,
    needs: &[Need::Work],
    judge,
    remedy: "Split the scope claim at spaces, and compare each scope whole and in its case.",
    classes: &["CWE-863", "CWE-178", "MCP02:2025"],
    examples: &[
        passes(
            r"good-token | 200 | ok
no-token | 401
scope-lengthened | 403
scope-shortened | 403
scope-upper-case | 403
scope-prefixed | 403
scope-comma-joined | 403",
        ),
        fails(
            r"good-token | 200 | ok
no-token | 401
scope-lengthened | 200 | ok",
            "a tool was called with a token whose scopes are longer than the needed ones",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    requires_scopes(seen)?;
    seen.control(GOOD)?;
    let mut tried = SCOPES
        .iter()
        .filter(|(label, ..)| seen.note(label).is_none())
        .peekable();
    if tried.peek().is_none() {
        return Err(Verdict::not_applicable(
            "no other spelling of the needed scopes differs from them",
        ));
    }
    for (label, ..) in tried {
        let reply = seen.reply(label)?;
        let says = || format!("a tool was called with {}", summary(label));
        unless_open(seen, reply.require(!reply.is_done(), says))?;
        if !reply.is_refused() && !reply.is_served() {
            let why = format!("answered {} to {}", reply.describe(), summary(label));
            return Err(Verdict::inconclusive(why));
        }
    }
    Ok(())
}
