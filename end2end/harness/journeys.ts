/** What somebody does with runs, and must see: walked with JavaScript by `runs.spec.ts` and without by `noscript.spec.ts`. */

import { expect } from "@playwright/test";

import { fixture, numbersOf, type Person, upTo } from "./person";

/** A job prints a line every 200 ms for 20 s: its lines appear while it runs. */
export async function linesAppearWhileItRuns(person: Person, project: string): Promise<void> {
  const run = await person.run(project, "ticker.yaml");
  await person.tab("Logs");
  await person.watch(() => expect(person.line(1)).toContainText("line 1 of 100"));

  const seen: number[] = [];
  while (seen.length < 3) {
    const before = seen.at(-1) ?? 0;
    await person.watch(async () => expect(await person.lines.count()).toBeGreaterThan(before + 4));
    seen.push(await person.lines.count());
    await expect(person.status).toHaveAttribute("data-status", "running");
  }
  expect(seen.at(-1)).toBeLessThan(100);

  await person.waitFor("succeeded");
  await person.watch(() => expect(person.line(100)).toContainText("line 100 of 100"));
  expect(numbersOf(await person.lines.allInnerTexts())).toEqual(upTo(100));
  expect(numbersOf(await person.download(run))).toEqual(upTo(100));
}

/** A run that is told to stop stops, and keeps what it wrote. */
export async function aRunIsStopped(person: Person, project: string): Promise<void> {
  const run = await person.run(project, "ticker.yaml");
  await person.waitFor("running");
  await person.tab("Logs");
  await person.watch(() => expect(person.line(2)).toBeVisible());
  await person.button("Stop").click();
  await person.waitFor("stopped");
  await expect(person.button("Stop")).toHaveCount(0);

  const lines = numbersOf(await person.download(run));
  expect(lines).toEqual(upTo(lines.length));
  expect(lines.length).toBeGreaterThanOrEqual(2);
  expect(lines.length).toBeLessThan(100);
}

/** A run that fails shows its exit code and its last lines at once. */
export async function aFailureShowsWhy(person: Person, project: string): Promise<void> {
  await person.run(project, "failing.yaml");
  await person.waitFor("failed");
  await person.watch(() => expect(person.main).toContainText("out of luck"));
  await expect(person.main).toContainText(/exit\w*(?:\s+\w+){0,3}\s+3\b/i);
  await expect(person.main).toContainText("step 25");
  await expect(person.main).not.toContainText("step 5");

  await person.tab("Logs");
  await person.watch(() => expect(person.lines).toHaveCount(26));
}

/** Where the five mistakes of mistakes.yaml are. */
const MISTAKES = [3, 6, 9, 13, 14];

/** Five mistakes show five messages, each with its line, and nothing that was typed is lost. */
export async function fiveMistakesAreLocated(person: Person, project: string): Promise<void> {
  const content = fixture("mistakes.yaml");
  await person.write(project, content);
  if (!person.live) await person.button("Submit run").click();
  const problems = person.page.getByRole("list", { name: "Problems" }).getByRole("listitem");
  const locate = async () =>
    (await problems.allInnerTexts()).map((text) => Number(/^\s*Line (\d+): \S/.exec(text)?.[1]));
  await expect.poll(locate).toEqual(expect.arrayContaining(MISTAKES));
  const located = await locate();
  expect(located.length).toBeGreaterThanOrEqual(MISTAKES.length);
  expect(located).toEqual(located.toSorted((a, b) => a - b));
  await expect(person.content).toHaveValue(content);
}

/** Restarting and copying make runs of their own; deleting leaves nothing. */
export async function aRunIsRestartedCopiedAndDeleted(person: Person, project: string): Promise<void> {
  const first = await person.run(project, "quick.yaml");
  await person.waitFor("succeeded");

  for (const how of ["Restart", "Copy"]) {
    const original = new URL(person.page.url()).pathname;
    await person.button(how).click();
    await expect(person.page).toHaveURL((url) => /^\/runs\/[0-9a-f-]+$/.test(url.pathname) && url.pathname !== original);
    await person.waitFor("succeeded");
    await person.tab("Logs");
    await person.watch(() => expect(person.line(1)).toContainText("hello from a run"));
    await person.tab("Overview");
  }

  await person.page.goto(first);
  await person.button("Delete").click();
  await person.button("Delete run").click();
  await expect(person.page).not.toHaveURL((url) => url.pathname === first);
  const answer = await person.page.goto(first);
  expect(answer?.status()).toBe(404);
}
