//! Scopes, RFC 6749 section 3.3.

use super::super::reply::OauthError;
use super::super::tenant::Tenant;

/// The scope as it was asked for, if it is well-formed and the tenant knows every word of it.
pub(in super::super) fn known(tenant: &Tenant, asked: Option<&str>) -> Result<Option<String>, OauthError> {
    let Some(scope) = asked else {
        return Ok(None);
    };
    if !is_scope(scope) {
        return Err(OauthError::refused(
            "invalid_scope",
            "a scope is words of printable ASCII joined by spaces",
        ));
    }
    let scopes = &tenant.settings.scopes;
    if !scopes.is_empty() && !scope.split(' ').all(|word| scopes.iter().any(|one| one == word)) {
        return Err(OauthError::refused(
            "invalid_scope",
            "a scope is not one that we know",
        ));
    }
    Ok(Some(scope.to_owned()))
}

/// The scope of a token: what is asked for, which must be among what was granted, or else all that was granted
/// (RFC 6749 section 6).
pub(super) fn narrowed(
    tenant: &Tenant,
    asked: Option<&str>,
    granted: Option<&str>,
) -> Result<Option<String>, OauthError> {
    let Some(asked) = known(tenant, asked)? else {
        return Ok(granted.map(str::to_owned));
    };
    let granted = granted.unwrap_or_default();
    if asked
        .split(' ')
        .all(|word| granted.split(' ').any(|one| one == word))
    {
        return Ok(Some(asked));
    }
    Err(OauthError::refused(
        "invalid_scope",
        "a scope is not among those that were granted",
    ))
}

fn is_scope(text: &str) -> bool {
    let is_scope_byte = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
    text.split(' ')
        .all(|word| !word.is_empty() && word.bytes().all(is_scope_byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_words_without_quotes_and_backslashes() {
        assert!(is_scope("mcp:tools files.read"));
        for wrong in ["a  b", " a", "a\"b", "a\\b", "a\tb", "größe"] {
            assert!(!is_scope(wrong), "{wrong:?}");
        }
    }
}
