//! One's own password.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::AccountHeader;
use crate::{
    context,
    functions::users::ChangePassword,
    ui::{ActionForm, Alert, Fact, Facts, Mood, PasswordInput, Section, Submit},
};

/// One's own password.
#[component]
pub fn AccountPassword() -> impl IntoView {
    let action = ServerAction::<ChangePassword>::new();
    let query = use_query_map();
    let failed = move || action.value().with(|value| matches!(value, Some(Err(_))));
    let changed = move || query.with(|query| query.get_str("changed").is_some()) && !failed();
    // A form that did its work begins anew: nothing of a password stays on the page.
    let done = Memo::new(move |count: Option<&u32>| {
        let ended_well = action.value().with(|value| matches!(value, Some(Ok(()))));
        count.copied().unwrap_or(0) + u32::from(ended_well)
    });
    view! {
        <AccountHeader title="Account" />
        {context::viewer().map(|viewer| view! {
            <Section title="You">
                <Facts>
                    <Fact label="Username">{viewer.username}</Fact>
                    <Fact label="Email">{viewer.email.unwrap_or_else(|| "–".to_owned())}</Fact>
                    {viewer
                        .memberships
                        .into_iter()
                        .map(|membership| {
                            view! { <Fact label="Organization">{format!("{}, as {}", membership.organization, membership.role)}</Fact> }
                        })
                        .collect::<Vec<_>>()}
                </Facts>
            </Section>
        })}
        <Section title="Password" text="Changing it signs you out everywhere else. API tokens stay.">
            {move || {
                changed()
                    .then(|| view! { <Alert mood=Mood::Success title="Your password is changed" live=true>"Your other sessions have ended."</Alert> })
            }}
            <For each=move || [done.get()] key=|done| *done let:_>
                <ActionForm action>
                    <PasswordInput label="Current password" name="current_password" />
                    <PasswordInput
                        label="New password"
                        name="new_password"
                        autocomplete="new-password"
                        help="At least 8 characters. A few random words are both long and easy to keep."
                    />
                    <div class="form-actions">
                        <Submit>"Change password"</Submit>
                    </div>
                </ActionForm>
            </For>
        </Section>
    }
    .into_any()
}
