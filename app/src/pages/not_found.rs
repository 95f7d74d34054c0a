//! An address that is none.

use domain::{ApiError, ErrorCode};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{context, frame::Framed, ui::ErrorPage};

/// Says that there is nothing here.
#[component]
pub fn NotFound() -> impl IntoView {
    let error = ApiError::new(ErrorCode::NotFound, "there is no page at this address")
        .with_hint("check the address, or find what you look for from the first page");
    let words = view! {
        <Title text="Not found" />
        <ErrorPage error />
    };
    if context::viewer().is_some() {
        view! { <Framed>{words}</Framed> }.into_any()
    } else {
        view! { <main class="door">{words}</main> }.into_any()
    }
}
