//! The artifacts of a run: the way to the folder, what is in it, and beside it the file that is looked at.

use domain::{RunId, artifacts::name_text, runs::RunDetail};
use leptos::prelude::*;

use super::{
    address::{self, Place},
    delete::DeleteFolder,
    preview::PreviewPane,
    upload::Upload,
};
use crate::{
    functions::artifacts::{DeleteArtifact, Opened, list_artifacts, show_artifact},
    ui::{DialogButton, Icon, Load, icon},
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
        move |((path, page), ..)| list_artifacts(id, path, page, place.get_untracked().file),
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
    #[cfg(feature = "hydrate")]
    Effect::new(move |_| mark(place.get().file.as_deref().map(name_text).as_deref()));
    view! {
        <Upload run=id place arrived may_write>
            <div class="artifacts" data-open=move || place.with(|place| place.file.is_some()).then_some("")>
                <div class="artifacts-list">
                    <Load
                        resource=listing
                        children=move |opened| {
                            view! { <Folder run=id opened may_write delete /> }.into_any()
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
fn Folder(run: RunId, opened: Opened, may_write: bool, delete: ServerAction<DeleteArtifact>) -> impl IntoView {
    let Opened { path, folders, files, bare, html } = opened;
    let here = Place::folder(path);
    let top = here.path.is_empty();
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
                {(may_write && !top).then(|| view! { <DeleteFolder run path=here.path.clone() folders files delete /> })}
                {may_write
                    .then(|| view! { <DialogButton dialog=UPLOAD icon=Icon::Upload>"Upload"</DialogButton> })}
            </div>
        </div>
        <div inner_html=html></div>
    }
    .into_any()
}

/// Marks the row of what is looked at, in rows that came as they are.
#[cfg(feature = "hydrate")]
fn mark(file: Option<&str>) {
    use wasm_bindgen::JsCast as _;

    let Ok(links) = document().query_selector_all(".artifacts-list a[data-name]") else { return };
    for link in (0..links.length()).filter_map(|index| links.get(index)?.dyn_into::<web_sys::Element>().ok()) {
        let _ = if file.is_some() && link.get_attribute("data-name").as_deref() == file {
            link.set_attribute("aria-current", "true")
        } else {
            link.remove_attribute("aria-current")
        };
    }
}
