import { readFileSync } from "node:fs";

import { Person } from "../harness/person";
import { ADA, Server } from "../harness/server";
import { expect, test } from "../harness/test";

/** Resident memory in MiB. */
function resident(pid: number): number {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Number(kilobytes) / 1024;
}

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
