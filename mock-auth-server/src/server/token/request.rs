//! Resource indicators, RFC 8707.

use super::super::form::Form;
use super::super::reply::OauthError;

/// The resources that a request names, each an absolute URI without a fragment (RFC 8707 section 2).
pub(in super::super) fn resources(form: &Form) -> Result<Vec<String>, OauthError> {
    let resources: Vec<String> = form.all("resource").map(str::to_owned).collect();
    if resources.iter().all(|resource| is_resource(resource)) {
        return Ok(resources);
    }
    Err(OauthError::refused(
        "invalid_target",
        "a resource is an absolute URI without a fragment",
    ))
}

/// The resources of a token: those asked for, which must be among those granted, or else all of those granted
/// (RFC 8707 section 2.2). A grant that names none is for any.
pub(super) fn narrowed(form: &Form, granted: &[String]) -> Result<Vec<String>, OauthError> {
    let asked = resources(form)?;
    if asked.is_empty() {
        return Ok(granted.to_vec());
    }
    if granted.is_empty() || asked.iter().all(|resource| granted.contains(resource)) {
        return Ok(asked);
    }
    Err(OauthError::refused(
        "invalid_target",
        "a resource is not among those that were granted",
    ))
}

fn is_resource(text: &str) -> bool {
    url::Url::parse(text).is_ok() && !text.contains('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resources_are_absolute_and_have_no_fragment() {
        assert!(is_resource("https://host.example/mcp?tenant=1"));
        assert!(is_resource("urn:example:server"));
        for wrong in [
            "",
            "/mcp",
            "host.example/mcp",
            "https://host.example/#part",
            "https://host.example/#",
        ] {
            assert!(!is_resource(wrong), "{wrong:?}");
        }
    }
}
