/** What keys do. Tab indents, but for whoever has pressed Esc before it: they go on to the next field. */

import { acceptCompletion, closeBracketsKeymap, completionKeymap, completionStatus } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentLess, indentMore } from "@codemirror/commands";
import { nextDiagnostic, previousDiagnostic } from "@codemirror/lint";
import { searchKeymap } from "@codemirror/search";
import { EditorSelection, type Extension, Prec, type StateCommand } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";

import { indentAfter } from "./indent";

const UNIT = "  ";

/** A new line, as far in as it belongs. */
const newLine: StateCommand = ({ state, dispatch }) => {
  const change = state.changeByRange((range) => {
    const line = state.doc.lineAt(range.from);
    const indent = indentAfter(line.text.slice(0, range.from - line.from));
    return {
      changes: { from: range.from, to: range.to, insert: `\n${indent}` },
      range: EditorSelection.cursor(range.from + 1 + indent.length),
    };
  });
  dispatch(state.update(change, { scrollIntoView: true, userEvent: "input" }));
  return true;
};

/** Tab: more indent for the lines that are selected, else two spaces. */
const indent: StateCommand = ({ state, dispatch }) => {
  if (state.selection.ranges.some((range) => !range.empty)) return indentMore({ state, dispatch });
  dispatch(state.update(state.replaceSelection(UNIT), { scrollIntoView: true, userEvent: "input" }));
  return true;
};

/** The keys; `submit` is for Ctrl or ⌘ and Enter. */
export function keys(submit: () => void): Extension {
  let leaving = false;
  const watch = EditorView.domEventHandlers({
    keydown: ({ key }) => {
      if (key === "Escape") leaving = true;
      else if (!["Tab", "Shift"].includes(key)) leaving = false;
    },
    blur: () => {
      leaving = false;
    },
  });
  const unlessLeaving = (command: StateCommand) => (view: EditorView) => !leaving && command(view);
  return [
    history(),
    Prec.highest(watch),
    Prec.high(
      keymap.of([
        {
          key: "Mod-Enter",
          run: () => {
            submit();
            return true;
          },
        },
        { key: "Tab", run: (view) => completionStatus(view.state) === "active" && acceptCompletion(view) },
        { key: "Tab", run: unlessLeaving(indent), shift: unlessLeaving(indentLess) },
      ]),
    ),
    keymap.of([
      { key: "F8", run: nextDiagnostic, shift: previousDiagnostic },
      ...completionKeymap,
      { key: "Enter", run: newLine },
      ...closeBracketsKeymap,
      ...searchKeymap,
      ...historyKeymap,
      ...defaultKeymap,
    ]),
  ];
}
