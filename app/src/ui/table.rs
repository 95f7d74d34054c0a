//! Tables: dense, full width, their caption said to screen readers. They scroll sideways by themselves, never the page.
//!
//! A row that can be opened is a `<tr data-row>` with one `<a class="row-link">`: the link covers the row, `j` and `k` walk the rows.
//! Cells of numbers take the class `num`; columns that may go on a narrow screen take `wide-only` or `medium-only`.

use leptos::prelude::*;

/// How a column sorts the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SortLink {
    /// The page in the next order of this column.
    pub href: String,
    /// When the list goes by it: whether the greatest comes first.
    pub descending: Option<bool>,
}

/// A table.
#[component]
pub fn Table(
    /// What it lists.
    #[prop(into)]
    caption: String,
    /// The words above the columns, in order; empty for a column of icons or actions. After `|` come classes: `Duration|num wide-only`.
    columns: &'static [&'static str],
    /// How the column of these words sorts, if it does.
    #[prop(optional, into)]
    sort: Option<Callback<&'static str, Option<SortLink>>>,
    /// The rows: `<tr>`s.
    children: Children,
) -> impl IntoView {
    let heads: Vec<_> = columns
        .iter()
        .map(|column| {
            let (label, class) = column.split_once('|').unwrap_or((column, ""));
            if label.is_empty() {
                view! { <td class=class></td> }.into_any()
            } else if let Some(SortLink { href, descending }) = sort.and_then(|sort| sort.run(label)) {
                let (order, arrow) = match descending {
                    Some(true) => (Some("descending"), "\u{2193}"),
                    Some(false) => (Some("ascending"), "\u{2191}"),
                    None => (None, ""),
                };
                view! {
                    <th scope="col" class=class aria-sort=order>
                        <a class="sort" href=href>{label} <span class="sort-arrow" aria-hidden="true">{arrow}</span></a>
                    </th>
                }
                .into_any()
            } else {
                view! { <th scope="col" class=class>{label}</th> }.into_any()
            }
        })
        .collect();
    view! {
        <div class="table-frame">
            <table class="table">
                <caption class="sr-only">{caption}</caption>
                <thead>
                    <tr>{heads}</tr>
                </thead>
                <tbody>{children()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
