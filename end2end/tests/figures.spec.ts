import { readFileSync } from "node:fs";

import type { CDPSession } from "@playwright/test";

import { fixture, Person } from "../harness/person";
import { ADA, Server } from "../harness/server";
import { expect, test } from "../harness/test";

/** What the page checks files with. */
declare const polyaxonfile: { check: (text: string) => string };

/** Resident memory in MiB. */
function resident(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) / 1024;
}

/** A polyaxonfile of this many lines. */
function longFile(lines: number): string {
  const inputs = Array.from({ length: (lines - 8) / 4 }, (_, index) =>
    [`  - name: input-${index}`, "    type: float", `    value: ${index}.5`, `    description: "What input ${index} is about"`].join("\n"),
  );
  const run = 'run:\n  kind: job\n  container:\n    image: python\n    command: [echo, "{{ input-0 }}"]\n';
  return `version: 1.1\nkind: component\ninputs:\n${inputs.join("\n")}\n${run}`;
}

/** Milliseconds of a processor that the page's main thread has taken so far: for scripts, styles, layout, painting. */
async function worked(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return 1000 * (metrics.find((metric) => metric.name === "ThreadTime")?.value ?? 0);
}

test("what a keystroke takes in a file of 500 lines", async ({ ada, project, page }) => {
  await page.route("**/api/v1/polyaxonfile.schema.json", (route) =>
    route.fulfill({ contentType: "application/schema+json", body: fixture("polyaxonfile.schema.json") }),
  );
  await page.goto(`/runs/new?project=${project}`);
  await ada.settledEditor();
  const text = longFile(500);
  await ada.editor.fill(text);
  await expect(page.getByRole("group", { name: "Inputs" })).toBeVisible();
  await page.waitForTimeout(1_000);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");

  const figures: Record<string, string> = {};
  const type = async (what: string, where: () => Promise<void>, letters: string, rounds: number) => {
    await where();
    await page.waitForTimeout(500);
    const begin = await worked(session);
    for (let round = 0; round < rounds; round++) await page.keyboard.type(letters, { delay: 50 });
    const took = (await worked(session)) - begin;
    figures[what] = `${(took / (letters.length * rounds)).toFixed(2)} ms`;
    await page.waitForTimeout(500);
  };
  const click = (line: number) => async () => {
    await page.keyboard.press("Control+Home");
    for (let row = 1; row < line; row++) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("End");
  };
  await type("in a description", click(7), "abcdefghij", 10);
  await type("in a field's name", async () => {
    await click(8)();
    await page.keyboard.press("Enter");
    await page.keyboard.type("      ");
  }, "isOptional", 1);
  const checking = await page.evaluate((text) => {
    const begin = performance.now();
    for (let round = 0; round < 20; round++) polyaxonfile.check(text);
    return (performance.now() - begin) / 20;
  }, text);
  figures["the check, in a pause"] = `${checking.toFixed(2)} ms`;
  console.log(
    Object.entries(figures)
      .map(([what, value]) => `  ${what.padEnd(24)} ${value}`)
      .join("\n"),
  );
  await expect(ada.content).toHaveValue(/abcdefghij/);
});

test("the first start, its memory and an empty page are held to their aims", async ({ database, browser }) => {
  const server = await Server.start(database, { admin: false });
  const context = await browser.newContext({ baseURL: server.url });
  const person = new Person(await context.newPage());
  await person.page.goto(server.setupLink ?? "");
  await person.page.getByLabel("Username").fill(ADA.name);
  await person.page.getByLabel("Password", { exact: true }).fill(ADA.password);
  await person.button("Create admin").click();
  await expect(person.page).toHaveURL(/:\d+\/$/);

  const sizes: Record<string, number> = {};
  for (const path of ["/", "/runs", "/projects", "/runs/new"]) {
    const answer = await person.page.request.get(path, { headers: { accept: "text/html" } });
    sizes[path] = (await answer.body()).length;
  }
  const figures = { "first start, ms": server.startedIn, "RSS serving, MiB": Math.round(resident(server.pid)), ...sizes };
  console.log(
    Object.entries(figures)
      .map(([what, value]) => `  ${what.padEnd(20)} ${value}`)
      .join("\n"),
  );
  await context.close();
  await server.dispose();

  expect(figures["RSS serving, MiB"], "MiB resident after a few pages").toBeLessThan(64);
  for (const [path, bytes] of Object.entries(sizes))
    expect(bytes, `bytes of HTML of ${path} without a run`).toBeLessThan(50_000);
});
