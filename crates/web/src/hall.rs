//! The hall: what every page has at hand: the office, templates, assets, settings, the press for papers.

use crate::quota::Quota;
use crate::shell::Templates;
use crate::tries::Tries;
use office::{App, Fault};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

/// What a deployment sets.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Name of the site.
    pub site_name: String,
    /// Division code of the place.
    pub place: String,
    /// Demonstration data: shown on every page.
    pub demo: bool,
    /// Folder for uploads.
    pub data: PathBuf,
    /// Public address, as QR codes carry it.
    pub base_url: String,
}

/// Shared by all requests.
#[derive(Clone)]
pub struct Hall {
    inner: Arc<Inner>,
    app: App,
}

struct Inner {
    settings: Settings,
    templates: Templates,
    assets: BTreeMap<String, String>,
    press: OnceLock<Result<paper::Press, String>>,
    quota: Quota,
    reports: Quota,
    tries: Tries,
}

/// Built by `cargo xtask assets`, inside the program.
#[derive(rust_embed::RustEmbed)]
#[folder = "assets/dist"]
pub(crate) struct Assets;

impl Hall {
    /// Opens the hall; templates and words are checked here once.
    pub fn open(app: App, settings: Settings) -> Result<Hall, Fault> {
        let manifest = Assets::get("manifest.json").ok_or_else(|| Fault::world("assets/dist", "manifest.json is missing"))?;
        let assets: BTreeMap<String, String> =
            serde_json::from_slice(&manifest.data).map_err(|error| Fault::world("manifest.json", error))?;
        let templates = Templates::load(&assets).map_err(|error| Fault::world("pages", error))?;
        Ok(Hall {
            app,
            inner: Arc::new(Inner {
                settings,
                templates,
                assets,
                press: OnceLock::new(),
                quota: Quota::questions(),
                reports: Quota::reports(),
                tries: Tries::default(),
            }),
        })
    }

    /// The same hall with the edition in force now: one request sees one edition.
    pub fn current(&self) -> Hall {
        Hall {
            inner: Arc::clone(&self.inner),
            app: self.app.current(),
        }
    }

    /// The office.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// Settings.
    pub fn settings(&self) -> &Settings {
        &self.inner.settings
    }

    /// What strangers may ask for.
    pub(crate) fn quota(&self) -> &Quota {
        &self.inner.quota
    }

    /// What strangers may report.
    pub(crate) fn reports(&self) -> &Quota {
        &self.inner.reports
    }

    /// Templates.
    pub(crate) fn templates(&self) -> &Templates {
        &self.inner.templates
    }

    /// The address of an asset by its plain name.
    pub fn asset(&self, name: &str) -> String {
        format!("/assets/{}", self.inner.assets.get(name).map_or(name, String::as_str))
    }

    /// The press, with fonts loaded at the first paper.
    pub fn press(&self) -> Result<&paper::Press, Fault> {
        let press = self
            .inner
            .press
            .get_or_init(|| paper::Fonts::system().map(paper::Press::new).map_err(|fault| fault.to_string()));
        press.as_ref().map_err(|why| Fault::world("fonts", why))
    }

    /// Wrong tries at what strangers look up by number.
    pub(crate) fn tries(&self) -> &Tries {
        &self.inner.tries
    }

    /// The full name of a division.
    pub fn place_name(&self, code: &str) -> String {
        self.app()
            .shelf()
            .files()
            .divisions
            .full_name(code)
            .unwrap_or_else(|| code.to_owned())
    }
}
