//! Where a polyaxonfile is written: the text area that the page came with, and the editor once it has taken that one's place.

use leptos::{html, prelude::*};
#[cfg(feature = "hydrate")]
use spec::Input;
use spec::Problem;

use super::{area, codemirror::CodeMirror};

/// The text area and the editor, for whoever changes the text from outside or looks for a place in it.
#[derive(Clone, Copy)]
pub struct Desk {
    /// The text area, whose text is what the form sends.
    pub(super) area: NodeRef<html::Textarea>,
    /// The editor is there, and the text area is not seen.
    pub(super) live: RwSignal<bool>,
    /// What is to be looked at as soon as the text is seen.
    pub(super) wanted: RwSignal<Option<Problem>>,
    // Only there: the server may not drop on one thread what is local to another.
    #[cfg(feature = "hydrate")]
    editor: StoredValue<Option<CodeMirror>, LocalStorage>,
}

impl Desk {
    /// A desk without an editor.
    pub(super) fn new() -> Self {
        Self {
            area: NodeRef::new(),
            live: RwSignal::new(false),
            wanted: RwSignal::new(None),
            #[cfg(feature = "hydrate")]
            editor: StoredValue::new_local(None),
        }
    }

    /// Puts an editor into `place`, instead of the text area.
    #[cfg(feature = "hydrate")]
    pub(super) fn enliven(self, place: &web_sys::HtmlElement) {
        if let Some(area) = self.area.get_untracked()
            && !self.live.get_untracked()
            && let Ok(editor) = CodeMirror::new(&area, place)
        {
            self.editor.set_value(Some(editor));
            self.live.set(true);
        }
    }

    /// Takes the editor away with the page.
    #[cfg(feature = "hydrate")]
    pub(super) fn clear(self) {
        if let Some(editor) = self.editor.try_update_value(Option::take).flatten() {
            editor.destroy();
        }
    }

    /// Tells the editor what is wrong with the text, and which inputs it declares.
    #[cfg(feature = "hydrate")]
    pub(super) fn tell(self, problems: &[Problem], inputs: &[Input]) {
        let names: Vec<_> = inputs.iter().map(|input| input.name.as_str()).collect();
        if let (Ok(problems), Ok(names)) = (serde_json::to_string(problems), serde_json::to_string(&names)) {
            with_editor(self, |editor| editor.tell(&problems, &names));
        }
    }

    /// Puts another text in place of all that is written; it can be undone.
    pub(super) fn replace(self, text: &str) {
        if !with_editor(self, |editor| editor.write(text))
            && let Some(area) = self.area.try_get_untracked().flatten()
        {
            area::replace(&area, text);
        }
    }

    /// Selects what a problem is about and brings it into view.
    pub(super) fn jump(self, problem: &Problem) {
        let span = problem.span;
        if !with_editor(self, |editor| editor.select(span.line, span.column, span.end_line, span.end_column))
            && let Some(area) = self.area.try_get_untracked().flatten()
        {
            area::jump(&area, problem);
        }
    }
}

/// Asks something of the editor, if it is there.
#[cfg(feature = "hydrate")]
fn with_editor(desk: Desk, ask: impl FnOnce(&CodeMirror)) -> bool {
    desk.editor.try_with_value(|editor| editor.as_ref().map(ask)).flatten().is_some()
}

/// There is none on the server.
#[cfg(not(feature = "hydrate"))]
fn with_editor(_: Desk, _: impl FnOnce(&CodeMirror)) -> bool {
    false
}
