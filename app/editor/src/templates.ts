/** What `{{ … }}` can ask for. */

import type { Candidate } from "./candidates";
import type { Schema } from "./schema";

/** Where the name begins that is written inside of `{{ … }}`; nothing outside of them. */
export function templateAt(line: string, column: number): number | undefined {
  const before = line.slice(0, column);
  const open = before.lastIndexOf("{{");
  if (open < 0 || before.includes("}}", open)) return undefined;
  const name = /[\w.-]*$/.exec(before)?.[0] ?? "";
  const start = column - name.length;
  // Behind a filter's bar, or inside of a text, come other words.
  return /[|"']/.test(before.slice(open + 2, start)) ? undefined : Math.max(start, open + 2);
}

/** What may be named: inputs, and what the schema says that every run has. */
export function templateCandidates(inputs: string[], schema: Schema | undefined): Candidate[] {
  const candidate = (label: string, detail: string, description = ""): Candidate => ({ label, insert: label, detail, description, sort: 1, more: false });
  const globals = Object.entries(schema?.$defs?.Globals?.properties ?? {});
  return [
    ...inputs.map((name) => candidate(name, "input")),
    ...inputs.map((name) => candidate(`params.${name}.value`, "input's value")),
    ...globals.map(([name, { description }]) => candidate(`globals.${name}`, "global", description)),
  ];
}
