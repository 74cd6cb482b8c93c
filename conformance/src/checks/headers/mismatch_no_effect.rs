use crate::check::{Check, Finding, Judgement, Severity, Verdict, fails, passes};
use crate::checks::transport_http::{carried_out, turned_away};
use crate::probes::refused_work::{CARRIED_OUT, REFUSED_WORK, UNDER_OTHER_HEADERS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.mismatch-no-effect",
    requirements: &["HDR-MISMATCH-NO-EXECUTION"],
    summary: "a call that is refused for its headers is not carried out",
    severity: Severity::High,
    probe: &REFUSED_WORK,
    needs: &[],
    judge,
    remedy: "Compare headers and body before the method is dispatched.",
    classes: &["CWE-436", "CWE-696"],
    examples: &[
        passes(
            r"note: canary-of-call-under-other-method bad
note: canary-of-call-that-is-due good
call-under-other-method | 400
call-that-is-due | 200 | ok
upstream: GET /good/probe HTTP/1.1\n\n",
        ),
        fails(
            r"note: canary-of-call-under-other-method bad
note: canary-of-call-that-is-due good
call-under-other-method | 400
call-that-is-due | 200 | ok
upstream: GET /bad/probe HTTP/1.1\n\n
upstream: GET /good/probe HTTP/1.1\n\n",
            "a call that was refused for another Mcp-Method in its header was carried out",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CARRIED_OUT)?;
    let (mut refused_any, mut unclear) = (false, Ok(()));
    for (label, name) in UNDER_OTHER_HEADERS {
        let Ok(refused) = seen.reply(label) else { continue };
        if refused.is_served() {
            continue;
        }
        if let Err(why) = turned_away(&refused) {
            unclear = Err(why);
            continue;
        }
        refused_any = true;
        if carried_out(seen, label) {
            let says = format!("a call that was refused for another {name} in its header was carried out");
            return Err(Verdict::Fail(Finding {
                says,
                evidence: vec![refused.exchange],
            }));
        }
    }
    unclear?;
    if !refused_any {
        return Err(Verdict::not_applicable(
            "no call was refused whose headers disagree with its body",
        ));
    }
    if carried_out(seen, CARRIED_OUT) {
        Ok(())
    } else {
        Err(Verdict::inconclusive("nothing arrived at the upstream service"))
    }
}
