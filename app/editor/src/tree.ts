/**
 * Where the caret is in a file that is being written, and so is often broken: which fields lead there, and what stands beside it.
 *
 * Reads by indentation, line by line, and never fails. It knows less of YAML than the check does: anchors, tags and multi-line
 * scalars without `|` or `>` are passed over.
 */

import { endOfFlow, readFlow } from "./flow";

/** A mapping or a sequence. */
export interface Container {
  kind: "map" | "seq";
  column: number;
  flow: boolean;
  entries: Entry[];
  /** What it is in; it is the value of the last entry at that time. */
  parent: Container | undefined;
  slot?: Entry | undefined;
}

/** A field of a mapping, or an item (whose key is empty). */
export class Entry {
  child: Container | undefined;

  constructor(
    readonly key: string,
    public value: string,
  ) {}
}

/** A step from the root to the caret: into a field, or into an item. `beside` are the fields of the same mapping, with scalar values. */
export type Step = { field: string; beside: Map<string, string> } | { item: true };

/** Where the caret is. */
export interface Place {
  /** From the root to the value that is written. */
  steps: Step[];
  /** The fields that are there already, when a field may come here. */
  beside: Map<string, string>;
  /** A field's value on its line, where no mapping can begin; or the start of something. */
  at: "value" | "start";
  /** Inside of braces or brackets. */
  flow: boolean;
  /** Where what is being written begins. */
  from: number;
  /** The column that a field has here. */
  column: number;
}

/** Remembers where in the tree the caret was come upon. */
export class Caret {
  private container: Container | undefined;
  private key: string | undefined;
  private from = 0;
  private column = 0;
  private seen = false;

  constructor(readonly offset: number) {}

  /** The caret is in `container` (the root when undefined), in the value of `key` if given. */
  found(container: Container | undefined, key: string | undefined, from: number, indent: string): void {
    [this.container, this.key, this.from, this.column, this.seen] = [container, key, from, indent.length, true];
  }

  place(): Place | undefined {
    if (!this.seen) return undefined;
    const { container, key, from, column } = this;
    const steps = stepsTo(container);
    const flow = container?.flow ?? false;
    if (key !== undefined && container) {
      steps.push({ field: key, beside: fieldsOf(container) });
      return { steps, beside: new Map(), at: "value", flow, from, column };
    }
    if (container?.kind === "seq") steps.push({ item: true });
    const beside = container?.kind === "map" ? fieldsOf(container) : new Map<string, string>();
    return { steps, beside, at: "start", flow, from, column };
  }
}

function fieldsOf(container: Container): Map<string, string> {
  return new Map(container.entries.map((entry) => [entry.key, entry.value]));
}

function stepsTo(container: Container | undefined): Step[] {
  const steps: Step[] = [];
  for (let here = container; here?.parent; here = here.parent) {
    const { parent, slot } = here;
    steps.unshift(parent.kind === "seq" ? { item: true } : { field: slot?.key ?? "", beside: fieldsOf(parent) });
  }
  return steps;
}

/** A text without the quotes around it and the comment behind it. */
export function unquoted(text: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"|^'((?:[^']|'')*)'/.exec(text);
  if (quoted) return quoted[1] ?? quoted[2] ?? "";
  return text.replace(/\s+#.*$/, "").trim();
}

const KEY = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#"'{}[\],&*!|>%@`-][^#]*?|-[^\s#][^#]*?)\s*:(?=\s|$)/;
const BLOCK_SCALAR = /^[|>][-+0-9]*\s*(#.*)?$/;

/** Where the caret is; nothing inside of a block of text or a comment. */
export function placeOf(text: string, offset: number): Place | undefined {
  const caret = new Caret(offset);
  new Reader(text, caret).read();
  return caret.place();
}

class Reader {
  private readonly root: Container[] = [];
  private stack: Container[] = [];

  constructor(
    private readonly text: string,
    private readonly caret: Caret,
  ) {}

  read(): void {
    let blockColumn: number | undefined;
    for (let start = 0; start <= this.text.length; ) {
      const newline = this.text.indexOf("\n", start);
      const end = newline < 0 ? this.text.length : newline;
      const line = this.text.slice(start, end);
      const indent = line.length - line.trimStart().length;
      const holds = start <= this.caret.offset && this.caret.offset <= end;
      const blank = line.trim() === "";
      if (blockColumn !== undefined && !blank && indent <= blockColumn) blockColumn = undefined;
      if (blockColumn !== undefined) {
        // An empty line that is less indented than the block is not its text.
        if (holds && blank && this.caret.offset - start <= blockColumn) this.line(start, end, true);
        start = end + 1;
        continue;
      }
      const read = this.line(start, end, holds);
      blockColumn = read.blockColumn;
      start = Math.max(read.end, end) + 1;
    }
  }

  /** Reads one line, and what of the following ones belongs to a flow collection that begins in it. */
  private line(start: number, end: number, holds: boolean): { end: number; blockColumn?: number } {
    const line = this.text.slice(start, end);
    const { offset } = this.caret;
    let column = line.length - line.trimStart().length;
    let rest = line.trim();
    if (rest === "") {
      if (holds) this.caretAt(offset - start, offset);
      return { end };
    }
    if (rest.startsWith("#") || /^(---|\.\.\.)(\s|$)/.test(line)) return { end };
    if (holds && offset - start < column) return { end };

    let block = column;
    while (/^-(\s|$)/.test(rest)) {
      this.dash(column);
      block = column;
      const after = rest.slice(1);
      const gap = after.length - after.trimStart().length;
      if (holds && offset <= start + column) return { end };
      column += 1 + gap;
      rest = after.trimStart();
      if (rest === "" && holds) this.caretAt(Math.max(offset - start, block + 2), offset);
    }
    if (rest === "" || rest.startsWith("#")) return { end };

    const key = KEY.exec(rest);
    if (!key) return this.bare(start, end, column, rest, block, holds);
    const name = unquoted(key[1] ?? "");
    const valueColumn = column + key[0].length;
    const after = line.slice(valueColumn);
    const value = after.trim();
    const map = this.mapAt(column);
    if (holds && offset <= start + column + (key[1] ?? "").length) {
      this.caret.found(map, undefined, start + column, " ".repeat(column));
      // What is being renamed is not there already.
      map.entries.push(new Entry("", unquoted(value)));
    } else {
      map.entries.push(new Entry(name, ""));
    }
    const entry = map.entries.at(-1);
    const valueStart = start + valueColumn + (after.length - after.trimStart().length);
    if (/^[{[]/.test(value)) return { end: this.flow(valueStart, map, entry) };
    if (entry && !BLOCK_SCALAR.test(value)) entry.value = unquoted(value);
    if (holds && offset > start + valueColumn && !inComment(after, offset - start - valueColumn)) {
      this.caret.found(map, name, Math.min(valueStart, offset), " ".repeat(column));
    }
    return BLOCK_SCALAR.test(value) ? { end, blockColumn: block } : { end };
  }

  /** A line's rest that is no field: an item, a word that may become a field, or a flow collection. */
  private bare(start: number, end: number, column: number, rest: string, block: number, holds: boolean): { end: number; blockColumn?: number } {
    if (/^[{[]/.test(rest)) {
      const parent = this.stack.at(-1);
      return { end: this.flow(start + column, parent, parent?.entries.at(-1)) };
    }
    if (BLOCK_SCALAR.test(rest)) return { end, blockColumn: block };
    const { offset } = this.caret;
    if (holds && offset >= start + column && !inComment(rest, offset - start - column)) this.caretAt(column, start + column);
    return { end };
  }

  private flow(start: number, parent: Container | undefined, slot: Entry | undefined): number {
    const end = endOfFlow(this.text, start);
    const child = readFlow(this.text, start, end, this.caret, parent, slot);
    if (slot) slot.child = child;
    return end;
  }

  /** The caret is where a field or an item may begin. */
  private caretAt(column: number, from: number): void {
    const top = this.reach(column);
    if (top?.kind === "map" && top.column === column) return this.caret.found(top, undefined, from, " ".repeat(column));
    // Under a field that has its value already, nothing begins.
    const slot = top?.entries.at(-1);
    if (top && (slot?.value !== "" || (top.kind === "seq" && top.column >= column))) return;
    this.caret.found(this.open("map", column, top), undefined, from, " ".repeat(column));
  }

  private mapAt(column: number): Container {
    const top = this.reach(column);
    return top?.kind === "map" && top.column === column ? top : this.open("map", column, top);
  }

  private dash(column: number): void {
    while ((this.stack.at(-1)?.column ?? -1) > column) this.stack.pop();
    const top = this.stack.at(-1);
    const seq = top?.kind === "seq" && top.column === column ? top : this.open("seq", column, top);
    seq.entries.push(new Entry("", ""));
  }

  /** The container that something at this column is in, or is to begin in. */
  private reach(column: number): Container | undefined {
    for (;;) {
      const top = this.stack.at(-1);
      if (!top || top.column < column || (top.column === column && top.kind === "map")) return top;
      this.stack.pop();
    }
  }

  private open(kind: Container["kind"], column: number, parent: Container | undefined): Container {
    const slot = parent?.entries.at(-1);
    const known = parent ? slot?.child : this.root.at(-1);
    if (known?.kind === kind && known.column === column) {
      this.stack.push(known);
      return known;
    }
    const opened: Container = { kind, column, flow: false, entries: [], parent, slot };
    if (slot) slot.child = opened;
    else if (!parent) this.root.push(opened);
    this.stack.push(opened);
    return opened;
  }
}

function inComment(text: string, offset: number): boolean {
  const comment = /(^|\s)#/.exec(text);
  return comment !== null && comment.index < offset;
}
