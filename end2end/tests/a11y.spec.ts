import AxeBuilder from "@axe-core/playwright";

import { PAGES, SCHEMES, test as gallery, WIDTHS } from "../harness/gallery";
import { expect, test } from "../harness/test";

for (const name of PAGES) {
  gallery(`${name}: axe finds nothing, and nothing scrolls sideways`, async ({ gallery }) => {
    for (const width of WIDTHS) {
      for (const scheme of SCHEMES) {
        await gallery.show(name, width, scheme, async (page) => {
          const { violations } = await new AxeBuilder({ page }).analyze();
          const found = violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html}`));
          expect.soft(found, `${name}, ${width} px, ${scheme}`).toEqual([]);
          const excess = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          expect.soft(excess, `${name}, ${width} px, ${scheme}: pixels too wide`).toBeLessThanOrEqual(0);
        });
      }
    }
  });
}

test("the palette goes where it is told", async ({ page }) => {
  await page.goto("/");
  const palette = page.getByRole("dialog");
  await expect(async () => {
    await page.keyboard.press("Control+k");
    await expect(palette).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await page.keyboard.type("projects");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/projects$/);
  await expect(palette).toBeHidden();

  await page.keyboard.press("Control+k");
  await expect(palette).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(palette).toBeHidden();
});

test("letters go to pages, but not while something is typed", async ({ ada, page, project }) => {
  expect(project).toBeTruthy();
  await page.goto("/");
  await expect(async () => {
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog")).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await expect(page.getByRole("dialog")).toContainText(/go to runs|runs/i);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toBeHidden();

  for (const [keys, path] of [
    ["gr", "/runs"],
    ["gp", "/projects"],
    ["c", "/runs/new"],
  ] as const) {
    await page.keyboard.type(keys);
    await expect(page).toHaveURL((url) => url.pathname === path);
  }
  await (await ada.settledEditor()).pressSequentially("gp?");
  await expect(page).toHaveURL(/\/runs\/new/);
  await expect(ada.content).toHaveValue(/gp\?/);
});

test("rows are walked with j and k, and opened with Enter", async ({ ada, project, page }) => {
  await ada.run(project, "quick.yaml", "lower");
  await ada.run(project, "quick.yaml", "upper");
  await page.goto(`/runs?project=${project}`);
  await expect(page.getByRole("link", { name: "upper" })).toBeVisible();
  await expect(async () => {
    await page.keyboard.press("j");
    await expect(page.getByRole("link", { name: "upper" })).toBeFocused({ timeout: 500 });
  }).toPass();
  await page.keyboard.press("j");
  await expect(page.getByRole("link", { name: "lower" })).toBeFocused();
  await page.keyboard.press("k");
  await expect(page.getByRole("link", { name: "upper" })).toBeFocused();
  await page.keyboard.press("j");
  await page.keyboard.press("Enter");
  await expect(ada.main.getByRole("heading", { level: 1 })).toContainText("lower");
});

test("the theme is chosen and remembered, without a flash", async ({ ada, page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/");
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await ground();
  await expect(async () => {
    await ada.button("Theme").click();
    await expect.poll(ground, { timeout: 500 }).not.toBe(light);
  }).toPass();
  const chosen = await ground();
  await page.goto("/runs", { waitUntil: "commit" });
  await page.waitForFunction(() => document.body !== null);
  expect(await ground()).toBe(chosen);
});

test("a reader of the keyboard always sees where they are", async ({ page }) => {
  await page.goto("/runs");
  await page.keyboard.press("Tab");
  for (let stop = 0; stop < 12; stop++) {
    const visible = await page.evaluate(() => {
      const focused = document.activeElement;
      if (!focused || focused === document.body) return true;
      const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(focused);
      return (outlineStyle !== "none" && outlineWidth !== "0px") || boxShadow !== "none";
    });
    expect(visible, `stop ${stop}`).toBe(true);
    await page.keyboard.press("Tab");
  }
});

test("on a phone the menu is a drawer that Escape closes", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/runs");
  const projects = page.getByRole("navigation").getByRole("link", { name: "Projects" }).first();
  await expect(projects).toBeHidden();
  await page.getByRole("button", { name: "Open menu" }).click();
  await expect(projects).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(projects).toBeHidden();
});
