/**
 * Measures what people wait for, on databases of several sizes, and the same requests of Polyaxon's own server beside it.
 *
 * npm run bench -- [--runs 1000,100000] [--binary FILE] [--database postgres://…] [--polyaxon FILE]
 *
 * Each request is made 20 times unmeasured and 200 times measured, one after the other; the table has medians and the slowest of a hundred, in
 * milliseconds. `--polyaxon` names the `haupt` of a virtual environment (`pip install 'haupt[sandbox]'`), whose sandbox is filled with
 * 20,000 runs.
 */

import { execFileSync, spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({
  options: {
    runs: { type: "string", default: "1000,100000" },
    binary: { type: "string", default: path.resolve("../target/release/orrery") },
    database: { type: "string" },
    polyaxon: { type: "string" },
    "polyaxon-runs": { type: "string", default: "20000" },
  },
});

const UNMEASURED = 20;
const MEASURED = 200;
const LOG_LINES = 100_000;
const POINTS = 10_000;
const METRICS = Array.from({ length: 10 }, (_, index) => `m${index}`);

type Figures = Record<string, { median: number; slow: number } | undefined>;

/** A server that speaks Polyaxon's API. */
class Target {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(
    readonly url: string,
    readonly token: string | undefined,
    readonly project: string,
    readonly process: ChildProcess,
  ) {}

  async ask(method: string, where: string, body?: unknown): Promise<Response> {
    const headers: Record<string, string> = { "accept-encoding": "identity" };
    if (this.token) headers.authorization = `Token ${this.token}`;
    if (body !== undefined && !(body instanceof FormData)) headers["content-type"] = "application/json";
    const payload = body === undefined || body instanceof FormData ? body : JSON.stringify(body);
    return await fetch(this.url + where, { method, headers, body: payload });
  }

  /** As light as can be, on one connection: what is measured is the server. The time is that of the whole answer, in milliseconds. */
  async time(method: string, where: string, body?: unknown): Promise<number> {
    const payload = body === undefined ? "" : JSON.stringify(body);
    const headers = {
      "accept-encoding": "identity",
      ...(this.token && { authorization: `Token ${this.token}` }),
      ...(payload && { "content-type": "application/json", "content-length": Buffer.byteLength(payload) }),
    };
    const begin = performance.now();
    return await new Promise((resolve, reject) => {
      const asked = request(this.url + where, { method, headers, agent: this.agent }, (answer) => {
        const { statusCode = 0 } = answer;
        answer.once("end", () => {
          if (statusCode < 400) resolve(performance.now() - begin);
          else reject(new Error(`${method} ${where}: ${statusCode}`));
        });
        answer.once("error", reject).resume();
      });
      asked.once("error", reject).end(payload);
    });
  }

  async json(method: string, where: string, body?: unknown): Promise<{ uuid: string; results: { uuid: string }[] }> {
    const answer = await this.ask(method, where, body);
    if (!answer.ok) throw new Error(`${method} ${where}: ${answer.status} ${(await answer.text()).slice(0, 300)}`);
    return (await answer.json()) as { uuid: string; results: { uuid: string }[] };
  }

  get runs(): string {
    return `/api/v1/${this.project}/runs`;
  }

  stop(): void {
    if (this.process.pid && this.process.exitCode === null) process.kill(-this.process.pid, "SIGKILL");
  }

  /** Of the server and its children, in MiB. */
  memory(): number {
    const group = execFileSync("ps", ["-o", "rss=", "-g", String(this.process.pid)], { encoding: "utf8" });
    return Math.round(group.split("\n").reduce((sum, line) => sum + Number(line), 0) / 1024);
  }
}

const freePort = async (): Promise<number> =>
  await new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

async function until(what: () => Promise<boolean>, seconds: number, meaning: string): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!(await what().catch(() => false))) {
    if (Date.now() > end) throw new Error(`${meaning} did not come within ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const median = (times: number[]): number => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;

async function measure(figures: Figures, name: string, what: () => Promise<number>): Promise<void> {
  const times: number[] = [];
  for (let count = 0; count < UNMEASURED + MEASURED; count += 1) {
    const time = await what().catch((error: unknown) => console.error(`  ${name}: ${String(error)}`));
    if (time === undefined) return;
    if (count >= UNMEASURED) times.push(time);
    // A server that needs seconds for one has been measured well enough by then.
    if (times.length >= 10 && times.reduce((sum, one) => sum + one, 0) > 30_000) break;
  }
  const slow = times.toSorted((a, b) => a - b)[Math.floor(times.length * 0.99)] ?? NaN;
  figures[name] = { median: median(times), slow };
}

const QUERY = "status:failed,tags:t70,metrics.loss:<0.5";

async function requests(target: Target, anyRun: string): Promise<Figures> {
  const figures: Figures = {};
  const { runs } = target;
  await measure(figures, "list, newest 50", () => target.time("GET", `${runs}?limit=50&sort=-created_at`));
  await measure(figures, "list by a metric", () => target.time("GET", `${runs}?limit=50&sort=-metrics.loss`));
  await measure(figures, "query of three terms", () => target.time("GET", `${runs}?limit=50&query=${encodeURIComponent(QUERY)}`));
  await measure(figures, "get a run", () => target.time("GET", `${runs}/${anyRun}`));
  await measure(figures, "create a run", () => target.time("POST", runs, { name: "made", is_managed: false }));
  const made = await target.json("POST", runs, { name: "made", is_managed: false });
  let count = 0;
  await measure(figures, "post a status", () => {
    count += 1;
    const type = count % 2 === 0 ? "running" : "processing";
    return target.time("POST", `${runs}/${made.uuid}/statuses`, { condition: { type, status: "True", reason: "Bench", message: "" } });
  });
  return figures;
}

/** What only Orrery is asked for: a long log, and long series. */
async function long(target: Target, figures: Figures): Promise<void> {
  const content = `version: 1.1\nkind: component\nname: long\nrun:\n  kind: job\n  container:\n    command: [seq, "1", "${LOG_LINES}"]\n`;
  const run = await target.json("POST", target.runs, { content });
  const log = `/runs/${run.uuid}/logs`;
  await until(async () => (await (await target.ask("GET", log)).text()).includes(`>${LOG_LINES}<`), 60, "the end of the log");
  await measure(figures, `last page of ${LOG_LINES.toLocaleString("en")} lines`, () => target.time("GET", log));

  const series = await target.json("POST", target.runs, { name: "series", is_managed: false });
  const files = `/streams/v1/default/${target.project}/runs/${series.uuid}`;
  for (const metric of METRICS) {
    const rows = Array.from({ length: POINTS }, (_, step) => {
      const at = new Date(Date.UTC(2026, 0, 1) + step * 1000).toISOString().replace("Z", "+00:00");
      return `${step}|${at}|${Math.sin(step / 500) + Math.random() / 10}`;
    });
    const form = new FormData();
    form.set("json", JSON.stringify({ untar: false, path: "events/metric", overwrite: true }));
    form.set("upload_file", new Blob([`step|timestamp|metric\n${rows.join("\n")}\n`]), `${metric}.plx`);
    const answer = await target.ask("POST", `${files}/artifact`, form);
    if (!answer.ok) throw new Error(`upload: ${answer.status} ${await answer.text()}`);
  }
  const events = `${files}/events/metric?names=${METRICS.join(",")}&orient=dict`;
  await measure(figures, "10 series of 10,000 points, sampled", () => target.time("GET", `${events}&sample=500`));
  await measure(figures, "10 series of 10,000 points, whole", () => target.time("GET", events));
}

async function orrery(runs: number): Promise<Figures> {
  const folder = mkdtempSync(path.join(tmpdir(), "bench-"));
  const where = ["--data-dir", folder, ...(options.database ? ["--database", options.database] : [])];
  const said = execFileSync(options.binary, ["bench", "--runs", String(runs), ...where], { encoding: "utf8" }).trim().split("\n");
  console.error(`orrery: ${said.at(-2)}`);
  const port = await freePort();
  const server = spawn(options.binary, ["serve", ...where, "--listen", `127.0.0.1:${port}`], { detached: true, stdio: ["ignore", "ignore", "inherit"] });
  const target = new Target(`http://127.0.0.1:${port}`, said.at(-1), "default/bench", server);
  try {
    await until(async () => (await target.ask("GET", "/healthz")).ok, 30, "the server");
    const list = await target.json("GET", `${target.runs}?limit=1&offset=${Math.min(500, runs - 1)}`);
    const figures = await requests(target, list.results[0]?.uuid ?? "");
    await long(target, figures);
    figures["memory, MiB"] = { median: target.memory(), slow: NaN };
    return figures;
  } finally {
    target.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Now and then it answers 405, for no reason of ours. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (let rest = 5; ; rest -= 1) {
    try {
      return await ask();
    } catch (error) {
      if (rest === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

async function polyaxon(haupt: string): Promise<Figures> {
  const home = mkdtempSync(path.join(tmpdir(), "bench-polyaxon-"));
  const port = await freePort();
  const words = ["sandbox", "start", "--host", "127.0.0.1", "--port", String(port), "--path", path.join(home, "sandbox")];
  const env = { ...process.env, HOME: home };
  const server = spawn(haupt, words, { detached: true, stdio: "ignore", env });
  const target = new Target(`http://127.0.0.1:${port}`, undefined, "default/bench", server);
  try {
    await until(async () => (await target.ask("GET", "/api/v1/installation")).ok, 120, "Polyaxon's server");
    await target.json("POST", "/api/v1/default/projects/create", { name: "bench" });
    const count = Number(options["polyaxon-runs"]);
    const begin = Date.now();
    let uuid = "";
    for (let number = 1; number <= count; number += 1) {
      const run = { name: `train-${number % 1000}`, tags: ["nightly", `t${number % 100}`], is_managed: false };
      uuid = await patiently(async () => (await target.json("POST", target.runs, run)).uuid);
      if (number % 20 === 0) await target.ask("PATCH", `${target.runs}/${uuid}`, { outputs: { loss: ((number * 7919) % 1_000_003) / 1_000_003 } });
      if (number % 10 === 0) {
        await target.ask("POST", `${target.runs}/${uuid}/statuses`, { condition: { type: "failed", status: "True", reason: "Bench", message: "" } });
      }
      if (number % 1000 === 0) console.error(`polyaxon: ${number} runs, ${Math.round((Date.now() - begin) / 1000)} s`);
    }
    const figures = await requests(target, uuid);
    figures["memory, MiB"] = { median: target.memory(), slow: NaN };
    return figures;
  } finally {
    target.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

const columns: [string, Figures][] = [];
for (const size of options.runs.split(",").map(Number)) columns.push([size.toLocaleString("en"), await orrery(size)]);
const failed = (error: unknown): undefined => {
  console.error(`polyaxon: ${String(error)}`);
};
const reference = options.polyaxon ? await polyaxon(options.polyaxon).catch(failed) : undefined;

const shown = (figure: Figures[string]): string => {
  if (!figure) return "–";
  return Number.isNaN(figure.slow) ? String(figure.median) : `${figure.median.toFixed(1)} (${figure.slow.toFixed(1)})`;
};
const names = [...new Set(columns.flatMap(([, figures]) => Object.keys(figures)))];
const head = ["median (99th), ms", ...columns.map(([size]) => `${size} runs`)];
if (reference) head.push(`Polyaxon, ${Number(options["polyaxon-runs"]).toLocaleString("en")}`, "ratio to the largest");
console.log(head.join(" | "));
for (const name of names) {
  const row = [name, ...columns.map(([, figures]) => shown(figures[name]))];
  if (reference) {
    const [theirs, ours] = [reference[name], columns.at(-1)?.[1][name]];
    row.push(shown(theirs), theirs && ours ? `${(theirs.median / ours.median).toFixed(1)} ×` : "–");
  }
  console.log(row.join(" | "));
}
