/** Values of a bundle as people may see them: hostile characters spelled out, times and digests readable. */

const NAMES: Record<number, string> = {
  0x200e: "LRM", 0x200f: "RLM", 0x061c: "ALM", 0x202a: "LRE", 0x202b: "RLE", 0x202c: "PDF", 0x202d: "LRO",
  0x202e: "RLO", 0x2066: "LRI", 0x2067: "RLI", 0x2068: "FSI", 0x2069: "PDI", 0x200b: "ZWSP", 0x200c: "ZWNJ",
  0x200d: "ZWJ", 0xfeff: "BOM", 0xad: "SHY", 0x0a: "LF", 0x0d: "CR", 0x09: "TAB", 0x1b: "ESC", 0x00: "NUL",
  0x7f: "DEL",
};
const HIDDEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu;

/** `text` with control, direction and invisible characters spelled out: `invoice_[RLO]gpj.exe`. */
export function visible(text: string): string {
  return text.replace(HIDDEN, spelledCharacter);
}

/** `text` in printable ASCII: whichever characters `visible` spells out, it is the same. */
export function spelledOut(text: string): string {
  return text.replace(/[^ -~]/gu, spelledCharacter);
}

function spelledCharacter(c: string): string {
  const code = c.codePointAt(0)!;
  return `[${NAMES[code] ?? `U+${code.toString(16).toUpperCase().padStart(4, "0")}`}]`;
}

const MOMENT = /(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d(?:\.\d{1,9})?)Z/g;
const MOMENTS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z(?:\/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z)?$/;

/** `2026-11-27 18:50:42 UTC` for a time of the format, groups of four for a SHA-256; else as it is. */
export function readable(value: string): string {
  if (/^[0-9a-f]{64}$/.test(value)) return value.match(/.{4}/g)!.join(" ");
  if (!MOMENTS.test(value)) return value;
  return [...value.matchAll(MOMENT)].map(([, day, clock]) => `${day!} ${clock!} UTC`).join(" / ");
}
