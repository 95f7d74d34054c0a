import { fixture, numbersOf, upTo } from "../harness/person";
import { ADA, Server } from "../harness/server";
import { expect, test as base } from "../harness/test";

const LINES = 60;

/** A server that this test may kill, with Ada signed in on it. */
const test = base.extend<{ mortal: Server }>({
  mortal: async ({ database }, use) => {
    const server = await Server.start(database);
    await use(server);
    await server.dispose();
  },
  baseURL: ({ mortal }, use) => use(mortal.url),
  storageState: ({}, use) => use({ cookies: [], origins: [] }),
});

for (const [when, away] of [
  ["for a moment", 500],
  ["until after the run's end", 14_000],
] as const) {
  test(`a server that is killed ${when} loses no line and repeats none`, async ({ ada, mortal, page }) => {
    await ada.signIn(ADA);
    const project = await ada.createProject("crash");
    await ada.write(project, fixture("ticker.yaml").replace("value: 100", `value: ${LINES}`));
    const run = await ada.submit();
    await ada.tab("Logs");
    await expect(ada.line(8)).toContainText(`line 8 of ${LINES}`);

    const killed = mortal.pid;
    await mortal.kill();
    await page.waitForTimeout(away);
    await mortal.start();
    expect(mortal.pid).not.toBe(killed);

    // The page was open all the time, and goes on by itself.
    await ada.waitFor("succeeded", 60_000);
    await expect(ada.line(LINES)).toContainText(`line ${LINES} of ${LINES}`, { timeout: 30_000 });
    expect(numbersOf(await ada.lines.allInnerTexts())).toEqual(upTo(LINES));

    await page.reload();
    await expect(ada.status).toHaveAttribute("data-status", "succeeded");
    expect(numbersOf(await ada.lines.allInnerTexts())).toEqual(upTo(LINES));
    expect(numbersOf(await ada.download(run))).toEqual(upTo(LINES));
  });
}

test("a run that is stopped while the server is away is stopped once it is back", async ({ ada, mortal }) => {
  await ada.signIn(ADA);
  const project = await ada.createProject("crash");
  const run = await ada.run(project, "ticker.yaml");
  await ada.waitFor("running");
  await ada.button("Stop").click();
  await mortal.kill();
  await mortal.start();
  await ada.page.goto(run);
  // Killed before or after the wish was written down: either it stops, or it can still be told to.
  if (await ada.button("Stop").isVisible()) await ada.button("Stop").click();
  await ada.waitFor("stopped");
});

const KILLS = 20;
const RUNS = 10;
const RUN_LINES = 600;

/** Numbers from 0 to 1, the same ones for the same seed (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

base(`${KILLS} kills at random moments lose no line of ${RUNS} runs, repeat none, and change no end`, async ({ database }) => {
  base.setTimeout(180_000);
  const seed = Number(process.env.CRASH_SEED ?? Math.floor(Math.random() * 2 ** 32));
  console.log(`CRASH_SEED=${seed}`);
  const random = randomFrom(seed);
  const server = await Server.start(database, { more: { ORRERY_LOCAL_SLOTS: `${RUNS}` } });
  try {
    const token = (await server.admin(["create-token", ADA.name])).trim().split(/\s+/).at(-1) ?? "";
    const headers = { authorization: `Token ${token}`, "content-type": "application/json" };
    const ask = async (path: string, body?: object) => {
      const request = body ? { method: "POST", body: JSON.stringify(body) } : {};
      const response = await fetch(`${server.url}${path}`, { headers, ...request });
      expect(response.ok, `${path}: ${response.status}`).toBe(true);
      return response;
    };
    await ask("/api/v1/default/projects/create", { name: "crash" });
    const runs: { uuid: string; end: string }[] = [];
    for (let run = 0; run < RUNS; run++) {
      // Some print line by line, some in bursts; some succeed, some fail.
      const burst = run % 3 === 0 ? 20 : 1;
      const code = run % 4 === 3 ? 3 : 0;
      const pause = (0.045 * burst).toFixed(3);
      const script =
        `i=1; while [ $i -le ${RUN_LINES} ]; do echo "line $i of ${RUN_LINES}"; ` +
        `[ $((i % ${burst})) -ne 0 ] || sleep ${pause}; i=$((i+1)); done; exit ${code}`;
      const content = `version: 1.1\nkind: component\nrun:\n  kind: job\n  container:\n    command: [sh, -c]\n    args: ['${script}']\n`;
      const { uuid } = (await (await ask("/api/v1/default/crash/runs", { content })).json()) as { uuid: string };
      runs.push({ uuid, end: code === 0 ? "succeeded" : "failed" });
    }
    for (let kill = 0; kill < KILLS; kill++) {
      await new Promise((resolve) => setTimeout(resolve, random() * 1_500));
      await server.kill();
      await server.start();
    }
    for (const { uuid, end } of runs) {
      await expect
        .poll(async () => ((await (await ask(`/api/v1/default/crash/runs/${uuid}`)).json()) as { status: string }).status, {
          timeout: 60_000,
        })
        .toMatch(/^(succeeded|failed|stopped)$/);
      const statuses = (await (await ask(`/api/v1/default/crash/runs/${uuid}/statuses`)).json()) as {
        status: string;
        status_conditions: { type: string }[];
      };
      expect(statuses.status).toBe(end);
      const types = statuses.status_conditions.map((condition) => condition.type);
      expect(types.filter((type) => type === "running"), `${types}`).toHaveLength(1);
      expect(types.at(-1)).toBe(end);
      const text = async () => numbersOf((await (await ask(`/runs/${uuid}/logs/download`)).text()).split("\n"));
      // The status comes with the run's end, its last lines a moment later.
      await expect.poll(async () => (await text()).length).toBeGreaterThanOrEqual(RUN_LINES);
      expect(await text(), `CRASH_SEED=${seed}`).toEqual(upTo(RUN_LINES));
    }
  } finally {
    await server.dispose();
  }
});
