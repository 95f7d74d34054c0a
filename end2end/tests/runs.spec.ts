import * as journeys from "../harness/journeys";
import { fixture, fixturePath, Person } from "../harness/person";
import { expect, test } from "../harness/test";

test("lines appear while a run prints them", ({ ada, project }) => journeys.linesAppearWhileItRuns(ada, project));
test("a run is stopped", ({ ada, project }) => journeys.aRunIsStopped(ada, project));
test("a failure shows its exit code and last lines", ({ ada, project }) => journeys.aFailureShowsWhy(ada, project));
test("five mistakes are located while typing", ({ ada, project }) => journeys.fiveMistakesAreLocated(ada, project));
test("a run is restarted, copied and deleted", ({ ada, project }) => journeys.aRunIsRestartedCopiedAndDeleted(ada, project));

test("a mistake goes away as it is mended", async ({ ada, project, page }) => {
  await ada.write(project, fixture("quick.yaml").replace("kind: job", "kind: jobb"));
  const problems = page.getByRole("list", { name: "Problems" });
  await expect(problems).toContainText(/Line 5: /);
  await ada.editor.fill(fixture("quick.yaml"));
  await expect(problems.getByRole("listitem")).toHaveCount(0);
});

test("a polyaxonfile is uploaded, and its inputs become fields", async ({ ada, project, page }) => {
  await page.goto(`/runs/new?project=${project}`);
  await page.getByLabel("Upload a file").setInputFiles(fixturePath("ticker.yaml"));
  await expect(ada.content).toHaveValue(fixture("ticker.yaml"));

  const inputs = page.getByRole("group", { name: "Inputs" });
  await inputs.getByLabel(/^lines/).fill("3");
  await inputs.getByLabel(/^pause/).fill("0");
  await page.getByRole("textbox", { name: /^Name/ }).fill("three lines");
  const run = await ada.submit();
  await ada.waitFor("succeeded");
  await expect(ada.main.getByRole("heading", { level: 1 })).toContainText("three lines");
  expect(await ada.download(run)).toHaveLength(3);
});

test("what is pressed before wasm is there is heard once it is", async ({ ada, project, page }) => {
  let arrives = () => {};
  const here = new Promise<void>((resolve) => (arrives = resolve));
  await page.route(/\.wasm/, async (route) => {
    await here;
    await route.continue();
  });
  await page.goto(`/runs/new?project=${project}`, { waitUntil: "commit" });
  await page.getByLabel("Upload a file").setInputFiles(fixturePath("quick.yaml"));
  await page.getByRole("button", { name: "Collapse sidebar" }).click();
  await expect(page.locator("html")).not.toHaveAttribute("data-alive");
  arrives();
  await expect(ada.content).toHaveValue(fixture("quick.yaml"));
  await expect(page.locator("html")).toHaveAttribute("data-sidebar", "closed");
});

test("what is chosen before wasm is there is heard once it is", async ({ ada, project, page }) => {
  const [first, second] = ["prepare", "main"].map((name) => `{name: ${name}, command: [echo, from ${name}]}`);
  await ada.write(project, `version: 1.1\nkind: component\nrun:\n  kind: job\n  init: [{container: ${first}}]\n  container: ${second}\n`);
  const run = await ada.submit();
  await ada.waitFor("succeeded");
  let arrives = () => {};
  const here = new Promise<void>((resolve) => (arrives = resolve));
  await page.route(/\.wasm/, async (route) => {
    await here;
    await route.continue();
  });
  await page.goto(`${run}/logs`, { waitUntil: "commit" });
  await page.getByLabel("Container").selectOption("prepare");
  await expect(page.locator("html")).not.toHaveAttribute("data-alive");
  arrives();
  await expect(ada.lines).toHaveCount(1);
  await expect(ada.lines).toContainText("from prepare");
  await expect(page).toHaveURL(/container=prepare/);
});

test("a run that is over says so on pages that do not show it", async ({ ada, project, page }) => {
  await ada.write(project, fixture("quick.yaml").replace(/command: .*/, 'command: [sleep, "5"]'), "elsewhere");
  const run = await ada.submit();
  await page.goto("/account");
  const news = page.locator(".toast").filter({ hasText: "elsewhere succeeded" });
  await expect(news).toBeVisible();
  await news.getByRole("link", { name: "Open" }).click();
  await expect(page).toHaveURL(new RegExp(`${run}$`));
});

test("a run that waits for approval is approved", async ({ ada, project, page }) => {
  const answer = await page.request.post(`/api/v1/${project}/runs`, {
    data: { content: fixture("quick.yaml"), pending: "approval" },
  });
  const { uuid } = (await answer.json()) as { uuid: string };
  await page.goto(`/runs/${uuid}`);
  await expect(ada.main).toContainText("Waits until somebody approves it.");
  await ada.button("Approve").click();
  await ada.waitFor("succeeded");
  await expect(ada.button("Approve")).toHaveCount(0);
});

test("an input of the wrong type is refused at its field", async ({ ada, project, page }) => {
  await ada.write(project, fixture("ticker.yaml"));
  const pause = page.getByRole("group", { name: "Inputs" }).getByLabel(/^pause/);
  // What a browser that knows no number fields would let through.
  await pause.evaluate((field) => field.setAttribute("type", "text"));
  await pause.fill("soon");
  await ada.button("Submit run").click();
  await expect(page).toHaveURL(/\/runs\/new/);
  await expect(page.getByRole("list", { name: "Problems" })).toContainText(/^Input pause: /);
  await expect(pause).toHaveAttribute("aria-invalid", "true");
  await expect(pause).toHaveValue("soon");
});

test("two browsers see each other's runs appear", async ({ ada, project, page, browser, session, server }) => {
  const context = await browser.newContext({ baseURL: server.url, storageState: session });
  const other = new Person(await context.newPage());
  const list = `/runs?project=${project}`;
  await page.goto(list);
  await other.page.goto(list);

  for (const [writing, name] of [
    [page.context(), "from ada"],
    [context, "from the other"],
  ] as const) {
    const writer = new Person(await writing.newPage());
    await writer.run(project, "quick.yaml", name);
    await writer.page.close();
    for (const reader of [ada, other]) {
      const row = reader.page.getByRole("table", { name: "Runs" }).getByRole("row").filter({ hasText: name });
      const waiting = reader.page.getByRole("button", { name: /\d+ new/ });
      await expect(row.or(waiting).first()).toBeVisible();
      if (await waiting.isVisible()) await waiting.click();
      await expect(row.locator("[data-status]")).toHaveAttribute("data-status", "succeeded", { timeout: 20_000 });
    }
  }
  await context.close();
});

test("the list is filtered by name and by status, and the address says so", async ({ ada, project, page }) => {
  await ada.run(project, "quick.yaml", "apple");
  await ada.waitFor("succeeded");
  await ada.run(project, "failing.yaml", "pear");
  await ada.waitFor("failed");

  await page.goto(`/runs?project=${project}`);
  const rows = page.getByRole("table", { name: "Runs" }).locator("tbody tr");
  await expect(rows).toHaveCount(2);
  await expect(rows.first()).toContainText("pear");

  await page.getByLabel("Filter by name or query").fill("APP");
  await page.getByLabel("Filter by name or query").press("Enter");
  await expect(page).toHaveURL(/query=APP/);
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("apple");

  await page.goto(`/runs?project=${project}`);
  await ada.main
    .getByRole("link", { name: /^Failed/ })
    .first()
    .click();
  await expect(page).toHaveURL(/status=failed/);
  await expect(rows).toHaveCount(1);
  await expect(rows).toContainText("pear");
  await rows.getByRole("link", { name: "pear" }).click();
  await ada.waitFor("failed");
});

test("a run keeps the file as written and as compiled", async ({ ada, project }) => {
  await ada.run(project, "ticker.yaml");
  await ada.tab("Spec");
  await expect(ada.main).toContainText("seq {{ lines }}");
  await expect(ada.main).toContainText("seq 100");
  await ada.button("Stop").click();
  await ada.waitFor("stopped");
});

test("a run that is none is not found", async ({ page }) => {
  for (const path of ["/runs/018f0000-0000-7000-8000-000000000000", "/runs/nonsense", "/runs/nonsense/logs"]) {
    const answer = await page.goto(path);
    expect(answer?.status(), path).toBe(404);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  }
});

test("a query is text and chips, and the columns sort", async ({ ada, project, page }) => {
  for (const name of ["apple", "pear", "plum"]) {
    await ada.run(project, name === "pear" ? "failing.yaml" : "quick.yaml", name);
  }
  await ada.waitFor("succeeded");
  await page.goto(`/runs?project=${project}`);
  const names = page.getByRole("table", { name: "Runs" }).locator("tbody .row-link");
  const field = page.getByLabel("Filter by name or query");
  await field.fill("name:apple|pear, status:succeeded|failed");
  await expect(names).toHaveText(["pear", "apple"]);
  await expect(page).toHaveURL(/query=name/);
  const chips = page.getByRole("navigation", { name: "Query" }).getByRole("link");
  await expect(chips).toHaveText(["name:apple|pear", "status:succeeded|failed"]);

  await chips.nth(0).click();
  await expect(chips).toHaveCount(1);
  await expect(names).toHaveText(["plum", "pear", "apple"]);
  await expect(field).toHaveValue("status:succeeded|failed");

  await page.getByRole("link", { name: "Name" }).click();
  await page.getByRole("link", { name: "Name" }).click();
  await expect(names).toHaveText(["apple", "pear", "plum"]);
  await expect(page.getByRole("columnheader", { name: "Name" })).toHaveAttribute("aria-sort", "ascending");
  await expect(page).toHaveURL(/sort=name/);

  // A run that comes later is there without anybody asking.
  const other = await page.context().newPage();
  await other.goto(`/runs/new?project=${project}`);
  await new Person(other).run(project, "quick.yaml", "banana");
  await expect(names).toHaveText(["apple", "banana", "pear", "plum"]);
  await other.close();

  await field.fill("statsu:failed");
  await expect(page.getByRole("alert")).toContainText("did you mean `status`?");
  await field.fill("");
  await expect(names).toHaveText(["apple", "banana", "pear", "plum"]);
});
