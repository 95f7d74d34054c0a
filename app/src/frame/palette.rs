//! The palette (⌘K): go anywhere, do anything, by name.

mod items;

use leptos::{ev::KeyboardEvent, html, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};

use self::items::{Act, Item};
use super::{account, keys, theme};
use crate::ui::{
    Icon, Kbd,
    dialog::{close_dialog, open_dialog},
    icon,
};

/// The dialog's id.
pub(super) const ID: &str = "palette";

/// Opens it. On the server: nothing.
pub(super) fn open() {
    open_dialog(ID);
}

/// The palette itself.
#[component]
pub fn Palette() -> impl IntoView {
    let field = NodeRef::<html::Input>::new();
    let query = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let found = items::look_up(query);
    // The list is for browsers only, so the page is sent without it.
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    let shown =
        Memo::new(
            move |_| {
                if alive.get() { query.with(|query| found.with(|found| items::matching(query, found))) } else { Vec::new() }
            },
        );

    let navigate = use_navigate();
    let choice = theme::use_theme();
    let act = StoredValue::new(move |act: Act| {
        close_dialog(ID);
        match act {
            Act::Go(page) => navigate(&page, NavigateOptions::default()),
            Act::Theme(theme) => choice.set(theme),
            Act::Keys => open_dialog(keys::ID),
            Act::SignOut => sign_out(),
        }
    });
    let act_on = move |index: usize| {
        if let Some(item) = shown.with_untracked(|shown| shown.get(index).cloned()) {
            act.with_value(|act| act(item.act));
        }
    };
    let on_key = move |event: KeyboardEvent| {
        let last = shown.with_untracked(Vec::len).saturating_sub(1);
        match event.key().as_str() {
            "ArrowDown" => chosen.update(|chosen| *chosen = if *chosen >= last { 0 } else { *chosen + 1 }),
            "ArrowUp" => chosen.update(|chosen| *chosen = chosen.checked_sub(1).unwrap_or(last)),
            "Home" => chosen.set(0),
            "End" => chosen.set(last),
            "Enter" => act_on(chosen.get_untracked()),
            _ => return,
        }
        event.prevent_default();
        show(chosen.get_untracked());
    };
    let on_close = move |_| {
        if let Some(field) = field.get_untracked() {
            field.set_value("");
        }
        query.set(String::new());
        chosen.set(0);
    };
    let options = move || {
        let mut group = "";
        let items = shown.get().into_iter().enumerate().map(|(index, item)| {
            let heading =
                (item.group != group).then(|| view! { <li class="palette-group" role="presentation">{item.group}</li> });
            group = item.group;
            let on_click = move |_| act_on(index);
            view! { {heading} {option(index, item, chosen, on_click)} }
        });
        items.collect_view()
    };
    view! {
        <dialog id=ID class="palette" aria-label="Search and commands" on:close=on_close>
            <div class="palette-field">
                {icon(Icon::Search)}
                <input
                    node_ref=field
                    type="text"
                    role="combobox"
                    placeholder="Search runs and projects, or type a command"
                    aria-label="Search and commands"
                    aria-expanded="true"
                    aria-controls="palette-list"
                    aria-activedescendant=move || option_id(chosen.get())
                    autocomplete="off"
                    spellcheck="false"
                    autofocus
                    on:keydown=on_key
                    on:input=move |event| {
                        query.set(event_target_value(&event));
                        chosen.set(0);
                    }
                />
                <Kbd keys="Esc" />
            </div>
            <ul id="palette-list" class="palette-list" role="listbox" aria-label="Results">
                {options}
            </ul>
            {move || {
                (alive.get() && shown.with(Vec::is_empty))
                    .then(|| view! { <p class="palette-none" role="status">"Nothing has this name."</p> })
            }}
        </dialog>
    }
    .into_any()
}

fn option(
    index: usize,
    item: Item,
    chosen: RwSignal<usize>,
    on_click: impl Fn(leptos::ev::MouseEvent) + 'static,
) -> impl IntoView {
    view! {
        <li
            id=option_id(index)
            class="palette-item"
            role="option"
            aria-selected=move || if chosen.get() == index { "true" } else { "false" }
            on:mousemove=move |_| chosen.set(index)
            on:click=on_click
        >
            {icon(item.icon)}
            <span class="palette-name">{item.name}</span>
            {(!item.note.is_empty()).then(|| view! { <span class="muted">{item.note}</span> })}
            {(!item.keys.is_empty()).then(|| view! { <Kbd keys=item.keys /> })}
        </li>
    }
}

fn option_id(index: usize) -> String {
    format!("palette-{index}")
}

/// Scrolls the list so that the chosen entry is seen.
fn show(index: usize) {
    let options = web_sys::ScrollIntoViewOptions::new();
    options.set_block(web_sys::ScrollLogicalPosition::Nearest);
    if let Some(entry) = document().get_element_by_id(&option_id(index)) {
        entry.scroll_into_view_with_scroll_into_view_options(&options);
    }
}

fn sign_out() {
    use wasm_bindgen::JsCast as _;
    let form =
        document().get_element_by_id(account::SIGN_OUT).and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok());
    if let Some(form) = form {
        let _ = form.request_submit();
    }
}
