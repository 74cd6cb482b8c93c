//! The authorization server that sends people on to another one, up to where that one answers.

use reqwest::header::SET_COOKIE;
use reqwest::{Method, RequestBuilder, redirect};
use serde_json::{Value, json};
use targets::reference::{OauthProxy, Settings};

use crate::common::{Reply, Target};

const REDIRECT_URI: &str = "https://client.example/callback";

/// Nothing listens upstream: nobody gets that far here.
const UPSTREAM: &str = "http://127.0.0.1:9";

async fn proxy(flaw: Option<&str>) -> Target {
    let target = Target::start(Settings {
        oauth_proxy: Some(OauthProxy {
            authorization_endpoint: format!("{UPSTREAM}/authorize"),
            token_endpoint: format!("{UPSTREAM}/token"),
            client_id: "the-proxy".to_owned(),
            client_secret: "secret".to_owned(),
            callback: "/auth/callback".to_owned(),
            scopes: vec!["mcp:tools".to_owned()],
        }),
        behaviour: flaw.map(crate::common::flaw).unwrap_or_default(),
        ..Settings::default()
    });
    Target {
        http: reqwest::Client::builder()
            .redirect(redirect::Policy::none())
            .build()
            .expect("a client"),
        ..target.await
    }
}

fn to(target: &Target, method: Method, path: &str) -> RequestBuilder {
    let url = target.server.url().replace("/mcp", path);
    target.http.request(method, url)
}

async fn answer(request: RequestBuilder) -> Reply {
    Reply::of(request.send().await.expect("an answer")).await
}

async fn register(target: &Target, redirect_uri: &str) -> Reply {
    let metadata = json!({"client_name": "A <b> client", "redirect_uris": [redirect_uri]});
    answer(to(target, Method::POST, "/register").body(metadata.to_string())).await
}

async fn client(target: &Target) -> String {
    let registered: Value = serde_json::from_str(&register(target, REDIRECT_URI).await.body).expect("JSON");
    registered["client_id"].as_str().expect("an id").to_owned()
}

async fn authorize(target: &Target, client: &str, redirect_uri: &str, cookie: &str) -> Reply {
    let query = [
        ("response_type", "code"),
        ("client_id", client),
        ("redirect_uri", redirect_uri),
        ("state", "s"),
        ("code_challenge", "c"),
        ("code_challenge_method", "S256"),
    ];
    let path = url::form_urlencoded::Serializer::new("/authorize?".to_owned())
        .extend_pairs(query)
        .finish();
    answer(to(target, Method::GET, &path).header("cookie", cookie)).await
}

/// The name and value of the cookie that begins with this.
fn cookie(reply: &Reply, name: &str) -> Option<String> {
    let set = reply.headers.get_all(SET_COOKIE).iter();
    let mut pairs = set.filter_map(|value| value.to_str().ok()?.split(';').next());
    pairs.find(|pair| pair.starts_with(name)).map(str::to_owned)
}

fn hidden(reply: &Reply, name: &str) -> String {
    let (_, rest) = reply
        .body
        .split_once(&format!("name=\"{name}\" value=\""))
        .expect("a field");
    rest.split('"').next().unwrap_or_default().to_owned()
}

async fn approve(target: &Target, page: &Reply, cookie: &str) -> Reply {
    let form = [
        ("request", hidden(page, "request")),
        ("token", hidden(page, "token")),
        ("decision", "approve".to_owned()),
    ];
    answer(
        to(target, Method::POST, "/consent")
            .header("cookie", cookie)
            .form(&form),
    )
    .await
}

#[tokio::test]
async fn an_approval_counts_for_one_client_in_the_browser_that_saw_the_page() {
    let target = proxy(None).await;
    let (first, second) = (client(&target).await, client(&target).await);
    let page = authorize(&target, &first, REDIRECT_URI, "").await;
    assert!(page.body.contains("A &lt;b&gt; client"), "{}", page.body);
    assert_eq!(page.header("x-frame-options"), Some("DENY"));
    assert_eq!(approve(&target, &page, "").await.status, 403);
    let browser = cookie(&page, "browser=").expect("a cookie");
    let sent_on = approve(&target, &page, &browser).await;
    assert_eq!(sent_on.status, 303);
    assert!(
        sent_on
            .header("location")
            .is_some_and(|to| to.starts_with(UPSTREAM))
    );
    let approved = cookie(&sent_on, "approved-").expect("a cookie");
    assert_eq!(
        authorize(&target, &first, REDIRECT_URI, &approved).await.status,
        303
    );
    assert_eq!(
        authorize(&target, &second, REDIRECT_URI, &approved).await.status,
        200
    );
    // The page was decided on.
    assert_eq!(approve(&target, &page, &browser).await.status, 400);
}

#[tokio::test]
async fn a_redirect_uri_is_the_registered_one_or_nothing_is_redirected() {
    let target = proxy(None).await;
    let client = client(&target).await;
    for other in [
        "https://client.example/callback?x=1",
        "https://client.example/callback/",
    ] {
        let reply = authorize(&target, &client, other, "").await;
        assert_eq!((reply.status, reply.header("location")), (400, None), "{other}");
    }
    assert_eq!(
        register(&target, "http://client.example/callback").await.status,
        400
    );
    let flawed = proxy(Some("proxy-redirect-prefix")).await;
    let client = self::client(&flawed).await;
    let reply = authorize(&flawed, &client, "https://client.example/callback?x=1", "").await;
    assert_eq!(reply.status, 200);
}

#[tokio::test]
async fn a_callback_belongs_to_the_browser_whose_cookie_has_the_state() {
    let target = proxy(None).await;
    let client = client(&target).await;
    let page = authorize(&target, &client, REDIRECT_URI, "").await;
    assert_eq!(cookie(&page, "login="), None);
    let browser = cookie(&page, "browser=").expect("a cookie");
    let sent_on = approve(&target, &page, &browser).await;
    let login = cookie(&sent_on, "login=").expect("a cookie");
    let state = login.strip_prefix("login=").expect("its value");
    let back = async |query: String, cookie: &str| {
        let path = format!("/auth/callback?code=c{query}");
        answer(to(&target, Method::GET, &path).header("cookie", cookie)).await
    };
    assert_eq!(back(format!("&state={state}"), "").await.status, 400);
    assert_eq!(back(String::new(), &login).await.status, 400);
    assert_eq!(back("&state=other".to_owned(), &login).await.status, 400);
    let (once, twice) = (format!("&state={state}"), format!("&state={state}"));
    let failed = back(once, &login).await;
    let location = failed.header("location").expect("a redirect").to_owned();
    assert!(location.starts_with("https://client.example/callback?error=server_error&state=s"));
    assert_eq!(back(twice, &login).await.status, 400);
}

#[tokio::test]
async fn only_tokens_of_its_own_are_taken() {
    let target = proxy(None).await;
    let bare = answer(target.modern("tools/list", json!({}))).await;
    assert_eq!(bare.status, 401);
    let challenge = bare.header("www-authenticate").expect("a challenge");
    assert!(challenge.contains("resource_metadata="), "{challenge}");
    let other = answer(target.modern("tools/list", json!({})).bearer_auth("abc")).await;
    assert_eq!(other.status, 401);
}
