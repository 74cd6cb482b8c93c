use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::versioning::{ADVERTISED_VERSION, DISCOVER, SERVED, VERSIONS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "versioning.advertised-usable",
    requirements: &["VER-ADVERTISED-USABLE"],
    summary: "every modern version that is advertised can be used",
    severity: Severity::Low,
    probe: &VERSIONS,
    needs: &[],
    judge,
    remedy: "Advertise only versions that are implemented.",
    classes: &[],
    examples: &[
        passes("served | 200 | ok\ndiscover | 200 | ok\nadvertised-version | 200 | ok"),
        fails(
            "served | 200 | ok\ndiscover | 200 | ok\nadvertised-version | 400 | error -32022",
            "answered 400 with error -32022 to a version that it advertises",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(SERVED)?;
    let discover = seen.reply(DISCOVER)?;
    if !discover.is_served() {
        return Err(Verdict::inconclusive(format!(
            "discovery got {}",
            discover.describe()
        )));
    }
    for reply in seen.exchanges(ADVERTISED_VERSION) {
        reply.answered()?;
        reply.require(reply.is_served(), || {
            format!("answered {} to a version that it advertises", reply.describe())
        })?;
    }
    Ok(())
}
