//! The line above a log where one looks for text, chooses a container and goes to a line. All of it is forms and links, which work without
//! a script.

use domain::logs::{LogMatches, LogQuery};
use leptos::{ev, html, prelude::*};
use spec::names::count_text;

use super::{
    ansi::{Style, render},
    line::marked_text,
    place::address,
    reader::Reader,
    search::Search,
};
use crate::ui::icon::{Icon, icon};

/// The line itself.
pub(super) fn find_bar(reader: Reader, search: &Search, containers: Vec<String>) -> impl IntoView + use<> {
    let search = *search;
    let input = NodeRef::<html::Input>::new();
    let initial = search.query.get_untracked();
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let text = input.get_untracked().map(|input| input.value()).unwrap_or_default();
        if !search.set(|query| query.text = text) {
            search.step(false);
        }
    };
    let keys = move |event: ev::KeyboardEvent| match event.key().as_str() {
        "Enter" if event.shift_key() => {
            event.prevent_default();
            search.step(true);
        }
        "Escape" => {
            event.prevent_default();
            if let Some(input) = input.get_untracked() {
                input.set_value("");
            }
            search.set(|query| query.text.clear());
            if let Some(region) = reader.region.get_untracked() {
                let _ = region.focus();
            }
        }
        _ => {}
    };
    let type_on = move |event| {
        let text = event_target_value(&event);
        search.set_soon(move |query| query.text = text);
    };
    let choose = move |event| {
        let name = Some(event_target_value(&event)).filter(|name| !name.is_empty());
        reader.only.set(name);
        search.reset();
        reader.refilter();
    };
    let chosen = initial.container.clone();
    let choice = (containers.len() > 1 || chosen.is_some()).then(|| {
        let option = |name: String| {
            let selected = chosen.as_ref() == Some(&name);
            view! { <option value=name.clone() selected=selected>{name.clone()}</option> }
        };
        view! {
            <select class="select select-sm" name="container" aria-label="Container" on:change=choose>
                <option value="">"All containers"</option>
                {containers.into_iter().map(option).collect::<Vec<_>>()}
            </select>
        }
    });
    let refused = move || search.refusal.with(Option::is_some);
    view! {
        <div class="log-find">
            <form method="get" role="search" class="log-search" on:submit=submit>
                <input
                    node_ref=input
                    type="search"
                    class="input input-sm"
                    name="q"
                    value=initial.text.clone()
                    placeholder="Search the log"
                    aria-label="Search the log"
                    aria-invalid=move || refused().then_some("true")
                    autocomplete="off"
                    spellcheck="false"
                    maxlength="500"
                    data-filter
                    on:input=type_on
                    on:keydown=keys
                />
                {option("case", "Aa", "Match case", initial.case, move |on| search.set_soon(move |query| query.case = on))}
                {option("regex", ".*", "Regular expression", initial.regex, move |on| search.set_soon(move |query| query.regex = on))}
                {choice}
                <button type="submit" class="btn btn-ghost btn-sm log-search-go">{icon(Icon::Search)} "Search"</button>
                {move || step("Previous hit", Icon::ChevronUp, &search, true)}
                {move || step("Next hit", Icon::ChevronDown, &search, false)}
                <span class="log-hit-count" class:is-refused=refused role="status">
                    {move || search.is_on().then(|| search.count_text())}
                </span>
            </form>
            {places(reader, &search)}
        </div>
    }
}

/// A tick that is one of the search's form.
fn option(
    name: &'static str,
    sign: &'static str,
    label: &'static str,
    checked: bool,
    change: impl Fn(bool) + 'static,
) -> impl IntoView {
    view! {
        <label class="log-option" title=label>
            <input
                type="checkbox"
                name=name
                value="1"
                aria-label=label
                checked=checked
                on:change=move |event| change(event_target_checked(&event))
            />
            <span aria-hidden="true">{sign}</span>
        </label>
    }
}

fn step(label: &'static str, shape: Icon, search: &Search, backwards: bool) -> impl IntoView + use<> {
    let search = *search;
    search.is_on().then(|| {
        view! {
            <button
                type="button"
                class="btn btn-ghost btn-square btn-sm needs-script"
                title=label
                aria-label=label
                on:click=move |_| search.step(backwards)
            >
                {icon(shape)}
            </button>
        }
    })
}

/// The log's beginning, its end, and any line.
fn places(reader: Reader, search: &Search) -> impl IntoView + use<> {
    let search = *search;
    let input = NodeRef::<html::Input>::new();
    let go = move |event: ev::SubmitEvent| {
        event.prevent_default();
        let number = input.get_untracked().and_then(|input| input.value().replace([',', ' '], "").parse::<u64>().ok());
        let total = reader.window.with_untracked(super::window::Window::total);
        if let Some(number) = number.filter(|number| *number > 0 && total > 0) {
            reader.go_to(number.min(total) - 1);
        }
    };
    let to_start = move |event: ev::MouseEvent| {
        event.prevent_default();
        reader.go_to_start();
    };
    let to_end = move |event: ev::MouseEvent| {
        event.prevent_default();
        reader.mark(None);
        reader.jump_to_end();
    };
    let kept = move || search.query.get();
    view! {
        <form method="get" class="log-places" on:submit=go>
            <a class="btn btn-ghost btn-sm" href=move || address(&kept(), &[("from", 1)]) on:click=to_start>"Start"</a>
            <a class="btn btn-ghost btn-sm" href=move || address(&LogQuery { text: String::new(), ..kept() }, &[]) on:click=to_end>
                "End"
            </a>
            <input
                node_ref=input
                class="input input-sm"
                name="line"
                inputmode="numeric"
                pattern="[0-9, ]*"
                placeholder="Line"
                aria-label="Go to line"
                autocomplete="off"
            />
        </form>
    }
}

/// The hits as a list of links, for a page without a script.
pub(super) fn hit_list(hits: &LogMatches, query: &LogQuery) -> impl IntoView + use<> {
    let items: Vec<_> = hits
        .matches
        .iter()
        .map(|found| {
            let number = found.line.number + 1;
            let href = format!("{}#L{number}", address(query, &[("line", number)]));
            let text = marked_text(&render(&found.line.text, &mut Style::default()), &found.marks);
            view! { <li><a class="log-number" href=href>{number}</a> {text}</li> }
        })
        .collect();
    let words = match (hits.matches.len(), hits.until < hits.total) {
        (0, false) => "No hits".to_owned(),
        (count, _) => {
            let plural = if count == 1 { "hit" } else { "hits" };
            format!(
                "{} {plural} in lines {} to {}",
                count_text(count as u64),
                count_text(hits.from + 1),
                count_text(hits.until)
            )
        }
    };
    let more = (hits.until < hits.total).then(|| {
        let href = address(query, &[("hits", hits.until + 1)]);
        view! { <a class="log-more log-newer" href=href>"Search on"</a> }
    });
    view! {
        <div class="log-hits without-script">
            <p>{words}</p>
            <ol>{items}</ol>
            {more}
        </div>
    }
}
