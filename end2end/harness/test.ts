/** Playwright's `test`, with a server per worker, somebody who is signed in, and a page that must not throw. */

import { type BrowserContextOptions, test as base } from "@playwright/test";

import { Person } from "./person";
import { ADA, type Database, Server } from "./server";

export { expect } from "@playwright/test";

/** What a project of playwright.config.ts chooses. */
export interface Setup {
  database: Database;
}

interface Worker extends Setup {
  /** A server that the worker's tests share; each works in a project of its own. */
  server: Server;
  /** Ada's session on it: signing in once, because that is rate limited. */
  session: BrowserContextOptions["storageState"];
}

interface Test {
  /** Ada, at `page`. */
  ada: Person;
  /** A new project of Ada's, as `organization/name`. */
  project: string;
  /** A server that nobody has set up, for this test alone. */
  fresh: Server;
}

export const test = base.extend<Test, Worker>({
  database: ["sqlite", { option: true, scope: "worker" }],

  server: [
    async ({ database }, use) => {
      const server = await Server.start(database);
      await use(server);
      await server.dispose();
    },
    { scope: "worker", timeout: 60_000 },
  ],

  session: [
    async ({ server, browser }, use) => {
      const context = await browser.newContext({ baseURL: server.url });
      await new Person(await context.newPage()).signIn(ADA);
      await use(await context.storageState());
      await context.close();
    },
    { scope: "worker", timeout: 60_000 },
  ],

  baseURL: ({ server }, use) => use(server.url),
  storageState: ({ session }, use) => use(session),

  page: async ({ page, server }, use, info) => {
    const thrown: string[] = [];
    page.on("pageerror", (error) => thrown.push(String(error)));
    page.on("console", (message) => {
      // The browser notes every refused or broken request; tests provoke those.
      if (message.type() === "error" && !message.text().startsWith("Failed to load resource")) thrown.push(message.text());
    });
    await use(page);
    if (info.status !== info.expectedStatus) await info.attach("server", { body: server.output, contentType: "text/plain" });
    base.expect(thrown, "errors on the page").toEqual([]);
  },

  ada: ({ page, javaScriptEnabled }, use) => use(new Person(page, javaScriptEnabled)),

  project: async ({ ada }, use, info) => {
    await use(await ada.createProject(`p-${info.testId.slice(-12)}`));
  },

  fresh: async ({ database }, use) => {
    const server = await Server.start(database, { admin: false });
    await use(server);
    await server.dispose();
  },
});
