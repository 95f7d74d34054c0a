//! Statuses: always an icon, a word and a colour, and the same everywhere.

use domain::{Status, statuses::Tone};
use leptos::prelude::*;

use super::icon::{Icon, icon};

const fn shape(tone: Tone) -> Icon {
    match tone {
        Tone::Waiting => Icon::Clock,
        Tone::Running => Icon::Spinner,
        Tone::Succeeded => Icon::CircleCheck,
        Tone::Failed => Icon::CircleX,
        Tone::Stopped => Icon::Ban,
        Tone::Warning => Icon::TriangleAlert,
    }
}

/// The icon of a family of statuses, in its colour.
pub fn tone_icon(tone: Tone) -> impl IntoView {
    view! { <span class="tone" data-tone=tone.as_str()>{icon(shape(tone))}</span> }
}

/// A status. Follows the signal while the page is open.
#[component]
pub fn StatusBadge(
    /// Which.
    #[prop(into)]
    status: Signal<Status>,
) -> impl IntoView {
    view! {
        <span class="status" data-status=move || status.get().as_str() data-tone=move || status.get().tone().as_str()>
            {move || icon(shape(status.get().tone()))}
            <span>{move || status.get().label()}</span>
        </span>
    }
    .into_any()
}

/// A family of statuses, like a status.
#[component]
pub fn ToneBadge(
    /// Which.
    tone: Tone,
) -> impl IntoView {
    view! { <span class="status" data-tone=tone.as_str()>{icon(shape(tone))} <span>{tone.label()}</span></span> }.into_any()
}
