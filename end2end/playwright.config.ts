import { defineConfig } from "@playwright/test";

import type { Setup } from "./harness/test";

/** Looks, sizes and what needs no server are the same over either database. */
const SAME = ["a11y", "screenshots", "figures", "completion", "polyaxonfiles"].map((name) => `**/${name}.spec.ts`);

export default defineConfig<object, Setup>({
  testDir: "tests",
  outputDir: "test-results",
  workers: 2,
  forbidOnly: process.env.CI === "true",
  // A test that passes only the second time is reported as flaky.
  retries: process.env.CI === "true" ? 2 : 0,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: "list",
  use: {
    viewport: { width: 1440, height: 900 },
    locale: "en-GB",
    timezoneId: "UTC",
    actionTimeout: 15_000,
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
  projects: [
    { name: "sqlite", use: { database: "sqlite" } },
    { name: "postgres", use: { database: "postgres" }, testIgnore: SAME },
  ],
});
