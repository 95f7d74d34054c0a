import { fixture, fixturePath } from "../harness/person";
import { expect, test } from "../harness/test";

test("a small network is trained on this machine's Python", async ({ ada, project, page }) => {
  await ada.write(project, fixture("train.yaml"));
  const inputs = page.getByRole("group", { name: "Inputs" });
  await inputs.getByLabel(/^script/).fill(fixturePath("train.py"));
  await inputs.getByLabel(/^epochs/).fill("25");
  const run = await ada.submit();
  await ada.tab("Logs");

  const log = page.getByRole("log", { name: "Log" });
  await expect(log).toContainText(/epoch +\d+ \|█+·+\| \d+\/800/);
  await ada.waitFor("succeeded");
  await expect(log).toContainText(/accuracy \d\.\d+ on 200 points/);
  await expect(log).not.toContainText("|");

  const text = (await ada.download(run)).join("\n");
  const losses = [...text.matchAll(/loss (\d\.\d+)/g)].map((match) => Number(match[1]));
  expect(losses).toHaveLength(25);
  expect(losses[9]).toBeLessThan((losses[0] ?? 0) / 4);
  expect(Number(/accuracy (\d\.\d+)/.exec(text)?.[1])).toBeGreaterThan(0.9);

  await ada.tab("Overview");
  for (const value of ["epochs", "25", "rate", "0.05"]) await expect(ada.main).toContainText(value);
});
