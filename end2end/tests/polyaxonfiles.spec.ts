/** Polyaxonfiles on the command line, and what Polyaxon's own client makes of the same files. */

import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { expect, test } from "@playwright/test";

import { POLYAXON } from "../harness/client";
import { BINARY } from "../harness/server";

const FILES = path.resolve("../server/spec/tests/files");

const folder = mkdtempSync(path.join(tmpdir(), "polyaxonfiles-"));
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file of this content; its path. */
function file(name: string, content: string | Buffer): string {
  const where = path.join(folder, name);
  writeFileSync(where, content);
  return where;
}

function orrery(...words: string[]): { status: number | null; out: string; err: string } {
  const done = spawnSync(BINARY, words, { encoding: "utf8", timeout: 60_000, cwd: folder, input: "run: {kind: job, container: {image: x}}" });
  return { status: done.status, out: done.stdout, err: done.stderr };
}

test("the client makes the same of every file, or the file says why not", async () => {
  test.setTimeout(300_000);
  const python = path.join(path.dirname(POLYAXON), "python");
  const compare = promisify(execFile)(python, ["agreement/compare.py", BINARY, FILES], { env: { ...process.env, HOME: folder } });
  const { stdout } = await compare.catch((error: { stdout: string; stderr: string }) => {
    throw new Error(`${error.stdout}\n${error.stderr}`.slice(-5_000));
  });
  expect(stdout).toMatch(/1\d\d the same, \d+ that differ and say why, 0 wrong\n$/);
  test.info().annotations.push({ type: "agreement", description: stdout.trim().split("\n").at(-1) ?? "" });
});

test("check says all that is wrong, each with its place and what to do", () => {
  file("bad.yaml", "inputs: [{name: lr, type: flaot}]\nrun:\n  kind: job\n  container:\n    imaeg: busybox\n    args: ['{{ lrr }}']\n");
  file("good.yaml", "run: {kind: tfjob, worker: {replicas: 2, container: {image: x}}}\n");
  const bad = orrery("check", "good.yaml", "bad.yaml");
  expect(bad.status).toBe(1);
  expect(bad.out).toBe("");
  expect(bad.err.trim().split("\n")).toEqual([
    "bad.yaml:1:27: error: inputs[0].type: unknown type `flaot` (did you mean `float`?)",
    "bad.yaml:5:5: error: run.container.imaeg: unknown field `imaeg` (did you mean `image`?)",
    "bad.yaml:6:13: error: run.container.args[0]: nothing is named `lrr` (did you mean `lr`?)",
  ]);
  expect(orrery("check", "good.yaml", "-")).toEqual({ status: 0, out: "", err: "" });
  expect(orrery("check", "none.yaml")).toMatchObject({ status: 1, err: expect.stringContaining("can't read none.yaml") });
});

test("compile shows each stage, with values and presets", () => {
  file("train.yaml", "kind: component\ninputs: [{name: epochs, type: int}]\nrun: {kind: job, container: {image: x, args: ['{{ epochs }}']}}\n");
  file("gpu.yaml", "isPreset: true\nqueue: gpu\n");
  const resolved = orrery("compile", "train.yaml", "-P", "epochs=3", "--preset", "gpu.yaml", "-o", "json");
  expect(resolved).toMatchObject({ status: 0, err: "" });
  expect(JSON.parse(resolved.out)).toMatchObject({
    kind: "compiled_operation",
    queue: "gpu",
    inputs: [{ name: "epochs", type: "int", value: 3 }],
    run: { container: { args: ["3"] } },
  });
  const operation = orrery("compile", "train.yaml", "gpu.yaml", "-P", "epochs=3", "--stage", "operation");
  expect(operation.out).toContain("params:\n  epochs:\n    value: 3\n");
  const refused = orrery("compile", "train.yaml", "-P", "epochs=many", "-P", "lr=1");
  expect(refused).toMatchObject({ status: 1, out: "" });
  expect(refused.err).toContain("error: params.epochs: `epochs` (int): `many` is not a whole number");
  expect(refused.err).toContain("error: params.lr: no input is named `lr`");
  const mistaken = orrery("compile", "train.yaml", "-P", "epochs=3", "--preset", file("wrong.yaml", "isPreset: true\nqueu: gpu\n"));
  expect(mistaken).toMatchObject({ status: 1, err: expect.stringContaining("wrong.yaml:2:1: error: queu: unknown field `queu`") });
});

test("a component beside the file is found", () => {
  file("component.yaml", "kind: component\ninputs: [{name: n, type: int}]\nrun: {kind: job, container: {image: x, args: ['{{ n }}']}}\n");
  file("operation.yaml", "kind: operation\npathRef: ./component.yaml\nparams: {n: 7}\n");
  expect(orrery("compile", "operation.yaml").out).toContain('args:\n      - "7"\n');
});

test("whatever the file is, there is an answer", () => {
  const table: [string, string | Buffer, string][] = [
    ["empty.yaml", "", "the file is empty"],
    ["latin1.yaml", Buffer.from([0x61, 0x0a, 0x62, 0xff]), "latin1.yaml:2:2: error: the byte 0xff is not UTF-8"],
    ["long.yaml", Buffer.alloc(50 << 20, "a: b\n"), "at most 1048576 are read"],
    ["bomb.yaml", ["a: &a [x, x]", ...Array.from({ length: 30 }, (_, n) => `b${n}: &b${n} [*${n ? `b${n - 1}` : "a"}, *${n ? `b${n - 1}` : "a"}]`)].join("\n"), "the file is too big"],
    ["deep.yaml", `a: ${"[".repeat(10_000)}`, "too deep"],
    ["itself.yaml", "a: &a [*a]", "never ends"],
    ["twice.yaml", "name: a\nname: b\n", "`name` is given twice: line 1 has it already"],
  ];
  for (const [name, content, message] of table) {
    file(name, content);
    const done = orrery("check", name);
    expect(done.status, name).toBe(1);
    expect(done.err, name).toContain(message);
  }
});
