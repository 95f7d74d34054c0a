//! A form generated from a file's inputs. What it sends wins over the values in the file.

use std::collections::BTreeMap;

use leptos::prelude::*;
use serde_json::Value;
use spec::{Input, Problem};

use super::values::value_text;
use crate::ui::{
    Field, Group,
    form::{sentence, use_form},
};

/// What an input is filled in with.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Control {
    /// Yes or no; on to begin with or not.
    Switch(bool),
    /// One of these.
    Choice(Vec<String>),
    /// A number, with this step.
    Number(&'static str),
    /// Anything.
    Text,
}

fn control(input: &Input) -> Control {
    let begins_with = value_of(input);
    if input.is_list {
        return Control::Text;
    }
    if !input.options.is_empty() {
        return Control::Choice(input.options.iter().map(value_text).collect());
    }
    match (input.kind.as_str(), begins_with) {
        ("bool", None) => Control::Switch(false),
        ("bool", Some(Value::Bool(on))) => Control::Switch(*on),
        ("int", _) => Control::Number("1"),
        ("float" | "metric", _) => Control::Number("any"),
        _ => Control::Text,
    }
}

/// The value an input has when the form says nothing.
fn value_of(input: &Input) -> Option<&Value> {
    input.param.as_ref().or(input.default.as_ref())
}

/// The form's field for an input.
fn field_name(input: &str) -> String {
    format!("params[{input}]")
}

/// The input that a problem outside the file is about: `lr` for `params.lr`.
pub(super) fn param_of(problem: &Problem) -> Option<&str> {
    problem.path.strip_prefix("params.").filter(|_| problem.span.line == 0)
}

/// What is said under a field: what the input is, its type, and what it is without an answer.
fn help(input: &Input) -> String {
    let kind = match (input.is_list, input.kind.as_str()) {
        (true, kind) => format!("list of {kind}"),
        (false, "any") => "any type".to_owned(),
        (false, kind) => kind.to_owned(),
    };
    let standing = value_of(input).map(|value| format!("{} unless given", shortened(&value_text(value))));
    let description = Some(sentence(&input.description)).filter(|text| !text.is_empty());
    description.into_iter().chain([kind]).chain(standing).collect::<Vec<_>>().join(" · ")
}

fn shortened(text: &str) -> String {
    let line = text.lines().next().unwrap_or_default();
    if line.len() == text.len() && line.chars().count() <= 40 {
        line.to_owned()
    } else {
        format!("{}…", line.chars().take(39).collect::<String>())
    }
}

/// One field per input. What is typed stays while the file is edited.
#[component]
pub fn ParamFields(
    /// The file's inputs.
    #[prop(into)]
    inputs: Signal<Vec<Input>>,
    /// What is wrong; problems about inputs are shown at their fields.
    #[prop(into)]
    problems: Signal<Vec<Problem>>,
) -> impl IntoView {
    let typed = StoredValue::new(BTreeMap::<String, String>::new());
    let key = |input: &Input| format!("{input:?}");
    let some = Memo::new(move |_| inputs.with(|inputs| !inputs.is_empty()));
    view! {
        <Show when=move || some.get()>
            <Group label="Inputs">
                <div class="params">
                    <For each=move || inputs.get() key children=move |input| field(input, problems, typed) />
                </div>
            </Group>
        </Show>
    }
    .into_any()
}

fn field(input: Input, problems: Signal<Vec<Problem>>, typed: StoredValue<BTreeMap<String, String>>) -> AnyView {
    let id = format!("param-{}", input.name);
    let name = field_name(&input.name);
    let form = use_form();
    let before = typed.with_value(|typed| typed.get(&input.name).cloned()).or_else(|| form?.typed(&name));
    let wrong = {
        let name = input.name.clone();
        Memo::new(move |_| {
            problems.with(|problems| {
                problems
                    .iter()
                    .find(|problem| param_of(problem) == Some(name.as_str()))
                    .map(|problem| sentence(&problem.message))
            })
        })
    };
    let error_id = format!("{id}-error");
    let described_by = {
        let (help, error) = (format!("{id}-help"), error_id.clone());
        move || if wrong.read().is_some() { format!("{error} {help}") } else { help.clone() }
    };
    let invalid = move || wrong.read().is_some().then_some("true");
    let remember = {
        let name = input.name.clone();
        move |value: String| {
            typed.update_value(|typed| {
                typed.insert(name.clone(), value);
            });
        }
    };
    let standing = value_of(&input).map(|value| shortened(&value_text(value))).unwrap_or_default();
    let must = input.required && value_of(&input).is_none();

    let element = match control(&input) {
        Control::Switch(on) => {
            let switch = format!("switches[{}]", input.name);
            let was_empty = form.is_some_and(|form| form.typed(&switch).is_some());
            let on = before.as_deref().map_or(on && !was_empty, |value| value == "true");
            view! {
                // Says that the box was there, so that an empty one is an answer.
                <input type="hidden" name=switch value="on" />
                <input
                    type="checkbox"
                    class="checkbox"
                    id=id.clone()
                    name=name
                    value="true"
                    checked=on
                    aria-describedby=described_by
                    aria-invalid=invalid
                    on:change:target=move |event| remember(event.target().checked().to_string())
                />
            }
            .into_any()
        }
        Control::Choice(options) => {
            let first = if must { "Choose…".to_owned() } else { format!("{standing} (unless given)") };
            let options: Vec<_> = options
                .into_iter()
                .map(|option| {
                    let selected = before.as_ref() == Some(&option);
                    view! { <option value=option.clone() selected=selected>{option.clone()}</option> }
                })
                .collect();
            view! {
                <select
                    id=id.clone()
                    name=name
                    class="select"
                    required=must
                    aria-describedby=described_by
                    aria-invalid=invalid
                    on:change:target=move |event| remember(event.target().value())
                >
                    <option value="">{first}</option>
                    {options}
                </select>
            }
            .into_any()
        }
        kind => {
            let step = if let Control::Number(step) = kind { Some(step) } else { None };
            view! {
                <input
                    id=id.clone()
                    name=name
                    type=if step.is_some() { "number" } else { "text" }
                    step=step
                    class="input mono"
                    value=before
                    placeholder=standing
                    required=must
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    aria-describedby=described_by
                    aria-invalid=invalid
                    on:input:target=move |event| remember(event.target().value())
                />
            }
            .into_any()
        }
    };
    view! {
        <Field id=id label=input.name.clone() help=help(&input) optional=!must>
            {element}
            {move || wrong.get().map(|words| view! { <p class="field-error" id=error_id.clone()>{words}</p> })}
        </Field>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use spec::Span;

    use super::*;

    fn input(kind: &str) -> Input {
        Input {
            name: "lr".into(),
            kind: kind.into(),
            description: String::new(),
            required: false,
            default: None,
            param: None,
            options: Vec::new(),
            is_list: false,
            is_flag: false,
        }
    }

    #[test]
    fn each_type_gets_its_control() {
        for (input, expected) in [
            (input("int"), Control::Number("1")),
            (input("float"), Control::Number("any")),
            (input("str"), Control::Text),
            (input("bool"), Control::Switch(false)),
            (Input { default: Some(json!(true)), ..input("bool") }, Control::Switch(true)),
            (Input { default: Some(json!("{{ globals.x }}")), ..input("bool") }, Control::Text),
            (Input { options: vec![json!(1), json!("a")], ..input("any") }, Control::Choice(vec!["1".into(), "a".into()])),
            (Input { is_list: true, ..input("int") }, Control::Text),
        ] {
            assert_eq!(control(&input), expected, "{input:?}");
        }
    }

    #[test]
    fn the_files_own_param_goes_before_the_default() {
        let input = Input { default: Some(json!(1)), param: Some(json!(2)), description: "how far".into(), ..input("int") };
        assert_eq!(help(&input), "How far. · int · 2 unless given");
    }

    #[test]
    fn only_a_problem_outside_the_file_is_a_fields() {
        let problem = |path: &str, line| Problem {
            severity: spec::Severity::Error,
            span: Span { line, ..Span::default() },
            path: path.into(),
            message: String::new(),
            fix: None,
        };
        assert_eq!(param_of(&problem("params.lr", 0)), Some("lr"));
        assert_eq!(param_of(&problem("params.lr", 3)), None);
        assert_eq!(param_of(&problem("run.container", 0)), None);
    }

    #[test]
    fn long_values_are_shortened() {
        assert_eq!(shortened("0.1"), "0.1");
        assert_eq!(shortened("a\nb"), "a…");
        assert_eq!(shortened(&"x".repeat(99)).chars().count(), 40);
    }
}
