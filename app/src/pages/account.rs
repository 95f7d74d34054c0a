//! One's own account.

pub mod password;
pub mod tokens;

use leptos::prelude::*;

use crate::{
    routes,
    ui::{PageHeader, Tab, Tabs},
};

/// The top of the account's pages, and the way from one to the other.
#[component]
fn AccountHeader(title: &'static str) -> impl IntoView {
    view! {
        <PageHeader title />
        <Tabs label="Account">
            <Tab label="Account" href=routes::ACCOUNT />
            <Tab label="API tokens" href=routes::TOKENS />
        </Tabs>
    }
}
