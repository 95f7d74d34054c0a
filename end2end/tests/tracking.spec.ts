/** What Polyaxon's tracking client sends becomes numbers and pictures. */

import { existsSync } from "node:fs";
import path from "node:path";

import { Client, POLYAXON } from "../harness/client";
import { fixturePath } from "../harness/person";
import { expect, test } from "../harness/test";

test.beforeAll(() => {
  expect(existsSync(POLYAXON), `${POLYAXON} is there: \`.ci/prepare test\` brings it`).toBe(true);
});

test("a program tracks itself, and reads it back", async ({ server, page, project }) => {
  test.setTimeout(300_000);
  const name = project.split("/")[1] ?? "";
  const client = new Client();
  await client.signIn(server);
  const uuid = /RUN\s+([0-9a-f]{32})/.exec(await client.program(fixturePath("track.py"), name, "30"))?.[1] ?? "";
  expect(uuid).toHaveLength(32);

  const read = JSON.parse((await client.program(fixturePath("read.py"), name, uuid)).trim().split("\n").at(-1) ?? "{}");
  expect(read.steps).toEqual({ loss: 30, accuracy: 30, broken: 1 });
  expect(read.last).toEqual({ loss: 1 / 30, accuracy: Math.sin(29 / 30), broken: null });
  expect(read.frame).toEqual([30, 1 / 30]);
  expect(read.tidy).toBe(61);
  expect(read.image).toContain("face");
  expect(read.several).toEqual({ [uuid]: 30 });
  expect(read.lineage).toMatchObject({ loss: "metric", weights: "model", face: "image", table: "dataframe", words: "file" });
  expect(read.models).toEqual(["face", "weights"]);
  expect(read.status).toBe("succeeded");
  expect(read.outputs).toMatchObject({ best: 0.5, loss: 1 / 30 });

  await page.goto(`/runs/${uuid}`);
  await expect(page.locator(".section", { hasText: "Metrics" }).getByText("0.03333").first()).toBeVisible();
  await page.goto(`/runs/${uuid}/metrics`);
  await expect(page.getByRole("table", { name: "Metrics" }).getByRole("row", { name: /loss/ })).toContainText("0.03333");
  await expect(page.getByRole("table", { name: "Metrics" }).getByRole("row", { name: /broken/ })).toContainText("not a number");
  client.dispose();
});

test("a program in a run of Orrery's tracks it without settings", async ({ ada, page, project, server }) => {
  test.setTimeout(180_000);
  const python = path.join(path.dirname(POLYAXON), "python");
  const program = [
    "from polyaxon import tracking",
    "tracking.init()",
    "[tracking.log_metrics(step=step, loss=1 / (step + 1)) for step in range(20)]",
    "tracking.log_outputs(best=0.25)",
    "print('at', tracking.TRACKING_RUN.get_artifacts_path())",
    "tracking.end()",
  ];
  const command = JSON.stringify([python, "-c", program.join("\n")]);
  await ada.write(project, `version: 1.1\nkind: component\nrun:\n  kind: job\n  container:\n    command: ${command}\n`);
  const run = await ada.submit();
  await ada.waitFor("succeeded", 120_000);
  expect((await ada.download(run)).join("\n")).toContain(`at ${server.dataDir}/artifacts/${run.split("/").at(-1)}`);
  await expect(page.locator(".section", { hasText: "Outputs" })).toContainText("0.25");
  await ada.tab("Metrics");
  const row = page.getByRole("table", { name: "Metrics" }).getByRole("row", { name: /loss/ });
  await expect(row).toContainText("0.05");
  await expect(row).toContainText("19");
});

test.describe("charts", () => {
  test.setTimeout(120_000);

  test("are drawn, and looked at as the address says", async ({ ada, page, project }) => {
    await ada.run(project, "metrics.yaml");
    await ada.waitFor("succeeded");
    await ada.tab("Metrics");
    const loss = page.getByRole("img", { name: /Chart of loss, last 0\.7/ });
    await expect(loss.locator("canvas")).toBeVisible({ timeout: 20_000 });
    await expect(page.locator(".chart canvas")).toHaveCount(2);
    await expect(page.getByRole("table", { name: "Metrics" }).getByRole("row", { name: /loss/ })).toContainText("20");

    await page.getByLabel("X axis").selectOption("relative");
    await expect(page).toHaveURL(/\?x=relative$/);
    await page.getByLabel("Log scale").check();
    await page.getByLabel("Smoothing").fill("60");
    await expect(page).toHaveURL(/\?x=relative&log=true&smooth=60$/);
    await expect(loss.locator("canvas")).toBeVisible();
    await page.reload();
    await expect(page.getByLabel("X axis")).toHaveValue("relative");
    await expect(page.getByLabel("Smoothing")).toHaveValue("60");

    // The cursor of one chart is that of all.
    await loss.scrollIntoViewIfNeeded();
    await loss.locator(".u-over").hover();
    await expect(page.locator(".u-cursor-x:not(.u-off)")).toHaveCount(2);
  });

  test("a run without metrics says how to log them", async ({ ada, page, project }) => {
    await ada.run(project, "quick.yaml");
    await ada.waitFor("succeeded");
    await ada.tab("Metrics");
    await expect(ada.main).toContainText("No metrics yet");
    await expect(ada.main).toContainText("tracking.log_metrics");
    await expect(page.locator("script[src*=uplot]")).toHaveCount(0);
  });
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("there are the values and still pictures", async ({ ada, page, project }) => {
    await ada.run(project, "metrics.yaml");
    await ada.waitFor("succeeded");
    await page.goto(`${new URL(page.url()).pathname.replace(/\/$/, "")}/metrics`);
    await expect(page.getByRole("row", { name: /accuracy/ })).toContainText("0.3");
    await expect(page.locator("svg.still path").first()).toHaveAttribute("d", /^M.*L/);
    await page.getByLabel("X axis").selectOption("wall");
    await ada.button("Apply").click();
    await expect(page).toHaveURL(/x=wall/);
    await expect(page.locator("svg.still")).toHaveCount(2);
  });
});
