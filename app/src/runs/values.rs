//! A run's inputs and outputs.

use domain::runs::IoValue;
use leptos::prelude::*;
use serde_json::Value;

use crate::ui::{Fact, Facts};

/// Names and values.
#[component]
pub fn Values(
    /// Inputs or outputs.
    #[prop(into)]
    values: Signal<Vec<IoValue>>,
    /// What to say when there are none.
    #[prop(into)]
    none: String,
) -> impl IntoView {
    move || {
        let values = values.get();
        if values.is_empty() {
            return view! { <p class="muted">{none.clone()}</p> }.into_any();
        }
        let facts: Vec<_> = values
            .into_iter()
            .map(|io| {
                let kind = io.kind;
                let value = match io.value {
                    Some(value) => view! { <code class="io-value" title=kind>{value_text(&value)}</code> }.into_any(),
                    None => view! { <span class="muted" title=kind>"no value yet"</span> }.into_any(),
                };
                view! { <Fact label=io.name>{value}</Fact> }
            })
            .collect();
        view! { <Facts>{facts}</Facts> }.into_any()
    }
}

/// A value as it would be typed: texts without quotes, everything else as JSON.
pub(super) fn value_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::value_text;

    #[test]
    fn values_read_as_typed() {
        for (value, text) in
            [(json!("a b"), "a b"), (json!(0.1), "0.1"), (json!([1, "x"]), r#"[1,"x"]"#), (json!(true), "true")]
        {
            assert_eq!(value_text(&value), text);
        }
    }
}
