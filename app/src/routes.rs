//! The product: every page, and how to link to it.

use domain::RunId;
use leptos::prelude::*;
use leptos_router::{
    Lazy, LazyRoute, SsrMode,
    components::{ParentRoute, Route, Routes},
    lazy_route, path,
};

use crate::{
    context,
    frame::Frame,
    pages::{account, home, kit, login, not_found, projects, runs, setup},
};

/// A page whose wasm is fetched when it is first looked at.
macro_rules! page {
    ($name:ident = $component:path) => {
        struct $name;

        #[lazy_route]
        impl LazyRoute for $name {
            fn data() -> Self {
                Self
            }

            fn view(_this: Self) -> AnyView {
                $component().into_any()
            }
        }
    };
}

page!(Login = login::Login);
page!(Setup = setup::Setup);
page!(Home = home::Home);
page!(RunList = runs::list::RunList);
page!(NewRun = runs::new::NewRun);
page!(RunFrame = runs::frame::RunFrame);
page!(RunOverview = runs::overview::RunOverview);
page!(RunLogs = runs::logs::RunLogs);
page!(RunSpec = runs::spec::RunSpec);
page!(ProjectList = projects::list::ProjectList);
page!(NewProject = projects::new::NewProject);
page!(ProjectPage = projects::show::ProjectPage);
page!(ProjectSettings = projects::settings::ProjectSettings);
page!(AccountPassword = account::password::AccountPassword);
page!(AccountTokens = account::tokens::AccountTokens);
page!(Kit = kit::Kit);

/// Every page. All are complete before they are sent: nothing on them waits for wasm.
#[component]
pub fn Pages() -> impl IntoView {
    context::forget_failed_form_on_leaving();
    view! {
        <Routes fallback=not_found::NotFound>
            <Route path=path!("/login") view={Lazy::<Login>::new()} ssr=SsrMode::Async />
            <Route path=path!("/setup") view={Lazy::<Setup>::new()} ssr=SsrMode::Async />
            <ParentRoute path=path!("/") view=Frame ssr=SsrMode::Async>
                <Route path=path!("") view={Lazy::<Home>::new()} ssr=SsrMode::Async />
                <Route path=path!("runs") view={Lazy::<RunList>::new()} ssr=SsrMode::Async />
                <Route path=path!("runs/new") view={Lazy::<NewRun>::new()} ssr=SsrMode::Async />
                <ParentRoute path=path!("runs/:id") view={Lazy::<RunFrame>::new()} ssr=SsrMode::Async>
                    <Route path=path!("") view={Lazy::<RunOverview>::new()} ssr=SsrMode::Async />
                    <Route path=path!("logs") view={Lazy::<RunLogs>::new()} ssr=SsrMode::Async />
                    <Route path=path!("spec") view={Lazy::<RunSpec>::new()} ssr=SsrMode::Async />
                </ParentRoute>
                <Route path=path!("projects") view={Lazy::<ProjectList>::new()} ssr=SsrMode::Async />
                <Route path=path!("projects/new") view={Lazy::<NewProject>::new()} ssr=SsrMode::Async />
                <Route path=path!("projects/:organization/:name") view={Lazy::<ProjectPage>::new()} ssr=SsrMode::Async />
                <Route
                    path=path!("projects/:organization/:name/settings")
                    view={Lazy::<ProjectSettings>::new()}
                    ssr=SsrMode::Async
                />
                <Route path=path!("account") view={Lazy::<AccountPassword>::new()} ssr=SsrMode::Async />
                <Route path=path!("account/tokens") view={Lazy::<AccountTokens>::new()} ssr=SsrMode::Async />
                <Route path=path!("ui") view={Lazy::<Kit>::new()} ssr=SsrMode::Async />
            </ParentRoute>
        </Routes>
    }
}

/// What runs, waits and failed.
pub const HOME: &str = "/";
/// Every run.
pub const RUNS: &str = "/runs";
/// The form for a new run.
pub const NEW_RUN: &str = "/runs/new";
/// Every project.
pub const PROJECTS: &str = "/projects";
/// The form for a new project.
pub const NEW_PROJECT: &str = "/projects/new";
/// One's own password.
pub const ACCOUNT: &str = "/account";
/// One's own API tokens.
pub const TOKENS: &str = "/account/tokens";

/// A run's overview.
pub fn run(id: RunId) -> String {
    format!("/runs/{id}")
}

/// A run's log.
pub fn run_logs(id: RunId) -> String {
    format!("/runs/{id}/logs")
}

/// A run's log, at one line (numbered from 0; people read from 1).
pub fn run_log_line(id: RunId, number: u64) -> String {
    format!("/runs/{id}/logs?line={line}#L{line}", line = number + 1)
}

/// A run's polyaxonfile, as written and as compiled.
pub fn run_spec(id: RunId) -> String {
    format!("/runs/{id}/spec")
}

/// A project: its runs and its README.
pub fn project(organization: &str, name: &str) -> String {
    format!("/projects/{organization}/{name}")
}

/// A project's settings.
pub fn project_settings(organization: &str, name: &str) -> String {
    format!("/projects/{organization}/{name}/settings")
}

/// The form for a new run of this project.
pub fn new_run_of(organization: &str, name: &str) -> String {
    format!("/runs/new?project={organization}/{name}")
}
