//! The door.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    context,
    functions::session::local_page,
    routes,
    ui::{PasswordInput, PostForm, Submit, TextInput, logo},
};

/// The door: who knocks says who they are, and goes on to where they wanted to.
#[component]
pub fn Login() -> impl IntoView {
    let next =
        use_query_map().with_untracked(|query| query.get("next")).and_then(|next| local_page(&next).map(ToOwned::to_owned));
    #[cfg(feature = "ssr")]
    if context::viewer().is_some() {
        leptos_axum::redirect(next.as_deref().unwrap_or(routes::HOME));
    }
    let signed_in = context::viewer().map(|viewer| {
        let on = next.clone().unwrap_or_else(|| routes::HOME.to_owned());
        view! { <p class="muted">"You are signed in as " {viewer.username} ". " <a class="link" href=on>"Go on"</a></p> }
    });
    view! {
        <Title text="Sign in" />
        <Door title="Sign in to Orrery" text="">
            {signed_in}
            <PostForm action="/api/fn/sign_in">
                <TextInput label="Username or email" name="username" autocomplete="username" autofocus=true />
                <PasswordInput label="Password" name="password" />
                {next.map(|next| view! { <input type="hidden" name="next" value=next /> })}
                <Submit>"Sign in"</Submit>
            </PostForm>
        </Door>
    }
    .into_any()
}

/// What surrounds the pages for people who are not in yet.
#[component]
pub(super) fn Door(
    /// What this page is for.
    #[prop(into)]
    title: String,
    /// A line more.
    #[prop(into)]
    text: String,
    /// The form.
    children: Children,
) -> impl IntoView {
    view! {
        <main class="door">
            <div class="door-box">
                <div class="door-head">
                    {logo::mark()}
                    <h1 class="door-title">{title}</h1>
                    {(!text.is_empty()).then(|| view! { <p class="muted">{text}</p> })}
                </div>
                {children()}
            </div>
        </main>
    }
    .into_any()
}
