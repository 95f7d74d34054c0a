//! The file that is looked at: what it is, what can be done with it, and what the server made of its content.

use domain::{
    RunId,
    artifacts::{name_text, size_text},
};
use leptos::prelude::*;

use super::{
    address::{self, Place},
    delete::DeleteFile,
};
use crate::{
    functions::artifacts::{DeleteArtifact, Shown},
    ui::{Icon, IconLink, Time, icon},
};

/// The file that is looked at.
#[component]
pub(super) fn PreviewPane(
    run: RunId,
    /// What is shown of it.
    shown: Shown,
    /// Where it is.
    place: Place,
    may_write: bool,
    delete: ServerAction<DeleteArtifact>,
) -> impl IntoView {
    let Shown { path, bytes, modified, readable, html } = shown;
    let name = name_text(path.rsplit('/').next().unwrap_or_default());
    let folder = Place { file: None, part: 1, ..place }.address(run);
    view! {
        <section class="artifact" aria-labelledby="artifact-name">
            <div class="artifact-head">
                <h2 id="artifact-name" class="section-title"><bdi>{name}</bdi></h2>
                <IconLink label="Close" icon=Icon::Close href=folder />
            </div>
            <div class="artifact-line">
                <span class="muted num">
                    {readable.then(|| size_text(bytes))} {modified.map(|at| view! { ", " <Time at /> })}
                </span>
                <div class="row">
                    {readable
                        .then(|| {
                            let href = address::download(run, &path);
                            view! {
                                <a class="btn" href=href rel="external" download="">
                                    {icon(Icon::Download)} "Download"
                                </a>
                            }
                        })}
                    {may_write.then(|| view! { <DeleteFile run path delete /> })}
                </div>
            </div>
            <div class="artifact-body" inner_html=html></div>
        </section>
    }
    .into_any()
}
