//! The first admin, by the link that the server prints when it has none.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::login::Door;
use crate::{
    functions::session::{SetupLink, check_setup_link},
    ui::{Alert, ButtonLink, Load, Mood, PasswordInput, PostForm, Submit, TextInput, Variant},
};

/// The form for the first admin, or why there is none.
#[component]
pub fn Setup() -> impl IntoView {
    let token = use_query_map().with_untracked(|query| query.get("token")).unwrap_or_default();
    let asked = token.clone();
    let link = Resource::new_blocking(|| (), move |()| check_setup_link(asked.clone()));
    view! {
        <Title text="Set up" />
        <Load
            resource=link
            children=move |link| match link {
                SetupLink::Valid => form(token.clone()),
                SetupLink::Wrong => wrong(),
                SetupLink::Done => done(),
            }
        />
    }
    .into_any()
}

fn form(token: String) -> AnyView {
    view! {
        <Door title="Set up Orrery" text="You will be its first admin. Others can be added later.">
            <PostForm action="/api/fn/complete_setup">
                <input type="hidden" name="token" value=token />
                <TextInput label="Username" name="username" autocomplete="username" autofocus=true />
                <TextInput label="Email" name="email" kind="email" autocomplete="email" required=false />
                <PasswordInput label="Password" name="password" autocomplete="new-password" help="At least 8 characters." />
                <TextInput
                    label="Organization"
                    name="organization"
                    value="default"
                    help="Projects belong to it, and its name is part of their addresses. Letters, digits, - and _."
                />
                <Submit>"Create admin"</Submit>
            </PostForm>
        </Door>
    }
    .into_any()
}

fn wrong() -> AnyView {
    view! {
        <Door title="Set up Orrery" text="">
            <Alert mood=Mood::Warning title="This setup link is not valid.">
                "Every start of the server makes a new one. Open the newest link in the server's output."
            </Alert>
        </Door>
    }
    .into_any()
}

fn done() -> AnyView {
    view! {
        <Door title="Orrery is set up" text="It has an admin already, so the setup link has done its work.">
            <ButtonLink href="/login" variant=Variant::Primary>"Sign in"</ButtonLink>
        </Door>
    }
    .into_any()
}
