/** The editor that takes the text area's place, and what stands beside it. */

import type { Page } from "@playwright/test";

import { fixture, type Person } from "../harness/person";
import { expect, test } from "../harness/test";

const SCHEMA = "**/api/v1/polyaxonfile.schema.json";

/** Opens the form for a new run, with the format's schema from `fixtures/`, and waits for the editor. */
async function open(ada: Person, project: string, query = ""): Promise<void> {
  await ada.page.route(SCHEMA, (route) =>
    route.fulfill({ contentType: "application/schema+json", body: fixture("polyaxonfile.schema.json") }),
  );
  await ada.page.goto(`/runs/new?project=${project}${query}`);
  await ada.settledEditor();
}

const problems = (page: Page) => page.getByRole("list", { name: "Problems" });
const options = (page: Page) => page.getByRole("listbox", { name: "Completions" });

test("a mistake is underlined while it is typed, says what it is, and goes away", async ({ ada, project, page }) => {
  await open(ada, project);
  await ada.editor.fill(fixture("quick.yaml").replace("kind: job", "kind: jobb"));
  await expect(problems(page)).toContainText(/Line 5: /);
  const wrong = page.locator(".cm-lintRange-error");
  await expect(wrong).toHaveText("jobb");
  await expect(page.locator(".cm-lint-marker-error")).toHaveCount(1);
  await expect(ada.editor).toHaveAttribute("aria-invalid", "true");
  await wrong.hover();
  await expect(page.locator(".cm-tooltip .cm-problem")).toContainText("jobb");
  await expect(page.locator(".cm-tooltip .cm-problem-fix")).toContainText("job");

  await page.mouse.move(0, 0);
  await problems(page).getByRole("link").first().click();
  await expect(ada.editor).toBeFocused();
  await page.keyboard.type("job");
  await expect(problems(page)).toHaveCount(0);
  await expect(wrong).toHaveCount(0);
  await expect(ada.editor).not.toHaveAttribute("aria-invalid");
  await ada.submit();
  await ada.waitFor("succeeded");
});

test("what a message quotes is text", async ({ ada, project, page }) => {
  await open(ada, project);
  await ada.editor.fill('kind: component\nrun:\n  kind: "<img src=x onerror=alert(1)><b>job</b>"\n');
  const wrong = page.locator(".cm-lintRange-error").first();
  await expect(wrong).toBeVisible();
  await wrong.hover();
  await expect(page.locator(".cm-tooltip .cm-problem").first()).toContainText("<img src=x");
  await expect(page.locator(".cm-tooltip img, .cm-tooltip b")).toHaveCount(0);
});

test("a field and a value are completed by the keyboard", async ({ ada, project, page }) => {
  await open(ada, project);
  await ada.editor.pressSequentially("kind: comp");
  await expect(options(page).getByRole("option")).toHaveText([/^component/]);
  await page.waitForTimeout(100);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Enter");
  await page.keyboard.type("ru");
  await expect(options(page).getByRole("option").first()).toContainText("run");
  await page.waitForTimeout(100);
  await page.keyboard.press("Enter");
  await page.keyboard.type("ki");
  await expect(options(page).getByRole("option", { name: "kind" })).toBeVisible();
  await page.waitForTimeout(100);
  await page.keyboard.press("Enter");
  // Its values are offered at once.
  await expect(options(page).getByRole("option")).toHaveText([/^job/, /^tfjob/]);
  await page.waitForTimeout(100);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(ada.content).toHaveValue("kind: component\nrun:\n  kind: tfjob");

  await page.keyboard.press("Enter");
  await page.keyboard.press("Control+Space");
  await expect(options(page).getByRole("option")).toContainText(["chief", "cleanPodPolicy", "worker"]);
  await page.keyboard.press("Escape");
  await expect(options(page)).toHaveCount(0);
});

test("without a schema, everything else goes on", async ({ ada, project, page }) => {
  await page.route(SCHEMA, (route) => route.fulfill({ status: 404, body: "" }));
  await page.goto(`/runs/new?project=${project}`);
  await ada.settledEditor();
  await ada.editor.pressSequentially("kind: comp");
  await expect(problems(page)).toBeVisible();
  await expect(options(page)).toHaveCount(0);
});

test("Tab indents, and leaves the field after Esc; Enter keeps the indent; Ctrl and Enter submits", async ({ ada, project, page }) => {
  await open(ada, project);
  await ada.editor.fill(fixture("quick.yaml"));
  await page.keyboard.press("Control+End");
  await page.keyboard.type("\n#");
  await page.keyboard.press("Tab");
  await expect(ada.content).toHaveValue(/#  $/);
  await expect(ada.editor).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await expect(ada.editor).not.toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await expect(ada.editor).toBeFocused();
  await page.keyboard.press("Control+Enter");
  await page.waitForURL(/\/runs\/[0-9a-f]{8}[0-9a-f-]+$/);
});

test("what was typed, the caret and the focus stay when the editor comes", async ({ ada, project, page }) => {
  let arrives = () => {};
  const here = new Promise<void>((resolve) => (arrives = resolve));
  await page.route("**/editor/editor.js", async (route) => {
    await here;
    await route.continue();
  });
  await page.goto(`/runs/new?project=${project}`);
  await page.getByLabel("Polyaxonfile").pressSequentially("kind: coponent");
  for (let step = 0; step < "ponent".length; step++) await page.keyboard.press("ArrowLeft");
  arrives();
  await expect(page.locator(".cm-editor")).toBeAttached();
  await expect(ada.editor).toBeFocused();
  await page.keyboard.type("m");
  await expect(ada.content).toHaveValue("kind: component");
});

test("samples and files go into the editor, and can be undone", async ({ ada, project, page }) => {
  await open(ada, project);
  await ada.editor.fill("mine: 1");
  await page.getByRole("link", { name: "Hello" }).click();
  await expect(ada.content).toHaveValue(/^# |kind: component/);
  await expect(ada.editor).toBeFocused();
  await page.keyboard.press("Control+z");
  await expect(ada.content).toHaveValue("mine: 1");
});

test("a text is searched for and found", async ({ ada, project, page }) => {
  await open(ada, project);
  await ada.editor.fill(fixture("ticker.yaml"));
  await page.keyboard.press("Control+f");
  const field = page.getByRole("textbox", { name: "Find" });
  await expect(field).toBeFocused();
  await field.pressSequentially("lines");
  await expect(page.locator(".cm-searchMatch").first()).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(ada.editor).toBeFocused();
});

test("what would run is shown beside the file, and follows it and the form", async ({ ada, project, page }) => {
  await open(ada, project);
  await ada.editor.fill(fixture("ticker.yaml"));
  const panel = page.getByRole("region", { name: "Compiled" });
  await expect(panel).toBeHidden();
  await ada.button("Show compiled").click();
  await expect(panel).toContainText("seq 100");
  await page.getByRole("group", { name: "Inputs" }).getByLabel(/^lines/).fill("7");
  await expect(panel).toContainText("seq 7 |");
  await page.getByRole("textbox", { name: /^Name/ }).fill("seven");
  await expect(panel).toContainText("name: seven");

  await page.getByRole("group", { name: "Inputs" }).getByLabel(/^lines/).fill("7.5");
  await expect(panel.getByText(/Input lines: /)).toBeVisible();
  await page.getByRole("group", { name: "Inputs" }).getByLabel(/^lines/).fill("8");
  await expect(panel).toContainText("seq 8 |");
  await ada.button("Hide compiled").click();
  await expect(panel).toBeHidden();
  await page.goto(`/runs?project=${project}`);
  await expect(page.getByRole("link", { name: "seven" })).toHaveCount(0);
});

test("a run is described by a form alone", async ({ ada, project, page }) => {
  await open(ada, project, "&sample=train.yaml&view=form");
  await expect(ada.editor).toBeHidden();
  const inputs = page.getByRole("group", { name: "Inputs" });
  await expect(inputs.getByRole("spinbutton").first()).toBeVisible();
  await page.getByRole("link", { name: "YAML" }).click();
  await expect(page).not.toHaveURL(/view=/);
  await expect(ada.editor).toBeVisible();
  await ada.editor.fill(fixture("ticker.yaml"));
  await expect(inputs.getByLabel(/^pause/)).toBeVisible();
  await inputs.getByLabel(/^lines/).fill("2");

  await page.getByRole("link", { name: "Form", exact: true }).click();
  await expect(page).toHaveURL(/view=form/);
  await expect(ada.editor).toBeHidden();
  await expect(inputs.getByLabel(/^lines/)).toHaveValue("2");
  await expect(ada.main).toContainText("Prints a line, waits, and prints the next.");
  const run = await ada.submit();
  await ada.waitFor("succeeded");
  expect(await ada.download(run)).toHaveLength(2);
});

test("a mistake in a file that is not seen leads to it", async ({ ada, project, page }) => {
  await open(ada, project);
  await ada.editor.fill(fixture("mistakes.yaml"));
  await page.getByRole("link", { name: "Form", exact: true }).click();
  await expect(ada.editor).toBeHidden();
  await problems(page).getByRole("link", { name: /^Line 6/ }).click();
  await expect(ada.editor).toBeFocused();
  await expect(page.locator(".cm-activeLineGutter").first()).toHaveText("6");
});

test("what is completed is what the server's own schema has", async ({ ada, project, page }) => {
  await page.goto(`/runs/new?project=${project}`);
  await ada.settledEditor();
  const chosen = async (typed: string, name: string) => {
    await page.keyboard.type(typed);
    await expect(options(page).getByRole("option").first()).toContainText(name);
    await page.waitForTimeout(100);
    await page.keyboard.press("Enter");
  };
  await ada.editor.pressSequentially("run:\n  kind: ");
  await chosen("pyt", "pytorchjob");
  await page.keyboard.press("Enter");
  await chosen("clea", "cleanPodPolicy");
  await chosen("Ru", "Running");
  await expect(ada.content).toHaveValue(/kind: pytorchjob\n +cleanPodPolicy: Running$/);
});
