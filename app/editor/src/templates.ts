/** What `{{ … }}` can ask for. */

import type { Candidate } from "./candidates";

/** The names that every run has; `server/spec` knows the same. */
const GLOBALS: Record<string, string> = {
  name: "The run's name",
  uuid: "The run's id",
  username: "Who submits it",
  user_email: "Their e-mail address",
  owner_name: "The organization's name",
  project_name: "The project's name",
  project_unique_name: "Organization and project",
  project_uuid: "The project's id",
  run_info: "Organization, project and run",
  run_artifacts_path: "Where the run's artifacts are",
  run_outputs_path: "Where the run writes its outputs",
  run_relative_outputs_path: "The same, within the artifacts store",
  artifacts_path: "Where artifacts are",
  context_path: "What the run's containers share",
  store_path: "The artifacts store's path",
  namespace: "The cluster's namespace",
  created_at: "When it was submitted",
  compiled_at: "When it was compiled",
  cloning_kind: "How it was made from another run",
  original_uuid: "The run it was made from",
};

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

/** What may be named. */
export function templateCandidates(inputs: string[]): Candidate[] {
  const candidate = (label: string, detail: string, description = ""): Candidate => ({ label, insert: label, detail, description, sort: 1, more: false });
  return [
    ...inputs.map((name) => candidate(name, "input")),
    ...inputs.map((name) => candidate(`params.${name}.value`, "input's value")),
    ...Object.entries(GLOBALS).map(([name, description]) => candidate(`globals.${name}`, "global", description)),
  ];
}
