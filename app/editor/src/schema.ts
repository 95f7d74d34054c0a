/** The part of JSON Schema that the polyaxonfile's is written in, and what it says of a place. */

import type { Step } from "./tree";

type Scalar = string | number | boolean | null;

export interface Schema {
  $ref?: string;
  $defs?: Record<string, Schema>;
  title?: string;
  description?: string;
  type?: string | string[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: boolean | Schema;
  items?: boolean | Schema;
  enum?: Scalar[];
  const?: Scalar;
  anyOf?: Schema[];
  oneOf?: Schema[];
  allOf?: Schema[];
}

export interface Field {
  name: string;
  required: boolean;
  /** What goes in, in a word or two. */
  type: string;
  description: string;
  /** What its value begins with. */
  takes: "map" | "seq" | "maps" | "scalar";
  /** It takes one of a few words, which can be offered. */
  listed: boolean;
}

export interface Value {
  text: string;
  description: string;
}

/** References to references and unions of unions go no deeper than this. */
const DEEPEST = 16;

/** One schema for a place: no reference, no union. `description` is that of the nearest reference, when it has none of its own. */
function alternatives(root: Schema, schema: Schema | boolean | undefined, depth = 0): Schema[] {
  if (typeof schema !== "object" || depth > DEEPEST) return [];
  if (schema.$ref !== undefined) {
    const { $ref, ...own } = schema;
    return alternatives(root, referred(root, $ref), depth + 1).map((found) => ({ ...found, ...own }));
  }
  const union = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  const own = schema.properties || schema.items || schema.enum || schema.const !== undefined || schema.type ? [schema] : [];
  return union.length === 0 ? [schema] : [...own, ...union.flatMap((part) => alternatives(root, part, depth + 1))];
}

function referred(root: Schema, reference: string): Schema | undefined {
  if (reference === "#") return root;
  const name = /^#\/\$defs\/(.+)$/.exec(reference)?.[1];
  return name === undefined ? undefined : root.$defs?.[decodeURIComponent(name).replaceAll("~1", "/").replaceAll("~0", "~")];
}

function scalars(root: Schema, schema: Schema | undefined): Scalar[] {
  return alternatives(root, schema).flatMap((one) => one.enum ?? (one.const === undefined ? [] : [one.const]));
}

/** Leaves out what the fields that are there rule out: `kind: tfjob` is of one model only. */
function fitting(root: Schema, models: Schema[], beside: Map<string, string>, but = ""): Schema[] {
  let left = models;
  for (const [name, value] of beside) {
    if (name === but || name === "" || value === "") continue;
    const fit = left.filter((model) => {
      const property = model.properties?.[name];
      const tags = alternatives(root, property).length > 0 ? scalars(root, property) : [];
      return property === undefined ? !isTag(root, left, name) : tags.length === 0 || tags.some((tag) => String(tag) === value);
    });
    if (fit.length > 0) left = fit;
  }
  return left;
}

/** A property by which models are told apart. */
function isTag(root: Schema, models: Schema[], name: string): boolean {
  return models.some((model) => alternatives(root, model.properties?.[name]).some((one) => one.const !== undefined));
}

/** What may stand at the end of these steps. */
export function schemasAt(root: Schema, steps: Step[]): Schema[] {
  let here = alternatives(root, root);
  for (const step of steps) {
    if ("item" in step) {
      here = here.flatMap((one) => alternatives(root, one.items));
      continue;
    }
    here = fitting(root, here, step.beside, step.field).flatMap((one) =>
      alternatives(root, Object.hasOwn(one.properties ?? {}, step.field) ? one.properties?.[step.field] : one.additionalProperties),
    );
  }
  return here;
}

/** The fields that may come in a mapping here: the required ones first, else in the schema's order. */
export function fieldsOf(root: Schema, here: Schema[], beside: Map<string, string>): Field[] {
  const models = fitting(root, here, beside).filter((model) => model.properties);
  const fields = new Map<string, Field>();
  for (const model of models) {
    for (const [name, property] of Object.entries(model.properties ?? {})) {
      if (beside.has(name)) continue;
      const known = fields.get(name);
      const required = models.every((other) => other.required?.includes(name));
      if (!known) fields.set(name, field(root, name, property, required));
    }
  }
  return [...fields.values()].sort((a, b) => Number(b.required) - Number(a.required));
}

function field(root: Schema, name: string, property: Schema, required: boolean): Field {
  const kinds = alternatives(root, property);
  const types = [...new Set(kinds.map((kind) => typeOf(root, kind)))].filter((type) => type !== "" && type !== "null");
  const description = property.description ?? kinds.find((kind) => kind.description)?.description ?? "";
  const listed = kinds.some((kind) => kind.enum || kind.const !== undefined || kind.type === "boolean");
  return { name, required, type: types.slice(0, 3).join(" or "), description, takes: takes(root, kinds), listed };
}

function takes(root: Schema, kinds: Schema[]): Field["takes"] {
  const first = kinds.find((kind) => kind.type !== "null");
  if (!first || kinds.some(isScalar)) return "scalar";
  if (first.type === "array" || first.items) return alternatives(root, first.items).some((item) => item.properties) ? "maps" : "seq";
  return isMap(first) ? "map" : "scalar";
}

const isMap = (schema: Schema) => schema.type === "object" || schema.properties !== undefined;

function isScalar(schema: Schema): boolean {
  return schema.enum !== undefined || schema.const !== undefined || ["string", "number", "integer", "boolean"].includes(String(schema.type));
}

function typeOf(root: Schema, schema: Schema): string {
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.enum) return schema.enum.length <= 3 ? schema.enum.map(String).join(" or ") : "one of a few";
  if (schema.type === "array" || schema.items) {
    const item = alternatives(root, schema.items)[0];
    return item ? `list of ${typeOf(root, item) || "anything"}` : "list";
  }
  if (isMap(schema)) return "fields";
  return [schema.type ?? ""].flat().filter((type) => type !== "null").join(" or ");
}

/** The words that may stand here. */
export function valuesOf(here: Schema[]): Value[] {
  const values = new Map<string, Value>();
  for (const schema of here) {
    const words = schema.enum ?? (schema.const !== undefined ? [schema.const] : schema.type === "boolean" ? [true, false] : []);
    for (const word of words) {
      const text = typeof word === "string" ? inYaml(word) : String(word);
      if (word !== null && !values.has(text)) values.set(text, { text, description: schema.description ?? "" });
    }
  }
  return [...values.values()];
}

/** What a union's tag may be, each with what its model is. */
export function tagsOf(root: Schema, steps: Step[]): Value[] {
  const last = steps.at(-1);
  if (!last || !("field" in last)) return [];
  const models = fitting(root, schemasAt(root, steps.slice(0, -1)), last.beside, last.field);
  return models.flatMap((model) => {
    const property = Object.hasOwn(model.properties ?? {}, last.field) ? model.properties?.[last.field] : undefined;
    return valuesOf(alternatives(root, property)).map((value) => ({ ...value, description: value.description || (model.description ?? "") }));
  });
}

/** A text as it is written so that it is read as one. */
function inYaml(text: string): string {
  return /^[A-Za-z_][\w./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text) ? text : JSON.stringify(text);
}
