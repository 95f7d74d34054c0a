/** The unmodified client of Polyaxon, as somebody types it. */

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

import { ADA, type Server } from "./server";
import { expect } from "./test";

/** Where the client is. */
export const POLYAXON = process.env.POLYAXON ?? path.join(homedir(), ".cache/orrery/tools/polyaxon-2.18.0/bin/polyaxon");

/** Calls the client in a folder, and with a configuration, of its own. */
export class Client {
  readonly folder = mkdtempSync(path.join(tmpdir(), "client-"));

  call(...words: string[]): Promise<string> {
    return this.execute(POLYAXON, words);
  }

  /** Runs a program that uses the client as a library. */
  program(file: string, ...words: string[]): Promise<string> {
    return this.execute(path.join(path.dirname(POLYAXON), "python"), [file, ...words]);
  }

  private async execute(program: string, words: string[]): Promise<string> {
    const env = { ...process.env, HOME: this.folder, COLUMNS: "200", NO_COLOR: "1" };
    const { stdout, stderr } = await promisify(execFile)(program, words, { cwd: this.folder, env, timeout: 120_000 }).catch(
      (error: { stdout: string; stderr: string; message: string }) => {
        throw new Error(`${path.basename(program)} ${words.join(" ")}: ${error.message}\n${error.stdout}\n${error.stderr}`);
      },
    );
    return stdout + stderr;
  }

  async signIn(server: Server): Promise<void> {
    await this.call("config", "set", `--host=${server.url}`);
    expect(await this.call("login", "-u", ADA.name, "-p", ADA.password)).toContain("Login successful");
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The id of the run that the client says it made. */
export const uuidOf = (output: string): string => /[0-9a-f]{32}/.exec(output)?.[0] ?? "";
