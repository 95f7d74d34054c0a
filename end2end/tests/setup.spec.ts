import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { Person } from "../harness/person";
import { ADA, type Server } from "../harness/server";
import { expect, test as base } from "../harness/test";

/** Nobody is signed in, and nobody has set the server up. */
const test = base.extend({
  baseURL: ({ fresh }, use) => use(fresh.url),
  storageState: ({}, use) => use({ cookies: [], origins: [] }),
});

async function setUp(person: Person, server: Server): Promise<void> {
  const { page } = person;
  await page.goto(server.setupLink ?? "the server printed no link");
  await page.getByLabel("Username").fill(ADA.name);
  await page.getByLabel("Email").fill("ada@example.org");
  await page.getByLabel("Password", { exact: true }).fill(ADA.password);
  await expect(page.getByLabel("Organization")).toHaveValue("default");
  await person.button("Create admin").click();
  await expect(page).toHaveURL(/:\d+\/$/);
}

/** curl's status code and body. */
async function curl(...args: string[]): Promise<[number, string]> {
  const { stdout } = await promisify(execFile)("curl", [
    "--silent",
    "--show-error",
    "--max-time",
    "10",
    "--write-out",
    "\n%{http_code}",
    ...args,
  ]);
  const cut = stdout.lastIndexOf("\n");
  return [Number(stdout.slice(cut + 1)), stdout.slice(0, cut)];
}

test("the printed link makes the first admin, once", async ({ ada, page, fresh, browser }) => {
  const link = fresh.setupLink ?? "";
  await page.goto("/");
  await expect(page).toHaveURL(/\/(login|setup)/);
  await page.goto(link.replace(/token=.*/, "token=guess"));
  await expect(ada.button("Create admin")).toHaveCount(0);

  await setUp(ada, fresh);
  await expect(page.getByRole("navigation").first()).toContainText("Runs");

  const stranger = await (await browser.newContext({ baseURL: fresh.url })).newPage();
  await stranger.goto(link);
  await expect(stranger.getByRole("button", { name: "Create admin" })).toHaveCount(0);
  await stranger.context().close();

  await fresh.kill();
  await fresh.start();
  expect(fresh.setupLink).toBeUndefined();
  await page.goto("/runs");
  await expect(page).toHaveURL(/\/runs$/);
});

test("a short password is refused at its field", async ({ ada, page, fresh }) => {
  await page.goto(fresh.setupLink ?? "");
  await page.getByLabel("Username").fill("ada");
  await page.getByLabel("Password", { exact: true }).fill("short");
  await ada.button("Create admin").click();
  await expect(page.getByLabel("Username")).toHaveValue("ada");
  await expect(page).toHaveURL(/\/setup/);
});

test("no link is printed for a user made on the command line", async ({ ada, page, fresh }) => {
  await fresh.kill();
  await fresh.admin(["create-user", "grace", "--admin", "--password-stdin"], "correct horse battery");
  await fresh.start();
  expect(fresh.setupLink).toBeUndefined();
  await ada.signIn({ name: "grace", password: "correct horse battery" });
  await page.goto("/projects");
  await expect(page.getByRole("link", { name: "New project" }).first()).toBeVisible();
});

test("a wrong password is refused, and guessing is slowed down", async ({ ada, page, fresh }) => {
  await setUp(ada, fresh);
  await ada.accountMenu("Sign out");
  await expect(page).toHaveURL(/\/login/);
  for (let guess = 0; ; guess++) {
    expect(guess, "guesses without a limit").toBeLessThan(50);
    await page.getByLabel("Username or email").fill(ADA.name);
    await page.getByLabel("Password", { exact: true }).fill(`guess ${guess}`);
    const answered = page.waitForEvent("load");
    await ada.button("Sign in").click();
    await answered;
    const alert = page.getByRole("alert").first();
    await expect(alert).toContainText(/wrong|incorrect|too many|wait/i);
    await expect(page.getByLabel("Username or email")).toHaveValue(ADA.name);
    if (/too many|wait/i.test(await alert.innerText())) break;
  }
});

test("signing out ends the session, and a new password the other ones", async ({ ada, page, fresh, browser }) => {
  await setUp(ada, fresh);
  const old = await page.context().storageState();
  const elsewhere = new Person(await (await browser.newContext({ baseURL: fresh.url })).newPage());
  await elsewhere.signIn(ADA);

  await page.goto("/account");
  await page.getByLabel("Current password").fill("not it");
  await page.getByLabel("New password").fill("a new correct horse");
  await ada.button("Change password").click();
  await expect(page.getByRole("alert").first()).toBeVisible();

  await page.getByLabel("Current password").fill(ADA.password);
  await page.getByLabel("New password").fill("a new correct horse");
  await ada.button("Change password").click();
  await expect(ada.main).toContainText(/changed/i);
  await elsewhere.page.goto("/runs");
  await expect(elsewhere.page).toHaveURL(/\/login/);
  await elsewhere.signIn({ name: ADA.name, password: "a new correct horse" });
  await elsewhere.page.context().close();

  await ada.accountMenu("Sign out");
  await expect(page).toHaveURL(/\/login/);
  const thief = await (await browser.newContext({ baseURL: fresh.url, storageState: old })).newPage();
  await thief.goto("/runs");
  await expect(thief).toHaveURL(/\/login/);
  await thief.context().close();
});

test("an API token is made, works with curl, and is revoked", async ({ ada, page, fresh }) => {
  await setUp(ada, fresh);
  const project = await ada.createProject("tokens");
  const run = await ada.run(project, "quick.yaml");
  await ada.waitFor("succeeded");

  await page.goto("/account/tokens");
  await page.getByLabel("Name", { exact: true }).fill("from the shell");
  for (const scope of await page.getByRole("checkbox").all()) await scope.check();
  await page.getByLabel("Expires in days").fill("7");
  await ada.button("Create token").click();
  await expect(page.locator("main")).toContainText("from the shell");
  const shown = async () =>
    [
      await ada.main.innerText(),
      ...(await ada.main.locator("input").evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value))),
    ].join("\n");
  await expect.poll(shown).toMatch(/orr_[\w-]+/);
  const token = /orr_[\w-]+/.exec(await shown())?.[0] ?? "";

  const log = `${fresh.url}${run}/logs/download`;
  expect((await curl(log))[0]).toBe(401);
  expect((await curl("--header", `Authorization: Bearer ${token}x`, log))[0]).toBe(401);
  expect(await curl("--header", `Authorization: Bearer ${token}`, log)).toEqual([
    200,
    expect.stringContaining("hello from a run"),
  ]);

  await page.goto("/account/tokens");
  expect(await shown()).not.toContain(token);
  await ada.button("Revoke").click();
  const confirm = page.getByRole("dialog").getByRole("button", { name: /revoke/i });
  if (await confirm.isVisible()) await confirm.click();
  await expect(page.getByText("from the shell")).toHaveCount(0);
  expect((await curl("--header", `Authorization: Bearer ${token}`, log))[0]).toBe(401);
});

test("a token made on the command line is printed last", async ({ ada, fresh }) => {
  await setUp(ada, fresh);
  const printed = await fresh.admin(["create-token", ADA.name, "--scope", "projectResource:read"]);
  const token = printed.trimEnd().split("\n").at(-1) ?? "";
  expect(token).toMatch(/^orr_[\w-]+$/);
  expect(
    (await curl("--header", `Authorization: Bearer ${token}`, "--header", "Accept: text/html", `${fresh.url}/runs`))[0],
  ).toBe(200);
});

test("another site's form changes nothing", async ({ ada, page, fresh }) => {
  await setUp(ada, fresh);
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join("; ");
  const form = ["--header", `Cookie: ${cookie}`, "--data", "organization=default&name=forged&description=&readme=&tags="];
  const forged = await curl(...form, "--header", "Origin: https://evil.example", `${fresh.url}/api/fn/create_project`);
  expect(forged[0]).toBe(403);
  await page.goto("/projects/default/forged");
  await expect(page.getByRole("heading", { name: "forged" })).toHaveCount(0);
});
