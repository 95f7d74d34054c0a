/**
 * The field a polyaxonfile is written in. It takes the place of the text area that the page came with, and keeps writing into it: what
 * the form sends and what the page listens to stay the text area's.
 */

import { closeBrackets } from "@codemirror/autocomplete";
import { lintGutter } from "@codemirror/lint";
import { highlightSelectionMatches, search } from "@codemirror/search";
import { EditorState } from "@codemirror/state";
import { EditorView, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, lineNumbers, placeholder } from "@codemirror/view";

import { completion } from "./completion";
import { keys } from "./keys";
import { language } from "./language";
import { marking, type Problem, rangeOf } from "./problems";
import { theme } from "./theme";

/** CodeMirror's words, as we write ours. */
const PHRASES = {
  next: "Next",
  previous: "Previous",
  all: "Select all",
  replace: "Replace",
  "replace all": "Replace all",
  "match case": "Match case",
  regexp: "Regular expression",
  "by word": "Whole words",
};

export class Editor {
  private readonly view: EditorView;
  private readonly label: HTMLLabelElement | undefined;
  private inputs: string[] = [];
  private readonly focus = () => this.view.focus();

  /** Takes the place of `area`, inside of `place`: its text, its names, and its caret and focus if it has them. */
  constructor(
    private readonly area: HTMLTextAreaElement,
    place: HTMLElement,
  ) {
    const { id, value, selectionStart, selectionEnd } = area;
    const focused = document.activeElement === area;
    this.label = area.labels?.[0];
    this.view = new EditorView({
      parent: place,
      state: EditorState.create({
        doc: value,
        selection: { anchor: selectionStart, head: selectionEnd },
        extensions: this.extensions(),
      }),
    });
    this.view.contentDOM.id = id;
    area.id = `${id}-sent`;
    this.label?.addEventListener("click", this.focus);
    if (focused) this.focus();
  }

  /** Says what the check found: problems to mark, inputs to complete. As JSON. */
  tell(problems: string, inputs: string): void {
    this.inputs = JSON.parse(inputs) as string[];
    const found = JSON.parse(problems) as Problem[];
    this.view.dispatch(marking(this.view, found));
    const wrong = found.some((problem) => problem.severity === "error");
    if (wrong) this.view.contentDOM.setAttribute("aria-invalid", "true");
    else this.view.contentDOM.removeAttribute("aria-invalid");
  }

  /** Puts another text in place of all that is written; it can be undone. */
  write(text: string): void {
    const { length } = this.view.state.doc;
    this.view.dispatch({ changes: { from: 0, to: length, insert: text }, selection: { anchor: 0 }, scrollIntoView: true, userEvent: "input.paste" });
    this.focus();
  }

  /** Selects from one line and column to another, and brings that into view. */
  select(line: number, column: number, endLine: number, endColumn: number): void {
    const span = { line, column, end_line: endLine, end_column: endColumn };
    const { from, to } = rangeOf(this.view.state.doc, span);
    this.view.dispatch({ selection: { anchor: from, head: to }, effects: EditorView.scrollIntoView(from, { y: "center" }) });
    this.focus();
  }

  /** Leaves the page. */
  destroy(): void {
    this.label?.removeEventListener("click", this.focus);
    this.view.destroy();
  }

  private extensions() {
    const { area } = this;
    const names = {
      "aria-label": this.label?.textContent ?? "",
      "aria-describedby": area.getAttribute("aria-describedby") ?? "",
      spellcheck: "false",
      // It can have the focus without; those who ask for it want it said.
      tabindex: "0",
    };
    return [
      keys(() => area.form?.requestSubmit()),
      lineNumbers(),
      lintGutter(),
      highlightSpecialChars(),
      highlightActiveLine(),
      highlightActiveLineGutter(),
      highlightSelectionMatches({ minSelectionLength: 3 }),
      placeholder(area.placeholder),
      language(),
      closeBrackets(),
      search({ top: true }),
      completion(() => this.inputs),
      theme,
      EditorState.phrases.of(PHRASES),
      EditorState.tabSize.of(2),
      EditorView.contentAttributes.of(names),
      // Files go to the page, which reads them instead of what is written.
      EditorView.domEventHandlers({ drop: (event) => (event.dataTransfer?.files.length ?? 0) > 0 }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) this.send();
      }),
    ];
  }

  private send(): void {
    this.area.value = this.view.state.doc.toString();
    this.area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}
