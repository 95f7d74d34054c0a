/** What a person does on the pages, by the labels they read. The same with and without JavaScript, but for reloading. */

import { readFileSync } from "node:fs";
import path from "node:path";

import { expect, type Locator, type Page } from "@playwright/test";

import type { Account } from "./server";

export const ORGANIZATION = "default";

/** The path of a file in `fixtures/`. */
export const fixturePath = (name: string): string => path.join(__dirname, "../fixtures", name);

/** The text of a file in `fixtures/`. */
export const fixture = (name: string): string => readFileSync(fixturePath(name), "utf8");

export class Person {
  constructor(
    readonly page: Page,
    /** Pages change by themselves; otherwise this person reloads. */
    readonly live = true,
  ) {}

  get main(): Locator {
    return this.page.getByRole("main");
  }

  button(name: string): Locator {
    return this.page.getByRole("button", { name, exact: true });
  }

  /** Where a polyaxonfile is written: the editor, or the text area while there is none. */
  get editor(): Locator {
    return this.page.getByLabel("Polyaxonfile");
  }

  /** The same, once it is the one that stays: where there is JavaScript, the editor comes after the page. */
  async settledEditor(): Promise<Locator> {
    if (this.live) await expect(this.page.locator(".cm-editor")).toBeAttached();
    return this.editor;
  }

  /** The text area, which the form sends. */
  get content(): Locator {
    return this.page.locator("textarea[name=content]");
  }

  async signIn({ name, password }: Account): Promise<void> {
    await this.page.goto("/login");
    await this.page.getByLabel("Username or email").fill(name);
    await this.page.getByLabel("Password", { exact: true }).fill(password);
    await this.button("Sign in").click();
    await expect(this.page).not.toHaveURL(/\/login/);
  }

  /** Presses a button of the account menu, or follows a link of it. */
  async accountMenu(name: string): Promise<void> {
    await this.button("Account menu").click();
    await this.page.getByRole("link", { name, exact: true }).or(this.button(name)).click();
  }

  /** Creates a project; its name with the organization. */
  async createProject(name: string, { description = "", tags = "", readme = "" } = {}): Promise<string> {
    await this.page.goto("/projects/new");
    await this.page.getByLabel("Name", { exact: true }).fill(name);
    if (description) await this.page.getByLabel("Description").fill(description);
    if (tags) await this.page.getByLabel("Tags").fill(tags);
    if (readme) await this.page.getByLabel("README").fill(readme);
    await this.button("Create project").click();
    await expect(this.page).toHaveURL(new RegExp(`/projects/${ORGANIZATION}/${name}$`));
    return `${ORGANIZATION}/${name}`;
  }

  /** Opens the form for a new run of this project, with this polyaxonfile in it. */
  async write(project: string, content: string, name = ""): Promise<void> {
    await this.page.goto(`/runs/new?project=${project}`);
    await (await this.settledEditor()).fill(content);
    if (name) await this.page.getByRole("textbox", { name: /^Name/ }).fill(name);
  }

  /** Submits what is written, and is then on the run's page; its path. */
  async submit(): Promise<string> {
    await this.button("Submit run").click();
    await this.page.waitForURL(/\/runs\/[0-9a-f]{8}[0-9a-f-]+$/);
    return new URL(this.page.url()).pathname;
  }

  /** Submits a file of `fixtures/`. */
  async run(project: string, file: string, name = ""): Promise<string> {
    await this.write(project, fixture(file), name);
    return await this.submit();
  }

  /** Follows a tab of the run's page. */
  async tab(name: "Overview" | "Logs" | "Metrics" | "Artifacts" | "Spec"): Promise<void> {
    await this.main.getByRole("link", { name, exact: true }).click();
  }

  /** The run's status, at the top of its page. */
  get status(): Locator {
    return this.page.locator("[data-status]").first();
  }

  /** Looks at the run's page until it has this status. */
  async waitFor(status: string, timeout = 30_000): Promise<void> {
    await this.watch(
      () => expect(this.status).toHaveAttribute("data-status", status, { timeout: this.live ? timeout : 500 }),
      timeout,
    );
  }

  /** Looks until this holds: at a page that changes by itself, or again and again. */
  async watch(holds: () => Promise<void>, timeout = 30_000): Promise<void> {
    if (this.live) return await expect(holds).toPass({ timeout, intervals: [100] });
    await expect(async () => {
      await this.page.reload();
      await holds();
    }).toPass({ timeout, intervals: [500] });
  }

  /** The log's lines that the page holds. */
  get lines(): Locator {
    return this.page.getByRole("log", { name: "Log" }).locator(".log-line");
  }

  line(number: number): Locator {
    return this.page.locator(`#L${number}`);
  }

  /** The whole log of the run at this path. */
  async download(run: string): Promise<string[]> {
    const response = await this.page.request.get(`${run}/logs/download`);
    expect(response.status()).toBe(200);
    return (await response.text()).split("\n").filter((line) => line !== "");
  }
}

/** The numbers in `line N of M`, in the order of these texts. */
export function numbersOf(lines: string[]): number[] {
  return lines.flatMap((line) => /\bline (\d+) of \d+/.exec(line)?.[1] ?? []).map(Number);
}

/** 1, 2, …, n. */
export function upTo(n: number): number[] {
  return Array.from({ length: n }, (_, index) => index + 1);
}
