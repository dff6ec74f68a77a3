//! What holds of every page's markup (ux.md 8, level 2), as findings in words.

use scraper::{ElementRef, Html, Selector};
use std::collections::BTreeSet;

/// A page as a browser reads it.
pub struct Markup {
    pub html: Html,
}

pub fn select<'a>(root: &'a Html, what: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(what).unwrap();
    root.select(&selector).collect()
}

/// The text of an element, blanks joined.
pub fn text(element: ElementRef) -> String {
    let text: String = element.text().collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn attribute<'a>(element: ElementRef<'a>, name: &str) -> &'a str {
    element.value().attr(name).unwrap_or("")
}

impl Markup {
    pub fn read(body: &str) -> Markup {
        Markup {
            html: Html::parse_document(body),
        }
    }

    /// Everything that a whole page must keep.
    pub fn page_findings(&self, lang: &str, site: &str, sections: &BTreeSet<String>) -> Vec<String> {
        let mut findings = self.frame(lang, site);
        findings.extend(self.part_findings(lang, sections));
        findings
    }

    /// Everything that a part of a page must keep too.
    pub fn part_findings(&self, lang: &str, sections: &BTreeSet<String>) -> Vec<String> {
        [
            self.fields(),
            self.inline(),
            self.forms(),
            self.names(),
            self.missing_words(sections),
            if lang == "zh-CN" { self.punctuation() } else { Vec::new() },
        ]
        .concat()
    }

    /// Language, one heading, and a title made of it.
    fn frame(&self, lang: &str, site: &str) -> Vec<String> {
        let mut findings = Vec::new();
        let html = select(&self.html, "html");
        if html.first().is_none_or(|html| attribute(*html, "lang") != lang) {
            findings.push(format!("html has not lang={lang}"));
        }
        let headings = select(&self.html, "h1");
        if headings.len() != 1 {
            findings.push(format!("{} h1", headings.len()));
        }
        let heading = headings.first().map(|heading| text(*heading)).unwrap_or_default();
        let title = select(&self.html, "title").first().map(|title| text(*title)).unwrap_or_default();
        let bare = title.trim_start_matches("错误：").trim_start_matches("Error: ");
        let first = bare.split(" – ").next().unwrap_or_default();
        // Where the heading greets or names what is worked on, the title says the page and its number, read in the page too.
        let main = select(&self.html, "main").first().map(|main| text(*main)).unwrap_or_default();
        let read = heading.starts_with(first) || first.split(' ').all(|word| main.contains(word));
        if heading.is_empty() || first.is_empty() || !read {
            findings.push(format!("title `{title}` does not begin with the heading `{heading}`"));
        }
        if !title.ends_with(&format!(" – {site}")) {
            findings.push(format!("title `{title}` does not end with the site"));
        }
        if select(&self.html, "main#main").len() != 1 {
            findings.push("no main#main for the skip link".to_owned());
        }
        findings
    }

    /// Every field has a name that is read aloud; an error stands in the title too.
    fn fields(&self) -> Vec<String> {
        let mut findings = Vec::new();
        for field in select(&self.html, "input, select, textarea") {
            if ["hidden", "submit", "button"].contains(&attribute(field, "type")) {
                continue;
            }
            let id = attribute(field, "id");
            let labelled = !id.is_empty()
                && select(&self.html, "label")
                    .iter()
                    .any(|label| attribute(*label, "for") == id && !text(*label).is_empty());
            let wrapped = field
                .ancestors()
                .filter_map(ElementRef::wrap)
                .any(|above| above.value().name() == "label" && !text(above).is_empty());
            let named = ["aria-label", "aria-labelledby"]
                .iter()
                .any(|name| !attribute(field, name).is_empty());
            if !labelled && !wrapped && !named {
                findings.push(format!("no label: {}", opening(field)));
            }
        }
        for button in select(&self.html, "button:not([hidden]), a[href]") {
            let image = select_in(button, "img[alt]")
                .iter()
                .any(|image| !attribute(*image, "alt").is_empty());
            if text(button).is_empty() && attribute(button, "aria-label").is_empty() && !image {
                findings.push(format!("nothing to read: {}", opening(button)));
            }
        }
        for image in select(&self.html, "img:not([alt])") {
            findings.push(format!("no alt: {}", opening(image)));
        }
        for table in select(&self.html, "table") {
            if select_in(table, "caption").is_empty() && attribute(table, "aria-labelledby").is_empty() {
                findings.push("a table without caption".to_owned());
            }
        }
        findings
    }

    /// A strict content policy: no style, no script, no handler in the markup.
    fn inline(&self) -> Vec<String> {
        let mut findings = Vec::new();
        for element in select(&self.html, "*") {
            for (name, value) in element.value().attrs() {
                if name == "style" || name.starts_with("on") || value.trim_start().starts_with("javascript:") {
                    findings.push(format!("inline {name}: {}", opening(element)));
                }
            }
        }
        for script in select(&self.html, "style, script:not([src]):not([type='application/json'])") {
            findings.push(format!("inline {}", script.value().name()));
        }
        findings
    }

    /// A form that changes something has its token, goes to this site and is sent by a button.
    fn forms(&self) -> Vec<String> {
        let mut findings = Vec::new();
        for form in select(&self.html, "form") {
            let action = attribute(form, "action");
            if !action.is_empty() && (!action.starts_with('/') || action.starts_with("//")) {
                findings.push(format!("action leads away: {}", opening(form)));
            }
            if attribute(form, "method") != "post" {
                continue;
            }
            let token = select_in(form, "input[name=form_token]");
            let elsewhere = !attribute(form, "id").is_empty()
                && select(&self.html, "input[name=form_token]")
                    .iter()
                    .any(|token| attribute(*token, "form") == attribute(form, "id"));
            if !elsewhere && token.first().is_none_or(|token| attribute(*token, "value").is_empty()) {
                findings.push(format!("no form token: {}", opening(form)));
            }
            // A form that is named may get its buttons with the next part.
            if select_in(form, "button").is_empty() && attribute(form, "id").is_empty() {
                findings.push(format!("no button: {}", opening(form)));
            }
        }
        findings
    }

    /// Names are given once, and what refers to a name finds it.
    fn names(&self) -> Vec<String> {
        let mut findings = Vec::new();
        let mut seen = BTreeSet::new();
        for element in select(&self.html, "[id]") {
            let id = attribute(element, "id");
            if !seen.insert(id) {
                findings.push(format!("id `{id}` twice"));
            }
        }
        for (what, name) in [
            ("[aria-labelledby]", "aria-labelledby"),
            ("[aria-describedby]", "aria-describedby"),
            ("label[for]", "for"),
        ] {
            for element in select(&self.html, what) {
                for id in attribute(element, name).split_whitespace().filter(|id| !seen.contains(id)) {
                    findings.push(format!("{name} names `{id}`, which is not there"));
                }
            }
        }
        for link in select(&self.html, "a[href^='#']") {
            let id = attribute(link, "href").trim_start_matches('#');
            if !id.is_empty() && !seen.contains(id) {
                findings.push(format!("a link to `#{id}`, which is not there"));
            }
        }
        findings
    }

    /// A word that is missing shows its key; a value that was not filled in shows its braces.
    fn missing_words(&self, sections: &BTreeSet<String>) -> Vec<String> {
        let mut findings = Vec::new();
        let mut look = |text: &str, place: &str| {
            if text.contains(['{', '}']) {
                findings.push(format!("not filled in, {place}: {text}"));
            }
            for token in text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.')) {
                if token
                    .split_once('.')
                    // Keepers see the names of the catalogue's files.
                    .is_some_and(|(section, key)| sections.contains(section) && !["", "toml", "tsv"].contains(&key))
                {
                    findings.push(format!("no word for {token}, {place}"));
                }
            }
        };
        for (words, _) in self.prose() {
            look(&words, "text");
        }
        for element in select(&self.html, "[aria-label], [placeholder], [alt], [title]") {
            for name in ["aria-label", "placeholder", "alt", "title"] {
                look(attribute(element, name), name);
            }
        }
        findings
    }

    /// Chinese text has full-width marks; numbers, codes and foreign text keep theirs.
    fn punctuation(&self) -> Vec<String> {
        let mut findings = Vec::new();
        for (words, _) in self.prose() {
            let chars: Vec<char> = words.chars().filter(|c| *c != ' ').collect();
            for three in chars.windows(3) {
                if is_han(three[0]) && is_han(three[2]) && ",;:!?().".contains(three[1]) {
                    let near: String = three.iter().collect();
                    findings.push(format!("half-width mark in `{near}`"));
                }
            }
        }
        findings
    }

    /// Every run of text that people read, with its element; code and script left out.
    fn prose(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for node in self.html.tree.nodes() {
            let Some(words) = node.value().as_text() else { continue };
            let above: Vec<ElementRef> = node.ancestors().filter_map(ElementRef::wrap).collect();
            if above
                .iter()
                .any(|above| ["script", "style", "code", "pre", "textarea"].contains(&above.value().name()))
            {
                continue;
            }
            let words = words.trim();
            if !words.is_empty() {
                let name = above.first().map(|above| above.value().name().to_owned()).unwrap_or_default();
                found.push((words.to_owned(), name));
            }
        }
        found
    }

    /// Every address of this site that the page names, with the method by which it is asked for.
    pub fn addresses(&self) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        let asked = [
            ("a[href]", "href", "GET"),
            ("link[href]", "href", "GET"),
            ("script[src]", "src", "GET"),
            ("img[src]", "src", "GET"),
            ("[hx-get]", "hx-get", "GET"),
            ("[hx-post]", "hx-post", "POST"),
            ("[formaction]", "formaction", "POST"),
        ];
        for (what, name, method) in asked {
            for element in select(&self.html, what) {
                found.push((method, attribute(element, name).to_owned()));
            }
        }
        for form in select(&self.html, "form[action]") {
            let method = if attribute(form, "method") == "post" { "POST" } else { "GET" };
            found.push((method, attribute(form, "action").to_owned()));
        }
        found.retain(|(_, address)| !address.is_empty() && !address.starts_with('#') && !address.starts_with("data:"));
        found
    }

    /// What a first visit loads beside the page: style, script and pictures named in its head and body.
    pub fn assets(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        for (what, name) in [
            ("link[rel=stylesheet]", "href"),
            ("link[rel=icon]", "href"),
            ("script[src]", "src"),
            ("img[src^='/']", "src"),
            ("use[href]", "href"),
        ] {
            for element in select(&self.html, what) {
                found.insert(attribute(element, name).split('#').next().unwrap_or_default().to_owned());
            }
        }
        found
    }
}

fn select_in<'a>(root: ElementRef<'a>, what: &str) -> Vec<ElementRef<'a>> {
    let selector = Selector::parse(what).unwrap();
    root.select(&selector).collect()
}

/// The opening tag, for a finding.
fn opening(element: ElementRef) -> String {
    let attributes: Vec<String> = element.value().attrs().map(|(name, value)| format!("{name}={value}")).collect();
    format!("<{} {}>", element.value().name(), attributes.join(" "))
}

pub fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

/// Each rule finds what it is there to find.
#[test]
fn every_rule_finds_its_fault() {
    let sections = BTreeSet::from(["verify".to_owned()]);
    let good =
        "<html lang=zh-CN><head><title>甲 – 准营</title></head><body><main id=main><h1>甲</h1><p>您好，请看 (a)。</p></main></body></html>";
    let found = |body: &str| Markup::read(body).page_findings("zh-CN", "准营", &sections);
    assert_eq!(found(good), Vec::<String>::new());
    let body = |part: &str| good.replace("</main>", &format!("{part}</main>"));
    for part in [
        "<h1>乙</h1>",
        "<input id=a name=a>",
        "<a href=/x></a>",
        "<img src=/x>",
        "<table></table>",
        "<p style='color:red'>x</p>",
        "<p onclick='x()'>x</p>",
        "<script>x()</script>",
        "<form method=post action=/x><button>x</button></form>",
        "<form method=post action=/x><input type=hidden name=form_token value=x></form>",
        "<form action=//x.cn><button>x</button></form>",
        "<p id=a></p><p id=a></p>",
        "<p aria-describedby=nobody></p>",
        "<a href=#nobody>x</a>",
        "<p>verify.title</p>",
        "<p>{name}，您好</p>",
        "<p>您好,请看</p>",
    ] {
        assert!(!found(&body(part)).is_empty(), "nothing found in {part}");
    }
    for frame in [
        good.replace("zh-CN", "en"),
        good.replace("<title>甲", "<title>乙"),
        good.replace("– 准营", ""),
    ] {
        assert!(!found(&frame).is_empty(), "nothing found in {frame}");
    }
}
