//! The run a page is about: loaded once for all of its tabs, and kept up to date by the live stream.

use std::time::Duration;

use domain::{
    ApiError, RunId,
    events::Change,
    runs::{RunDetail, RunSummary},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_router::hooks::use_params_map;

use crate::{
    functions::{FnError, runs::get_run},
    live::Live,
    ui::load::once_loaded,
};

/// A burst of changes is answered by one load.
const PAUSE: Duration = Duration::from_millis(200);

/// The run that the page's address names.
#[derive(Clone, Copy)]
pub struct OpenRun {
    /// As it was when the page was opened.
    pub loaded: Resource<Result<RunDetail, FnError>>,
    fresh: RwSignal<Option<RunDetail>>,
    gone: RwSignal<Option<RunId>>,
    /// Grows with each change; what was asked for before a change is not shown after it.
    version: StoredValue<u64>,
    due: StoredValue<bool>,
}

impl OpenRun {
    /// Loads the run and makes it known to the tabs below.
    pub fn provide() -> Self {
        let params = use_params_map();
        let id = Memo::new(move |_| params.with(|params| params.get_str("id").and_then(|id| id.parse::<RunId>().ok())));
        let loaded = Resource::new_blocking(
            move || id.get(),
            |id| async move {
                match id {
                    Some(id) => get_run(id).await,
                    None => Err(ApiError::not_found("run").into()),
                }
            },
        );
        let open = Self {
            loaded,
            fresh: RwSignal::new(None),
            gone: RwSignal::new(None),
            version: StoredValue::new(0),
            due: StoredValue::new(false),
        };
        provide_context(open);
        let live = Live::get();
        live.follow(live.position(), move |change| {
            let Some(Some(id)) = id.try_get_untracked() else { return };
            match change {
                Change::Run { run } if run.id == id => open.changed(&run),
                Change::RunDeleted { run, .. } if run == id => open.gone.set(Some(id)),
                Change::Reset => open.reload(id),
                _ => {}
            }
        });
        open
    }

    /// The run of the page around; `None` outside of one.
    pub fn get() -> Option<Self> {
        use_context()
    }

    /// Shows something of the run once it is loaded, and nothing when it can't be had: the frame around says why.
    pub fn show(self, view: impl Fn(Signal<RunDetail>) -> AnyView + Clone + Send + Sync + 'static) -> AnyView {
        once_loaded(self.loaded, move |loaded| loaded.map_or_else(|_| ().into_any(), |first| view(self.current(first))))
    }

    /// The run as it is now; `first` until something newer is known.
    pub fn current(self, first: RunDetail) -> Signal<RunDetail> {
        let id = first.summary.id;
        Memo::new(move |_| {
            self.fresh.with(|fresh| fresh.as_ref().filter(|fresh| fresh.summary.id == id).unwrap_or(&first).clone())
        })
        .into()
    }

    /// Whether the run was deleted while the page was open.
    pub fn is_gone(self, id: RunId) -> bool {
        self.gone.get() == Some(id)
    }

    /// The status is shown at once; the timeline and the rest come with a load.
    fn changed(self, run: &RunSummary) {
        let known = self.fresh.get_untracked().or_else(|| self.loaded.get_untracked()?.ok());
        if let Some(known) = known.filter(|known| known.summary.id == run.id) {
            self.fresh.set(Some(RunDetail { summary: run.clone(), ..known }));
        }
        self.reload(run.id);
    }

    fn reload(self, id: RunId) {
        self.version.update_value(|version| *version += 1);
        if self.due.get_value() {
            return;
        }
        self.due.set_value(true);
        set_timeout(
            move || {
                // The page may have been left.
                let Some(version) = self.version.try_get_value() else { return };
                self.due.set_value(false);
                spawn_local(async move {
                    if let Ok(detail) = get_run(id).await
                        && self.version.try_get_value() == Some(version)
                    {
                        self.fresh.set(Some(detail));
                    }
                });
            },
            PAUSE,
        );
    }
}
