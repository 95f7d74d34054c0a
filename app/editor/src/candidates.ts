/** What may be written at the caret: a function of the text, the caret and the schema. */

import { type Field, fieldsOf, type Schema, schemasAt, tagsOf, type Value, valuesOf } from "./schema";
import { templateAt, templateCandidates } from "./templates";
import { placeOf } from "./tree";

export interface Candidate {
  /** What is seen and searched. */
  label: string;
  /** What is written. */
  insert: string;
  /** Its type, in a word or two. */
  detail: string;
  description: string;
  /** The greater, the earlier. */
  sort: number;
  /** Its value can be completed next. */
  more: boolean;
}

export interface Candidates {
  /** Where what they take the place of begins. */
  from: number;
  kind: "field" | "value" | "template";
  candidates: Candidate[];
}

const INDENT = "  ";

/** What fits at the caret; nothing where nothing is known. Without a schema, only inputs in templates are. */
export function candidatesAt(text: string, offset: number, schema: Schema | undefined, inputs: string[]): Candidates | undefined {
  const lineStart = text.lastIndexOf("\n", offset - 1) + 1;
  const lineEnd = text.indexOf("\n", offset) < 0 ? text.length : text.indexOf("\n", offset);
  const name = templateAt(text.slice(lineStart, lineEnd), offset - lineStart);
  if (name !== undefined) return { from: lineStart + name, kind: "template", candidates: templateCandidates(inputs, schema) };

  const place = schema && placeOf(text, offset);
  if (!place) return undefined;
  const here = schemasAt(schema, place.steps);
  const quoted = /["']/.test(text.charAt(place.from));
  const from = quoted ? place.from + 1 : place.from;
  if (place.at === "start") {
    const named = /^[\w.-]*["']?\s*:/.test(text.slice(offset, lineEnd));
    const bare = quoted || named;
    const fields = fieldsOf(schema, here, place.beside).map((field) => fieldCandidate(field, bare, place.flow, place.column));
    if (fields.length > 0) return { from, kind: "field", candidates: fields };
    if (place.beside.size > 0) return undefined;
  }
  const tags = place.at === "value" ? tagsOf(schema, place.steps) : [];
  const values = (tags.length > 0 ? unique(tags) : valuesOf(here)).map((value) => valueCandidate(value, quoted));
  return values.length > 0 ? { from, kind: "value", candidates: values } : undefined;
}

function fieldCandidate(field: Field, bare: boolean, flow: boolean, column: number): Candidate {
  const { name, type, description, required, takes } = field;
  const inner = `\n${" ".repeat(column)}${INDENT}`;
  const begin = flow ? " " : { scalar: " ", map: inner, seq: `${inner}- `, maps: `${inner}- ` }[takes];
  const insert = bare ? name : `${name}:${begin}`;
  return { label: name, insert, detail: required ? `${type} · required` : type, description, sort: required ? 1 : 0, more: !bare && field.listed };
}

function valueCandidate({ text, description }: Value, quoted: boolean): Candidate {
  const label = quoted ? text.replace(/^"|"$/g, "") : text;
  return { label, insert: label, detail: "", description, sort: 0, more: false };
}

function unique(values: Value[]): Value[] {
  return [...new Map(values.map((value) => [value.text, value])).values()];
}
