use super::Flaw;
use crate::behaviour::ProxyBehaviour;

/// An approval counts in whichever browser it is sent, by whichever site.
pub static FLAW: Flaw = Flaw {
    id: "proxy-approval-forged",
    summary: "an approval counts in whichever browser it is sent, by whichever site",
    apply: |behaviour| behaviour.proxy = ProxyBehaviour::ApprovalForged,
    fails: &["authorization.proxy-consent-page"],
};
