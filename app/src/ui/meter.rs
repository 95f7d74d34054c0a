//! A bar that shows how much of something there is.

use leptos::prelude::*;

/// A bar with its words above.
#[component]
pub fn Meter(
    /// What is measured.
    #[prop(into)]
    label: String,
    /// How much, in words: `6 of 8 GPUs`.
    #[prop(into)]
    text: String,
    /// How much.
    value: f64,
    /// Of how much.
    max: f64,
) -> impl IntoView {
    let share = if max > 0.0 { (value / max).clamp(0.0, 1.0) } else { 0.0 };
    let level = if share >= 1.0 {
        "full"
    } else if share >= 0.85 {
        "high"
    } else {
        "fine"
    };
    view! {
        <div class="meter">
            <div class="meter-words"><span>{label.clone()}</span> <span class="num muted">{text.clone()}</span></div>
            <div
                class="meter-bar"
                role="meter"
                aria-label=label
                aria-valuetext=text
                aria-valuenow=value.to_string()
                aria-valuemin="0"
                aria-valuemax=max.to_string()
                data-level=level
            >
                <div style=format!("width:{:.1}%", share * 100.0)></div>
            </div>
        </div>
    }
    .into_any()
}
