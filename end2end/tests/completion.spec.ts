/** What may be written at the caret (`¦`), by the schema of `fixtures/`: no page, no server. */

import { expect, test } from "@playwright/test";

import { type Candidates, candidatesAt } from "../../app/editor/src/candidates";
import { indentAfter } from "../../app/editor/src/indent";
import type { Schema } from "../../app/editor/src/schema";
import { fixture } from "../harness/person";

const schema = JSON.parse(fixture("polyaxonfile.schema.json")) as Schema;

function at(written: string, inputs: string[] = []): Candidates | undefined {
  const caret = written.indexOf("¦");
  return candidatesAt(written.replace("¦", ""), caret, schema, inputs);
}

const labels = (written: string) => at(written)?.candidates.map((candidate) => candidate.label);

const PLACES: [what: string, written: string, offered: string[] | undefined][] = [
  ["what must be there comes first", "¦", ["kind", "version", "name", "tags", "isApproved", "cache", "inputs", "run", "params", "component"]],
  ["of one kind as well", "kind: component\n¦", ["run", "version", "name", "tags", "isApproved", "cache", "inputs"]],
  ["a kind rules out what is not of it", "kind: operation\n¦", ["version", "name", "params", "component"]],
  ["what is there already is not offered", "kind: component\nrun:\n¦\nname: x\ntags: []", ["version", "isApproved", "cache", "inputs"]],
  ["a kind further down counts as well", "run:\n  ¦\n  kind: tfjob\nkind: component", ["chief", "worker", "cleanPodPolicy"]],
  ["before a kind is chosen, all of them", "run:\n  ¦", ["kind", "container", "init", "chief", "worker", "cleanPodPolicy"]],
  ["the kinds there are", "run:\n  kind: ¦", ["job", "tfjob"]],
  ["a kind that is being changed", "run:\n  kind: tf¦job\n", ["job", "tfjob"]],
  ["one of a few words", "run:\n  kind: tfjob\n  cleanPodPolicy: R¦", ["All", "Running", "None"]],
  ["yes and no", "kind: component\nisApproved: ¦", ["true", "false"]],
  ["a number is no word", "kind: component\nname: ¦", undefined],
  ["what may also be null", "cache:\n  ¦", ["disable", "ttl"]],
  ["an item", "inputs:\n  - ¦", ["name", "type", "value", "isOptional"]],
  ["an item's further fields", "inputs:\n  - name: a\n    ¦\nrun:\n  kind: job", ["type", "value", "isOptional"]],
  ["an item that is not indented", "inputs:\n- name: a\n  ty¦", ["type", "value", "isOptional"]],
  ["an item's type", "inputs:\n  - name: a\n    type: ¦", ["int", "float", "bool", "str", "any"]],
  ["fields of one's own names", "kind: operation\nparams:\n  lr:\n    ¦", ["value", "ref"]],
  ["within braces", "run: {kind: job, ¦}", ["container", "init"]],
  ["a value within braces", "run: {kind: ¦, container: {}}", ["job", "tfjob"]],
  ["braces within braces", "run: {kind: job, container: {image: x, ¦}}", ["command", "args", "imagePullPolicy"]],
  ["an item within brackets", "inputs: [{name: a}, {type: ¦}]", ["int", "float", "bool", "str", "any"]],
  ["braces over lines", "run: {\n  kind: tfjob,\n  ¦\n}\nname: x", ["chief", "worker", "cleanPodPolicy"]],
  ["JSON", '{"kind": "component", "run": {"kind": "¦"}}', ["job", "tfjob"]],
  ["a field in JSON", '{"kind": "component", "run": {"kind": "job", "¦"}}', ["container", "init"]],
  ["nothing in a comment", "kind: component # ¦", undefined],
  ["nothing in a block of text", "name: |\n  ki¦\n", undefined],
  ["behind a block of text", "run:\n  kind: job\n  container:\n    args:\n      - |\n        kind: x\n    ¦", ["image", "command", "imagePullPolicy"]],
  ["nothing below a value", "name: x\n    ¦", undefined],
  ["nothing where nothing is known", "nonsense:\n  ¦", undefined],
  ["in a file that is broken elsewhere", "kind component\nrun:\n  kind: job\n  con¦\n]]", ["container", "init"]],
];

for (const [what, written, offered] of PLACES) {
  test(`completion: ${what}`, () => {
    expect(labels(written)).toEqual(offered);
  });
}

test("completion: a field is written with what its value begins with", () => {
  const insert = (written: string, label: string) =>
    at(written)?.candidates.find((candidate) => candidate.label === label)?.insert;
  expect(insert("na¦", "name")).toBe("name: ");
  expect(insert("ru¦", "run")).toBe("run:\n  ");
  expect(insert("run:\n  kind: job\n  con¦", "container")).toBe("container:\n    ");
  expect(insert("inp¦", "inputs")).toBe("inputs:\n  - ");
  expect(insert("run: {con¦}", "container")).toBe("container: ");
  expect(insert("na¦me: x", "name")).toBe("name");
  expect(insert("na¦: x", "name")).toBe("name");
});

test("completion: candidates say what they are", () => {
  const kinds = at("run:\n  kind: ¦")?.candidates;
  expect(kinds?.map((kind) => kind.description)).toEqual(["One container, run to its end", "A distributed TensorFlow training"]);
  const [name, type] = at("inputs:\n  - ¦")?.candidates ?? [];
  expect(name).toMatchObject({ label: "name", detail: "string · required", more: false });
  expect(type).toMatchObject({ label: "type", detail: "one of a few", description: "The type of its values", more: true });
});

test("completion: names in templates, without a schema those of inputs", () => {
  const written = 'args: ["--lr={{ ¦ }}"]';
  const found = at(written, ["lr"]);
  expect(found?.candidates.map((candidate) => candidate.label)).toEqual(["lr", "params.lr.value", "globals.uuid"]);
  expect(found?.from).toBe(written.indexOf("¦"));
  const alone = candidatesAt(written.replace("¦", ""), written.indexOf("¦"), undefined, ["lr"]);
  expect(alone?.candidates.map((candidate) => candidate.label)).toEqual(["lr", "params.lr.value"]);
  expect(at("args: {{ globals.na¦", ["lr"])?.from).toBe("args: {{ ".length);
  expect(at('args: ["{{ lr }}", ¦]', ["lr"])).toBeUndefined();
});

test("completion: however a file is broken, there is an answer", () => {
  const broken = ["{{{{", "[[[", "- - - -", "a: b: c:", '"', "'", "|", "\t\t:", ": :", "? x", "&a *b !c", "}{][", "\u0000", "😀: 😀"];
  for (const first of broken) {
    for (const second of broken) {
      const text = `${first}\n  ${second}\n${first}`;
      for (let caret = 0; caret <= text.length; caret++) candidatesAt(text, caret, schema, []);
    }
  }
  const long = `run: ${"[".repeat(20_000)}\n${"  - a:\n".repeat(5_000)}${"x".repeat(50_000)}`;
  candidatesAt(long, long.length, schema, []);
});

test("a new line begins where it belongs", () => {
  for (const [line, indent] of [
    ["", ""],
    ["run:", "  "],
    ["  kind: job", "  "],
    ["  container:", "    "],
    ["  - name: a", "    "],
    ["  - name:", "      "],
    ["  - a", "  "],
    ["    args: [", "      "],
    ["  text: |", "    "],
    ["  # note:", "  "],
    ['  - "a: b"', "  "],
  ] as const)
    expect(indentAfter(line), line).toBe(indent);
});
