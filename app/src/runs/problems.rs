//! What is wrong with a file, as a list: each problem leads to its place.

use leptos::prelude::*;
use spec::{Problem, Severity};

use super::{desk::Desk, editor, params::param_of};

/// The problems, and how many there are for those who can't see the list grow.
#[component]
pub fn Problems(
    /// In the order of the file.
    #[prop(into)]
    problems: Signal<Vec<Problem>>,
    /// Nothing is written, or nothing is known of it yet.
    #[prop(into)]
    quiet: Signal<bool>,
    /// Where the file is written.
    desk: Desk,
    /// Brings the text into view.
    show_text: Callback<()>,
) -> impl IntoView {
    let verdict = move || if quiet.get() { String::new() } else { problems.with(|problems| verdict(problems)) };
    view! {
        <div class="problems">
            <p class="problems-count" role="status" aria-live="polite">{verdict}</p>
            {move || {
                let problems = problems.get();
                (!problems.is_empty())
                    .then(|| {
                        let items: Vec<_> = problems.into_iter().map(|problem| item(problem, desk, show_text)).collect();
                        view! { <ul role="list" aria-label="Problems">{items}</ul> }
                    })
            }}
        </div>
    }
    .into_any()
}

fn item(problem: Problem, desk: Desk, show_text: Callback<()>) -> impl IntoView {
    let severity = match problem.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    };
    let param = param_of(&problem).map(ToOwned::to_owned);
    let words = words(&problem);
    let href = param.as_ref().map_or_else(|| format!("#{}", editor::ID), |name| format!("#param-{name}"));
    let (path, fix) = (problem.path.clone(), problem.fix.clone());
    let go = move |event: leptos::ev::MouseEvent| {
        if param.is_none() {
            event.prevent_default();
            desk.wanted.set(Some(problem.clone()));
            show_text.run(());
        }
    };
    view! {
        <li data-problem=severity>
            <a href=href rel="external" on:click=go>{words}</a>
            {(!path.is_empty()).then(|| view! { <code class="problem-path">{path}</code> })}
            {fix.map(|fix| view! { <span class="problem-fix">{fix}</span> })}
        </li>
    }
}

/// Where it is and what: `Line 3: …`.
pub(super) fn words(problem: &Problem) -> String {
    match param_of(problem) {
        Some(name) => format!("Input {name}: {}", problem.message),
        None => format!("Line {}: {}", problem.span.line.max(1), problem.message),
    }
}

/// `No problems`, `1 problem`, `2 problems, 1 warning`.
fn verdict(problems: &[Problem]) -> String {
    let warnings = problems.iter().filter(|problem| problem.severity == Severity::Warning).count();
    let counted = |count: usize, noun: &str| match count {
        1 => format!("1 {noun}"),
        count => format!("{count} {noun}s"),
    };
    match (problems.len() - warnings, warnings) {
        (0, 0) => "No problems".to_owned(),
        (0, warnings) => counted(warnings, "warning"),
        (errors, 0) => counted(errors, "problem"),
        (errors, warnings) => format!("{}, {}", counted(errors, "problem"), counted(warnings, "warning")),
    }
}

#[cfg(test)]
mod tests {
    use spec::Span;

    use super::*;

    #[test]
    fn the_verdict_counts() {
        let problem =
            |severity| Problem { severity, span: Span::default(), path: String::new(), message: "x".into(), fix: None };
        let (error, warning) = (problem(Severity::Error), problem(Severity::Warning));
        assert_eq!(verdict(&[]), "No problems");
        assert_eq!(verdict(std::slice::from_ref(&error)), "1 problem");
        assert_eq!(verdict(std::slice::from_ref(&warning)), "1 warning");
        assert_eq!(verdict(&[error.clone(), warning, error]), "2 problems, 1 warning");
    }
}
