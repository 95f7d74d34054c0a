//! The product: every page, and how to link to it.

use domain::RunId;
use leptos::prelude::*;
use leptos_router::{
    Lazy, LazyRoute, SsrMode,
    components::{ParentRoute, Route, Routes},
    path,
};

use crate::{
    context,
    frame::Frame,
    pages::{account, home, kit, login, not_found, projects, runs, setup},
};

/// Pages that share one piece of wasm, fetched when the first of them is looked at: before its page hydrates, by the function that
/// `#[lazy]` makes beside the piece's own.
macro_rules! pages {
    ($($which:ident in $piece:ident, $preload:ident: $($name:ident = $component:path),+;)+) => {
        $(
            #[derive(Clone, Copy)]
            enum $which {
                $($name),+
            }

            #[lazy]
            fn $piece(which: $which) -> AnyView {
                match which {
                    $($which::$name => $component().into_any()),+
                }
            }

            $(
                struct $name;

                impl LazyRoute for $name {
                    fn data() -> Self {
                        Self
                    }

                    async fn view(_this: Self) -> AnyView {
                        $piece($which::$name).await
                    }

                    #[cfg(target_arch = "wasm32")]
                    async fn preload() {
                        $preload().await;
                    }
                }
            )+
        )+
    };
}

pages! {
    DoorPage in door, __preload_door: Login = login::Login, Setup = setup::Setup;
    // What is gone to and fro between all day. Cut finer, each page would come in dozens of small files, and be larger for it.
    EverydayPage in everyday, __preload_everyday:
        Home = home::Home,
        Runs = runs::list::RunList,
        Run = runs::frame::RunFrame,
        Overview = runs::overview::RunOverview,
        Logs = runs::logs::RunLogs,
        Spec = runs::spec::RunSpec,
        ProjectList = projects::list::ProjectList,
        NewProject = projects::create::NewProject,
        OneProject = projects::show::ProjectPage,
        ProjectSettings = projects::settings::ProjectSettings,
        Password = account::password::AccountPassword,
        Tokens = account::tokens::AccountTokens;
    // It sends files and shows how far they are.
    ArtifactsPage in artifacts, __preload_artifacts: Artifacts = runs::artifacts::RunArtifacts;
    // It reads polyaxonfiles, with all of `spec`.
    SubmitPage in submit, __preload_submit: NewRun = runs::submit::NewRun;
    // It draws.
    MetricsPage in metrics, __preload_metrics: Metrics = runs::metrics::RunMetricsPage;
    KitPage in kit, __preload_kit: Kit = kit::Kit;
}

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
                <Route path=path!("runs") view={Lazy::<Runs>::new()} ssr=SsrMode::Async />
                <Route path=path!("runs/new") view={Lazy::<NewRun>::new()} ssr=SsrMode::Async />
                <ParentRoute path=path!("runs/:id") view={Lazy::<Run>::new()} ssr=SsrMode::Async>
                    <Route path=path!("") view={Lazy::<Overview>::new()} ssr=SsrMode::Async />
                    <Route path=path!("logs") view={Lazy::<Logs>::new()} ssr=SsrMode::Async />
                    <Route path=path!("metrics") view={Lazy::<Metrics>::new()} ssr=SsrMode::Async />
                    <Route path=path!("artifacts") view={Lazy::<Artifacts>::new()} ssr=SsrMode::Async />
                    <Route path=path!("spec") view={Lazy::<Spec>::new()} ssr=SsrMode::Async />
                </ParentRoute>
                <Route path=path!("projects") view={Lazy::<ProjectList>::new()} ssr=SsrMode::Async />
                <Route path=path!("projects/new") view={Lazy::<NewProject>::new()} ssr=SsrMode::Async />
                <Route path=path!("projects/:organization/:name") view={Lazy::<OneProject>::new()} ssr=SsrMode::Async />
                <Route
                    path=path!("projects/:organization/:name/settings")
                    view={Lazy::<ProjectSettings>::new()}
                    ssr=SsrMode::Async
                />
                <Route path=path!("account") view={Lazy::<Password>::new()} ssr=SsrMode::Async />
                <Route path=path!("account/tokens") view={Lazy::<Tokens>::new()} ssr=SsrMode::Async />
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

/// A run's metrics.
pub fn run_metrics(id: RunId) -> String {
    format!("/runs/{id}/metrics")
}

/// What a run keeps.
pub fn run_artifacts(id: RunId) -> String {
    format!("/runs/{id}/artifacts")
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
