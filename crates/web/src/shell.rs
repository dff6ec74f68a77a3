//! Templates: one environment a language, strict, with the functions every page uses; and what every page carries.

use crate::hall::Hall;
use crate::reply::percent;
use crate::visit::Visit;
use crate::wording::{Lang, Wording};
use minijinja::value::{Kwargs, Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use office::{Failure, Fault};
use rules::access::Role;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

#[derive(rust_embed::RustEmbed)]
#[folder = "pages"]
pub(crate) struct Pages;

/// Both languages' environments.
pub(crate) struct Templates {
    chinese: (Environment<'static>, Arc<Wording>),
    english: (Environment<'static>, Arc<Wording>),
}

impl Templates {
    pub(crate) fn load(assets: &BTreeMap<String, String>) -> Result<Templates, String> {
        Ok(Templates {
            chinese: environment(Lang::Chinese, assets)?,
            english: environment(Lang::English, assets)?,
        })
    }

    fn of(&self, lang: Lang) -> &(Environment<'static>, Arc<Wording>) {
        match lang {
            Lang::Chinese => &self.chinese,
            Lang::English => &self.english,
        }
    }

    /// The words of a language.
    pub(crate) fn words(&self, lang: Lang) -> &Wording {
        &self.of(lang).1
    }
}

/// All files of `pages/words` as one: each section stands in one of them, so a section that stands in two is an error.
fn words_text() -> String {
    let files = Pages::iter().filter(|path| path.starts_with("words") && path.ends_with(".toml"));
    let texts = files
        .filter_map(|path| Pages::get(&path))
        .map(|file| String::from_utf8_lossy(&file.data).into_owned());
    texts.collect::<Vec<_>>().join("\n")
}

fn environment(lang: Lang, assets: &BTreeMap<String, String>) -> Result<(Environment<'static>, Arc<Wording>), String> {
    let words = Arc::new(Wording::read(&words_text(), lang)?);
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|name| {
        if name.ends_with(".html") {
            AutoEscape::Html
        } else {
            AutoEscape::None
        }
    });
    environment.set_loader(|name| Ok(Pages::get(name).map(|file| String::from_utf8_lossy(&file.data).into_owned())));
    let known = assets.clone();
    let address = move |name: &str| format!("/assets/{}", known.get(name).map_or(name, String::as_str));
    let icons = address("icons.svg");
    environment.add_function("asset", move |name: String| address(&name));
    environment.add_function("icon", move |name: String| {
        let name: String = name
            .chars()
            .filter(|letter| letter.is_ascii_alphanumeric() || *letter == '-')
            .collect();
        let svg = format!(r##"<svg class="icon" aria-hidden="true" focusable="false"><use href="{icons}#{name}"></use></svg>"##);
        Value::from_safe_string(svg)
    });
    let known = words.clone();
    environment.add_function("t", move |key: String, values: Kwargs| translate(&known, &key, &values));
    Ok((environment, words))
}

/// Fills a word. A safe value (a macro's markup) keeps its markup and makes the whole safe; the others are escaped then.
fn translate(words: &Wording, key: &str, values: &Kwargs) -> Result<Value, minijinja::Error> {
    let mut given: Vec<(String, Value)> = Vec::new();
    for name in values.args() {
        given.push((name.to_owned(), values.get(name)?));
    }
    let any_safe = given.iter().any(|(_, value)| value.is_safe());
    let mut text = if any_safe { escape(&words.word(key)) } else { words.word(key) };
    for (name, value) in given {
        let plain = value.to_string();
        let filled = if any_safe && !value.is_safe() { escape(&plain) } else { plain };
        text = text.replace(&format!("{{{name}}}"), &filled);
    }
    Ok(if any_safe {
        Value::from_safe_string(text)
    } else {
        Value::from(text)
    })
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#x27;")
}

/// What a page says of itself.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// Its `h1`.
    pub title: String,
    /// Section, for the window title.
    pub section: Option<String>,
    /// Entry of the main navigation.
    pub nav: &'static str,
    /// The form came back with errors.
    pub failed: Failed,
}

/// Whether a form came back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Failed {
    /// A first look.
    #[default]
    No,
    /// With errors.
    Yes,
}

#[derive(Serialize)]
struct User {
    name: String,
    role: String,
    unit: Option<String>,
    staff: bool,
}

#[derive(Serialize)]
struct PageContext<'a> {
    title: &'a str,
    section: Option<&'a str>,
    lang: &'static str,
    path: &'a str,
    nav: &'a str,
    user: Option<User>,
    form_token: &'a str,
    large: bool,
    large_href: String,
    lang_href: String,
    failed: bool,
}

#[derive(Serialize)]
struct SiteContext<'a> {
    name: &'a str,
    tagline: String,
    place: String,
    desk_name: String,
    demo: bool,
    emblem: Option<&'a str>,
    look: Option<&'a str>,
    hotline: &'a str,
    hours: String,
    host: String,
    organiser: String,
    site_code: Option<&'a str>,
    icp: Option<&'a str>,
    police: Option<&'a str>,
}

#[derive(Serialize)]
struct Whole<'a, C: Serialize> {
    page: PageContext<'a>,
    site: SiteContext<'a>,
    #[serde(flatten)]
    own: C,
}

impl Hall {
    /// The words of this visit's language.
    pub fn words(&self, visit: &Visit) -> &Wording {
        self.templates().words(visit.lang)
    }

    /// Renders a template with the page's own context flattened beside `page` and `site`.
    pub fn render(&self, visit: &Visit, template: &str, about: &About, own: impl Serialize) -> Result<String, Failure> {
        let whole = Whole {
            page: self.page_context(visit, about),
            site: self.site_context(visit),
            own,
        };
        let (environment, _) = self.templates().of(visit.lang);
        let fault = |error: minijinja::Error| Fault::world(format!("page {template}"), format!("{error:#}"));
        let template = environment.get_template(template).map_err(fault)?;
        Ok(template.render(Serde(&whole)).map_err(fault)?)
    }

    fn page_context<'a>(&self, visit: &'a Visit, about: &'a About) -> PageContext<'a> {
        let words = self.words(visit);
        let user = visit.person.as_ref().map(|person| User {
            name: person.display_name.clone(),
            role: person
                .actor
                .roles
                .first()
                .map(|role| words.word(&format!("roles.{}", role.name())))
                .unwrap_or_default(),
            unit: person.actor.unit.as_deref().map(|unit| self.app().shelf().unit_name(unit)),
            staff: person
                .actor
                .roles
                .iter()
                .any(|role| !matches!(role, Role::Applicant | Role::Visitor)),
        });
        let back = |name: &str, value: &str| {
            let query = if visit.raw_query.is_empty() {
                String::new()
            } else {
                format!("?{}", visit.raw_query)
            };
            let here = percent(&format!("{}{query}", visit.path));
            format!("/prefer?{name}={value}&back={here}")
        };
        PageContext {
            title: &about.title,
            section: about.section.as_deref(),
            lang: visit.lang.tag(),
            path: &visit.path,
            nav: about.nav,
            user,
            form_token: &visit.fresh_token,
            large: visit.large,
            large_href: back("large", if visit.large { "no" } else { "yes" }),
            lang_href: back("lang", if visit.lang == Lang::English { "zh" } else { "en" }),
            failed: about.failed == Failed::Yes,
        }
    }

    fn site_context(&self, visit: &Visit) -> SiteContext<'_> {
        let (words, settings) = (self.words(visit), self.settings());
        SiteContext {
            name: &settings.site_name,
            tagline: words.word("site.tagline"),
            place: self.place_name(&settings.place),
            desk_name: words.word("site.desk_name"),
            demo: settings.demo,
            emblem: None,
            look: None,
            hotline: "12345",
            hours: words.word("site.hours"),
            host: words.word("site.host"),
            organiser: words.word("site.organiser"),
            site_code: None,
            icp: None,
            police: None,
        }
    }
}
