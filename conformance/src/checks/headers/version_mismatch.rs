use super::refuses;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::headers::{MIRRORED, VERSION_OTHER};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.version-mismatch",
    requirements: &["HDR-VERSION-MISMATCH"],
    summary: "a request whose header and body name different versions is refused",
    severity: Severity::Medium,
    probe: &MIRRORED,
    needs: &[],
    judge,
    remedy: "Compare the mirrored header with the body before the request is dispatched; answer 400 and -32020 where they differ or the header is missing.",
    classes: &["CWE-436"],
    examples: &[
        passes(
            "agreeing | 200 | ok\nversion-header-older | 400 | error -32020\nversion-body-older | 400 | error -32020",
        ),
        fails(
            "agreeing | 200 | ok\nversion-header-older | 200 | ok",
            "answered 200 with a result to different versions in header and body",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut labels = VERSION_OTHER.into_iter();
    labels.try_for_each(|label| refuses(seen, label, "different versions in header and body"))
}
