//! What will happen when the form is sent.

use leptos::prelude::*;
use spec::{Outline, Problem, Severity, Step};

use crate::ui::{Fact, Facts, Tags, form::sentence};

/// What will run and where, as far as the file says it.
#[component]
pub fn Summary(
    /// What the file is about; `None` while it can't be read.
    outline: Memo<Option<Outline>>,
    /// What is wrong.
    problems: Memo<Vec<Problem>>,
) -> impl IntoView {
    let errors = move || problems.with(|problems| problems.iter().any(|problem| problem.severity == Severity::Error));
    view! {
        <section class="card summary" aria-label="What will run">
            {move || match outline.get() {
                None => view! { <p class="muted">"What will run is shown here as soon as the file can be read."</p> }.into_any(),
                Some(outline) => facts(outline),
            }}
            <p class="summary-where">
                "It runs as a process of the machine that Orrery runs on, as Orrery's own user. Images are not used: commands are the machine's."
            </p>
            {move || errors().then(|| view! { <p class="summary-wrong">"As it stands, the file will be refused."</p> })}
        </section>
    }
    .into_any()
}

fn facts(outline: Outline) -> AnyView {
    let Outline { kind, name, description, tags, inputs, outputs, containers, operations, runs } = outline;
    let asked = inputs.iter().filter(|input| input.required && input.param.is_none()).count();
    let inputs = match (inputs.len(), asked) {
        (0, _) => "none".to_owned(),
        (count, 0) => format!("{count}, all with a value"),
        (count, asked) => format!("{count}, of which {asked} must be given"),
    };
    view! {
        <Facts>
            <Fact label="Name">{if name.is_empty() { "none".to_owned() } else { name }}</Fact>
            {(!description.is_empty()).then(|| view! { <Fact label="Description">{sentence(&description)}</Fact> })}
            <Fact label="Kind">{if kind.is_empty() { "unknown".to_owned() } else { kind }}</Fact>
            <Fact label="Inputs">{inputs}</Fact>
            {(!outputs.is_empty())
                .then(|| {
                    let names = outputs.iter().map(|output| output.name.as_str()).collect::<Vec<_>>().join(", ");
                    view! { <Fact label="Outputs">{names}</Fact> }
                })}
            {(!operations.is_empty()).then(|| view! { <Fact label="Operations">{operations.join(" → ")}</Fact> })}
            {runs.map(|runs| view! { <Fact label="Runs">{runs.to_string()}</Fact> })}
            {(!tags.is_empty()).then(|| view! { <Fact label="Tags"><Tags tags /></Fact> })}
        </Facts>
        <ol class="summary-steps">{containers.iter().map(step).collect::<Vec<_>>()}</ol>
    }
    .into_any()
}

fn step(step: &Step) -> impl IntoView + use<> {
    let command = if step.command.is_empty() { "the image's own command".to_owned() } else { command_line(&step.command) };
    let image = step.image.as_ref().map(|image| format!("image {image}, not used"));
    view! {
        <li>
            <p class="summary-step">
                <span class="mono">{step.name.clone()}</span> " " <span class="muted">{image}</span>
            </p>
            <pre tabindex="0" aria-label=format!("Command of {}", step.name)>{command}</pre>
        </li>
    }
}

/// A command as one would type it into a shell.
fn command_line(words: &[String]) -> String {
    let typed = |word: &String| {
        let plain = |letter: char| letter.is_alphanumeric() || "-_./=:,@%+".contains(letter);
        if !word.is_empty() && word.chars().all(plain) {
            word.clone()
        } else {
            format!("'{}'", word.trim_end().replace('\'', r"'\''"))
        }
    };
    words.iter().map(typed).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::command_line;

    #[test]
    fn a_command_can_be_typed() {
        for (words, line) in [
            (&["python", "-m", "train", "--lr={{ lr }}"][..], "python -m train '--lr={{ lr }}'"),
            (&["sh", "-c", "echo 'hi'\n"], r"sh -c 'echo '\''hi'\'''"),
            (&["x", ""], "x ''"),
        ] {
            let words: Vec<_> = words.iter().map(|word| (*word).to_owned()).collect();
            assert_eq!(command_line(&words), line);
        }
    }
}
