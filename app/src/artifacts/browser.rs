//! The artifacts of a run: the way to the folder, what is in it, and beside it the file that is looked at.

use domain::{
    RunId,
    artifacts::{Listing, name_text},
    runs::RunDetail,
};
use leptos::prelude::*;

use super::{
    address::{self, Place},
    delete::DeleteFolder,
    listing::Entries,
    preview::PreviewPane,
    upload::Upload,
};
use crate::{
    functions::artifacts::{DeleteArtifact, list_artifacts, show_artifact},
    ui::{ButtonLink, DialogButton, EmptyState, Icon, Load, icon},
};

/// The dialog that takes files.
pub(super) const UPLOAD: &str = "upload-files";

/// The artifacts of a run.
#[component]
pub fn Browser(
    /// The run.
    run: Signal<RunDetail>,
    /// Where in them.
    place: Memo<Place>,
) -> impl IntoView {
    let (id, may_write) = run.with_untracked(|run| (run.summary.id, run.may.write));
    let delete = ServerAction::<DeleteArtifact>::new();
    // Grows with each upload.
    let arrived = RwSignal::new(0_u32);
    // What it wrote last is seen when it ends.
    let done = Memo::new(move |_| run.with(|run| run.summary.status.is_done()));
    let folder = Memo::new(move |_| place.with(|place| (place.path.clone(), place.page)));
    let file = Memo::new(move |_| place.with(|place| (place.file_path(), place.part)));
    let listing = Resource::new_blocking(
        move || (folder.get(), delete.version().get(), arrived.get(), done.get()),
        move |((path, page), ..)| list_artifacts(id, path, page),
    );
    let shown = Resource::new_blocking(
        move || (file.get(), arrived.get()),
        move |((path, part), _)| async move {
            match path {
                Some(path) => show_artifact(id, path, part).await.map(Some),
                None => Ok(None),
            }
        },
    );
    view! {
        <Upload run=id place arrived may_write>
            <div class="artifacts" data-open=move || place.with(|place| place.file.is_some()).then_some("")>
                <div class="artifacts-list">
                    <Load
                        resource=listing
                        children=move |listing| {
                            view! { <Folder run=id listing place may_write delete /> }.into_any()
                        }
                    />
                </div>
                <Load
                    resource=shown
                    children=move |shown| {
                        shown
                            .map(|shown| {
                                view! { <PreviewPane run=id shown place=place.get_untracked() may_write delete /> }
                            })
                            .into_any()
                    }
                />
            </div>
        </Upload>
    }
    .into_any()
}

#[component]
fn Folder(
    run: RunId,
    listing: Listing,
    place: Memo<Place>,
    may_write: bool,
    delete: ServerAction<DeleteArtifact>,
) -> impl IntoView {
    let here = Place { page: listing.page, ..Place::folder(listing.path.clone()) };
    let top = here.path.is_empty();
    let (empty, bare) = (listing.entries.is_empty(), listing.bare);
    let way: Vec<_> = here
        .way()
        .into_iter()
        .map(|(name, place)| {
            let last = place.path == here.path;
            view! {
                <li>
                    {icon(Icon::ChevronRight)}
                    <a href=place.address(run) aria-current=last.then_some("page")>{name_text(&name)}</a>
                </li>
            }
        })
        .collect();
    view! {
        <div class="artifacts-bar">
            <nav class="crumbs artifacts-way" aria-label="Folder">
                <ol>
                    <li>
                        <a href=Place::default().address(run) aria-current=top.then_some("page")>"Artifacts"</a>
                    </li>
                    {way}
                </ol>
            </nav>
            <div class="row">
                {(!bare)
                    .then(|| {
                        // The browser fetches it, not the router.
                        let href = address::download(run, &here.path);
                        view! {
                            <a class="btn" href=href rel="external" download="">
                                {icon(Icon::Download)} "Download as tar.gz"
                            </a>
                        }
                    })}
                {(may_write && !top).then(|| view! { <DeleteFolder run listing=listing.clone() delete /> })}
                {may_write
                    .then(|| view! { <DialogButton dialog=UPLOAD icon=Icon::Upload>"Upload"</DialogButton> })}
            </div>
        </div>
        // The folder for outputs is made with the run: while it is empty, there is nothing yet.
        {match (empty, bare && (top || here.path == "outputs")) {
            (_, true) => nothing_yet(run).into_any(),
            (false, _) => view! { <Entries run listing here place /> }.into_any(),
            (true, _) => view! {
                <EmptyState icon=Icon::Folder title="This folder is empty" text="Nothing is in it, or no longer.">
                    <ButtonLink href=Place::around(&here.path).address(run)>"One folder up"</ButtonLink>
                </EmptyState>
            }
            .into_any(),
        }}
    }
    .into_any()
}

fn nothing_yet(run: RunId) -> impl IntoView {
    let sample = format!(
        "# in the run's own command\ncp model.pt \"$POLYAXON_RUN_OUTPUTS_PATH\"\n\n# from a terminal\npolyaxon ops upload -uid {run} \
         --path-from ./plots --path-to plots\n\n# from Python\nfrom polyaxon import tracking\ntracking.init()\n\
         tracking.log_artifact(\"model.pt\", kind=\"model\")\n"
    );
    view! {
        <EmptyState
            icon=Icon::Archive
            title="No artifacts yet"
            text="Files that a run writes to its outputs folder, tracks or is sent are kept here: models, plots, tables, reports."
            sample=sample
            sample_name="Keep a file"
        />
    }
}
