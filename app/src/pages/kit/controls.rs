//! What people press, type into and choose from.

use domain::{ApiError, FieldError};
use leptos::prelude::*;

use crate::ui::{
    Alert, Button, Checkbox, Choice, Dialog, DialogButton, Group, Icon, IconButton, Kbd, Mood, PasswordInput, Section, Select,
    Submit, TextArea, TextInput, Variant, form::failed,
};

pub(super) fn show(theme: &'static str) -> impl IntoView {
    view! {
        <Section title="Buttons">
            <div class="stack">
                {[Variant::Primary, Variant::Plain, Variant::Quiet, Variant::Danger].map(row_of).collect_view()}
                <div class="row">
                    <IconButton label="Wrap" icon=Icon::Wrap pressed=true />
                    <IconButton label="Download" icon=Icon::Download />
                    <IconButton label="Restart" icon=Icon::Restart disabled=true />
                    <Kbd keys="⌘ K" />
                    <Kbd keys="g r" />
                    <DialogButton dialog=format!("{theme}-dialog") variant=Variant::Danger icon=Icon::Trash>"Delete"</DialogButton>
                </div>
            </div>
            <Dialog id=format!("{theme}-dialog") title="Delete run mnist-baseline?">
                <p>"Its log of 12,400 lines and its 3 outputs go with it. This can't be undone."</p>
                <div class="dialog-actions">
                    <Button variant=Variant::Danger>"Delete run"</Button>
                </div>
            </Dialog>
        </Section>
        <Section title="Fields">
            <div class="form">
                <TextInput label="Name" name=format!("{theme}-name") help="Letters, digits, - and _." placeholder="mnist" />
                <TextInput label="Description" name=format!("{theme}-description") value="Digits, small and quick" required=false />
                <PasswordInput label="Password" name=format!("{theme}-password") help="At least 8 characters." />
                <Select
                    label="Project"
                    name=format!("{theme}-project")
                    choices=vec![Choice::new("a", "default/mnist"), Choice::new("b", "default/cifar")]
                />
                <TextArea label="Polyaxonfile" name=format!("{theme}-file") mono=true value="version: 1.1\nkind: component" />
                <Group label="Scopes" help="What the token may do at most.">
                    <Checkbox label="See runs, logs and artifacts" name=format!("{theme}-read") checked=true />
                    <Checkbox label="Delete anybody's runs" name=format!("{theme}-admin") help="Also those of others." />
                </Group>
            </div>
        </Section>
        <Section title="A form that failed">
            {failed(
                ApiError::fields(vec![
                    FieldError { field: format!("{theme}-bad-name"), message: "`my project` holds a blank; use - or _".into() },
                    FieldError { field: format!("{theme}-bad-kind"), message: "choose one".into() },
                ]),
                move || {
                    view! {
                        <TextInput label="Name" name=format!("{theme}-bad-name") value="my project" />
                        <Select label="Kind" name=format!("{theme}-bad-kind") choices=vec![Choice::new("", "")] />
                        <div class="form-actions">
                            <Submit>"Create project"</Submit>
                            <Button variant=Variant::Quiet>"Cancel"</Button>
                        </div>
                    }
                    .into_any()
                },
            )}
        </Section>
        <Section title="Alerts">
            <div class="stack">
                <Alert title="Waiting for a GPU.">"Position 2 in the queue."</Alert>
                <Alert mood=Mood::Success title="Your password is changed." />
                <Alert mood=Mood::Warning title="The connection is lost; trying again." />
                <Alert mood=Mood::Danger title="Exit code 137: it was killed.">"Ask for more memory, or give it less to do."</Alert>
            </div>
        </Section>
    }
}

fn row_of(variant: Variant) -> impl IntoView {
    view! {
        <div class="row">
            <Button variant>"Restart"</Button>
            <Button variant icon=Icon::Restart>"Restart"</Button>
            <Button variant busy=true>"Restart"</Button>
            <Button variant disabled=true>"Restart"</Button>
        </div>
    }
}
