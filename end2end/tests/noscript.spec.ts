import * as journeys from "../harness/journeys";
import { fixture, ORGANIZATION } from "../harness/person";
import { ADA } from "../harness/server";
import { expect, test } from "../harness/test";

test.use({ javaScriptEnabled: false });

test("lines are there whenever the page is loaded", ({ ada, project }) => journeys.linesAppearWhileItRuns(ada, project));
test("a run is stopped", ({ ada, project }) => journeys.aRunIsStopped(ada, project));
test("a failure shows its exit code and last lines", ({ ada, project }) => journeys.aFailureShowsWhy(ada, project));
test("five mistakes are located after submitting", ({ ada, project }) => journeys.fiveMistakesAreLocated(ada, project));
test("a run is restarted, copied and deleted", ({ ada, project }) => journeys.aRunIsRestartedCopiedAndDeleted(ada, project));

test("coming in and going out", async ({ ada, page, context }) => {
  await context.clearCookies();
  await page.goto("/runs?status=failed");
  await expect(page).toHaveURL(/\/login\?next=/);
  await page.getByLabel("Username or email").fill(ADA.name);
  await page.getByLabel("Password", { exact: true }).fill(ADA.password);
  await ada.button("Sign in").click();
  await expect(page).toHaveURL(/\/runs\?status=failed$/);
  await ada.accountMenu("Sign out");
  await expect(page).toHaveURL(/\/login/);
  await page.goto("/runs");
  await expect(page).toHaveURL(/\/login/);
});

test("a form that fails keeps what was typed", async ({ ada, page }) => {
  await page.goto("/projects/new");
  await page.getByLabel("Name", { exact: true }).fill("not a name!");
  await page.getByLabel("Description").fill("kept as it was typed");
  await ada.button("Create project").click();
  await expect(page.getByLabel("Name", { exact: true })).toHaveValue("not a name!");
  await expect(page.getByLabel("Name", { exact: true })).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByLabel("Description")).toHaveValue("kept as it was typed");
});

test("what would run is shown, with all that was typed, and then submitted", async ({ ada, project, page }) => {
  await ada.write(project, fixture("ticker.yaml"), "tried out");
  await ada.button("Show compiled").click();
  const panel = page.getByRole("region", { name: "Compiled" });
  await expect(panel).toContainText("seq 100");
  await expect(panel).toContainText("name: tried out");
  await expect(ada.content).toHaveValue(fixture("ticker.yaml"));
  const lines = page.getByRole("group", { name: "Inputs" }).getByLabel(/^lines/);
  await lines.fill("3");
  const run = await ada.submit();
  await ada.waitFor("succeeded");
  expect(await ada.download(run)).toHaveLength(3);
});

test("what keeps a file from being compiled is said, and nothing is lost", async ({ ada, project, page }) => {
  await ada.write(project, fixture("mistakes.yaml"), "tried out");
  await ada.button("Show compiled").click();
  await expect(page.getByRole("list", { name: "Problems" })).toContainText("Line 3: ");
  await expect(ada.content).toHaveValue(fixture("mistakes.yaml"));
  await expect(page.getByRole("textbox", { name: /^Name/ })).toHaveValue("tried out");
});

test("a project is described, archived, restored and deleted", async ({ ada, project, page }) => {
  await page.goto(`/projects/${project}/settings`);
  await page.getByLabel("Description").fill("by plain forms");
  await ada.button("Save changes").click();
  await page.goto(`/projects/${project}`);
  await expect(ada.main).toContainText("by plain forms");

  await page.goto(`/projects/${project}/settings`);
  await ada.button("Archive project").click();
  await page.goto(`/projects/${project}/settings`);
  await ada.button("Restore project").click();
  await page.goto(`/projects/${project}/settings`);
  await ada.button("Delete project").click();
  await page.getByLabel("Type the project's name to confirm").fill(project.slice(ORGANIZATION.length + 1));
  await ada.button("Delete for good").click();
  expect((await page.goto(`/projects/${project}`))?.status()).toBe(404);
});

test("the list is filtered by plain links and forms", async ({ ada, project, page }) => {
  await ada.run(project, "quick.yaml", "apple");
  await ada.waitFor("succeeded");
  await page.goto(`/runs?project=${project}`);
  await page.getByLabel("Filter by name or query").fill("pear");
  await page.getByLabel("Filter by name or query").press("Enter");
  await expect(page).toHaveURL(/query=pear/);
  await expect(page.getByRole("link", { name: "apple" })).toHaveCount(0);
});

test("a long log is read in stretches", async ({ ada, project, page }) => {
  await ada.write(project, fixture("long.yaml"));
  const run = await ada.submit();
  await ada.waitFor("succeeded", 60_000);
  await ada.watch(async () => {
    await page.goto(`${run}/logs`);
    await expect(ada.line(20_000)).toContainText("line 20000 of 20000");
  });
  await page.goto(`${run}/logs?line=1`);
  await expect(ada.line(1)).toContainText("line 1 of 20000");

  // Searched with a form; the hits are a list of links, page by page.
  await page.getByRole("searchbox", { name: "Search the log" }).fill("LINE 1234");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(page).toHaveURL(/q=LINE\+1234/);
  const hits = page.locator(".log-hits li");
  await expect(hits).toHaveCount(11);
  await expect(hits.first().locator("mark")).toHaveText("line 1234");
  await expect(ada.line(1_234)).toBeVisible();
  await hits.nth(5).getByRole("link").click();
  await expect(page).toHaveURL(/q=LINE(\+|%20)1234&line=12344#L12344$/);
  await expect(ada.line(12_344)).toHaveClass(/is-target/);
  await page.getByRole("searchbox", { name: "Search the log" }).fill("line");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(hits).toHaveCount(200);
  await page.getByRole("link", { name: "Search on" }).click();
  await expect(hits.first()).toContainText("line 201 of");
  await page.getByLabel("Regular expression").check();
  await page.getByRole("searchbox", { name: "Search the log" }).fill("line (");
  await page.getByRole("button", { name: "Search", exact: true }).click();
  await expect(page.getByText("is no regular expression")).toBeVisible();
  await page.getByRole("link", { name: "Start" }).click();
  await expect(ada.line(1)).toBeVisible();
  await page.getByLabel("Go to line").fill("777");
  await page.getByLabel("Go to line").press("Enter");
  await expect(ada.line(777)).toBeVisible();
});
