//! What the programs share: the person with a browser, and the lines that say how far a client came.

use std::error::Error;

use url::Url;

pub type Outcome = Result<(), Box<dyn Error>>;

pub const CALLBACK: &str = "http://127.0.0.1:33418/callback";
pub const SCOPE: &str = "mcp:tools";

pub fn step(name: &str) {
    println!("{name} ok");
}

pub fn expect(condition: bool, says: impl Into<String>) -> Outcome {
    if condition {
        Ok(())
    } else {
        Err(says.into().into())
    }
}

/// The words after the program's name, as many as it takes.
pub fn arguments<const COUNT: usize>() -> Result<[String; COUNT], String> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    words
        .try_into()
        .map_err(|words| format!("{words:?} are not {COUNT} arguments"))
}

/// A client that keeps to this machine and follows no redirect, as oauth2 advises.
pub fn http() -> Result<reqwest_0_12::Client, reqwest_0_12::Error> {
    let builder = reqwest_0_12::Client::builder();
    builder
        .no_proxy()
        .redirect(reqwest_0_12::redirect::Policy::none())
        .build()
}

/// Goes to the authorization endpoint as a browser does, and comes back with the URL it is sent to.
///
/// Nothing listens at the callback: that URL is all a client needs.
pub async fn visit(url: &str) -> Result<Url, Box<dyn Error>> {
    let response = http()?.get(url).send().await?;
    let location = response
        .headers()
        .get("location")
        .and_then(|value| value.to_str().ok());
    match location.filter(|location| location.starts_with(CALLBACK)) {
        Some(location) => Ok(Url::parse(location)?),
        None => Err(format!(
            "{} {:?} instead of a redirect",
            response.status(),
            response.text().await?
        )
        .into()),
    }
}

/// That parameter of the authorization response.
pub fn parameter(callback: &Url, name: &str) -> Result<String, String> {
    let found = callback.query_pairs().find(|(known, _)| known == name);
    found
        .map(|(_, value)| value.into_owned())
        .ok_or_else(|| format!("no {name} in {callback}"))
}
