/** Why an axis failed, in one sentence: by the names of files where it is about files; the words are the program's. */

import type { Axis, Finding } from "../verify/codes";
import { N, type Translator } from "./translator";

const FAIL: Record<Axis, string> = {
  content: N("Something is not as it was sealed."),
  completeness: N("Something is missing or was added."),
  origin: N("The signature can't be relied on."),
  time: N("The time-stamp can't be relied on."),
  custody: N("The custody ledger is invalid."),
};
const DIFFERING = ["file-differs"];
const IN_THE_SEAL = ["seal-missing-file"];
const MISSING = ["file-missing", "manifest-missing", "parcel-file-missing"];
const ADDED = ["file-unlisted"];
const NAMED = ["seal-missing", ...IN_THE_SEAL, ...MISSING, ...ADDED];

/** The first file that findings with these codes are about, and how many more there are; those not shown count too. */
function named(codes: string[], findings: Finding[]): { file: string; more: number } | undefined {
  const files = [...new Set(findings.filter((f) => codes.includes(f.code) && f.subject).map((f) => f.subject ?? "?"))];
  const [file] = files;
  if (file === undefined) return undefined;
  const unshown = findings.filter((f) => f.code === "more-findings" && codes.includes(f.subject ?? ""));
  return { file, more: files.length - 1 + unshown.reduce((sum, f) => sum + Number(f.actual ?? 0), 0) };
}

/** `findings` are those about what was sealed, of every axis. */
export function failedSentence(axis: Axis, findings: Finding[], words: Translator): string {
  const own = findings.filter((f) => f.axis === axis);
  if (own.some((f) => f.severity === "fatal")) return words.tr("Nothing could be verified.");
  const grave = new Set(own.filter((f) => f.severity === "contradiction" || f.severity === "missing").map((f) => f.code));
  if (axis === "content") {
    const found = named(DIFFERING, findings);
    if (found !== undefined) {
      return found.more === 0
        ? words.tr("One file is not as sealed: {file}", { file: found.file })
        : words.trn("Files are not as sealed: {file} and {count} more", "Files are not as sealed: {file} and {count} more", found.more, { file: found.file });
    }
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
  const parts = named(IN_THE_SEAL, findings);
  if (parts !== undefined) {
    said.push(
      parts.more === 0
        ? words.tr("A part of the seal is missing: {file}", { file: parts.file })
        : words.trn("Parts of the seal are missing: {file} and {count} more", "Parts of the seal are missing: {file} and {count} more", parts.more, { file: parts.file }),
    );
  }
  const missing = named(MISSING, findings);
  if (missing !== undefined) {
    said.push(
      missing.more === 0
        ? words.tr("One file that was sealed is missing: {file}", { file: missing.file })
        : words.trn("Files that were sealed are missing: {file} and {count} more", "Files that were sealed are missing: {file} and {count} more", missing.more, { file: missing.file }),
    );
  }
  const added = named(ADDED, findings);
  if (added !== undefined) {
    said.push(
      added.more === 0
        ? words.tr("One file was added after sealing: {file}", { file: added.file })
        : words.trn("Files were added after sealing: {file} and {count} more", "Files were added after sealing: {file} and {count} more", added.more, { file: added.file }),
    );
  }
  if (said.length > 0 && [...grave].some((code) => !NAMED.includes(code))) {
    said.push(words.tr("Something else is missing or was added."));
  }
  return said.join(" · ");
}
