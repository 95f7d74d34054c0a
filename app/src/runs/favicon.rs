//! The tab's icon says how the run is doing, so that a background tab tells when it is over.

use domain::{Status, statuses::Tone};
use leptos::prelude::*;
use leptos_meta::Link;

/// The icon of the page while it is open.
#[component]
pub fn Favicon(
    /// The run's status.
    #[prop(into)]
    status: Signal<Status>,
) -> impl IntoView {
    let tone = Memo::new(move |_| status.get().tone());
    move || view! { <Link rel="icon" type_="image/svg+xml" href=drawing(tone.get()) /> }
}

/// A filled circle in the family's colour with its sign in white.
fn drawing(tone: Tone) -> String {
    let (color, sign) = match tone {
        Tone::Waiting => ("8a8f98", "M16 9v7l5 3"),
        Tone::Running => ("4f6bed", "M13 10l9 6-9 6z"),
        Tone::Succeeded => ("2e9e5b", "M10 16.5l4 4 8-9"),
        Tone::Failed => ("d64545", "M11 11l10 10M21 11L11 21"),
        Tone::Stopped => ("6b7280", "M12 12h8v8h-8z"),
        Tone::Warning => ("c98a1b", "M16 9v8M16 22v.5"),
    };
    format!(
        "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 32 32' fill='none' stroke='white' stroke-width='3' \
         stroke-linecap='round' stroke-linejoin='round'><circle cx='16' cy='16' r='16' fill='%23{color}' stroke='none'/>\
         <path d='{sign}'/></svg>"
    )
}
