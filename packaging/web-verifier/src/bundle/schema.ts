/**
 * The JSON Schemas of `docs/schemas`, which belong to the specification, as functions. Only the keywords that
 * stand there are known; another one is a mistake of the build and throws.
 */

import artifact from "../../../../docs/schemas/artifact.schema.json";
import blocks from "../../../../docs/schemas/blocks.schema.json";
import card from "../../../../docs/schemas/card.schema.json";
import custody from "../../../../docs/schemas/custody.schema.json";
import event from "../../../../docs/schemas/event.schema.json";
import omission from "../../../../docs/schemas/omission.schema.json";
import parcel from "../../../../docs/schemas/parcel.schema.json";
import request from "../../../../docs/schemas/request.schema.json";
import request2 from "../../../../docs/schemas/request2.schema.json";
import selection from "../../../../docs/schemas/selection.schema.json";
import source from "../../../../docs/schemas/source.schema.json";
import supplement from "../../../../docs/schemas/supplement.schema.json";

/** What JSON gives once numbers are refused. */
export type Json = string | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };
/** Whether a value is what the schema says. */
export type Rule = (value: Json) => boolean;

type Schema = { readonly [keyword: string]: unknown };

const SAID_ONLY = new Set(["$schema", "$id", "$defs", "title", "description", "then", "else"]);
const TYPES: Record<string, Rule> = {
  object: (v) => typeof v === "object" && v !== null && !Array.isArray(v),
  array: (v) => Array.isArray(v),
  string: (v) => typeof v === "string",
  boolean: (v) => typeof v === "boolean",
  null: (v) => v === null,
};

function isObject(value: Json): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

class Compiler {
  private readonly known = new Map<string, Rule>();

  constructor(private readonly root: Schema) {}

  compile(schema: Schema): Rule {
    const rules = Object.keys(schema)
      .filter((keyword) => !SAID_ONLY.has(keyword))
      .map((keyword) => this.keyword(keyword, schema[keyword], schema))
      .filter((rule) => rule !== null);
    if (rules.length === 1) return rules[0]!;
    return (value) => rules.every((rule) => rule(value));
  }

  private keyword(keyword: string, said: unknown, schema: Schema): Rule | null {
    switch (keyword) {
      case "$ref":
        return this.reference(said as string);
      case "type": {
        const types = (Array.isArray(said) ? said : [said]).map((name: string) => {
          const rule = TYPES[name];
          if (rule === undefined) throw new Error(`type ${name}`);
          return rule;
        });
        return types.length === 1 ? types[0]! : (value) => types.some((rule) => rule(value));
      }
      case "const":
        return (value) => value === said;
      case "enum": {
        const words = new Set(said as Json[]);
        return (value) => words.has(value);
      }
      case "anyOf": {
        const ways = (said as Schema[]).map((one) => this.compile(one));
        return (value) => ways.some((rule) => rule(value));
      }
      case "oneOf": {
        const ways = (said as Schema[]).map((one) => this.compile(one));
        return (value) => ways.filter((rule) => rule(value)).length === 1;
      }
      case "allOf": {
        const all = (said as Schema[]).map((one) => this.compile(one));
        return (value) => all.every((rule) => rule(value));
      }
      case "if": {
        const [when, then, otherwise] = [said, schema["then"] ?? {}, schema["else"] ?? {}].map((one) =>
          this.compile(one as Schema),
        ) as [Rule, Rule, Rule];
        return (value) => (when(value) ? then(value) : otherwise(value));
      }
      case "pattern": {
        const pattern = new RegExp(said as string, "u");
        return (value) => typeof value !== "string" || pattern.test(value);
      }
      case "minLength":
        return (value) => typeof value !== "string" || Array.from(value).length >= (said as number);
      case "maxLength":
        return (value) => typeof value !== "string" || Array.from(value).length <= (said as number);
      case "minItems":
        return (value) => !Array.isArray(value) || value.length >= (said as number);
      case "maxItems":
        return (value) => !Array.isArray(value) || value.length <= (said as number);
      case "uniqueItems":
        // values are compared in the canonical form that was demanded before, so equal text is equal value
        return (value) => !Array.isArray(value) || new Set(value.map((v) => JSON.stringify(v))).size === value.length;
      case "items":
        return this.items(said as Schema | false, (schema["prefixItems"] as Schema[] | undefined)?.length ?? 0);
      case "prefixItems": {
        const first = (said as Schema[]).map((one) => this.compile(one));
        return (value) => !Array.isArray(value) || first.every((rule, i) => i >= value.length || rule(value[i]!));
      }
      case "properties": {
        const named = Object.entries(said as Record<string, Schema>).map(
          ([name, one]) => [name, this.compile(one)] as const,
        );
        return (value) =>
          !isObject(value) || named.every(([name, rule]) => !Object.hasOwn(value, name) || rule(value[name]!));
      }
      case "required": {
        const names = said as string[];
        return (value) => !isObject(value) || names.every((name) => Object.hasOwn(value, name));
      }
      case "additionalProperties": {
        const known = new Set(Object.keys((schema["properties"] as Record<string, unknown> | undefined) ?? {}));
        const rule = said === false ? () => false : this.compile(said as Schema);
        return (value) => !isObject(value) || Object.keys(value).every((k) => known.has(k) || rule(value[k]!));
      }
      case "propertyNames": {
        const rule = this.compile(said as Schema);
        return (value) => !isObject(value) || Object.keys(value).every((k) => rule(k));
      }
      default:
        throw new Error(`the schemas use a keyword that is not known here: ${keyword}`);
    }
  }

  private items(said: Schema | false, from: number): Rule {
    const rule = said === false ? () => false : this.compile(said);
    return (value) => !Array.isArray(value) || value.every((one, i) => i < from || rule(one));
  }

  private reference(path: string): Rule {
    const name = path.replace("#/$defs/", "");
    const known = this.known.get(name);
    if (known !== undefined) return known;
    const target = (this.root["$defs"] as Record<string, Schema> | undefined)?.[name];
    if (target === undefined) throw new Error(`no definition ${path}`);
    const rule = this.compile(target);
    this.known.set(name, rule);
    return rule;
  }
}

const rule = (schema: Schema): Rule => new Compiler(schema).compile(schema);

export const ARTIFACT = rule(artifact);
/** How many digests there must be follows from the file, and has a finding of its own. */
export const BLOCKS = rule(typesAlone(blocks) as Schema);
export const CARD = rule(card);
export const CUSTODY = rule(custody);
export const EVENT = rule(event);
export const OMISSION = rule(omission);
/** Key by key, so that a finding can name the one that is wrong. All of them are there. */
export const PARCEL_KEYS: ReadonlyMap<string, Rule> = new Map(parcel.required.map((key) => [key, rule(parcel.properties[key as keyof typeof parcel.properties])]));
export const REQUEST_1 = rule(request);
export const REQUEST_2 = rule(request2);
export const SELECTION = rule(selection);
export const SOURCE = rule(source);
export const SUPPLEMENT = rule(supplement);
/** Keys and types alone: what else the table of section 3.10 demands has a finding of its own. */
export const SUPPLEMENT_TYPES = rule(typesAlone(supplement) as Schema);

function typesAlone(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(typesAlone);
  if (typeof schema !== "object" || schema === null) return schema;
  const bounded = Object.hasOwn(schema, "maxLength"); // a name, whose grammar is a rule and no type
  const kept = Object.entries(schema).filter(
    ([keyword]) => !["minItems", "uniqueItems", "minLength", "maxLength"].includes(keyword) && !(bounded && keyword === "pattern"),
  );
  return Object.fromEntries(kept.map(([keyword, said]) => [keyword, typesAlone(said)]));
}
