//! Light or dark: as the system says, unless somebody chose. The choice is remembered in this browser.

use leptos::prelude::*;

/// What somebody chose.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Theme {
    Light,
    Dark,
    #[default]
    System,
}

impl Theme {
    pub(super) const ALL: [Self; 3] = [Self::Light, Self::Dark, Self::System];

    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Light => "Light",
            Self::Dark => "Dark",
            Self::System => "System",
        }
    }

    /// The theme's name in `style/tokens.css`; none for whatever the system says.
    const fn name(self) -> Option<&'static str> {
        match self {
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
            Self::System => None,
        }
    }
}

#[derive(Clone, Copy)]
pub(super) struct Choice(RwSignal<Theme>);

/// Finds out what was chosen, once the browser can be asked.
pub(super) fn provide_theme() {
    let choice = RwSignal::new(Theme::System);
    provide_context(Choice(choice));
    Effect::new(move |_| {
        let name = document().document_element().and_then(|root| root.get_attribute("data-theme"));
        choice.set(Theme::ALL.into_iter().find(|theme| theme.name() == name.as_deref()).unwrap_or_default());
    });
}

pub(super) fn use_theme() -> Choice {
    use_context().unwrap_or_else(|| Choice(RwSignal::new(Theme::System)))
}

impl Choice {
    pub(super) fn get(self) -> Theme {
        self.0.get()
    }

    /// Chooses, for now and for later.
    pub(super) fn set(self, theme: Theme) {
        self.0.set(theme);
        remember("theme", theme.name());
    }

    /// From what is seen now to its opposite.
    pub(super) fn toggle(self) {
        let dark = match self.0.get_untracked() {
            Theme::Dark => true,
            Theme::Light => false,
            Theme::System => {
                window().match_media("(prefers-color-scheme: dark)").ok().flatten().is_some_and(|query| query.matches())
            }
        };
        self.set(if dark { Theme::Light } else { Theme::Dark });
    }
}

/// Puts a choice on the document, where the stylesheet sees it, and into storage, where the next page's first script finds it.
pub(super) fn remember(name: &str, value: Option<&str>) {
    // Storage may be forbidden; then the choice lasts as long as the page.
    let storage = window().local_storage().ok().flatten();
    let attribute = format!("data-{name}");
    if let Some(root) = document().document_element() {
        let _ = match value {
            Some(value) => root.set_attribute(&attribute, value),
            None => root.remove_attribute(&attribute),
        };
    }
    if let Some(storage) = storage {
        let _ = match value {
            Some(value) => storage.set_item(name, value),
            None => storage.remove_item(name),
        };
    }
}
