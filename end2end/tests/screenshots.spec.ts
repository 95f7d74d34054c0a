import path from "node:path";

import { PAGES, SCHEMES, test, WIDTHS } from "../harness/gallery";

const FOLDER = process.env.SCREENS_DIR ?? path.join(__dirname, "../test-results/screens");

for (const name of PAGES) {
  test(`${name}: its picture is taken`, async ({ gallery }) => {
    for (const width of WIDTHS) {
      for (const scheme of SCHEMES) {
        await gallery.show(name, width, scheme, async (page) => {
          await page.screenshot({
            path: path.join(FOLDER, `${name}-${width}-${scheme}.png`),
            animations: "disabled",
            fullPage: width < 768,
          });
        });
      }
    }
  });
}
