use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::oauth_proxy::seen::{end, no_code, served};
use crate::probes::oauth_proxy::{CALLBACKS, FIRST_USE, OAUTH_PROXY};
use crate::sign_in::callback_label;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.proxy-state",
    requirements: &["AUTH-PROXY-STATE"],
    summary: "a browser comes back from the upstream authorization server with its own state, once",
    severity: Severity::Critical,
    probe: &OAUTH_PROXY,
    needs: &[],
    judge,
    remedy: "At the callback, compare `state` with what the cookie or session of the same browser holds, then forget it.",
    classes: &["CWE-352", "CWE-384"],
    examples: &[
        passes(
            "token | no id | 200 | {\"access_token\": \"t\"}\nfirst-callback | 302 | Location: https://client.example/callback?code=c&state=s\nlast-callback | 302 | Location: https://client.example/callback?code=c&state=s\nbefore-used-state-callback | 302 | Location: https://client.example/callback?code=c\nno-state-callback | 400\nwrong-state-callback | 400\nempty-jar-callback | 400\nother-jar-callback | 400\nused-state-callback | 400",
        ),
        fails(
            "token | no id | 200 | {\"access_token\": \"t\"}\nfirst-callback | 302 | Location: https://client.example/callback?code=c&state=s\nlast-callback | 302 | Location: https://client.example/callback?code=c&state=s\nbefore-used-state-callback | 302 | Location: https://client.example/callback?code=c\nno-state-callback | 400\nwrong-state-callback | 400\nempty-jar-callback | 302 | Location: https://client.example/callback?code=c",
            "a callback in a browser without the cookies of the one that approved led to a code",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    served(seen)?;
    if !end(seen, &callback_label(FIRST_USE))?.1.has_code() {
        return Err(Verdict::inconclusive("the first use of a state led to no code"));
    }
    for (tag, wrong) in CALLBACKS {
        no_code(seen, tag, || format!("a callback {wrong} led to a code"))?;
    }
    Ok(())
}
