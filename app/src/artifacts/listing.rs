//! What is in a folder, as HTML: made on the server, so that the browser needs no code for it. Links in it stay on the page.

use domain::{
    RunId, Timestamp,
    artifacts::{Entry, EntryKind, Listing, name_text, size_text},
    time::ago_text,
};
use leptos::prelude::*;

use super::address::Place;
use crate::ui::{EmptyState, Icon, Table, icon};

/// A page of a folder, or what is said where nothing is. `file` is looked at.
pub fn to_html(run: RunId, listing: Listing, file: Option<&str>, now: Timestamp) -> String {
    let here = Place { page: listing.page, ..Place::folder(listing.path.clone()) };
    // The folder for outputs is made with the run: while it is empty, there is nothing yet.
    if listing.bare && matches!(here.path.as_str(), "" | "outputs") {
        return nothing_yet(run).to_html();
    }
    if listing.entries.is_empty() {
        let above = Place::around(&here.path).address(run);
        return view! {
            <EmptyState icon=Icon::Folder title="This folder is empty" text="Nothing is in it, or no longer.">
                <a class="btn" href=above>"One folder up"</a>
            </EmptyState>
        }
        .to_html();
    }
    entries(run, listing, &here, file, now).to_html()
}

fn nothing_yet(run: RunId) -> impl IntoView {
    let sample = format!(
        "# in the run's own command\ncp model.pt \"$POLYAXON_RUN_OUTPUTS_PATH\"\n\n# from a terminal\npolyaxon ops upload -uid {run} \
         --path-from ./plots --path-to plots\n\n# from Python\nfrom polyaxon import tracking\ntracking.init()\n\
         tracking.log_artifact(\"model.pt\", kind=\"model\")\n"
    );
    let text =
        "Files that a run writes to its outputs folder, tracks or is sent are kept here: models, plots, tables, reports.";
    view! {
        <EmptyState icon=Icon::Archive title="No artifacts yet" text=text />
        <pre class="artifact-sample" tabindex="0" role="group" aria-label="How to keep a file">{sample}</pre>
    }
}

fn entries(run: RunId, listing: Listing, here: &Place, file: Option<&str>, now: Timestamp) -> impl IntoView {
    let Listing { entries, page, pages, folders, files, more, .. } = listing;
    let rows: Vec<_> = entries.into_iter().map(|entry| row(run, entry, here, file, now)).collect();
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

fn row(run: RunId, entry: Entry, here: &Place, file: Option<&str>, now: Timestamp) -> AnyView {
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
    let open = (file == Some(name.as_str())).then_some("true");
    let (title, data_name) = (text.clone(), text.clone());
    let label = match href {
        Some(href) => view! {
            <a class="row-link" href=href.address(run) title=title data-name=data_name aria-current=open>
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
                    {icon(shape)} {label} {note.map(|note| view! { <span class="muted artifact-note">{note}</span> })}
                </span>
            </td>
            <td class="num">{(kind == EntryKind::File).then(|| size_text(bytes))}</td>
            <td class="medium-only">
                {modified
                    .map(|at| {
                        view! { <time class="time" datetime=at.to_string() title=at.to_utc_text()>{ago_text(at, now)}</time> }
                    })}
            </td>
        </tr>
    }
    .into_any()
}
