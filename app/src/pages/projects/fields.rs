//! What a project's forms ask for: the same for a new one and in its settings.

use leptos::prelude::*;

use crate::ui::{TextArea, TextInput};

/// Its name; `new` for one that has none yet.
pub(super) fn name_field(value: String, new: bool) -> impl IntoView {
    let help =
        if new { "Part of its address. Letters, digits, - and _." } else { "Part of its address: links to the old name end." };
    view! { <TextInput label="Name" name="name" value help placeholder="mnist" autofocus=new mono=true /> }
}

/// One line about it.
pub(super) fn description_field(value: String) -> impl IntoView {
    view! { <TextInput label="Description" name="description" value help="One line, shown in lists." required=false /> }
}

/// Words to find it by.
pub(super) fn tags_field(tags: &[String]) -> impl IntoView + use<> {
    let value = tags.join(", ");
    view! {
        <TextInput
            label="Tags"
            name="tags"
            value
            help="Words to find it by, separated by commas."
            placeholder="vision, baseline"
            required=false
        />
    }
}

/// Its README.
pub(super) fn readme_field(value: String) -> impl IntoView {
    view! { <TextArea label="README" name="readme" value help="Markdown, shown on the project's page." rows=10 mono=true /> }
}
