/** The unmodified client of Polyaxon, as somebody types it. */

import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { Client, POLYAXON, uuidOf } from "../harness/client";
import { fixturePath, numbersOf, upTo } from "../harness/person";
import { ADA } from "../harness/server";
import { expect, test as base } from "../harness/test";

const test = base.extend<{ client: Client; name: string }>({
  client: async ({ server }, use) => {
    const client = new Client();
    await client.signIn(server);
    await use(client);
    client.dispose();
  },
  // A project of the client's own.
  name: async ({ client }, use, info) => {
    const name = `c-${info.testId.slice(-12)}`;
    expect(await client.call("project", "create", "--name", name, "--description", "sees", "--tags", "a,b")).toContain("created");
    await use(name);
  },
});

// Each call starts a Python that imports for seconds on a busy machine.
test.describe.configure({ timeout: 300_000 });

test.beforeAll(() => {
  expect(existsSync(POLYAXON), `${POLYAXON} is there: \`.ci/prepare test\` brings it`).toBe(true);
});

test("a project is made, listed, changed and deleted", async ({ client, name }) => {
  expect(await client.call("whoami")).toContain(ADA.name);
  expect(await client.call("project", "ls")).toContain(name.slice(0, 8));
  expect(await client.call("project", "get", "-p", name)).toContain("sees");
  expect(await client.call("project", "update", "-p", name, "--description", "looks")).toContain("looks");
  expect(await client.call("project", "delete", "-p", name, "-y")).toContain("delete success");
});

test("a run is submitted, followed, listed, changed and deleted", async ({ client, name, page, server }) => {
  const file = fixturePath("ticker.yaml");
  const followed = await client.call("run", "-p", name, "-f", file, "-P", "lines=12", "-P", "pause=0.2", "-l");
  expect(numbersOf(followed.split("\n"))).toEqual(upTo(12));
  const uuid = uuidOf(followed);

  // The address it prints leads to the run's page.
  const address = new RegExp(`${server.url}/ui/\\S+/${uuid}/`).exec(followed.replaceAll("\n", ""))?.[0] ?? "";
  await page.goto(address);
  await expect(page).toHaveURL(new RegExp(`/runs/${uuid}$`));
  await expect(page.locator("[data-status]").first()).toHaveAttribute("data-status", "succeeded", { timeout: 20_000 });

  const at = ["-p", name, "-uid", uuid];
  expect(await client.call("ops", "ls", "-p", name)).toContain(uuid);
  expect(await client.call("ops", "get", ...at)).toMatch(/lines\s+12/);
  expect(await client.call("ops", "statuses", ...at)).toContain("succeeded");
  expect(numbersOf((await client.call("ops", "logs", ...at)).split("\n"))).toEqual(upTo(12));
  expect(await client.call("ops", "update", ...at, "--name", "renamed", "--tags", "x,y")).toContain("updated");
  await page.reload();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("renamed");

  const again = uuidOf((await client.call("ops", "restart", ...at)).replace(uuid, ""));
  expect(again).toHaveLength(32);
  const long = uuidOf(await client.call("run", "-p", name, "-f", file, "-P", "lines=3000"));
  await client.call("ops", "stop", "-p", name, "-uid", long, "-y");
  await page.goto(`/runs/${long}`);
  await expect(page.locator("[data-status]").first()).toHaveAttribute("data-status", "stopped", { timeout: 20_000 });
  expect(await client.call("ops", "delete", ...at, "-y")).toContain("delete");
  await page.goto(`/runs/${uuid}`);
  await expect(page.getByRole("heading", { level: 1 })).toContainText(/no such run/i);
});

test("files go up and come down again", async ({ client, name }) => {
  const made = await client.call("run", "-p", name, "-f", fixturePath("quick.yaml"));
  const at = ["-p", name, "-uid", uuidOf(made)];
  const bytes = Buffer.from(Array.from({ length: 400_000 }, (_, index) => (index * 7919) % 251));
  mkdirSync(path.join(client.folder, "up/deep"), { recursive: true });
  writeFileSync(path.join(client.folder, "up/deep/model.bin"), bytes);
  writeFileSync(path.join(client.folder, "up/note.txt"), "hello");

  await client.call("ops", "upload", ...at, "--path-from", "up", "--path-to", "outputs/up");
  await client.call("ops", "artifacts", ...at, "-f", "outputs/up/note.txt", "--path-to", "one");
  expect(readFileSync(path.join(client.folder, "one/outputs/up/note.txt"), "utf8")).toBe("hello");
  await client.call("ops", "artifacts", ...at, "-d", "outputs/up", "--path-to", "all");
  expect(readFileSync(path.join(client.folder, "all/outputs/up/deep/model.bin")).equals(bytes)).toBe(true);
});

test("a run begins once its files are there", async ({ client, name }) => {
  mkdirSync(path.join(client.folder, "code"));
  writeFileSync(path.join(client.folder, "code/data.txt"), "the data\n");
  const file = path.join(client.folder, "reads.yaml");
  writeFileSync(
    file,
    `version: 1.1
kind: component
name: reads
run:
  kind: job
  container:
    command: [sh, -c]
    args: ["cat {{ globals.run_artifacts_path }}/uploads/data.txt || cat {{ globals.run_artifacts_path }}/uploads/code/data.txt"]
`,
  );
  const output = await client.call("run", "-p", name, "-f", file, "-u", "-u-from", "code", "-l");
  expect(output).toContain("the data");
});

test("runs are asked for in the query language", async ({ client, name }) => {
  const file = fixturePath("ticker.yaml");
  const made: string[] = [];
  for (const lines of ["1", "2"]) {
    made.push(uuidOf(await client.call("run", "-p", name, "-f", file, "-P", `lines=${lines}`, "--tags", `t${lines}`)));
  }
  const list = async (...words: string[]): Promise<string[]> => {
    const output = await client.call("ops", "ls", "-p", name, "-c", "uuid", ...words);
    return made.filter((uuid) => output.includes(uuid)).map((uuid) => `${made.indexOf(uuid)}`);
  };
  expect(await list("-q", "in.lines:>1")).toEqual(["1"]);
  expect(await list("-q", "params.lines:1, tags:t1|t3, kind:job")).toEqual(["0"]);
  expect(await list("-q", "created_at:last_day", "-s", "-inputs.lines")).toEqual(["0", "1"]);
  const sorted = await client.call("ops", "ls", "-p", name, "-c", "uuid", "-s", "-inputs.lines");
  expect(sorted.indexOf(made[1] ?? "")).toBeLessThan(sorted.indexOf(made[0] ?? ""));
  await expect(client.call("ops", "ls", "-p", name, "-q", "statsu:failed")).rejects.toThrow(/did you mean `status`/);
});

test("a run begins once more, waits for approval, is skipped and moved", async ({ client, name, page }) => {
  const file = fixturePath("quick.yaml");
  const uuid = uuidOf(await client.call("run", "-p", name, "-f", file, "-l"));
  const at = ["-p", name, "-uid", uuid];
  const status = async (of: string, wanted: string): Promise<void> => {
    await page.goto(`/runs/${of}`);
    await expect(page.locator("[data-status]").first()).toHaveAttribute("data-status", wanted, { timeout: 30_000 });
  };
  await status(uuid, "succeeded");
  expect(await client.call("ops", "resume", ...at)).toContain("resumed");
  await expect.poll(() => client.call("ops", "statuses", ...at), { timeout: 60_000 }).toMatch(/resuming[^]*succeeded/);

  const waiting = uuidOf(await client.call("run", "-p", name, "-f", file, "--approved", "false"));
  await status(waiting, "compiled");
  expect(await client.call("ops", "approve", "-p", name, "-uid", waiting)).toContain("approved");
  await status(waiting, "succeeded");

  const skipped = uuidOf(await client.call("run", "-p", name, "-f", file, "--approved", "false"));
  await client.call("ops", "skip", "-p", name, "-uid", skipped, "-y");
  await status(skipped, "skipped");

  await client.call("project", "create", "--name", `${name}-2`);
  expect(await client.call("ops", "transfer", ...at, "-to", `${name}-2`)).toContain("transferred");
  expect(await client.call("ops", "ls", "-p", `${name}-2`)).toContain(uuid);
});
