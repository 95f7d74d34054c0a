import type { Locator } from "@playwright/test";

import { fixture, numbersOf, upTo } from "../harness/person";
import { expect, test } from "../harness/test";

/** The log lies bottom up: its end is where its scrolling begins. */
const atEnd = (region: Locator): Promise<boolean> => region.evaluate((it) => Math.abs(it.scrollTop) < 40);

test("colours are shown and everything else is only text", async ({ ada, project, page }) => {
  await ada.run(project, "colours.yaml");
  await ada.waitFor("succeeded");
  await ada.tab("Logs");
  await expect(ada.line(2)).toContainText("red after");
  const color = (text: string) =>
    ada
      .line(2)
      .getByText(text, { exact: true })
      .evaluate((it) => getComputedStyle(it).color);
  expect(await color("red")).not.toBe(
    await ada
      .line(1)
      .getByText("plain")
      .evaluate((it) => getComputedStyle(it).color),
  );
  await expect(ada.line(3)).toContainText("exact");
  await expect(ada.line(4)).toContainText('<script>document.title="taken"</script><b>bold?</b>');
  await expect(ada.line(4).locator("script, b")).toHaveCount(0);
  await expect(ada.line(5)).toContainText(/quiet$/);
  await expect(ada.line(5)).not.toContainText("title");
  expect(await page.title()).not.toBe("taken");
});

test("a progress bar moves in place, and its last state stays", async ({ ada, project }) => {
  await ada.run(project, "progress.yaml");
  await ada.tab("Logs");
  const log = ada.page.getByRole("log", { name: "Log" });
  await expect(log).toContainText(/loading [1-8]0%/);
  await expect(ada.lines).toHaveCount(1);
  await ada.waitFor("succeeded");
  await expect(ada.line(2)).toContainText("loading 100%");
  await expect(log).not.toContainText("90%");
  await expect(ada.line(3)).toContainText("end");
});

test("the end is followed until the reader scrolls up", async ({ ada, project, page }) => {
  await ada.write(project, fixture("ticker.yaml").replace("value: 100", "value: 600").replace("value: 0.2", "value: 0.03"));
  await ada.submit();
  await ada.tab("Logs");
  const log = page.getByRole("log", { name: "Log" });
  await expect(ada.line(80)).toBeVisible();
  await expect.poll(() => atEnd(log)).toBe(true);
  await expect(ada.button("Jump to end")).toHaveCount(0);

  await log.hover();
  await page.mouse.wheel(0, -600);
  const jump = page.getByRole("button", { name: /^Jump to end/ });
  await expect(jump).toBeVisible();
  const read = await log.evaluate((it) => {
    const top = it.getBoundingClientRect().top;
    return [...it.querySelectorAll(".log-line")].find((line) => line.getBoundingClientRect().top >= top)?.id ?? "";
  });
  const placeOf = () => page.locator(`#${read}`).evaluate((line) => line.getBoundingClientRect().top);
  const place = await placeOf();
  const count = await ada.lines.count();
  await expect.poll(() => ada.lines.count()).toBeGreaterThan(count + 20);
  expect(Math.abs((await placeOf()) - place)).toBeLessThan(3);

  await jump.click();
  await expect.poll(() => atEnd(log)).toBe(true);
  await expect(jump).toHaveCount(0);
  await ada.waitFor("succeeded", 60_000);
  await expect(ada.line(600)).toBeInViewport();
});

test("lines wrap, show their times, and are links", async ({ ada, project, page }) => {
  await ada.run(project, "ticker.yaml");
  await ada.tab("Logs");
  await expect(ada.line(12)).toBeVisible();
  const time = ada.line(1).locator("time");
  const shown = await time.isVisible();
  await ada.button("Timestamps").click();
  await expect(time).toBeVisible({ visible: !shown });
  await page.reload();
  await expect(ada.line(1).locator("time")).toBeVisible({ visible: !shown });
  const wrap = ada.button("Wrap");
  const before = await wrap.getAttribute("aria-pressed");
  await wrap.click();
  await expect(wrap).toHaveAttribute("aria-pressed", before === "true" ? "false" : "true");

  await ada.line(3).getByRole("link", { name: "3" }).click();
  await expect(page).toHaveURL(/line=3/);
  await page.goto(page.url());
  await expect(ada.line(3)).toBeInViewport();
  await ada.button("Stop").click();
  await ada.waitFor("stopped");
});

test("a tab that nobody sees holds no connection for its log, and misses no line", async ({ ada, project, page }) => {
  const run = await ada.run(project, "ticker.yaml");
  await ada.tab("Logs");
  await expect(ada.line(5)).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("data-alive");
  const seen = (hidden: boolean) =>
    page.evaluate((hidden) => {
      Object.defineProperty(document, "hidden", { configurable: true, value: hidden });
      document.dispatchEvent(new Event("visibilitychange", { bubbles: true }));
    }, hidden);
  await seen(true);
  const before = await ada.lines.count();
  await expect
    .poll(async () => (await ada.download(run)).length, { message: "the run goes on" })
    .toBeGreaterThan(before + 8);
  expect(await ada.lines.count()).toBe(before);
  await seen(false);
  await ada.waitFor("succeeded", 60_000);
  expect(numbersOf(await ada.lines.locator(".log-text").allTextContents())).toEqual(upTo(100));
});

test("a log is downloaded whole", async ({ ada, project, page }) => {
  await ada.run(project, "failing.yaml");
  await ada.waitFor("failed");
  await ada.tab("Logs");
  const started = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download" }).click();
  const download = await started;
  expect(download.suggestedFilename()).toMatch(/\.log$/);
  const chunks: Buffer[] = [];
  for await (const chunk of await download.createReadStream()) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString();
  expect(text.match(/step \d+/g)).toHaveLength(25);
  expect(text).toContain("out of luck");
});

test("20,000 lines scroll like ten", async ({ ada, project, page }) => {
  const run = await ada.run(project, "long.yaml");
  await ada.waitFor("succeeded", 60_000);
  expect(numbersOf(await ada.download(run))).toEqual(upTo(20_000));

  const begun = Date.now();
  await page.goto(`${run}/logs`);
  await expect(ada.line(20_000)).toBeInViewport();
  expect(Date.now() - begun, "milliseconds until the end is seen").toBeLessThan(5_000);
  expect(await ada.lines.count()).toBeLessThan(5_000);

  const log = page.getByRole("log", { name: "Log" });
  const first = async () => numbersOf([await ada.lines.first().innerText()])[0] ?? 0;
  const start = await first();
  await log.evaluate((it) => it.scrollTo(0, -it.scrollHeight));
  await expect.poll(first).toBeLessThan(start);
  expect(await ada.lines.count()).toBeLessThan(5_000);

  await page.goto(`${run}/logs?line=10000`);
  await expect(ada.line(10_000)).toBeInViewport();
  const numbers = numbersOf(await ada.lines.allInnerTexts());
  expect(numbers).toEqual(upTo(numbers.length).map((number) => number + (numbers[0] ?? 0) - 1));
});
