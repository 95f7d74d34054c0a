/** Files that a run may have kept, of every kind that is shown, and some that are hostile. */

import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { Server } from "./server";

/** 16 × 16 dots. */
export const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAABAAAAAQCAIAAACQkWg2AAABzklEQVR42g3Loc6GIBiA0f/CvkgkGolEZ3rDM2YwMBPJGQyM9CZnIDiSieRl/Z5+/n68htfyDryO1/OOvMI780bexLvzZl7lvXhv3r8f3dAtfaA7uqePdKHP9EhP9J2e6Uq/6Df9C4/hsTwDj+PxPCOP8Mw8kSfx7DyZR3kunpvnC83QLG2gOZqnjTShzbRIS7SdlmlKu2g37QvVUC11oDqqp45Uoc7USE3UnZqpSr2oN/ULp+G0nAOn4/ScI6dwzpyRM3HunJlTOS/Om/MLalCLDqhDPTqigs5oRBO6oxlV9EJv9AvFUCxloDiKp4wUocyUSEmUnZIpSrkoN+ULh+GwHAOH4/AcI4dwzByRI3HsHJlDOS6Om+MLm2GzbAObY/NsI5uwzWyRLbHtbJlN2S62m+0LyZAsaSA5kieNJCHNpEhKpJ2USUq6SDfpC6thtawDq2P1rCOrsM6skTWx7qyZVVkv1pv1C4thsSwDi2PxLCOLsMwskSWx7CyZRVkulpvlC8EQLGEgOIInjAQhzIRISISdkAlKuAg34QtiEIsMiEM8MiKCzEhEErIjGVHkQm7kC5NhskwDk2PyTCOTMM1MkSkx7UyZSZkuppvpH0ZNixCjgY9FAAAAAElFTkSuQmCC",
  "base64",
);

/** Half a second of a tone, at 8 kHz, one byte a sample. */
export function wav(): Buffer {
  const samples = 4_000;
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8_000, 24);
  head.writeUInt32LE(8_000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples, 40);
  return Buffer.concat([head, Buffer.from(Array.from({ length: samples }, (_, at) => 128 + 60 * Math.sin(at / 3)))]);
}

/** A page that tries to get at whoever looks at it, and writes down what came of it. */
export const HOSTILE_PAGE = `<!DOCTYPE html><meta charset="utf-8"><title>report</title>
<body style="font: 16px sans-serif"><h1>A report</h1><pre id="found">nothing ran</pre>
<script>
  const found = { ran: "yes", origin: String(self.origin) };
  const attempt = (name, does) => { try { found[name] = String(does()); } catch { found[name] = "refused"; } };
  attempt("cookie", () => document.cookie);
  attempt("parent", () => parent === self ? "alone" : parent.document.title);
  attempt("storage", () => localStorage.length);
  attempt("popup", () => (open("/") === null ? "refused" : "opened"));
  attempt("top", () => { if (top !== self) top.location.href = "/login"; return "went"; });
  const load = (kind, url) => new Promise((resolve) => {
    const element = document.createElement(kind);
    element.onload = () => resolve("loaded");
    element.onerror = () => resolve("refused");
    element.src = url;
    document.body.append(element);
  });
  const call = (url) => fetch(url, { credentials: "include" }).then(() => "answered", () => "refused");
  (async () => {
    found.api = await call(new URL("/api/v1/users", document.URL));
    found.network = await call("https://example.org/");
    found.image = await load("img", new URL("/favicon.svg", document.URL));
    found.script = await load("script", "https://example.org/x.js");
    const form = document.createElement("form");
    form.action = new URL("/api/fn/sign_out", document.URL);
    form.method = "post";
    document.body.append(form);
    form.submit();
    await new Promise((resolve) => setTimeout(resolve, 300));
    document.querySelector("#found").textContent = JSON.stringify(found);
  })();
</script>`;

export const HOSTILE_NAME = '"><img src=x onerror=document.title=1>&amp;%41 #?.txt';

/** Puts files into the folder of the run at this path; where that is. */
export function keepFiles(server: Server, run: string): string {
  const folder = path.join(server.dataDir, "artifacts", run.split("/")[2] ?? "");
  const put = (name: string, content: string | Buffer) => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  };
  put("outputs/plots/loss.png", PNG);
  put("outputs/plots/calm.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40"><circle cx="20" cy="20" r="15" fill="teal"/></svg>');
  put("outputs/plots/drawing.svg", '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 40"><circle cx="20" cy="20" r="15" fill="teal"/><script>parent.document.title="taken"</script></svg>');
  put("outputs/sounds/tone.wav", wav());
  put("outputs/clip.mp4", Buffer.alloc(100_000, 7));
  put("outputs/table.csv", `step,loss,note\n${Array.from({ length: 250 }, (_, at) => `${at},${(1 / (at + 1)).toFixed(4)},"a, ""quoted"" <b>note</b>"`).join("\n")}\n`);
  put("outputs/config.json", '{"lr": 1e-3, "layers": [64, 64], "name": "<i>spirals</i>", "nested": {"deep": {"er": {"still": true}}}}');
  put("outputs/README.md", "# Results\n\nIt **works**. <script>document.title='taken'</script>\n\n| a | b |\n|---|---|\n| 1 | 2 |\n");
  put("outputs/train.py", 'import math\n\nfor step in range(3):\n    print(f"<b>{step}</b>")\n');
  put("outputs/run.log", "plain\n\u001b[31mred\u001b[0m after\n");
  put("outputs/long.txt", "0123456789abcdef\n".repeat(40_000));
  put("outputs/report.html", HOSTILE_PAGE);
  put("outputs/weights.bin", Buffer.from(Array.from({ length: 5_000 }, (_, at) => (at * 7) % 256)));
  put("outputs/frame.parquet", "PAR1....PAR1");
  put("outputs/empty.txt", "");
  for (const step of [1, 2, 9, 10, 11]) put(`outputs/checkpoints/step-${step}.ckpt`, Buffer.alloc(step * 1_000, 1));
  put(`outputs/odd/${HOSTILE_NAME}`, "odd but fine");
  put("outputs/odd/line\nbreak.txt", "two lines");
  put("outputs/odd/photo\u202egnp.exe", "MZ");
  put(`outputs/odd/${"long-".repeat(45)}.txt`, "long");
  symlinkSync("../checkpoints", path.join(folder, "outputs/odd/latest"));
  symlinkSync("/etc/passwd", path.join(folder, "outputs/odd/passwd"));
  execFileSync("mkfifo", [path.join(folder, "outputs/odd/pipe")]);
  return folder;
}
