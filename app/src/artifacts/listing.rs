//! What is in a folder.

use domain::{
    RunId,
    artifacts::{Entry, EntryKind, Listing, name_text, size_text},
};
use leptos::prelude::*;

use super::address::Place;
use crate::ui::{Icon, Table, Time, icon};

/// The entries of a page of a folder, and the way to the other pages.
#[component]
pub(super) fn Entries(
    run: RunId,
    listing: Listing,
    /// The folder and the page, as the server has them.
    here: Place,
    /// What the address says: which of the entries is looked at.
    place: Memo<Place>,
) -> impl IntoView {
    let Listing { entries, page, pages, folders, files, more, .. } = listing;
    let rows: Vec<_> = entries.into_iter().map(|entry| row(run, entry, &here, place)).collect();
    let words = [counted(folders, "folder"), counted(files, "file")].into_iter().flatten().collect::<Vec<_>>().join(", ");
    let words = if more { format!("More than {words}") } else { words };
    let end = |label: &'static str, page: Option<u32>, rel: &'static str| match page {
        Some(page) => {
            let href = Place { page, ..here.clone() }.address(run);
            view! { <a class="btn" href=href rel=rel>{label}</a> }.into_any()
        }
        None => view! { <span class="btn btn-off" aria-disabled="true">{label}</span> }.into_any(),
    };
    let ends = (pages > 1).then(|| {
        view! {
            <div class="row">
                <span class="num">{format!("Page {page} of {pages}")}</span>
                {end("Previous", (page > 1).then(|| page - 1), "prev")}
                {end("Next", (page < pages).then(|| page + 1), "next")}
            </div>
        }
    });
    view! {
        <Table caption="Artifacts" columns=&["Name", "Size|num", "Modified|medium-only"]>{rows}</Table>
        <nav class="pagination" aria-label="Pages">
            <span class="muted num">{words}</span>
            {ends}
        </nav>
    }
    .into_any()
}

fn counted(count: u64, noun: &str) -> Option<String> {
    match count {
        0 => None,
        1 => Some(format!("1 {noun}")),
        count => Some(format!("{count} {noun}s")),
    }
}

fn row(run: RunId, entry: Entry, here: &Place, place: Memo<Place>) -> AnyView {
    let Entry { name, kind, link, bytes, modified } = entry;
    let shape = match kind {
        EntryKind::Folder => Icon::Folder,
        EntryKind::File => Icon::File,
        EntryKind::DeadLink | EntryKind::Special | EntryKind::Nameless => Icon::Ban,
    };
    let text = name_text(&name);
    let href = match kind {
        EntryKind::Folder => Some(Place::folder(here.within(&name))),
        EntryKind::Nameless => None,
        _ => Some(Place { file: Some(name.clone()), ..here.clone() }),
    };
    let note = match kind {
        EntryKind::DeadLink => Some("link that leads nowhere"),
        EntryKind::Special => Some("pipe, socket or device"),
        EntryKind::Nameless => Some("its name is no text; it comes with the folder"),
        _ if link => Some("link"),
        _ => None,
    };
    let open = move || place.with(|place| place.file.as_deref() == Some(name.as_str()));
    let title = text.clone();
    let name = match href {
        Some(href) => view! {
            <a class="row-link" href=href.address(run) title=title aria-current=move || open().then_some("true")>
                <bdi>{text}</bdi>
            </a>
        }
        .into_any(),
        None => view! { <span class="muted"><bdi>{text}</bdi></span> }.into_any(),
    };
    view! {
        <tr data-row="">
            <td>
                <span class="artifact-name">
                    {icon(shape)} {name} {note.map(|note| view! { <span class="muted artifact-note">{note}</span> })}
                </span>
            </td>
            <td class="num">{(kind == EntryKind::File).then(|| size_text(bytes))}</td>
            <td class="medium-only">{modified.map(|at| view! { <Time at /> })}</td>
        </tr>
    }
    .into_any()
}
