/** Sentences in eight languages, out of the program's own catalogues (put here by the build). */

import catalogues from "../../generated/messages.json";
import { visible } from "./visible";

export const LANGUAGES = ["en", "fr", "es", "ar", "de", "pt-BR", "ru", "zh-Hans"] as const;
export type Language = (typeof LANGUAGES)[number];
export type Fields = Readonly<Record<string, string | number>>;

const CATALOGUES = catalogues as Record<string, Record<string, string | string[]>>;
/** Between a context and its message, as gettext writes it. */
const CONTEXT = "\u0004";
const [LRI, FSI, PDI] = ["\u2066", "\u2068", "\u2069"];
const ISOLATES = /([\u2066\u2068\u2069])/;
const OPTION_OR_ENDING = /\\x[0-9a-f]{2}|(?<![\w-])(?:--?[A-Za-z][\w-]*|\.[A-Za-z][\w-]*)/g;

const PLURALS: Record<Language, (n: number) => number> = {
  en: (n) => (n === 1 ? 0 : 1),
  fr: (n) => (n > 1 ? 1 : 0),
  es: (n) => (n === 1 ? 0 : 1),
  ar: (n) => (n < 3 ? n : n % 100 >= 3 && n % 100 <= 10 ? 3 : n % 100 >= 11 ? 4 : 5),
  de: (n) => (n === 1 ? 0 : 1),
  "pt-BR": (n) => (n > 1 ? 1 : 0),
  ru: (n) => (n % 10 === 1 && n % 100 !== 11 ? 0 : n % 10 >= 2 && n % 10 <= 4 && (n % 100 < 12 || n % 100 > 14) ? 1 : 2),
  "zh-Hans": () => 0,
};

interface Habit {
  readonly group: string;
  readonly decimal: string;
  readonly space: string;
  readonly units: readonly string[];
  readonly second: string;
  readonly comma: string;
}
const BYTES = ["B", "kB", "MB", "GB", "TB"];
const habit = (group: string, decimal: string, more: Partial<Habit> = {}): Habit => {
  return { group, decimal, space: "\u00a0", units: BYTES, second: "s", comma: ", ", ...more };
};
const HABITS: Record<Language, Habit> = {
  en: habit(",", ".", { space: " " }),
  fr: habit("\u202f", ",", { units: ["o", "ko", "Mo", "Go", "To"] }),
  es: habit(".", ","),
  ar: habit(",", ".", { comma: "، " }),
  de: habit(".", ","),
  "pt-BR": habit(".", ","),
  ru: habit("\u00a0", ",", { units: ["Б", "кБ", "МБ", "ГБ", "ТБ"], second: "с" }),
  "zh-Hans": habit(",", ".", { comma: "、" }),
};

/** A message that stands in a table: the build finds it by this name. */
export const N = (message: string): string => message;
/** The same of an English word with several meanings; the context tells them apart. */
export const NC = (context: string, message: string): string => `${context}${CONTEXT}${message}`;
/** One that counts, in a table: for one, for several. */
export const NP = (one: string, many: string): readonly [string, string] => [one, many];

export class Translator {
  constructor(readonly language: Language) {}

  get rightToLeft(): boolean {
    return this.language === "ar";
  }

  /** The translated message with its fields filled in. The build finds literals given here. */
  tr(message: string, fields: Fields = {}): string {
    const found = CATALOGUES[this.language]?.[message];
    return this.fill(typeof found === "string" ? found : message, fields);
  }

  /** The form for `count`, which is also `{count}`. */
  trn(one: string, many: string, count: number, fields: Fields = {}): string {
    const forms = CATALOGUES[this.language]?.[one];
    const form = Array.isArray(forms) ? forms[PLURALS[this.language](count)] : undefined;
    return this.fill(form ?? (count === 1 ? one : many), { count: this.number(count), ...fields });
  }

  number(value: number): string {
    return String(value).replace(/\B(?=(\d{3})+$)/g, HABITS[this.language].group);
  }

  decimal(value: number, places = 1): string {
    const [whole, fraction] = value.toFixed(places).split(".") as [string, string?];
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, HABITS[this.language].group);
    return fraction === undefined ? grouped : `${grouped}${HABITS[this.language].decimal}${fraction}`;
  }

  size(bytes: number): string {
    const { units, space } = HABITS[this.language];
    let unit = 0;
    let step = bytes;
    while (step >= 1000 && unit < units.length - 1) {
      step /= 1000;
      unit += 1;
    }
    return this.isolate(`${this.decimal(step, unit === 0 ? 0 : 1)}${space}${units[unit]!}`, true);
  }

  rate(bytesPerSecond: number): string {
    const { units, space, second } = HABITS[this.language];
    return this.isolate(`${this.decimal(bytesPerSecond / 1e6)}${space}${units[2]!}/${second}`, true);
  }

  listed(parts: readonly string[]): string {
    return parts.join(HABITS[this.language].comma);
  }

  /** A value in right-to-left text keeps its own direction. */
  isolate(value: string, leftToRight?: boolean): string {
    if (!this.rightToLeft) return value;
     
    return `${(leftToRight ?? /^[\x00-\x7f]*$/.test(value)) ? LRI : FSI}${value}${PDI}`;
  }

  /** A message that was translated elsewhere, with its fields filled in. */
  fill(template: string, fields: Fields): string {
    let text = template.slice(template.lastIndexOf(CONTEXT) + 1);
    if (this.rightToLeft) text = text.replace(OPTION_OR_ENDING, (found) => `${LRI}${found}${PDI}`);
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = fields[name];
      if (value === undefined) return whole;
      const shown = String(value);
      // isolates that an earlier sentence put there stay
      return shown.startsWith(LRI) || shown.startsWith(FSI) ? shown : this.isolate(withIsolates(shown));
    });
  }
}

/** `visible`, but for isolates that an earlier sentence put around its values, in pairs. */
export function withIsolates(text: string): string {
  let depth = 0;
  for (const c of text) {
    depth += c === LRI || c === FSI ? 1 : c === PDI ? -1 : 0;
    if (depth < 0) break;
  }
  return depth === 0 ? text.split(ISOLATES).map((piece, i) => (i % 2 === 0 ? visible(piece) : piece)).join("") : visible(text);
}

/** The language for what a browser asks for, longest match first. */
export function pickLanguage(asked: readonly string[]): Language {
  for (const tag of asked) {
    const lower = tag.toLowerCase();
    if (/^zh-(hant|tw|hk|mo)/.test(lower)) continue;
    if (lower.startsWith("zh")) return "zh-Hans";
    if (lower.startsWith("pt")) return "pt-BR";
    const found = LANGUAGES.find((language) => lower === language.toLowerCase() || lower.split("-")[0] === language);
    if (found !== undefined) return found;
  }
  return "en";
}
