/** What the machine does to a server: a full disk, a database that is away, everybody at once. */

import { execFile, spawn } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import { numbersOf, upTo } from "../harness/person";
import { ADA, type Database, Server } from "../harness/server";
import { expect, test } from "../harness/test";

const run = promisify(execFile);
const LINES = 200;
/** Prints a line every 50 ms. */
const TICKER = `version: 1.1
kind: component
run:
  kind: job
  container:
    command: [sh, -c]
    args: ["seq ${LINES} | while read -r i; do echo \\"line $i of ${LINES}\\"; sleep 0.05; done"]
`;
/** The same in lines of some KB each, so that its log becomes a file soon. */
const FAT = TICKER.replace("of 200", "of 200 $(head -c 6000 /dev/zero | tr '\\\\\\\\0' x)");

interface Refused {
  status: number;
  text: string;
}

/** A server of this test's own, and Ada's token. */
class Api {
  private constructor(
    readonly server: Server,
    private readonly token: string,
  ) {}

  static async start(database: Database): Promise<Api> {
    const server = await Server.start(database, { more: { ORRERY_LOCAL_SLOTS: "8" } });
    const token = (await server.admin(["create-token", ADA.name])).trim().split(/\s+/).at(-1) ?? "";
    const api = new Api(server, token);
    expect((await api.post("/api/v1/default/projects/create", { name: "faults" })).status).toBe(201);
    return api;
  }

  get headers(): Record<string, string> {
    return { authorization: `Token ${this.token}` };
  }

  post(where: string, body: object): Promise<Response> {
    const headers = { ...this.headers, "content-type": "application/json" };
    return fetch(`${this.server.url}${where}`, { method: "POST", headers, body: JSON.stringify(body) });
  }

  get(where: string): Promise<Response> {
    return fetch(`${this.server.url}${where}`, { headers: this.headers });
  }

  submit(content = TICKER): Promise<Response> {
    return this.post("/api/v1/default/faults/runs", { content });
  }

  async submitted(content = TICKER): Promise<string> {
    const response = await this.submit(content);
    expect(response.status, await response.clone().text()).toBe(201);
    return ((await response.json()) as { uuid: string }).uuid;
  }

  upload(uuid: string, bytes: number): Promise<Response> {
    const form = new FormData();
    form.append("upload_file", new Blob([new Uint8Array(bytes)]), "big.bin");
    const where = `/streams/v1/local/default/faults/runs/${uuid}/artifact?path=big.bin&overwrite=true`;
    return fetch(`${this.server.url}${where}`, { method: "POST", headers: this.headers, body: form });
  }

  async count(): Promise<number> {
    return ((await (await this.get("/api/v1/default/faults/runs?limit=100")).json()) as { count: number }).count;
  }

  status(uuid: string): () => Promise<string> {
    return async () => ((await (await this.get(`/api/v1/default/faults/runs/${uuid}`)).json()) as { status: string }).status;
  }

  async lines(uuid: string): Promise<number[]> {
    return numbersOf((await (await this.get(`/runs/${uuid}/logs/download`)).text()).split("\n"));
  }

  async isWhole(uuid: string): Promise<void> {
    await expect.poll(this.status(uuid), { timeout: 60_000 }).toBe("succeeded");
    await expect.poll(() => this.lines(uuid), { timeout: 15_000 }).toEqual(upTo(LINES));
  }
}

/** An answer in words, that does not blame the reader. */
async function refused(response: Response): Promise<Refused> {
  const text = await response.text();
  expect(response.status, text).toBe(503);
  expect((JSON.parse(text) as { message?: string; detail?: string }).message ?? text).not.toBe("");
  return { status: response.status, text };
}

test("a disk that is full is said to be, and harms nothing", async ({ database }) => {
  const api = await Api.start(database);
  try {
    const pid = `${api.server.pid}`;
    const [before, fat] = [await api.submitted(), await api.submitted(FAT)];
    await expect.poll(() => api.lines(before).then((lines) => lines.length)).toBeGreaterThan(3);
    const count = await api.count();
    // No file may grow beyond what the largest has now: as on a disk that is full, but without one.
    const sizes = (await readdir(api.server.dataDir)).map(async (name) => (await stat(path.join(api.server.dataDir, name))).size);
    const largest = database === "sqlite" ? Math.max(...(await Promise.all(sizes))) : 4_096;
    await run("prlimit", ["--pid", pid, `--fsize=${largest}:`]);

    expect((await refused(await api.upload(before, 8_000_000))).text).toContain("the disk is full");
    if (database === "sqlite") {
      // Some room is left in the file; a run takes some KB of it.
      let answer = await api.submit();
      for (let more = 0; answer.status === 201 && more < 200; more++) answer = await api.submit(`${TICKER}# ${"x".repeat(20_000)}`);
      expect((await refused(answer)).text).toContain("the disk is full");
    }
    expect((await api.get("/api/v1/default/faults/runs?limit=1")).status, "reading goes on").toBe(200);
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect((await api.get("/api/v1/users")).status, "the server lives").toBe(200);
    const kept = await api.count();

    await run("prlimit", ["--pid", pid, "--fsize=unlimited:"]);
    expect((await api.upload(before, 8_000_000)).status).toBe(200);
    const after = await api.submitted();
    expect(await api.count(), "nothing is half written").toBe(kept + 1);
    expect(kept).toBeGreaterThanOrEqual(count);
    await api.isWhole(before);
    await api.isWhole(fat);
    await api.isWhole(after);
  } finally {
    await api.server.dispose();
  }
});

test("a database that is away for a while delays runs, and spoils none", async ({ database }) => {
  const api = await Api.start(database);
  try {
    const before = await api.submitted();
    await expect.poll(() => api.lines(before).then((lines) => lines.length)).toBeGreaterThan(3);
    const back = await takeAway(database, api.server);
    await refused(await api.submit());
    if (database === "postgres") await refused(await api.get("/api/v1/default/faults/runs"));
    await back();
    await expect.poll(async () => (await api.get("/api/v1/default/faults/runs")).status).toBe(200);
    const after = await api.submitted();
    await api.isWhole(before);
    await api.isWhole(after);
    expect(await api.count()).toBe(2);
  } finally {
    await api.server.dispose();
  }
});

/** Locks an SQLite file from another process, or closes a Postgres database to everybody. Gives it back when the answer is called. */
async function takeAway(database: Database, server: Server): Promise<() => Promise<void>> {
  if (database === "postgres") {
    const admin = process.env.TEST_POSTGRES_URL ?? "";
    const name = new URL(server.databaseUrl ?? "").pathname.slice(1);
    const tell = (sql: string) => run("psql", [admin, "--quiet", "--command", sql]);
    await tell(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await tell(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    return async () => void (await tell(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`));
  }
  const file = path.join(server.dataDir, "orrery.db");
  const lock = `import sqlite3, sys; c = sqlite3.connect(${JSON.stringify(file)}, isolation_level=None, timeout=10)
c.execute("BEGIN IMMEDIATE"); print("locked", flush=True); sys.stdin.read(); c.execute("ROLLBACK")`;
  const child = spawn("python3", ["-c", lock], { stdio: ["pipe", "pipe", "inherit"] });
  await new Promise((resolve, reject) => {
    child.stdout.once("data", resolve);
    child.once("exit", () => reject(new Error("python3 could not lock the database")));
  });
  return async () => {
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.stdin.end();
    await ended;
  };
}

test("64 clients submit at once, and each run is there once", async ({ database }) => {
  const api = await Api.start(database);
  try {
    const content = "version: 1.1\nkind: component\nrun:\n  kind: job\n  container: {command: ['true']}\n";
    const uuids = await Promise.all(Array.from({ length: 64 }, () => api.submitted(content)));
    expect(new Set(uuids).size).toBe(64);
    const { count, results } = (await (await api.get("/api/v1/default/faults/runs?limit=100")).json()) as {
      count: number;
      results: { uuid: string }[];
    };
    expect(count).toBe(64);
    expect(results.map((run) => run.uuid).sort()).toEqual([...uuids].sort());
    for (const uuid of uuids) await expect.poll(api.status(uuid), { timeout: 60_000 }).toBe("succeeded");
  } finally {
    await api.server.dispose();
  }
});
