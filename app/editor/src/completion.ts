/** The list of what may be written at the caret. The schema is fetched when the first one is asked for. */

import { autocompletion, type Completion, type CompletionContext, type CompletionResult, pickedCompletion, startCompletion } from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import type { EditorView } from "@codemirror/view";

import { type Candidate, type Candidates, candidatesAt } from "./candidates";
import type { Schema } from "./schema";

const SCHEMA = "/api/v1/polyaxonfile.schema.json";

let schema: Promise<Schema | undefined> | undefined;

/** The format's schema; nothing when the server has none. A server that can't be reached is asked again next time. */
async function fetchSchema(): Promise<Schema | undefined> {
  const answer = await fetch(SCHEMA, { headers: { accept: "application/schema+json, application/json" } });
  return answer.ok ? ((await answer.json()) as Schema) : undefined;
}

async function known(): Promise<Schema | undefined> {
  schema ??= fetchSchema();
  try {
    return await schema;
  } catch {
    schema = undefined;
    return undefined;
  }
}

/** Completes fields, values, and names of `inputs` in templates. */
export function completion(inputs: () => string[]): Extension {
  const source = async (context: CompletionContext): Promise<CompletionResult | null> => {
    const { pos, state, explicit } = context;
    // Nobody who begins a new line is asked for every field.
    if (!explicit && /^[\s-]*$/.test(state.doc.lineAt(pos).text.slice(0, pos - state.doc.lineAt(pos).from))) return null;
    const found = candidatesAt(state.doc.toString(), pos, await known(), inputs());
    return found && !context.aborted ? result(found) : null;
  };
  return autocompletion({ override: [source], icons: false, maxRenderedOptions: 60, defaultKeymap: true });
}

function result({ from, kind, candidates }: Candidates): CompletionResult {
  return { from, options: candidates.map((candidate) => option(kind, candidate)), validFor: /^[\w.-]*$/ };
}

function option(kind: Candidates["kind"], candidate: Candidate): Completion {
  const { label, detail, description, sort } = candidate;
  return {
    label,
    detail,
    type: kind,
    boost: sort * 20,
    ...(description && { info: () => words(description) }),
    apply: (view, completion, from, to) => apply(view, completion, candidate, from, to),
  };
}

function apply(view: EditorView, completion: Completion, { insert, more }: Candidate, from: number, to: number): void {
  view.dispatch({
    changes: { from, to, insert },
    selection: { anchor: from + insert.length },
    annotations: pickedCompletion.of(completion),
    scrollIntoView: true,
    userEvent: "input.complete",
  });
  if (more) startCompletion(view);
}

function words(description: string): Node {
  const box = document.createElement("p");
  box.textContent = description;
  return box;
}
