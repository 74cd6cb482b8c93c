use crate::check::{Check, Finding, Judgement, Severity, Verdict, fails, passes};
use crate::probes::authorization::{FOREIGN_CANARY, LED, LED_FOREIGN, UPSTREAM};
use crate::transcript::Transcript;
use memchr::memmem;

pub static CHECK: Check = Check {
    id: "authorization.check-before-work",
    requirements: &["AUTH-CHECK-BEFORE-WORK"],
    summary: "a refused request has had no effect",
    severity: Severity::Critical,
    probe: &UPSTREAM,
    needs: &[],
    judge,
    remedy: "Check the token before anything else happens; a tool that has run cannot be refused any more.",
    classes: &["CWE-696", "CWE-863"],
    examples: &[
        passes(
            "note: foreign-canary bad\nupstream-call-with-foreign-token | 401\nupstream-call | 200 | ok\nupstream: GET /good/probe HTTP/1.1\\n\\n",
        ),
        fails(
            "note: foreign-canary bad\nupstream-call-with-foreign-token | 401\nupstream-call | 200 | ok\nupstream: GET /bad/probe HTTP/1.1\\n\\n\nupstream: GET /good/probe HTTP/1.1\\n\\n",
            "a tool ran for a request that was refused",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(LED)?;
    let refused = seen.reply(LED_FOREIGN)?;
    if refused.is_served() {
        return Err(Verdict::not_applicable(
            "the request with a token for another audience was served",
        ));
    }
    if !refused.is_refused() {
        let why = format!(
            "the request with a token for another audience got {}",
            refused.describe()
        );
        return Err(Verdict::inconclusive(why));
    }
    let canary = seen.note(FOREIGN_CANARY).unwrap_or_default().as_bytes();
    let asked_for = |request: &[u8]| !canary.is_empty() && memmem::find(request, canary).is_some();
    let (bad, good): (Vec<_>, Vec<_>) = seen.upstream().partition(|request| asked_for(request));
    if !bad.is_empty() {
        let says = "a tool ran for a request that was refused: what it fetches was fetched".to_owned();
        return Err(Verdict::Fail(Finding {
            says,
            evidence: vec![refused.exchange],
        }));
    }
    if good.is_empty() {
        Err(Verdict::inconclusive("nothing arrived at the upstream service"))
    } else {
        Ok(())
    }
}
