//! What the palette offers: every page, a few commands, and the runs and projects whose names match.

use std::time::Duration;

use domain::{projects::ProjectFilter, runs::RunFilter};
use leptos::{prelude::*, task::spawn_local};

use super::super::theme::Theme;
use crate::{
    functions::{projects::list_projects, runs::list_runs},
    routes,
    ui::Icon,
};

/// What choosing an entry does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Act {
    Go(String),
    Theme(Theme),
    Keys,
    SignOut,
}

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    pub(super) group: &'static str,
    pub(super) icon: Icon,
    pub(super) name: String,
    /// Said quietly after the name.
    pub(super) note: String,
    /// The shortcut that does the same.
    pub(super) keys: &'static str,
    pub(super) act: Act,
}

/// How many runs and how many projects are offered.
const LIMIT: u32 = 5;

/// Typing pauses this long before the server is asked.
const PAUSE: Duration = Duration::from_millis(150);

fn fixed() -> Vec<Item> {
    let go = |icon, name: &str, page: &str, keys| Item {
        group: "Go to",
        icon,
        name: name.to_owned(),
        note: String::new(),
        keys,
        act: Act::Go(page.to_owned()),
    };
    let act =
        |icon, name: &str, keys, act| Item { group: "Commands", icon, name: name.to_owned(), note: String::new(), keys, act };
    vec![
        go(Icon::Home, "Home", routes::HOME, "g h"),
        go(Icon::Play, "Runs", routes::RUNS, "g r"),
        go(Icon::Folder, "Projects", routes::PROJECTS, "g p"),
        go(Icon::User, "Account", routes::ACCOUNT, ""),
        go(Icon::Key, "API tokens", routes::TOKENS, ""),
        act(Icon::Plus, "New run", "c", Act::Go(routes::NEW_RUN.to_owned())),
        act(Icon::Plus, "New project", "", Act::Go(routes::NEW_PROJECT.to_owned())),
        act(Icon::Sun, "Light theme", "", Act::Theme(Theme::Light)),
        act(Icon::Moon, "Dark theme", "", Act::Theme(Theme::Dark)),
        act(Icon::Monitor, "Theme of the system", "", Act::Theme(Theme::System)),
        act(Icon::Keyboard, "Keyboard shortcuts", "?", Act::Keys),
        act(Icon::SignOut, "Sign out", "", Act::SignOut),
    ]
}

/// The entries whose name holds every word of the query, then what the server found for it.
pub(super) fn matching(query: &str, found: &[Item]) -> Vec<Item> {
    let query = query.to_lowercase();
    let matches = |item: &Item| {
        let name = item.name.to_lowercase();
        query.split_whitespace().all(|word| name.contains(word))
    };
    fixed().into_iter().filter(matches).chain(found.iter().cloned()).collect()
}

/// The runs and projects that match what is typed, newest first; looked up once somebody has begun to type.
pub(super) fn look_up(query: RwSignal<String>) -> RwSignal<Vec<Item>> {
    let found = RwSignal::new(Vec::new());
    Effect::new(move |_| {
        let text = query.get().trim().to_owned();
        if text.is_empty() {
            found.set(Vec::new());
            return;
        }
        let still = {
            let text = text.clone();
            move || query.try_with_untracked(|query| query.trim() == text).unwrap_or(false)
        };
        set_timeout(
            move || {
                if still() {
                    spawn_local(async move {
                        let items = ask(text).await;
                        // What was typed meanwhile has its own answer under way.
                        if still() {
                            found.set(items);
                        }
                    });
                }
            },
            PAUSE,
        );
    });
    found
}

/// A failure shows as nothing found: the palette is no place for errors, and the pages themselves tell them.
async fn ask(text: String) -> Vec<Item> {
    let projects = ProjectFilter { search: Some(text.clone()), limit: Some(LIMIT), ..ProjectFilter::default() };
    let runs = RunFilter { name: Some(text), limit: Some(LIMIT), ..RunFilter::default() };
    let projects = list_projects(projects).await.map(|page| page.items).unwrap_or_default();
    let runs = list_runs(runs).await.map(|page| page.items).unwrap_or_default();
    let projects = projects.into_iter().map(|project| Item {
        group: "Projects",
        icon: Icon::Folder,
        note: project.organization.clone(),
        keys: "",
        act: Act::Go(routes::project(&project.organization, &project.name)),
        name: project.name,
    });
    let runs = runs.into_iter().map(|run| Item {
        group: "Runs",
        icon: Icon::Play,
        name: run.title(),
        note: format!("{} · {}", run.project, run.status.label()),
        keys: "",
        act: Act::Go(routes::run(run.id)),
    });
    projects.chain(runs).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_must_match() {
        let names = |query: &str| matching(query, &[]).into_iter().map(|item| item.name).collect::<Vec<_>>();
        assert_eq!(names("new RUN"), ["New run"]);
        assert_eq!(names("theme dark"), ["Dark theme"]);
        assert_eq!(names("nothing like it"), [""; 0]);
        assert_eq!(names("").len(), fixed().len());
    }
}
