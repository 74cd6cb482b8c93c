//! What a browser makes of a page: its text, its forms, and where a person would press to approve.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use scraper::{ElementRef, Html, Node, Selector};
use url::Url;

use super::{encoded, with_query};

/// Bytes of a page that are read.
const LARGEST: usize = 512 * 1024;
/// Forms of a page, and fields of a form, that are read.
const FORMS: usize = 20;
const FIELDS: usize = 100;

/// Words on what approves.
const APPROVES: &[&str] = &[
    "accept",
    "agree",
    "allow",
    "approve",
    "approved",
    "authorise",
    "authorize",
    "confirm",
    "consent",
    "continue",
    "grant",
    "ok",
    "permit",
    "proceed",
    "yes",
];
/// Words on what does not, whatever else stands there.
const DENIES: &[&str] = &[
    "back", "block", "cancel", "decline", "denied", "deny", "disallow", "don't", "no", "not", "refuse",
    "reject",
];

/// A page, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// What a person can read, with single spaces.
    pub text: String,
    /// Its forms.
    pub forms: Vec<Form>,
    /// Its links: where they lead, and what they say. Where the page leads by itself stands here, too.
    pub links: Vec<(String, String)>,
}

/// A form, filled as it comes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Where it goes, as it stands; empty is the address of the page.
    pub action: String,
    /// Whether it posts.
    pub posts: bool,
    /// Names and values of its fields, the buttons left out.
    pub fields: Vec<(String, String)>,
    buttons: Vec<Button>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Button {
    name: String,
    value: String,
    words: String,
}

/// What a browser sends when a person approves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Approval {
    /// Where.
    pub url: Url,
    /// The body of a post; without one it is a GET.
    pub body: Option<String>,
}

fn all(selector: &str) -> Selector {
    Selector::parse(selector).unwrap_or_else(|_| unreachable!("the selectors here are well formed"))
}

static IN_FORMS: LazyLock<Selector> = LazyLock::new(|| all("input, button, select, textarea"));
static A_FORM: LazyLock<Selector> = LazyLock::new(|| all("form"));
static A_LINK: LazyLock<Selector> = LazyLock::new(|| all("a[href]"));
static A_REFRESH: LazyLock<Selector> = LazyLock::new(|| all("meta[http-equiv=refresh i]"));
static AN_OPTION: LazyLock<Selector> = LazyLock::new(|| all("option"));

impl Page {
    /// Reads a page, as leniently as browsers do.
    pub fn read(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(LARGEST)]);
        let document = Html::parse_document(&text);
        let mut words = Vec::new();
        for node in document.root_element().descendants() {
            let is_hidden = node.ancestors().any(|above| {
                let element = above.value().as_element();
                element.is_some_and(|element| {
                    matches!(element.name(), "script" | "style" | "title" | "noscript")
                })
            });
            match node.value() {
                Node::Text(text) if !is_hidden => words.push(text.to_string()),
                Node::Element(element)
                    if element.name() == "input" && element.attr("type") != Some("hidden") =>
                {
                    words.extend(element.attr("value").map(str::to_owned));
                }
                _ => {}
            }
        }
        let links = document.select(&A_LINK).map(|link| {
            let href = link.attr("href").unwrap_or_default().to_owned();
            (href, said(link))
        });
        let refreshes = document.select(&A_REFRESH).filter_map(|meta| {
            let content = meta.attr("content")?;
            let at = content.to_ascii_lowercase().find("url=")? + "url=".len();
            Some((
                content[at..].trim_matches(['\'', '"', ' ']).to_owned(),
                String::new(),
            ))
        });
        Self {
            text: single_spaced(&words.join(" ")),
            forms: document.select(&A_FORM).take(FORMS).map(read_form).collect(),
            links: links.chain(refreshes).collect(),
        }
    }

    /// The page after a person typed these values into the fields of these names.
    #[must_use]
    pub fn filled(mut self, typed: &BTreeMap<String, String>) -> Self {
        let fields = self.forms.iter_mut().flat_map(|form| &mut form.fields);
        for (name, value) in fields {
            if let Some(typed) = typed.get(name) {
                value.clone_from(typed);
            }
        }
        self
    }

    /// What is sent when a person approves on the page at `url`, if anything on it says so.
    pub fn approval(&self, url: &Url) -> Option<Approval> {
        let by_button = self.forms.iter().find_map(|form| {
            let pressed = form.buttons.iter().find(|button| approves(&button.words))?;
            form.submission(url, Some(pressed))
        });
        let by_link = || {
            let (href, _) = self.links.iter().find(|(_, said)| approves(said))?;
            let url = url.join(href).ok()?;
            Some(Approval { url, body: None })
        };
        // A form with nothing to choose between.
        let by_form = || match self.forms.as_slice() {
            [form] => match form.buttons.as_slice() {
                [] => form.submission(url, None),
                [only] if !denies(&only.words) => form.submission(url, Some(only)),
                _ => None,
            },
            _ => None,
        };
        by_button.or_else(by_link).or_else(by_form)
    }
}

impl Form {
    fn submission(&self, page: &Url, pressed: Option<&Button>) -> Option<Approval> {
        let url = match self.action.as_str() {
            "" => page.clone(),
            action => page.join(action).ok()?,
        };
        let mut fields = self.fields.clone();
        if let Some(button) = pressed.filter(|button| !button.name.is_empty()) {
            fields.push((button.name.clone(), button.value.clone()));
        }
        if self.posts {
            let body = Some(encoded(&fields));
            return Some(Approval { url, body });
        }
        let pairs: Vec<(&str, &str)> = fields
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let mut url = url;
        url.set_query(None);
        let url = with_query(&url, &pairs);
        Some(Approval { url, body: None })
    }
}

fn read_form(form: ElementRef<'_>) -> Form {
    let mut read = Form {
        action: form.attr("action").unwrap_or_default().trim().to_owned(),
        posts: form
            .attr("method")
            .is_some_and(|method| method.eq_ignore_ascii_case("post")),
        ..Form::default()
    };
    for control in form.select(&IN_FORMS).take(FIELDS) {
        let attribute = |name| control.attr(name).unwrap_or_default().to_owned();
        let (name, kind) = (attribute("name"), attribute("type").to_ascii_lowercase());
        if control.attr("disabled").is_some() {
            continue;
        }
        let value = match (control.value().name(), kind.as_str()) {
            ("button", "button" | "reset") | ("input", "button" | "reset" | "file") => continue,
            ("button", _) | ("input", "submit" | "image") => {
                let value = attribute("value");
                let label = attribute("aria-label");
                let words = format!("{} {} {label} {} {value}", said(control), attribute("id"), name);
                read.buttons.push(Button { name, value, words });
                continue;
            }
            ("input", "checkbox" | "radio") if control.attr("checked").is_none() => continue,
            ("input", "checkbox" | "radio") => control.attr("value").unwrap_or("on").to_owned(),
            ("select", _) => chosen(control),
            ("textarea", _) => control.text().collect(),
            _ => attribute("value"),
        };
        if !name.is_empty() {
            read.fields.push((name, value));
        }
    }
    read
}

fn chosen(select: ElementRef<'_>) -> String {
    let mut options = select.select(&AN_OPTION);
    let selected = select
        .select(&AN_OPTION)
        .find(|option| option.attr("selected").is_some());
    let option = selected.or_else(|| options.next());
    option.map_or_else(String::new, |option| {
        option.attr("value").map_or_else(|| said(option), str::to_owned)
    })
}

fn said(element: ElementRef<'_>) -> String {
    single_spaced(&element.text().collect::<Vec<_>>().join(" "))
}

fn single_spaced(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn has_word(text: &str, words: &[&str]) -> bool {
    let lower = text.to_lowercase().replace('\u{2019}', "'");
    lower
        .split(|character: char| !character.is_alphanumeric() && character != '\'')
        .any(|word| words.contains(&word))
}

fn denies(text: &str) -> bool {
    has_word(text, DENIES)
}

fn approves(text: &str) -> bool {
    has_word(text, APPROVES) && !denies(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = r#"<!doctype html><title>Allow?</title><style>p {}</style>
        <h1>Allow  <b>Client</b>?</h1><input readonly value="https://a.example/cb">
        <form method="POST" action="/consent"><input type="hidden" name="csrf" value="a&amp;b">
        <input type=checkbox name=remember><select name=days><option>1<option selected value=7>week</select>
        <button name="action" value="deny">Do not allow</button>
        <button name="action" value="approve">Allow access</button></form>"#;

    fn at() -> Url {
        "http://127.0.0.1:9/authorize?x=1".parse().unwrap()
    }

    #[test]
    fn the_text_of_a_page_is_what_a_person_reads() {
        let page = Page::read(PAGE.as_bytes());
        assert!(
            page.text.starts_with("Allow Client ? https://a.example/cb"),
            "{}",
            page.text
        );
    }

    #[test]
    fn the_button_that_approves_is_pressed() {
        let approval = Page::read(PAGE.as_bytes()).approval(&at()).unwrap();
        assert_eq!(approval.url.as_str(), "http://127.0.0.1:9/consent");
        assert_eq!(approval.body.as_deref(), Some("csrf=a%26b&days=7&action=approve"));
    }

    #[test]
    fn what_is_typed_stands_in_the_fields_of_its_names_alone() {
        let page = Page::read(
            b"<form method=post><input type=password name=pin><input name=csrf value=a><button>OK",
        );
        let typed = [("pin", "0 1"), ("user", "a")].map(|(name, value)| (name.to_owned(), value.to_owned()));
        let approval = page.filled(&typed.into()).approval(&at()).unwrap();
        assert_eq!(approval.body.as_deref(), Some("pin=0%201&csrf=a"));
    }

    #[test]
    fn a_form_without_action_goes_to_its_page() {
        let page = Page::read(b"<form method=post><input type=submit value='Yes, continue'></form>");
        let approval = page.approval(&at()).unwrap();
        assert_eq!((approval.url, approval.body.as_deref()), (at(), Some("")));
    }

    #[test]
    fn a_link_that_approves_is_followed_and_one_that_denies_is_not() {
        let page = Page::read(b"<a href='/no'>Cancel</a> <a href='yes?t=1'>Authorize</a>");
        let approval = page.approval(&at()).unwrap();
        assert_eq!(approval.url.as_str(), "http://127.0.0.1:9/yes?t=1");
        assert_eq!(
            Page::read(b"<a href='/no'>Do not allow</a>").approval(&at()),
            None
        );
        assert_eq!(
            Page::read(b"<form><button>Deny</button></form>").approval(&at()),
            None
        );
    }
}
