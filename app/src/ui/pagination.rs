//! The way to the rest of a list.

use leptos::prelude::*;

/// Links to the newer and the older page, and how many there are in all. Nothing when all fits on one page.
#[component]
pub fn Pagination(
    /// The page before this one, if there is one.
    newer: Option<String>,
    /// The page after this one, if there is one.
    older: Option<String>,
    /// What a screen reader calls it, where a page has two.
    #[prop(default = "Pages".to_owned(), into)]
    label: String,
    /// `1,204 runs`.
    #[prop(optional, into)]
    total: String,
) -> impl IntoView {
    let alone = newer.is_none() && older.is_none();
    let end = |label: &'static str, href: Option<String>, rel: &'static str| match href {
        Some(href) => view! { <a class="btn" href=href rel=rel>{label}</a> }.into_any(),
        None => view! { <span class="btn btn-off" aria-disabled="true">{label}</span> }.into_any(),
    };
    (!alone || !total.is_empty())
        .then(|| {
            view! {
                <nav class="pagination" aria-label=label>
                    <span class="muted num">{total}</span>
                    {(!alone)
                        .then(|| {
                            view! {
                                <div class="row">
                                    {end("Newer", newer, "prev")}
                                    {end("Older", older, "next")}
                                </div>
                            }
                        })}
                </nav>
            }
        })
        .into_any()
}
