//! One's own API tokens.

use domain::{
    Scope, Timestamp,
    tokens::{CreatedToken, TokenSummary},
};
use leptos::{html, prelude::*};

use super::AccountHeader;
use crate::{
    context,
    functions::tokens::{CreateToken, DeleteToken, list_tokens},
    ui::{
        ActionForm, Alert, Checkbox, CodeBlock, Dialog, DialogButton, EmptyState, Group, Icon, Load, Mood, Section, Submit,
        Table, Tags, TextInput, Time, Variant,
    },
};

/// What most tokens are for: submit runs and read what comes of them.
const USUAL: &[Scope] = &[Scope::ProjectRead, Scope::RunRead, Scope::RunWrite];

/// How a token is used.
const SAMPLE: &str = "curl -H \"Authorization: Bearer $ORRERY_TOKEN\" $ORRERY/streams/events";

/// One's own API tokens.
#[component]
pub fn AccountTokens() -> impl IntoView {
    let create = ServerAction::<CreateToken>::new();
    let handed_over = StoredValue::new(SharedValue::new(handed_over).into_inner());
    let revoke = ServerAction::<DeleteToken>::new();
    let tokens = Resource::new_blocking(move || (create.version().get(), revoke.version().get()), |_| list_tokens());
    let created = move || {
        let value = create.value().get();
        value.and_then(Result::ok).or_else(|| handed_over.get_value())
    };
    // A form that did its work begins anew.
    let made = Memo::new(move |_| {
        create.value().with(|value| value.as_ref().and_then(|value| value.as_ref().ok().map(|new| new.summary.id)))
    });
    view! {
        <AccountHeader title="API tokens" />
        {move || created().map(|token| view! { <Secret token /> })}
        <Section title="Your tokens" text="A token lets a program act as you, within what you allow it.">
            <Load resource=tokens children=move |tokens| list(tokens, revoke) />
        </Section>
        <Section title="New token" card=true>
            <For each=move || [made.get()] key=|made| *made let:_>
                <NewToken create />
            </For>
        </Section>
    }
    .into_any()
}

/// The token that a plain form has just made: this page is the form's answer.
fn handed_over() -> Option<CreatedToken> {
    #[cfg(feature = "ssr")]
    return crate::functions::handover::Handover::token();
    #[cfg(not(feature = "ssr"))]
    None
}

/// A secret, the one time it is seen.
#[component]
fn Secret(token: CreatedToken) -> impl IntoView {
    let place = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        // The form is further down.
        if let Some(place) = place.get() {
            window().scroll_to_with_x_and_y(0.0, 0.0);
            let _ = place.focus();
        }
    });
    view! {
        <div node_ref=place class="token-made" tabindex="-1">
            <Alert mood=Mood::Success title=format!("Token “{}” is made", token.summary.name) live=true>
                <p>"Copy it now and keep it safe: it is not stored here and won't be shown again."</p>
                <CodeBlock text=token.secret label="Token" />
            </Alert>
        </div>
    }
}

#[component]
fn NewToken(create: ServerAction<CreateToken>) -> impl IntoView {
    let scopes: Vec<_> = Scope::ALL
        .iter()
        .map(|scope| {
            // One field per scope, so that a form that fails comes back with the same boxes ticked.
            let name = format!("scopes[{}]", scope.as_str());
            view! { <Checkbox label=scope.label() name value="on" checked=USUAL.contains(scope) /> }
        })
        .collect();
    view! {
        <ActionForm action=create>
            <TextInput label="Name" name="name" help="What it is for, so that you know later." placeholder="ci" />
            <Group label="It may" name="scopes" help="At most what you may do yourself.">
                {scopes}
            </Group>
            <TextInput
                label="Expires in days"
                name="expires_in_days"
                kind="number"
                value="90"
                help="1 to 3650. Empty is never."
                required=false
            />
            <div class="form-actions">
                <Submit>"Create token"</Submit>
            </div>
        </ActionForm>
    }
}

fn list(tokens: Vec<TokenSummary>, revoke: ServerAction<DeleteToken>) -> AnyView {
    if tokens.is_empty() {
        return view! {
            <EmptyState
                icon=Icon::Key
                title="No tokens yet"
                text="Make one below, and send it with each request."
                sample=Some(SAMPLE.to_owned())
                sample_name="Shell"
            />
        }
        .into_any();
    }
    let rows: Vec<_> = tokens.into_iter().map(|token| view! { <TokenRow token revoke /> }).collect();
    view! {
        <Table caption="API tokens" columns=&["Name", "May|wide-only", "Expires", "Last used|medium-only", ""]>
            {rows}
        </Table>
    }
    .into_any()
}

#[component]
fn TokenRow(token: TokenSummary, revoke: ServerAction<DeleteToken>) -> impl IntoView {
    let dialog = format!("revoke-{}", token.id);
    let failed =
        context::failed_form("/api/fn/delete_token").is_some_and(|form| form.fields.get("id") == Some(&token.id.to_string()));
    let scopes: Vec<_> = token.scopes.iter().map(|scope| scope.as_str().to_owned()).collect();
    let last_used = match token.last_used_at {
        Some(at) => view! { <Time at=at /> }.into_any(),
        None => view! { <span class="muted">"never"</span> }.into_any(),
    };
    view! {
        <tr>
            <td>
                {token.name.clone()} <p class="muted">"Made " <Time at=token.created_at /></p>
            </td>
            <td class="wide-only"><Tags tags=scopes /></td>
            <td><Expiry at=token.expires_at /></td>
            <td class="medium-only">{last_used}</td>
            <td class="row-actions">
                <DialogButton dialog=dialog.clone() variant=Variant::Quiet>"Revoke"</DialogButton>
                <Dialog id=dialog title=format!("Revoke “{}”?", token.name) open=failed>
                    <ActionForm action=revoke>
                        <input type="hidden" name="id" value=token.id.to_string() />
                        <p>"Programs that use it are refused from now on. This can't be undone."</p>
                        <div class="dialog-actions">
                            <Submit variant=Variant::Danger>"Revoke token"</Submit>
                        </div>
                    </ActionForm>
                </Dialog>
            </td>
        </tr>
    }
}

/// When a token stops working.
#[component]
fn Expiry(at: Option<Timestamp>) -> impl IntoView {
    let now = context::moment();
    let text = move || match at {
        None => "never".to_owned(),
        Some(at) => expiry_text(at, now.get()),
    };
    let over = move || at.is_some_and(|at| at <= now.get());
    view! { <span title=at.map(Timestamp::to_utc_text) class:token-expired=over>{text}</span> }
}

#[expect(clippy::cast_possible_truncation, reason = "a token lasts at most ten years")]
fn expiry_text(at: Timestamp, now: Timestamp) -> String {
    let seconds = at.seconds_since(now);
    if seconds <= 0.0 {
        return "expired".to_owned();
    }
    match (seconds / 86_400.0) as i64 {
        0 => "in less than a day".to_owned(),
        1 => "in 1 day".to_owned(),
        days => format!("in {days} days"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expiry_is_told_in_days() {
        let now = Timestamp::from_micros(1_795_496_592_000_000);
        for (seconds, text) in
            [(-1, "expired"), (0, "expired"), (60, "in less than a day"), (86_400, "in 1 day"), (90 * 86_400 + 5, "in 90 days")]
        {
            assert_eq!(expiry_text(now.plus_seconds(seconds), now), text);
        }
    }
}
