use super::{carried_out, turned_away};
use crate::check::{Check, Finding, Judgement, Severity, Verdict, fails, passes};
use crate::probes::refused_work::{CARRIED_OUT, FROM_FOREIGN_PAGE, REFUSED_WORK};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.origin-no-effect",
    requirements: &["HTTP-ORIGIN-NO-SIDE-EFFECT"],
    summary: "a call that is refused for its Origin is not carried out",
    severity: Severity::Critical,
    probe: &REFUSED_WORK,
    needs: &[],
    judge,
    remedy: "Look at `Origin` before the body is read: a page of another site needs no answer to do harm.",
    classes: &["CWE-346", "CWE-696"],
    examples: &[
        passes(
            r"note: canary-of-call-from-foreign-page bad
note: canary-of-call-that-is-due good
call-from-foreign-page | 403
call-that-is-due | 200 | ok
upstream: GET /good/probe HTTP/1.1\n\n",
        ),
        fails(
            r"note: canary-of-call-from-foreign-page bad
note: canary-of-call-that-is-due good
call-from-foreign-page | 403
call-that-is-due | 200 | ok
upstream: GET /bad/probe HTTP/1.1\n\n
upstream: GET /good/probe HTTP/1.1\n\n",
            "a call that was refused for its Origin was carried out",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CARRIED_OUT)?;
    let refused = seen.reply(FROM_FOREIGN_PAGE)?;
    if refused.is_served() {
        return Err(Verdict::not_applicable(
            "a call from a web page of another site was served",
        ));
    }
    turned_away(&refused)?;
    if carried_out(seen, FROM_FOREIGN_PAGE) {
        let says = "a call that was refused for its Origin was carried out: what it fetches was fetched";
        return Err(Verdict::Fail(Finding {
            says: says.to_owned(),
            evidence: vec![refused.exchange],
        }));
    }
    if carried_out(seen, CARRIED_OUT) {
        Ok(())
    } else {
        Err(Verdict::inconclusive("nothing arrived at the upstream service"))
    }
}
