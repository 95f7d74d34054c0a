import type { Page } from "@playwright/test";

import { expect, test } from "../harness/test";

const LINES = 1_000_000;

/** Prints a million lines; every 100,000th says so. */
const MILLION = `version: 1.1
kind: component
name: million
run:
  kind: job
  init:
    - container: {name: prepare, command: [sh, -c], args: ["echo prepared; echo ready"]}
  container:
    command: [sh, -c]
    args: ["seq 1 ${LINES - 2} | sed 's/.*/line & of ${LINES - 2}/; s/line [1-9]00000 of/\\\\x1b[31mmile\\\\x1b[1mstone\\\\x1b[0m &/'"]
`;

interface Figures {
  paint: number;
  longest: number;
  heap: number;
}

/** When something was first painted, the longest task in the way of the reader so far, and the memory in use, in MB. */
const figures = (page: Page): Promise<Figures> =>
  page.evaluate(() => {
    const memory = (performance as unknown as { memory?: { usedJSHeapSize: number } }).memory;
    const tasks = (globalThis as unknown as { longTasks?: number[] }).longTasks ?? [];
    return {
      paint: Math.round(performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? -1),
      longest: Math.round(Math.max(0, ...tasks)),
      heap: Math.round((memory?.usedJSHeapSize ?? 0) / 1e6),
    };
  });

/** The numbers of the lines the page holds, which have no gap. */
const held = async (page: Page): Promise<number[]> =>
  page
    .getByRole("log", { name: "Log" })
    .evaluate((log) => [...log.querySelectorAll(".log-line")].map((line) => Number(line.id.slice(1))));

/** The line that is on top of what is seen. */
const top = (page: Page): Promise<number> =>
  page.getByRole("log", { name: "Log" }).evaluate((log) => {
    const edge = log.getBoundingClientRect().top - 1;
    const line = [...log.querySelectorAll(".log-line")].find((it) => it.getBoundingClientRect().top >= edge);
    return line && line.getBoundingClientRect().top < edge + log.clientHeight ? Number(line.id.slice(1)) : -1;
  });

test("a million lines scroll, are jumped to and are searched like ten", async ({ ada, project, page }) => {
  test.setTimeout(150_000);
  await page.addInitScript(() => {
    const tasks: number[] = [];
    (globalThis as unknown as { longTasks: number[] }).longTasks = tasks;
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((it) => it.duration))).observe({ type: "longtask" });
  });
  await ada.write(project, MILLION);
  const run = await ada.submit();
  await ada.waitFor("succeeded", 60_000);

  const log = page.getByRole("log", { name: "Log" });
  await page.goto(`${run}/logs`);
  await expect(ada.line(LINES)).toBeInViewport();
  await expect(page.locator("html")).toHaveAttribute("data-alive");
  await expect(page.getByText("Complete, 1,000,000 lines")).toBeVisible();
  const opened = await figures(page);
  expect((await held(page)).length).toBeLessThan(5_000);

  // The scrollbar stands for the whole log: half of it is half of the lines.
  await log.evaluate((it) => it.scrollTo(0, -(it.scrollHeight - it.clientHeight) / 2));
  await expect.poll(() => top(page)).toBeGreaterThan(490_000);
  expect(await top(page)).toBeLessThan(510_000);
  for (const part of [0.9, 0.1, 0.75, 0.3]) {
    await log.evaluate((it, part) => it.scrollTo(0, -(it.scrollHeight - it.clientHeight) * (1 - part)), part);
    await expect.poll(async () => Math.abs((await top(page)) / LINES - part)).toBeLessThan(0.02);
    const numbers = await held(page);
    expect(numbers).toEqual(numbers.map((_, index) => (numbers[0] ?? 0) + index));
  }
  // By the wheel, line by line, without a gap and without a jump.
  const before = await top(page);
  await log.hover();
  for (let turn = 0; turn < 30; turn++) await page.mouse.wheel(0, 600);
  await expect.poll(() => top(page)).toBeGreaterThan(before + 600);
  expect(await top(page)).toBeLessThan(before + 1_200);

  await page.getByRole("link", { name: "Start" }).click();
  await expect(ada.line(1)).toBeInViewport();
  await page.getByRole("link", { name: "End", exact: true }).click();
  await expect(ada.line(LINES)).toBeInViewport();
  await page.getByLabel("Go to line").fill("123,456");
  await page.getByLabel("Go to line").press("Enter");
  await expect(ada.line(123_456)).toBeInViewport();
  await expect(ada.line(123_456)).toHaveClass(/is-target/);
  await expect(page).toHaveURL(/line=123456#L123456$/);
  await page.goto(`${run}/logs?line=654321#L654321`);
  await expect(ada.line(654_321)).toBeInViewport();
  await log.focus();
  await page.keyboard.press("Home");
  await expect(ada.line(1)).toBeInViewport();

  // Search, by the keyboard. The colours within the word hide nothing.
  await page.keyboard.press("/");
  const search = page.getByRole("searchbox", { name: "Search the log" });
  await expect(search).toBeFocused();
  const count = page.locator(".log-hit-count");
  await search.fill("MILESTONE LINE");
  await expect(count).toHaveText("1 of 9");
  await expect(ada.line(100_002)).toBeInViewport();
  await expect(ada.line(100_002).locator("mark").first()).toBeVisible();
  await search.press("Enter");
  await expect(count).toHaveText("2 of 9");
  await expect(ada.line(200_002)).toBeInViewport();
  await search.press("Shift+Enter");
  await search.press("Shift+Enter");
  await expect(count).toHaveText("9 of 9");
  await expect(ada.line(900_002)).toBeInViewport();
  await expect(page).toHaveURL(/q=MILESTONE/);
  await page.reload();
  await expect(search).toHaveValue("MILESTONE LINE");
  await expect(count).toHaveText("9 of 9");
  await search.fill("line 9");
  await expect(count).toHaveText(/of 10,000\+$|^10,000\+ hits$/);
  await page.getByLabel("Regular expression").check();
  await search.fill("line (7|9)0000[0-9] of");
  await expect(count).toHaveText(/ of 20$/);
  await search.fill("line (");
  await expect(count).toContainText("is no regular expression");
  await search.press("Escape");
  await expect(log).toBeFocused();
  await expect(count).toHaveText("");
  await expect(page.locator("mark")).toHaveCount(0);

  // One container's lines, from the server.
  await page.getByLabel("Container").selectOption("prepare");
  await expect(ada.lines).toHaveCount(2);
  await expect(ada.line(2)).toContainText("ready");
  await expect(page).toHaveURL(/container=prepare/);
  await page.reload();
  await expect(ada.lines).toHaveCount(2);
  await page.getByLabel("Container").selectOption("");
  await expect.poll(() => ada.lines.count()).toBeGreaterThan(50);

  const done = await figures(page);
  console.log(`a million lines: opened ${JSON.stringify(opened)}, at the end ${JSON.stringify(done)}`);
  expect(done.heap, "megabytes of memory").toBeLessThan(150);
});
