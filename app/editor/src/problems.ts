/** What the check found, where it is: underlined, in the margin, and in words for whoever points at it. */

import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import type { Text, TransactionSpec } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";

/** `spec::Span`: lines and columns from 1, columns in characters; line 0 is no place in the file. */
export interface Span {
  line: number;
  column: number;
  end_line: number;
  end_column: number;
}

/** `spec::Problem`. */
export interface Problem {
  severity: "error" | "warning";
  span: Span;
  message: string;
  fix: string | null;
}

/** The offset of a line and column. Beyond the end is the end. */
export function offsetOf(doc: Text, line: number, column: number): number {
  if (line > doc.lines) return doc.length;
  const { from, to, text } = doc.line(Math.max(line, 1));
  let offset = 0;
  for (const letter of text) {
    if (--column < 1) break;
    offset += letter.length;
  }
  return Math.min(from + offset, to);
}

export function rangeOf(doc: Text, span: Span): { from: number; to: number } {
  const from = offsetOf(doc, span.line, span.column);
  return { from, to: Math.max(offsetOf(doc, span.end_line, span.end_column), from) };
}

/** Marks these problems, instead of those before. */
export function marking(view: EditorView, problems: Problem[]): TransactionSpec {
  const { doc } = view.state;
  const placed = problems.filter((problem) => problem.span.line > 0);
  return setDiagnostics(view.state, placed.map((problem) => diagnostic(doc, problem)));
}

function diagnostic(doc: Text, { severity, span, message, fix }: Problem): Diagnostic {
  const { from, to } = rangeOf(doc, span);
  return { from, to, severity, message: fix ? `${message}; ${fix}` : message, renderMessage: () => words(message, fix) };
}

/** As text and never as markup: messages quote the file. */
function words(message: string, fix: string | null): Node {
  const box = document.createElement("div");
  const line = (text: string, kind: string) => {
    const part = box.appendChild(document.createElement("p"));
    part.className = kind;
    part.textContent = text;
  };
  line(message, "cm-problem");
  if (fix) line(fix, "cm-problem-fix");
  return box;
}
