/** A real `orrery serve` with a data directory of its own, on a free port of this machine. */

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

/** The release, or what `BINARY` names. */
export const BINARY = path.resolve(__dirname, "../..", process.env.BINARY ?? "target/release/orrery");
const START_TIMEOUT = 15_000;
const STOP_TIMEOUT = 10_000;

export type Database = "sqlite" | "postgres";

export interface Account {
  name: string;
  password: string;
}

/** Who administers the servers that begin with an admin. */
export const ADA: Account = { name: "ada", password: "correct horse battery" };

/** A new, empty database on the test's Postgres. */
async function createDatabase(): Promise<string> {
  const server = process.env.TEST_POSTGRES_URL;
  if (!server)
    throw new Error(
      "TEST_POSTGRES_URL names no Postgres; `make test` starts one, or run: npx playwright test --project sqlite",
    );
  const name = `end2end_${randomBytes(6).toString("hex")}`;
  await promisify(execFile)("psql", [server, "--quiet", "--command", `CREATE DATABASE ${name}`]);
  const url = new URL(server);
  url.pathname = name;
  return url.href;
}

export class Server {
  /** Where it answers, without a slash at the end. */
  url = "";
  /** The one-time link that it printed, while it has no user. */
  setupLink: string | undefined;
  /** How long the last start took until it answered, in milliseconds. */
  startedIn = 0;
  /** All it has printed, over all its starts. */
  output = "";
  private process: ChildProcess | undefined;

  private constructor(
    readonly dataDir: string,
    private readonly settings: Record<string, string>,
    /** Where its database is, unless that is in its directory. */
    readonly databaseUrl: string | undefined,
  ) {}

  /** A server that answers; with an admin, unless `admin` is false. */
  static async start(
    database: Database,
    { admin = true, more = {} as Record<string, string> } = {},
  ): Promise<Server> {
    const databaseUrl = database === "postgres" ? await createDatabase() : undefined;
    const dataDir = await mkdtemp(path.join(tmpdir(), "orrery-end2end-"));
    const settings = { ORRERY_DATA_DIR: dataDir, ...(databaseUrl && { ORRERY_DATABASE_URL: databaseUrl }), ...more };
    const server = new Server(dataDir, settings, databaseUrl);
    try {
      if (admin) await server.admin(["create-user", ADA.name, "--admin", "--password-stdin"], ADA.password);
      await server.start();
    } catch (error) {
      await server.dispose();
      throw error;
    }
    return server;
  }

  get pid(): number {
    if (this.process?.pid === undefined) throw new Error("the server is not running");
    return this.process.pid;
  }

  /** `orrery admin …` on this server's data; what it printed. */
  admin(args: string[], stdin = ""): Promise<string> {
    return new Promise((resolve, reject) => {
      const child = execFile(BINARY, ["admin", ...args], { env: this.environment() }, (error, stdout, stderr) => {
        if (error) reject(new Error(`orrery admin ${args.join(" ")}: ${stderr}`));
        else resolve(stdout);
      });
      // Whoever ends without reading it says why on standard error.
      child.stdin?.on("error", () => undefined).end(`${stdin}\n`);
    });
  }

  /** Starts it, on the port it had before if it had one. */
  async start(): Promise<void> {
    const listen = this.url === "" ? "127.0.0.1:0" : new URL(this.url).host;
    const child = spawn(BINARY, ["serve", "--listen", listen], { env: this.environment(), stdio: ["ignore", "pipe", "pipe"] });
    this.process = child;
    const begun = Date.now();
    let printed = "";
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the server did not start:\n${printed}`)), START_TIMEOUT);
      const read = (chunk: Buffer) => {
        printed += chunk;
        this.output += chunk;
        const address = /Orrery is at (\S+)/.exec(printed)?.[1];
        const link = /Create the first admin at (\S+)\s/.exec(printed)?.[1];
        if (address && (link || printed.includes("Sign in"))) {
          clearTimeout(timer);
          this.startedIn = Date.now() - begun;
          this.url = address;
          this.setupLink = link;
          resolve();
        }
      };
      child.stdout.on("data", read);
      child.stderr.on("data", read);
      child.once("error", reject);
      child.once("exit", (code) => reject(new Error(`the server ended with ${code}:\n${printed}`)));
    });
  }

  /** Ends it without a warning, as a crash or a lost machine would. Runs go on. */
  async kill(): Promise<void> {
    await this.end("SIGKILL");
  }

  /** Ends it in order, and deletes its data. */
  async dispose(): Promise<void> {
    if (this.process) await this.end("SIGTERM");
    await rm(this.dataDir, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
    child.kill(signal);
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT);
    await ended;
    clearTimeout(timer);
  }

  private environment(): NodeJS.ProcessEnv {
    const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("ORRERY_"));
    return { ...Object.fromEntries(inherited), ...this.settings };
  }
}
