use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::absent;
use crate::probes::features::{TOOLS, WITH_EMPTY_ARGUMENTS, WITHOUT_ARGUMENTS_MEMBER};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tools.arguments-optional",
    requirements: &["TOOLS-ARGUMENTS-OPTIONAL"],
    summary: "a tool that requires nothing can be called without arguments",
    severity: Severity::Low,
    probe: &TOOLS,
    needs: &[],
    judge,
    remedy: "Read a call without the member arguments as one with an empty object.",
    classes: &[],
    examples: &[
        passes(
            "call-with-no-argument | 200 | ok\ncall-without-arguments | 200 | ok\ncall-with-no-argument | 200 | ok",
        ),
        fails(
            "call-with-no-argument | 200 | ok\ncall-without-arguments | 400 | error -32602\ncall-with-no-argument | 200 | ok",
            "a tool that requires nothing, called without arguments, got 400 with error -32602",
        ),
        fails(
            r#"call-with-no-argument | 200 | ok
            call-without-arguments | 200 | {"id":1,"result":{"content":[],"isError":true}}
            call-with-no-argument | 200 | ok"#,
            "a tool that requires nothing, called without arguments, says that it failed",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut twins = seen.exchanges(WITH_EMPTY_ARGUMENTS).peekable();
    if twins.peek().is_none() {
        return Err(absent(seen, "no tool that requires nothing could be called"));
    }
    seen.control(WITH_EMPTY_ARGUMENTS)?;
    if !twins.all(|twin| twin.is_done()) {
        return Err(Verdict::inconclusive("the tool fails with an empty object, too"));
    }
    let reply = seen.reply(WITHOUT_ARGUMENTS_MEMBER)?;
    reply.advise(!reply.is_refused(), || {
        format!(
            "a tool that requires nothing, called without arguments, got {}",
            reply.describe()
        )
    })?;
    if !reply.is_served() {
        return Err(Verdict::inconclusive(format!(
            "the call got {}",
            reply.describe()
        )));
    }
    reply.advise(reply.is_done(), || {
        "a tool that requires nothing, called without arguments, says that it failed".to_owned()
    })
}
