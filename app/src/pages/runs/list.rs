//! Every run.

use domain::Scope;
use leptos::prelude::*;

use crate::{
    pages::projects::list::may_anywhere,
    routes,
    runs::RunTable,
    ui::{ButtonLink, Icon, PageHeader, Variant},
};

/// Every run.
#[component]
pub fn RunList() -> impl IntoView {
    view! {
        <PageHeader title="Runs">
            {may_anywhere(Scope::RunWrite)
                .then(|| {
                    view! { <ButtonLink href=routes::NEW_RUN variant=Variant::Primary icon=Icon::Plus>"New run"</ButtonLink> }
                })}
        </PageHeader>
        <RunTable />
    }
    .into_any()
}
