/** Why an axis failed, in one sentence: by the names of files where it is about files; the words are the program's. */

import type { Axis, Finding } from "../verify/codes";
import { wrongAsSealed, wrongInLists } from "./sealed_contradictions";
import { N, NP, type Translator } from "./translator";

const FAIL: Record<Axis, string> = {
  content: N("Something is not as it was sealed."),
  completeness: N("Something is missing or was added."),
  origin: N("The signature can't be relied on."),
  time: N("The time-stamp can't be relied on."),
  custody: N("The custody ledger is invalid."),
};
const AS_SEALED: Partial<Record<Axis, string>> = {
  content: N("The sealed lists contradict each other or break a rule of the format."),
  completeness: N("The sealed lists do not agree on what is in the bundle."),
};
const SEAL = N("The seal breaks a rule of the format.");
const TIME_MISSING = N("A time-stamp that the seal promises is missing.");
/** What is said of the files that findings with these codes are about; of several the first is named. */
interface Files {
  readonly codes: readonly string[];
  readonly one: string;
  readonly several: readonly [string, string];
}

const DIFFERING: Files = {
  codes: ["file-differs"],
  one: N("One file is not as sealed: {file}"),
  several: NP("Files are not as sealed: {file} and {count} more", "Files are not as sealed: {file} and {count} more"),
};
const IN_THE_SEAL: Files = {
  codes: ["seal-missing-file"],
  one: N("A part of the seal is missing: {file}"),
  several: NP("Parts of the seal are missing: {file} and {count} more", "Parts of the seal are missing: {file} and {count} more"),
};
const MISSING: Files = {
  codes: ["file-missing", "manifest-missing", "parcel-file-missing"],
  one: N("One file that was sealed is missing: {file}"),
  several: NP("Files that were sealed are missing: {file} and {count} more", "Files that were sealed are missing: {file} and {count} more"),
};
const ADDED: Files = {
  codes: ["file-unlisted"],
  one: N("One file was added after sealing: {file}"),
  several: NP("Files were added after sealing: {file} and {count} more", "Files were added after sealing: {file} and {count} more"),
};
const INCOMPLETE = [IN_THE_SEAL, MISSING, ADDED];

/** "" where there is no such finding. Those past the most that are shown are counted. */
function sentence({ codes, one, several }: Files, findings: Finding[], words: Translator): string {
  const files = [...new Set(findings.filter((f) => codes.includes(f.code) && f.subject).map((f) => f.subject ?? "?"))];
  const [file] = files;
  if (file === undefined) return "";
  const unshown = findings.filter((f) => f.code === "more-findings" && codes.includes(f.subject ?? ""));
  const more = files.length - 1 + unshown.reduce((sum, f) => sum + Number(f.actual ?? 0), 0);
  return more === 0 ? words.tr(one, { file }) : words.trn(...several, more, { file });
}

/** Whether of the time-stamps nothing is wrong but that promised ones are missing. */
export function onlyMissing(findings: readonly Finding[]): boolean {
  const wrong = findings.filter((f) => f.axis === "time" && (f.severity === "contradiction" || f.severity === "missing"));
  return wrong.length > 0 && wrong.every((f) => f.code === "timestamp-missing");
}

/** `findings` are those about what was sealed, of every axis. */
export function failedSentence(axis: Axis, findings: Finding[], words: Translator): string {
  const own = findings.filter((f) => f.axis === axis);
  if (own.some((f) => f.severity === "fatal")) return words.tr("Nothing could be verified.");
  const asSealed = AS_SEALED[axis];
  if (asSealed !== undefined && wrongAsSealed(findings)) return words.tr(wrongInLists(own) ? asSealed : SEAL);
  if (axis === "time" && onlyMissing(findings)) return words.tr(TIME_MISSING);
  const grave = new Set(own.filter((f) => f.severity === "contradiction" || f.severity === "missing").map((f) => f.code));
  if (axis === "content") {
    const said = sentence(DIFFERING, findings, words);
    if (said !== "") return said;
  }
  if (axis === "completeness") {
    const said = incomplete(grave, findings, words);
    if (said !== "") return said;
    if (own.every((f) => f.severity !== "contradiction")) return words.tr("Something that was sealed is missing.");
  }
  if (grave.size === 1 && grave.has("outer-seal-differs")) return words.tr("The seal next to the bundle is not the seal inside.");
  return words.tr(FAIL[axis]);
}

function incomplete(grave: Set<string>, findings: Finding[], words: Translator): string {
  const said = grave.has("seal-missing") ? [words.tr("The seal is missing.")] : [];
  said.push(...INCOMPLETE.map((files) => sentence(files, findings, words)).filter((text) => text !== ""));
  const named = ["seal-missing", ...INCOMPLETE.flatMap((files) => files.codes)];
  if (said.length > 0 && [...grave].some((code) => !named.includes(code))) {
    said.push(words.tr("Something else is missing or was added."));
  }
  return said.join(" · ");
}
