/** Reading `{a: 1, b: [c, …` as far as it goes. */

import { Caret, type Container, Entry, unquoted } from "./tree";

const OPENING = "{[";
const CLOSING = "}]";

/** Where a flow collection that begins here ends: behind its last bracket, or at the end of the text when that is missing. */
export function endOfFlow(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const letter = text.charAt(at);
    if (letter === '"' || letter === "'") at = endOfQuote(text, at);
    else if (OPENING.includes(letter)) depth++;
    else if (CLOSING.includes(letter) && --depth === 0) return at + 1;
  }
  return text.length;
}

/** The flow collection that begins at `start`, as the value of `slot` in `parent`; notes the caret if it is inside. */
export function readFlow(text: string, start: number, end: number, caret: Caret, parent: Container | undefined, slot: Entry | undefined): Container {
  const stack: Container[] = [];
  let open = { kind: text.charAt(start) === "{" ? "map" : "seq", column: -1, flow: true, entries: [], parent, slot } as Container;
  const root = open;
  let token = start + 1;
  let key: string | undefined;

  /** What stands between two signs: a key's value, an item, or a key without a value yet. */
  const finish = (until: number) => {
    const raw = text.slice(token, until);
    const word = raw.trim();
    const held = token <= caret.offset && caret.offset <= until;
    const from = Math.min(token + (raw.length - raw.trimStart().length), caret.offset);
    if (held) caret.found(open, key, from, "");
    if (open.kind === "seq") {
      if (word !== "") open.entries.push(new Entry("", unquoted(word)));
    } else if (key !== undefined) {
      const entry = open.entries.at(-1);
      if (entry && !entry.child) entry.value = unquoted(word);
    } else if (word !== "" && !held) {
      open.entries.push(new Entry(unquoted(word), ""));
    }
  };

  for (let at = start + 1; at < end; at++) {
    const letter = text.charAt(at);
    if (letter === '"' || letter === "'") {
      at = endOfQuote(text, at);
    } else if (OPENING.includes(letter)) {
      if (open.kind === "seq") open.entries.push(new Entry("", ""));
      const entry = open.entries.at(-1);
      const inner: Container = { kind: letter === "{" ? "map" : "seq", column: -1, flow: true, entries: [], parent: open, slot: entry };
      if (entry) entry.child = inner;
      stack.push(open);
      [open, key, token] = [inner, undefined, at + 1];
    } else if (CLOSING.includes(letter)) {
      finish(at);
      const outer = stack.pop();
      if (!outer) return root;
      open = outer;
      // Whatever follows up to the next comma belongs to nothing.
      [key, token] = [open.kind === "map" ? open.entries.at(-1)?.key : undefined, at + 1];
    } else if (letter === ",") {
      finish(at);
      [key, token] = [undefined, at + 1];
    } else if (letter === ":" && open.kind === "map" && key === undefined && /[\s"'{[]|$/.test(text.charAt(at + 1))) {
      const name = unquoted(text.slice(token, at).trim());
      if (token <= caret.offset && caret.offset <= at) finish(at);
      open.entries.push(new Entry(name, ""));
      [key, token] = [name, at + 1];
    }
  }
  finish(end);
  return root;
}

/** The closing quote of the one that stands here. */
function endOfQuote(text: string, start: number): number {
  const quote = text.charAt(start);
  for (let at = start + 1; at < text.length; at++) {
    const letter = text.charAt(at);
    if (letter === "\\" && quote === '"') at++;
    else if (letter === quote) return at;
    else if (letter === "\n") return at - 1;
  }
  return text.length;
}
