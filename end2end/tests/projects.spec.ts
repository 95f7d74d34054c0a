import { ORGANIZATION, Person } from "../harness/person";
import { expect, test } from "../harness/test";

const README = [
  "# Spirals",
  "Tell **two** apart.",
  "<script>document.title = 'taken'</script><img src=x onerror=\"document.title='taken'\">",
  "[bad](javascript:alert(1))",
].join("\n\n");

test("a project is created with a README that can do no harm", async ({ ada, page }, info) => {
  await page.goto("/projects");
  await page.getByRole("link", { name: "New project" }).first().click();
  await expect(page).toHaveURL(/\/projects\/new$/);
  const name = `spirals-${info.testId.slice(-8)}`;
  await ada.createProject(name, { description: "Two spirals", tags: "vision, small", readme: README });

  await expect(ada.main).toContainText("Two spirals");
  await expect(ada.main).toContainText("small");
  await expect(ada.main.getByRole("heading", { name: "Spirals", exact: true })).toBeVisible();
  await expect(ada.main.locator("strong", { hasText: "two" })).toBeVisible();
  await expect(ada.main.locator('script, [onerror], a[href^="javascript:"]')).toHaveCount(0);
  expect(await page.title()).not.toBe("taken");

  await page.goto(`/projects?search=${name.toUpperCase()}`);
  await expect(ada.main.getByRole("link", { name })).toBeVisible();
});

test("a name is unique and says what is allowed", async ({ ada, project, page }) => {
  const taken = project.slice(ORGANIZATION.length + 1);
  for (const [name, complaint] of [
    ["white space", /letters|allowed|-/i],
    [taken, /taken|exists|already/i],
  ] as const) {
    await page.goto("/projects/new");
    await page.getByLabel("Name", { exact: true }).fill(name);
    await page.getByLabel("Description").fill("kept as it was typed");
    await ada.button("Create project").click();
    await expect(page.getByLabel("Name", { exact: true })).toHaveAttribute("aria-invalid", "true");
    await expect(ada.main).toContainText(complaint);
    await expect(page.getByLabel("Description")).toHaveValue("kept as it was typed");
  }
});

test("a project is changed", async ({ ada, project, page }) => {
  await page.goto(`/projects/${project}/settings`);
  await page.getByLabel("Description").fill("changed since");
  await page.getByLabel("Tags").fill("blue, green");
  await page.getByLabel("README").fill("Now it has one.");
  await ada.button("Save changes").click();
  await page.goto(`/projects/${project}`);
  for (const text of ["changed since", "blue", "green", "Now it has one."]) await expect(ada.main).toContainText(text);
});

test("an archived project leaves the list and comes back", async ({ ada, project, page }) => {
  const name = project.slice(ORGANIZATION.length + 1);
  const listed = ada.main.getByRole("link", { name });
  await page.goto(`/projects/${project}/settings`);
  await ada.button("Archive project").click();
  await expect(ada.main).toContainText("This project is archived");
  await page.goto(`/projects?search=${name}`);
  await expect(listed).toHaveCount(0);
  await page.goto(`/projects?archived=true&search=${name}`);
  await expect(listed.first()).toBeVisible();

  await page.goto(`/projects/${project}/settings`);
  await ada.button("Restore project").click();
  await expect(ada.main.getByRole("link", { name: "New run" }).first()).toBeVisible();
  await page.goto(`/projects?search=${name}`);
  await expect(listed.first()).toBeVisible();
});

test("a project is deleted only by its own name", async ({ ada, project, page }) => {
  await ada.run(project, "quick.yaml");
  await ada.waitFor("succeeded");
  await page.goto(`/projects/${project}/settings`);
  await ada.button("Delete project").click();
  const confirmation = page.getByLabel("Type the project's name to confirm");
  await confirmation.fill("something else");
  await ada.button("Delete for good").click();
  await expect(page.getByRole("dialog").getByRole("alert")).toBeVisible();
  expect((await page.request.get(`/projects/${project}`, { headers: { accept: "text/html" } })).status()).toBe(200);

  await page.goto(`/projects/${project}/settings`);
  await ada.button("Delete project").click();
  await confirmation.fill(project.slice(ORGANIZATION.length + 1));
  await ada.button("Delete for good").click();
  await expect(page).toHaveURL(/\/projects$/);
  expect((await page.goto(`/projects/${project}`))?.status()).toBe(404);
});

test("a new run appears on its project's page by itself", async ({ ada, project, page, context }) => {
  await page.goto(`/projects/${project}`);
  await new Person(await context.newPage()).run(project, "quick.yaml", "appearing");
  await expect(
    ada.main
      .getByText("appearing")
      .or(page.getByRole("button", { name: /\d+ new/ }))
      .first(),
  ).toBeVisible();
});
