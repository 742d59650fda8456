/** Times in sealed form. */

const FORM = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:)(\d\d)(?:\.(\d{1,9}))?Z$/;

/** `2026-11-24T13:58:07Z` of milliseconds since 1970. */
export function utcText(ms: number): string {
  const text = new Date(Math.floor(ms)).toISOString();
  const fraction = ((ms % 1000) + 1000) % 1000;
  if (fraction === 0) return text.replace(/\.\d+Z$/, "Z");
  return text.replace(/\.\d+Z$/, `.${(fraction / 1000).toFixed(6).slice(2).replace(/0+$/, "")}Z`);
}

/** Milliseconds since 1970 of a time in sealed form; a leap second is the next second. */
export function fromUtc(text: string): number {
  const found = FORM.exec(text);
  if (found === null) throw new TypeError("not a time, though the schema says so");
  const minute = Date.parse(`${found[1]}00Z`);
  return minute + Number(found[2]) * 1000 + (found[3] === undefined ? 0 : Number(`0.${found[3]}`) * 1000);
}

/** Whether the day of a time in sealed form is one that its month has. */
export function isDay(text: string): boolean {
  const [year, month, day] = text.slice(0, 10).split("-").map(Number) as [number, number, number];
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return year > 0 && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}
