import { fixture, numbersOf, upTo } from "../harness/person";
import { ADA, Server } from "../harness/server";
import { expect, test as base } from "../harness/test";

const LINES = 60;

/** A server that this test may kill, with Ada signed in on it. */
const test = base.extend<{ mortal: Server }>({
  mortal: async ({ database }, use) => {
    const server = await Server.start(database);
    await use(server);
    await server.dispose();
  },
  baseURL: ({ mortal }, use) => use(mortal.url),
  storageState: ({}, use) => use({ cookies: [], origins: [] }),
});

for (const [when, away] of [
  ["for a moment", 500],
  ["until after the run's end", 14_000],
] as const) {
  test(`a server that is killed ${when} loses no line and repeats none`, async ({ ada, mortal, page }) => {
    await ada.signIn(ADA);
    const project = await ada.createProject("crash");
    await ada.write(project, fixture("ticker.yaml").replace("value: 100", `value: ${LINES}`));
    const run = await ada.submit();
    await ada.tab("Logs");
    await expect(ada.line(8)).toContainText(`line 8 of ${LINES}`);

    const killed = mortal.pid;
    await mortal.kill();
    await page.waitForTimeout(away);
    await mortal.start();
    expect(mortal.pid).not.toBe(killed);

    // The page was open all the time, and goes on by itself.
    await ada.waitFor("succeeded", 60_000);
    await expect(ada.line(LINES)).toContainText(`line ${LINES} of ${LINES}`, { timeout: 30_000 });
    expect(numbersOf(await ada.lines.allInnerTexts())).toEqual(upTo(LINES));

    await page.reload();
    await expect(ada.status).toHaveAttribute("data-status", "succeeded");
    expect(numbersOf(await ada.lines.allInnerTexts())).toEqual(upTo(LINES));
    expect(numbersOf(await ada.download(run))).toEqual(upTo(LINES));
  });
}

test("a run that is stopped while the server is away is stopped once it is back", async ({ ada, mortal }) => {
  await ada.signIn(ADA);
  const project = await ada.createProject("crash");
  const run = await ada.run(project, "ticker.yaml");
  await ada.waitFor("running");
  await ada.button("Stop").click();
  await mortal.kill();
  await mortal.start();
  await ada.page.goto(run);
  // Killed before or after the wish was written down: either it stops, or it can still be told to.
  if (await ada.button("Stop").isVisible()) await ada.button("Stop").click();
  await ada.waitFor("stopped");
});
