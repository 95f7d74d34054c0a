//! How the charts are looked at: a form whose answers are the address.

use leptos::prelude::*;
use leptos_router::{
    NavigateOptions,
    hooks::{use_location, use_navigate},
};

use super::view::{Axis, SMOOTHEST, View};

/// The choices. With wasm each is followed at once; without, by the button.
pub(super) fn toolbar(view: Memo<View>) -> AnyView {
    let path = use_location().pathname;
    let navigate = use_navigate();
    let show = Callback::new(move |view: View| {
        let how = NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() };
        navigate(&format!("{}{}", path.get_untracked(), view.to_query()), how);
    });
    let options: Vec<_> = Axis::ALL
        .iter()
        .map(|axis| view! { <option value=axis.as_str() selected=move || view.get().axis == *axis>{axis.label()}</option> })
        .collect();
    let chosen = move |event: leptos::ev::Event| {
        let name = event_target_value(&event);
        let axis = Axis::ALL.iter().copied().find(|axis| axis.as_str() == name).unwrap_or_default();
        show.run(View { axis, ..view.get_untracked() });
    };
    view! {
        <form class="chart-bar" method="get" action="">
            <label class="chart-choice">
                <span>"X axis"</span>
                <select class="select select-sm" name="x" on:change=chosen>{options}</select>
            </label>
            <label class="chart-choice">
                <span>"Smoothing"</span>
                <input
                    type="range"
                    name="smooth"
                    min="0"
                    max=SMOOTHEST.to_string()
                    class="chart-range"
                    prop:value=move || view.get().smooth.to_string()
                    value=view.get_untracked().smooth.to_string()
                    on:change=move |event| {
                        let smooth = event_target_value(&event).parse().unwrap_or(0);
                        show.run(View { smooth, ..view.get_untracked() });
                    }
                />
                <output class="num">{move || format!("0.{:02}", view.get().smooth)}</output>
            </label>
            <label class="chart-choice">
                <input
                    type="checkbox"
                    class="checkbox"
                    name="log"
                    value="true"
                    checked=view.get_untracked().log
                    prop:checked=move || view.get().log
                    on:change=move |event| show.run(View { log: event_target_checked(&event), ..view.get_untracked() })
                />
                <span>"Log scale"</span>
            </label>
            <button type="submit" class="btn btn-sm chart-apply">"Apply"</button>
        </form>
    }
    .into_any()
}
