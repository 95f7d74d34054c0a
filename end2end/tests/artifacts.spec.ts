import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import AxeBuilder from "@axe-core/playwright";
import type { Download, Page } from "@playwright/test";

import { HOSTILE_NAME, keepFiles } from "../harness/artifacts";
import { test as base, expect } from "../harness/test";

interface Kept {
  /** The path of the run's page. */
  run: string;
  /** Its folder. */
  folder: string;
}

/** A run that kept files of every kind. */
const test = base.extend<{ kept: Kept }>({
  kept: async ({ ada, project, server }, use) => {
    const run = await ada.run(project, "quick.yaml");
    await ada.waitFor("succeeded");
    await use({ run, folder: keepFiles(server, run) });
  },
});

const at = ({ run }: Kept, query: Record<string, string>) => `${run}/artifacts?${new URLSearchParams(query)}`;
const names = (page: Page) => page.locator(".artifact-name bdi").allInnerTexts();
const body = (page: Page) => page.locator(".artifact-body");

async function bytesOf(download: Download): Promise<Buffer> {
  return readFileSync(await download.path());
}

test("folders are walked, in the order people count in", async ({ ada, kept, page }) => {
  await page.goto(kept.run);
  await ada.tab("Artifacts");
  await page.getByRole("link", { name: "outputs", exact: true }).click();
  await expect.poll(() => names(page)).toEqual(expect.arrayContaining(["plots", "table.csv"]));
  const listed = await names(page);
  expect(listed.slice(0, 4)).toEqual(["checkpoints", "odd", "plots", "sounds"]);
  await page.getByRole("link", { name: "checkpoints", exact: true }).click();
  await expect.poll(() => names(page)).toEqual([1, 2, 9, 10, 11].map((step) => `step-${step}.ckpt`));
  await expect(page.getByRole("row", { name: "step-9" })).toContainText("8.8 KiB");
  await page.getByRole("navigation", { name: "Folder" }).getByRole("link", { name: "Artifacts" }).click();
  await expect.poll(() => names(page)).toEqual(["outputs"]);
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/path=outputs$/);
});

test("a run that kept nothing teaches how to", async ({ ada, project, page }) => {
  const run = await ada.run(project, "quick.yaml");
  await ada.waitFor("succeeded");
  await ada.tab("Artifacts");
  await expect(page.getByRole("heading", { name: "No artifacts yet" })).toBeVisible();
  await expect(ada.main).toContainText("$POLYAXON_RUN_OUTPUTS_PATH");
  await expect(ada.main).toContainText(`polyaxon ops upload -uid ${run.split("/")[2]}`);
});

test("10,000 files come a page at a time", async ({ kept, page }) => {
  const many = path.join(kept.folder, "many");
  mkdirSync(many);
  for (let at = 0; at < 10_000; at++) writeFileSync(path.join(many, `${at}.txt`), "x");
  await page.goto(at(kept, { path: "many", page: "50" }));
  expect((await names(page))[0]).toBe("4900.txt");
  await expect(page.getByRole("navigation", { name: "Pages" })).toContainText("10000 files");
  await page.getByRole("link", { name: "Next" }).click();
  await expect(page).toHaveURL(/page=51/);
  await expect.poll(async () => (await names(page))[0]).toBe("5000.txt");
});

test("every kind is shown as what it is", async ({ ada, kept, page }) => {
  const open = async (name: string) => {
    const folder = path.dirname(`outputs/${name}`);
    await page.goto(at(kept, { path: folder, file: path.basename(name) }));
    await expect(page.locator("#artifact-name")).toHaveText(path.basename(name));
  };
  await open("plots/loss.png");
  await expect.poll(() => page.locator("img.artifact-image").evaluate((it: HTMLImageElement) => it.naturalWidth)).toBe(16);

  await open("sounds/tone.wav");
  await expect.poll(() => page.locator("audio").evaluate((it: HTMLAudioElement) => it.duration)).toBeCloseTo(0.5, 1);

  await open("clip.mp4");
  const source = (await page.locator("video").getAttribute("src")) ?? "";
  const part = await page.request.get(source, { headers: { range: "bytes=10-19" } });
  expect([part.status(), part.headers()["content-range"], (await part.body()).length]).toEqual([206, "bytes 10-19/100000", 10]);
  const nowhere = await page.request.get(source, { headers: { range: "bytes=100000-" } });
  expect([nowhere.status(), nowhere.headers()["content-range"]]).toEqual([416, "bytes */100000"]);

  await open("table.csv");
  await expect(body(page)).toContainText("Rows 1 to 100 of 250");
  await expect(page.getByRole("cell", { name: 'a, "quoted" <b>note</b>' }).first()).toBeVisible();
  await page.getByRole("link", { name: "Next rows" }).click();
  await expect(page).toHaveURL(/part=2/);
  await expect(body(page)).toContainText("Rows 101 to 200 of 250");

  await open("config.json");
  await expect(body(page)).toContainText("1e-3");
  await expect(body(page)).toContainText("<i>spirals</i>");
  const still = page.getByText('"still"');
  await expect(still).toBeHidden();
  await page.getByText('"er"').locator("..").locator("summary").click();
  await expect(still).toBeVisible();

  await open("README.md");
  await expect(body(page).getByRole("heading", { name: "Results" })).toBeVisible();
  await expect(body(page).locator("script")).toHaveCount(0);

  await open("train.py");
  await expect(page.locator(".artifact-text > span")).toHaveCount(4);
  await expect(page.locator(".artifact-text > span").nth(3)).toContainText('print(f"<b>{step}</b>")');

  await open("run.log");
  const color = (text: string) =>
    page.getByText(text, { exact: true }).evaluate((it) => getComputedStyle(it).color);
  expect(await color("red")).not.toBe(await color("plain"));

  await open("long.txt");
  await expect(body(page)).toContainText("The first 83 KiB of 664 KiB; the rest is in the download.");
  await expect(page.locator(".artifact-text > span")).toHaveCount(5_000);

  await open("weights.bin");
  await expect(body(page)).toContainText("Its first 256 bytes of 4.9 KiB");
  await expect(body(page)).toContainText("00000010  70 77 7e");

  await open("frame.parquet");
  await expect(body(page)).toContainText("Parquet is not shown here");
  await open("empty.txt");
  await expect(body(page)).toContainText("This file is empty.");

  // From row to row, beside the folder.
  await page.getByRole("link", { name: "run.log" }).click();
  await expect(page.locator("#artifact-name")).toHaveText("run.log");
  await page.getByRole("link", { name: "Close" }).click();
  await expect(body(page)).toHaveCount(0);
  await expect(ada.main).toContainText("run.log");
  expect(await page.title()).not.toContain("taken");
});

/** What the page in the frame found out. */
async function found(frame: { locator: Page["locator"] }): Promise<Record<string, string>> {
  await expect(frame.locator("#found")).toContainText('"ran"', { timeout: 15_000 });
  return JSON.parse(await frame.locator("#found").innerText()) as Record<string, string>;
}

const NOTHING = { ran: "yes", origin: "null", cookie: "refused", storage: "refused", popup: "refused", api: "refused" };
const NO_LOADS = { network: "refused", image: "refused", script: "refused" };

test("a page that a run made runs, and reaches nothing", async ({ kept, context, server }) => {
  // Not the watched page: the browser complains of everything it refuses.
  const page = await context.newPage();
  const asked: string[] = [];
  // What the policy refuses is noted too; it has not left the browser.
  const note = (url: string, why?: string) => (why === "csp" || url.startsWith(server.url) ? 0 : asked.push(`${url} ${why}`));
  page.on("requestfinished", (request) => note(request.url()));
  page.on("requestfailed", (request) => note(request.url(), request.failure()?.errorText));
  await page.goto(at(kept, { path: "outputs", file: "report.html" }));
  const frame = page.frameLocator("iframe.artifact-frame");
  expect(await found(frame)).toEqual({ ...NOTHING, ...NO_LOADS, parent: "refused", top: "refused" });
  expect(page.url()).toContain("report.html");
  await page.reload();
  await expect(page.locator("#artifact-name")).toHaveText("report.html");
  expect(asked).toEqual([]);

  // Opened by itself it is a stranger as well, and so it is to somebody without a session.
  const address = (await page.locator("iframe").getAttribute("src")) ?? "";
  await page.goto(address);
  const alone = { ...NOTHING, ...NO_LOADS, parent: "alone", top: "went" };
  expect(await found(page)).toEqual(alone);
  await context.clearCookies();
  await page.goto(address);
  expect(await found(page)).toEqual(alone);
  const answer = await page.request.get(address.replace(/ticket=../, "ticket=AA"));
  expect(answer.status()).toBe(403);
  expect(answer.headers()["content-security-policy"]).toMatch(/^sandbox;/);
  await page.close();
});

test("a drawing is drawn and its script is not run", async ({ kept, context }) => {
  const page = await context.newPage();
  await page.goto(at(kept, { path: "outputs/plots", file: "drawing.svg" }));
  const circle = page.frameLocator("iframe").locator("circle");
  await expect(circle).toBeVisible();
  expect(await page.title()).not.toContain("taken");
  expect(await page.locator("iframe").getAttribute("sandbox")).toBe("");
  await page.close();
});

test("names are only text, and nothing leads out or waits", async ({ ada, kept, page }) => {
  await page.goto(at(kept, { path: "outputs/odd" }));
  const listed = await names(page);
  expect(listed).toEqual(expect.arrayContaining([HOSTILE_NAME, "line\\u{a}break.txt", "photo\\u{202e}gnp.exe", "latest", "pipe"]));
  await page.getByRole("link", { name: HOSTILE_NAME }).click();
  await expect(body(page)).toContainText("odd but fine");
  await page.reload();
  await expect(body(page)).toContainText("odd but fine");
  await page.getByRole("link", { name: "line\\u{a}break.txt" }).click();
  await expect(body(page)).toContainText("two lines");
  await page.getByRole("link", { name: "pipe", exact: true }).click();
  await expect(body(page)).toContainText("nothing in it to read");
  await page.getByRole("link", { name: "passwd", exact: true }).click();
  await expect(body(page)).toContainText("leads to nothing");
  expect((await page.request.get(`${kept.run}/artifacts/raw?path=outputs/odd/passwd`)).status()).toBe(404);
  await page.getByRole("link", { name: "latest", exact: true }).click();
  await expect.poll(() => names(page)).toContain("step-9.ckpt");
  const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(excess).toBeLessThanOrEqual(0);
  await expect(ada.main.locator("img[src=x]")).toHaveCount(0);
});

test("a fetched artifact is what was kept", async ({ ada, kept, page }) => {
  await page.goto(at(kept, { path: "outputs", file: "weights.bin" }));
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    ada.main.getByRole("link", { name: "Download", exact: true }).click(),
  ]);
  expect(file.suggestedFilename()).toBe("weights.bin");
  expect(await bytesOf(file)).toEqual(readFileSync(path.join(kept.folder, "outputs/weights.bin")));
  const [html] = await Promise.all([
    page.waitForEvent("download"),
    page.evaluate((run) => location.assign(`${run}/artifacts/raw?path=outputs/report.html`), kept.run),
  ]);
  expect(await bytesOf(html)).toEqual(readFileSync(path.join(kept.folder, "outputs/report.html")));

  await page.goto(at(kept, { path: "outputs/checkpoints" }));
  const [folder] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Download as tar.gz" }).click(),
  ]);
  expect(folder.suggestedFilename()).toBe("checkpoints.tar.gz");
  const content = execFileSync("tar", ["-xzOf", await folder.path(), "step-10.ckpt"]);
  expect(content).toEqual(readFileSync(path.join(kept.folder, "outputs/checkpoints/step-10.ckpt")));
});

test("files are chosen, dropped, counted while they leave, and called back", async ({ ada, kept, page, context }) => {
  await page.goto(at(kept, { path: "outputs/plots" }));
  await expect(page.locator("html")).toHaveAttribute("data-alive");
  const file = (name: string, buffer: Buffer) => ({ name, mimeType: "application/octet-stream", buffer });
  const large = Buffer.alloc(3_000_000, "x");
  await ada.button("Upload").first().click();
  const dialog = page.getByRole("dialog", { name: "Upload files" });
  await dialog.getByLabel("Files", { exact: true }).setInputFiles([file("one.bin", large), file("two.txt", Buffer.from("two"))]);
  await dialog.getByRole("button", { name: "Upload" }).click();
  await expect.poll(() => names(page)).toEqual(expect.arrayContaining(["one.bin", "two.txt"]));
  await expect(dialog).toBeHidden();
  expect(readFileSync(path.join(kept.folder, "outputs/plots/one.bin"))).toEqual(large);

  await ada.button("Upload").first().click();
  await dialog.getByLabel("Files", { exact: true }).setInputFiles(file("two.txt", Buffer.from("other")));
  await dialog.getByRole("button", { name: "Upload" }).click();
  await expect(dialog).toContainText("There is already something called `two.txt` in this folder");
  await dialog.getByLabel("Replace files of the same name").check();
  await dialog.getByRole("button", { name: "Upload" }).click();
  await expect(dialog).toBeHidden();
  expect(readFileSync(path.join(kept.folder, "outputs/plots/two.txt"), "utf8")).toBe("other");

  const dropped = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File(["dropped"], "dropped.txt"));
    return data;
  });
  await page.locator(".drop-place").dispatchEvent("drop", { dataTransfer: dropped });
  await expect.poll(() => names(page)).toContain("dropped.txt");
  await expect(dialog).toBeHidden();

  const network = await context.newCDPSession(page);
  await network.send("Network.enable");
  await network.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: 200_000,
  });
  await ada.button("Upload").first().click();
  await dialog.getByLabel("Files", { exact: true }).setInputFiles(file("slow.bin", Buffer.alloc(6_000_000, "y")));
  await dialog.getByRole("button", { name: "Upload" }).click();
  await expect(dialog.getByRole("status")).toContainText(/^\d.* of 5\.7 MiB$/);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog.getByRole("progressbar")).toHaveCount(0);
  await page.waitForTimeout(500);
  expect(existsSync(path.join(kept.folder, "outputs/plots/slow.bin"))).toBe(false);
  expect(readdirSync(path.join(kept.folder, "outputs/plots")).filter((name) => name.startsWith("."))).toEqual([]);
});

test("files and folders are deleted after a question", async ({ ada, kept, page }) => {
  await page.goto(at(kept, { path: "outputs/checkpoints", file: "step-9.ckpt" }));
  await ada.button("Delete file").click();
  await page.getByRole("dialog", { name: "Delete this file?" }).getByRole("button", { name: "Delete" }).click();
  await expect.poll(() => names(page)).not.toContain("step-9.ckpt");
  await expect(page).toHaveURL(/path=outputs\/checkpoints$/);
  await ada.button("Delete folder").click();
  const question = page.getByRole("dialog", { name: "Delete this folder?" });
  await expect(question).toContainText("0 folders and 4 files");
  await question.getByRole("button", { name: "Delete" }).click();
  await expect(page).toHaveURL(/path=outputs$/);
  await expect.poll(() => names(page)).not.toContain("checkpoints");
  expect(existsSync(path.join(kept.folder, "outputs/checkpoints"))).toBe(false);
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("everything but dropping and counting works", async ({ ada, kept, page }) => {
    await page.goto(kept.run);
    await ada.tab("Artifacts");
    await page.getByRole("link", { name: "outputs", exact: true }).click();
    await page.getByRole("link", { name: "table.csv" }).click();
    await expect(body(page)).toContainText("Rows 1 to 100 of 250");
    await page.getByRole("link", { name: "Next rows" }).click();
    await expect(body(page)).toContainText("Rows 101 to 200 of 250");
    await page.goto(at(kept, { path: "outputs", file: "report.html" }));
    await expect(page.frameLocator("iframe").locator("#found")).toHaveText("nothing ran");

    await page.goto(at(kept, { path: "outputs/plots" }));
    await ada.button("Upload").first().click();
    const dialog = page.getByRole("dialog", { name: "Upload files" });
    const file = { name: "plain.txt", mimeType: "text/plain", buffer: Buffer.from("by a plain form") };
    await dialog.getByLabel("Files", { exact: true }).setInputFiles(file);
    await dialog.getByRole("button", { name: "Upload" }).click();
    await expect.poll(() => names(page)).toContain("plain.txt");
    await ada.button("Upload").first().click();
    await dialog.getByLabel("Files", { exact: true }).setInputFiles(file);
    await dialog.getByRole("button", { name: "Upload" }).click();
    await expect(dialog).toContainText("There is already something called `plain.txt` in this folder");

    await page.goto(at(kept, { path: "outputs/plots", file: "plain.txt" }));
    await expect(body(page)).toContainText("by a plain form");
    await ada.button("Delete file").click();
    await page.getByRole("dialog", { name: "Delete this file?" }).getByRole("button", { name: "Delete" }).click();
    await expect(page).toHaveURL(/path=outputs\/plots$/);
    await expect.poll(() => names(page)).not.toContain("plain.txt");
  });
});

test("axe finds nothing, and nothing scrolls sideways", async ({ ada, kept, context, project }, info) => {
  test.slow();
  // Not the watched page: axe tries to run in the frames too, and the browser complains that it may not.
  const page = await context.newPage();
  const bare = await ada.run(project, "quick.yaml");
  await ada.waitFor("succeeded");
  const views: Record<string, string> = {
    empty: `${bare}/artifacts`,
    folder: at(kept, { path: "outputs" }),
    odd: at(kept, { path: "outputs/odd" }),
    image: at(kept, { path: "outputs/plots", file: "loss.png" }),
    drawing: at(kept, { path: "outputs/plots", file: "calm.svg" }),
    audio: at(kept, { path: "outputs/sounds", file: "tone.wav" }),
    table: at(kept, { path: "outputs", file: "table.csv" }),
    json: at(kept, { path: "outputs", file: "config.json" }),
    markdown: at(kept, { path: "outputs", file: "README.md" }),
    text: at(kept, { path: "outputs", file: "train.py" }),
    bytes: at(kept, { path: "outputs", file: "weights.bin" }),
    upload: at(kept, { path: "outputs" }),
  };
  for (const [name, address] of Object.entries(views)) {
    for (const width of [1440, 390]) {
      for (const colorScheme of ["light", "dark"] as const) {
        await page.setViewportSize({ width, height: width < 768 ? 844 : 900 });
        await page.emulateMedia({ colorScheme });
        await page.goto(address, { waitUntil: "load" });
        await page.evaluate(() => document.fonts.ready.then(() => undefined));
        if (name === "upload") {
          await page.getByRole("button", { name: "Upload", exact: true }).first().click();
          await expect(page.getByRole("dialog")).toBeVisible();
        }
        const view = `${name}, ${width} px, ${colorScheme}`;
        const { violations } = await new AxeBuilder({ page }).exclude("iframe").analyze();
        const found = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html}`));
        expect.soft(found, view).toEqual([]);
        const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        expect.soft(excess, `${view}: pixels too wide`).toBeLessThanOrEqual(0);
        await page.screenshot({ path: info.outputPath(`${name}-${width}-${colorScheme}.png`) });
      }
    }
  }
  await page.close();
});
