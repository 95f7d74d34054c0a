/** Every page, with something on it: what is looked at for accessibility and for its looks. */

import type { Browser, BrowserContextOptions, Page } from "@playwright/test";

import { fixture, Person } from "./person";
import { ADA, Server } from "./server";
import { expect, test as base } from "./test";

type Session = BrowserContextOptions["storageState"];

interface Exhibit {
  path: string;
  on: Server;
  /** Nobody's, when missing. */
  session?: Session;
  /** What is done on the page before it is looked at. */
  prepare?: (page: Page) => Promise<void>;
}

/** The pages, known before there is a server: a test each. */
export const PAGES = [
  "login",
  "setup",
  "home",
  "home-empty",
  "runs",
  "runs-empty",
  "runs-new",
  "runs-new-problems",
  "runs-new-completion",
  "runs-new-compiled",
  "runs-new-form",
  "run-running",
  "run-succeeded",
  "run-failed",
  "run-logs",
  "run-metrics",
  "run-metrics-empty",
  "run-artifacts",
  "run-spec",
  "projects",
  "projects-new",
  "project",
  "project-settings",
  "account",
  "tokens",
  "kit",
  "not-found",
] as const;

export const WIDTHS = [1440, 390] as const;
export const SCHEMES = ["light", "dark"] as const;

const README =
  "# Spirals\n\nTell **two** spirals apart.\n\n- plain Python\n- no packages\n\n```\npython3 train.py --epochs=12\n```\n";

export class Gallery {
  private constructor(
    private readonly browser: Browser,
    private readonly exhibits: Record<(typeof PAGES)[number], Exhibit>,
  ) {}

  /** Three servers: in use, without a run, without a user. */
  static async open(browser: Browser, database: "sqlite" | "postgres"): Promise<Gallery> {
    const [used, bare, unclaimed] = [
      await Server.start(database),
      await Server.start(database),
      await Server.start(database, { admin: false }),
    ];
    const empty: Session = await visit(browser, bare, async () => {});
    let running = "";
    let [succeeded, failed, measured] = ["", "", ""];
    const project = "default/spirals";
    const session = await visit(browser, used, async (person) => {
      await person.createProject("spirals", {
        description: "A small network tells two spirals apart",
        tags: "vision, small",
        readme: README,
      });
      await person.createProject("ticker", { description: "Prints a line, waits, and prints the next" });
      succeeded = await person.run(project, "colours.yaml", "colours of a terminal");
      await person.waitFor("succeeded");
      failed = await person.run(project, "failing.yaml", "out of luck");
      await person.waitFor("failed");
      measured = await person.run(project, "metrics.yaml", "with metrics");
      await person.waitFor("succeeded");
      await person.write("default/ticker", fixture("ticker.yaml").replace("value: 100", "value: 3000"));
      running = await person.submit();
      await person.waitFor("running");
    });
    const at = (path: string, prepare?: Exhibit["prepare"]): Exhibit => ({ path, on: used, session, prepare });
    return new Gallery(browser, {
      login: { path: "/login", on: used },
      setup: { path: unclaimed.setupLink ?? "", on: unclaimed },
      home: at("/"),
      "home-empty": { path: "/", on: bare, session: empty },
      runs: at("/runs"),
      "runs-empty": at("/runs?name=nothing-is-called-that"),
      "runs-new": at(`/runs/new?project=${project}`, (page) => write(page, "ticker.yaml")),
      "runs-new-problems": at(`/runs/new?project=${project}`, async (page) => {
        await write(page, "mistakes.yaml");
        await expect(page.getByRole("list", { name: "Problems" })).toContainText("Line 3: ");
      }),
      "runs-new-completion": at(`/runs/new?project=${project}`, async (page) => {
        await write(page, "ticker.yaml");
        await page.keyboard.press("Control+End");
        await page.keyboard.type("    i");
        await expect(page.getByRole("listbox")).toBeVisible();
      }),
      "runs-new-compiled": at(`/runs/new?project=${project}`, async (page) => {
        await write(page, "ticker.yaml");
        await page.getByRole("button", { name: "Show compiled" }).click();
        await expect(page.getByRole("region", { name: "Compiled" })).toContainText("seq 100");
      }),
      "runs-new-form": at(`/runs/new?project=${project}&sample=train.yaml&view=form`),
      "run-running": at(running),
      "run-succeeded": at(succeeded),
      "run-failed": at(failed),
      "run-logs": at(`${succeeded}/logs`),
      "run-metrics": at(`${measured}/metrics?smooth=60`, (page) => expect(page.locator(".chart canvas")).toHaveCount(2)),
      "run-metrics-empty": at(`${succeeded}/metrics`),
      "run-artifacts": at(`${succeeded}/artifacts`),
      "run-spec": at(`${succeeded}/spec`),
      projects: at("/projects"),
      "projects-new": at("/projects/new"),
      project: at(`/projects/${project}`),
      "project-settings": at(`/projects/${project}/settings`),
      account: at("/account"),
      tokens: at("/account/tokens"),
      kit: at("/ui"),
      "not-found": at("/nowhere"),
    });
  }

  /** Shows a page in a window of this width, and closes it again. */
  async show(
    name: (typeof PAGES)[number],
    width: number,
    colorScheme: "light" | "dark",
    look: (page: Page) => Promise<void>,
  ): Promise<void> {
    const { path, on, session, prepare } = this.exhibits[name];
    const height = width < 768 ? 844 : 900;
    const context = await this.browser.newContext({
      baseURL: on.url,
      storageState: session,
      viewport: { width, height },
      colorScheme,
    });
    const page = await context.newPage();
    await page.goto(path, { waitUntil: "load" });
    await page.evaluate(() => document.fonts.ready.then(() => undefined));
    await prepare?.(page);
    await look(page);
    await context.close();
  }

  async close(): Promise<void> {
    await this.show("run-running", 1440, "light", async (page) => {
      const person = new Person(page);
      await person.button("Stop").click();
      await person.waitFor("stopped");
    });
    for (const server of new Set(Object.values(this.exhibits).map((exhibit) => exhibit.on))) await server.dispose();
  }
}

/** Writes a file of `fixtures/` into the editor, and waits until it is checked. */
async function write(page: Page, file: string): Promise<void> {
  await expect(page.locator(".cm-editor")).toBeAttached();
  await page.getByLabel("Polyaxonfile").fill(fixture(file));
  await expect(page.getByRole("complementary", { name: "Summary" }).getByText("Kind")).toBeVisible();
}

/** What Ada does there; her session. */
async function visit(browser: Browser, server: Server, does: (person: Person) => Promise<void>): Promise<Session> {
  const context = await browser.newContext({ baseURL: server.url });
  const person = new Person(await context.newPage());
  await person.signIn(ADA);
  await does(person);
  const session = await context.storageState();
  await context.close();
  return session;
}

/** `test` with a gallery, one per worker. */
export const test = base.extend<object, { gallery: Gallery }>({
  gallery: [
    async ({ browser, database }, use) => {
      const gallery = await Gallery.open(browser, database);
      await use(gallery);
      await gallery.close();
    },
    { scope: "worker", timeout: 120_000 },
  ],
});
