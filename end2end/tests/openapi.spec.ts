/** The REST interface, tried by its own description: every operation, with what it allows and with what it does not. */

import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { fixture } from "../harness/person";
import { ADA, Server } from "../harness/server";
import { expect, test } from "../harness/test";

const SCHEMATHESIS = process.env.SCHEMATHESIS ?? path.join(homedir(), ".cache/orrery/tools/schemathesis-4.32.5/bin/schemathesis");

test.beforeAll(() => {
  expect(existsSync(SCHEMATHESIS), `${SCHEMATHESIS} is there: \`.ci/prepare test\` brings it`).toBe(true);
});

test("no request makes it fail, or answer with what is not in the document", async ({ database }) => {
  test.setTimeout(420_000);
  const server = await Server.start(database);
  const folder = mkdtempSync(path.join(tmpdir(), "schemathesis-"));
  let token = "";
  const post = async (where: string, body: unknown): Promise<{ token: string; uuid: string }> => {
    const headers = { "content-type": "application/json", ...(token && { authorization: `Bearer ${token}` }) };
    const answer = await fetch(server.url + where, { method: "POST", headers, body: JSON.stringify(body) });
    expect(answer.ok, `${where}: ${answer.status}`).toBe(true);
    return (await answer.json()) as { token: string; uuid: string };
  };
  try {
    ({ token } = await post("/api/v1/auth/token", { username: ADA.name, password: ADA.password }));
    for (const name of ["tried", "other"]) await post("/api/v1/default/projects/create", { name });
    const { uuid } = await post("/api/v1/default/tried/runs", { content: fixture("quick.yaml") });
    const settings = [
      `headers = { Authorization = "Bearer ${token}" }`,
      "[parameters]",
      `"path.owner" = "default"`,
      `"path.project" = "tried"`,
      `"path.uuid" = "${uuid}"`,
      `"path.kind" = ["metric", "image", "text"]`,
    ];
    writeFileSync(path.join(folder, "schemathesis.toml"), settings.join("\n"));
    const given = [`${server.url}/api/v1/openapi.json`, "--url", server.url, "--continue-on-failure", "--no-color"];
    // Not whether all that the document allows is taken, which no document can say of files, queries and names; nor whether what was
    // made is still there, since other requests delete it.
    const checks = ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance"];
    const held = ["--checks", [...checks, "response_schema_conformance", "ignored_auth", "unsupported_method"].join(",")];
    const lives = ["--exclude-method", "DELETE", "--exclude-path-regex", "transfer$|auth/token$"];
    const attempt = async (...words: string[]): Promise<string> => {
      const all = ["--config-file", "schemathesis.toml", "run", ...given, ...held, ...words];
      const env = { ...process.env, COLUMNS: "200" };
      const { stdout } = await promisify(execFile)(SCHEMATHESIS, all, { cwd: folder, env, maxBuffer: 1 << 26 }).catch(
        (error: { stdout: string; message: string }) => {
          throw new Error(`${error.message}\n${error.stdout}`);
        },
      );
      return stdout;
    };
    // With a run that is there, then whatever comes: at the end there is none.
    const first = await attempt("--phases", "coverage,fuzzing", "--max-examples", "40", ...lives);
    const second = await attempt("--phases", "coverage,fuzzing,stateful", "--max-examples", "5");
    for (const said of [first, second]) {
      const count = Number(/(\d+) generated/.exec(said)?.[1]);
      console.log(`schemathesis: ${count} requests`);
      expect(count).toBeGreaterThan(500);
    }
    expect(server.output).not.toMatch(/panicked|ERROR/);
  } finally {
    await server.dispose();
    rmSync(folder, { recursive: true, force: true });
  }
});
