/** What a verdict and each of its five axes mean, in one sentence each: those of the program. */

import type { Axis, AxisState, Finding, LaterState, Severity, Told, Verdict } from "../verify/codes";
import { CODES } from "../verify/codes";
import type { ReportFields } from "../verify/report";
import { doubtSentence } from "./axis_doubts";
import { failedSentence, onlyMissing } from "./failed_axes";
import { ZIP_FIELD_WORDS } from "./program_words";
import { wrongAsSealed, wrongInLists, wrongInSeal } from "./sealed_contradictions";
import { isInvalid } from "./signatures";
import { N, NC, type Translator } from "./translator";
import { readable } from "./visible";

export const VERDICT_WORDS: Record<Verdict, string> = {
  verified: NC("verdict", "VERIFIED"),
  unconfirmed: NC("verdict", "UNCONFIRMED"),
  incomplete: NC("verdict", "INCOMPLETE"),
  altered: NC("verdict", "ALTERED"),
  unreadable: NC("verdict", "UNREADABLE"),
};
export const AXIS_WORDS: Record<Told, string> = {
  content: NC("axis", "Content"),
  completeness: NC("axis", "Completeness"),
  origin: NC("axis", "Origin"),
  time: NC("axis", "Time"),
  custody: NC("axis", "Custody"),
  consistency: NC("axis", "Consistency"),
};
export const STATE_WORDS: Record<AxisState, string> = {
  pass: NC("axis state", "Confirmed"),
  fail: NC("axis state", "Failed"),
  unconfirmed: NC("axis state", "Not confirmed"),
  none: NC("axis state", "Not present"),
};
const UNCHECKED = NC("axis state", "Not checked");
const UNREADABLE = NC("axis state", "Not readable");
export const SEVERITY_WORDS: Record<Severity, string> = {
  fatal: NC("severity", "Unreadable"),
  contradiction: NC("severity", "Wrong"),
  missing: NC("severity", "Missing"),
  doubt: NC("severity", "Doubt"),
  note: NC("severity", "Note"),
};

export const CONSISTENCY_WORDS: Record<ReportFields["consistency"]["state"], string> = {
  agrees: NC("consistency", "Consistent"),
  contradicts: NC("consistency", "Contradicts itself"),
  none: NC("consistency", "Not checked"),
};

const PASS: Record<Axis, string> = {
  content: "",
  completeness: N("Every file in the sealed lists is present, and no other."),
  origin: "",
  time: "",
  custody: N("The ledger is unbroken and bound to this seal; its content is the statement of whoever kept it."),
};
const UNRELIABLE: Partial<Record<Told, string>> = {
  origin: N("Every file is as the seal says, but the signature can't be relied on. Do not rely on it; ask the sender."),
  time: N("Every file is as the seal says, but the time-stamp can't be relied on. Do not rely on it; ask the sender."),
  custody: N("Every file is as the seal says, but the custody ledger is invalid. Do not rely on it; ask the sender."),
};
const UNRELIABLE_ALONE = N("A fault was found, and the bundle itself was not verified. Do not rely on it; ask the sender.");
const UNRELIABLE_LISTS = N("Every file is as the seal says, but the sealed lists contradict each other or break a rule of the format. Do not rely on it; ask the sender.");
const UNRELIABLE_SEAL = N("Every file is as the seal says, but the seal breaks a rule of the format. Do not rely on it; ask the sender.");
const TIME_MISSING = N("Every file is as the seal says, but a time-stamp that the seal promises is missing. Do not rely on it; ask the sender.");
const UNRELIABLE_AND_MISSING = N("Something is missing, and what is here can't be relied on either. Do not rely on it; ask the sender.");
const UNRELIABLE_IN_SEVERAL = N("Every file is as the seal says, but more than one thing about the seal can't be relied on. Do not rely on it; ask the sender.");
const NONE: Record<Axis, string> = {
  content: N("The content was not verified."),
  completeness: N("Completeness was not verified."),
  origin: N("There is no signature that could be verified."),
  time: N("No independent time."),
  custody: N("There is no custody ledger that could be verified."),
};
const UNREAD: Partial<Record<Axis, string>> = {
  origin: N("No signature could be read."),
  time: N("No time-stamp could be read."),
  custody: N("No custody ledger could be read."),
};
const LATER: Record<LaterState, string> = {
  none: N("No record of the time after sealing is signed by anyone you trust."),
  confirmed: N("The records after the seal are signed by signers you trust and are consistent."),
  unconfirmed: N("There are open questions about the records made after sealing; see the findings. The sealed bundle itself is not affected."),
  incomplete: N("A signer you trust refers to a record made after the seal that is not here. The sealed bundle itself is not affected."),
};

type Judged = Pick<ReportFields, "verdict" | "axes" | "seal" | "bundle"> & {
  readonly findings: readonly Finding[];
  readonly places: number | null;
};

const ofSealed = (findings: readonly Finding[]): Finding[] => findings.filter((f) => f.about === "sealed");

/** `found`: how many addenda there are; `open`: how many of them nobody whom the reader trusts vouches for. */
export function laterSentence(state: LaterState, found: number, open: number, words: Translator): string {
  if (state === "none" && found === 0) return words.tr("No records made after sealing were found.");
  if (state !== "confirmed" || open === 0) return words.tr(LATER[state]);
  const more = words.trn(
    "One more record is not confirmed by a trusted signer.",
    "{count} more records are not confirmed by a trusted signer.",
    open,
  );
  return `${words.tr("The records after the seal by trusted signers are consistent.")} ${more}`;
}

export function verdictSentence(report: Judged, words: Translator): string {
  const sentences = [ofVerdict(report, words)];
  if (report.places !== null) sentences.push(consistencySentence(report, words));
  if (report.seal.signer?.demo === true) sentences.push(words.tr("DEMO: the signer is a practice identity, so this proves nothing."));
  return sentences.join(" ");
}

/** Whether the sealed record agrees with itself; null where that was not asked. */
export function consistencySentence({ verdict, bundle, places }: Pick<Judged, "verdict" | "bundle" | "places">, words: Translator): string {
  if (places === null) {
    if (["seal", "addendum", "parcel"].includes(bundle.scope)) return words.tr("Not checked for contradictions, because the bundle itself was not verified.");
    if (verdict === "unreadable") return words.tr("Not checked for contradictions, because nothing here could be verified.");
    if (verdict === "altered") return words.tr("Not checked for contradictions, because something here was found to be wrong.");
    if (verdict === "incomplete") return words.tr("Not checked for contradictions, because something needed for that is missing.");
    return words.tr("The sealed record was not checked for contradictions.");
  }
  if (places === 0 && verdict === "incomplete") return words.tr("No contradictions were found in what is here.");
  if (places === 0) return words.tr("No contradictions were found in the sealed record.");
  return words.trn("The sealed record contradicts itself in one place.", "The sealed record contradicts itself in {count} places.", places);
}

function ofVerdict(report: Judged, words: Translator): string {
  const { verdict, findings } = report;
  switch (verdict) {
    case "verified":
      return findings.some((f) => f.code === "revocation-not-checked")
        ? words.tr("Everything is as it was sealed, by a signer you trust for this check only (whether the certificate was revoked was not checked).")
        : words.tr("Everything is as it was sealed, by a signer you trust for this check only.");
    case "unconfirmed":
      return unconfirmed(report, words);
    case "incomplete":
      return report.axes.origin === "fail" || report.axes.origin === "none"
        ? words.tr("Something is missing, and without it not everything could be checked. Ask for a new copy.")
        : words.tr("What is here is as it was sealed, but something is missing. Ask for a new copy.");
    case "altered": {
      const wrong = new Set(ofSealed(findings).filter((f) => f.severity === "contradiction").map((f) => f.axis));
      const ofFiles = wrong.has("content") || wrong.has("completeness");
      const asSealed = wrongAsSealed(findings);
      if ((report.bundle.scope === "seal" || report.bundle.scope === "addendum") && (asSealed || !ofFiles)) {
        return words.tr(UNRELIABLE_ALONE); // no file was compared with what was sealed
      }
      if (asSealed) return words.tr(unreliableAsSealed(findings, wrong));
      if (ofFiles) {
        return words.tr("This is not what was sealed. Do not rely on it; ask for a new copy.");
      }
      if (ofSealed(findings).some((f) => f.severity === "missing" && (f.axis === "content" || f.axis === "completeness"))) {
        return words.tr(UNRELIABLE_AND_MISSING);
      }
      const [first] = wrong;
      if (wrong.size === 1 && first === "time" && onlyMissing(ofSealed(findings))) return words.tr(TIME_MISSING);
      return words.tr((wrong.size === 1 && first !== undefined && UNRELIABLE[first]) || UNRELIABLE_IN_SEVERAL);
    }
    default:
      return findings.some((f) => f.code === "not-a-bundle" || f.code === "zip-end-missing")
        ? words.tr("Nothing here could be verified: this is not a sealed bundle, or not a whole one.")
        : words.tr("Nothing here could be verified. Ask for a new copy.");
  }
}

function unreliableAsSealed(findings: readonly Finding[], wrong: ReadonlySet<Told>): string {
  const lists = wrongInLists(findings);
  const others = [...wrong].some((axis) => axis !== "content" && axis !== "completeness");
  if (others || (lists && wrongInSeal(findings))) return UNRELIABLE_IN_SEVERAL;
  return lists ? UNRELIABLE_LISTS : UNRELIABLE_SEAL;
}

function unconfirmed({ bundle, findings, places }: Judged, words: Translator): string {
  if (bundle.scope === "seal") return words.tr("No fault was found in the seal, but the bundle itself was not verified.");
  if (bundle.scope === "parcel") {
    return words.tr("No fault was found in the parcel as far as it can be checked without opening it. The bundle inside was not verified.");
  }
  if (bundle.scope === "addendum") {
    return words.tr("No fault was found in the addendum, but the bundle it belongs to was not verified.");
  }
  if (places !== null && places > 0) return words.tr("What is here is as it was sealed, but not everything could be confirmed.");
  const doubts = new Set(ofSealed(findings).filter((f) => f.severity === "doubt").map((f) => f.code));
  if (doubts.size === 1 && doubts.has("signer-unknown")) return words.tr("No fault was found, but the signer is not known to you yet.");
  return words.tr("No fault was found, but not everything could be confirmed.");
}

/**
 * The state of an axis: a seal that was read may lack a time-stamp; anything else without a state was not checked.
 * What could not be read at all has not failed a check.
 */
export function stateWord(report: Pick<ReportFields, "axes" | "seal" | "findings">, axis: Axis): string {
  const state = report.axes[axis];
  if (ofSealed(report.findings).some((f) => f.axis === axis && f.severity === "fatal")) return UNREADABLE;
  const unchecked = state === "none" && !(axis === "time" && report.seal.signed_at !== null);
  return unchecked ? UNCHECKED : STATE_WORDS[state];
}

export function axisSentence(report: Judged, axis: Axis, words: Translator): string {
  const state = report.axes[axis];
  if (state === "pass") return passed(report, axis, words);
  if (state === "fail") return failedSentence(axis, ofSealed(report.findings), words);
  if (state === "unconfirmed") {
    const doubts = ofSealed(report.findings).filter((f) => f.axis === axis && f.severity === "doubt");
    return words.tr(doubtSentence(axis, new Set(doubts.map((f) => f.code))));
  }
  if (axis === "time" && report.seal.signed_at !== null) {
    if (isInvalid(report)) return words.tr("No independent time in this seal. A signature that is invalid states {time}.", { time: readable(report.seal.signed_at) });
    return words.tr("No independent time in this seal. The signer states {time}.", { time: readable(report.seal.signed_at) });
  }
  return unanswered(report, axis, words);
}

/** Why there is no answer. What was found and not checked, or not looked for, is not said to be absent. */
function unanswered({ verdict, findings, bundle, seal }: Judged, axis: Axis, words: Translator): string {
  const entries = bundle.custody_events ?? 0;
  if (axis === "custody" && entries > 0) {
    return bundle.scope === "full"
      ? words.trn("The custody ledger is here (one entry), but could not be checked against a seal, so nothing vouches for it.", "The custody ledger is here ({count} entries), but could not be checked against a seal, so nothing vouches for it.", entries)
      : words.trn("The seal names a custody ledger with one entry, which is in the bundle and could not be checked.", "The seal names a custody ledger with {count} entries, which is in the bundle and could not be checked.", entries);
  }
  if (axis === "origin" && seal.signers.length > 0) return words.tr("There is a signature, but it was not checked.");
  if (verdict === "unreadable" && ofSealed(findings).some((f) => f.severity === "fatal")) return words.tr(UNREAD[axis] ?? NONE[axis]);
  return words.tr(NONE[axis]);
}

function passed({ axes, bundle, seal, findings }: Judged, axis: Axis, words: Translator): string {
  const label = seal.signer?.label ?? "?";
  switch (axis) {
    case "content":
      if (axes.completeness === "fail" && !wrongAsSealed(findings)) return words.tr("The sealed files that are present are unchanged, byte for byte.");
      return words.trn("The one file is exactly as sealed, byte for byte.", "All {count} files are exactly as sealed, byte for byte.", bundle.files ?? 0);
    case "completeness":
      if (!bundle.omissions) return words.tr(PASS[axis]);
      return words.trn("Every file in the sealed lists is present, and no other. The sender declares one omission or doubt.", "Every file in the sealed lists is present, and no other. The sender declares {count} omissions or doubts.", bundle.omissions);
    case "origin":
      return seal.signers[0]?.trust === "authority-and-subject"
        ? words.tr("Signed by {label}, whom you trust by name under an authority, which has not revoked it.", { label })
        : words.tr("Signed by {label}, whose certificate you trust for this check only.", { label });
    case "time":
      return words.tr("It existed on {time}, attested by an independent clock.", { time: readable(seal.timestamp ?? seal.existed_by ?? "?") });
    case "custody":
      if (!bundle.custody_events) return words.tr(PASS[axis]);
      return words.trn("One entry, bound to this seal; its content is the statement of whoever kept it.", "{count} entries, unbroken and bound to this seal; their content is the statement of whoever kept them.", bundle.custody_events);
  }
}

const WITH_VERDICT = new Set(["receipt-contradicts", "receipt-rejected"]);

export function findingSentence(finding: Finding, words: Translator): string {
  const sentence = CODES.get(finding.code)!.sentence;
  const verdict = WITH_VERDICT.has(finding.code) ? VERDICT_WORDS[finding.actual as Verdict] : undefined;
  return words.tr(sentence, {
    subject: subjectOf(finding, words),
    expected: valueOf(finding.expected, sentence, words),
    actual: verdict === undefined ? valueOf(finding.actual, sentence, words) : words.tr(verdict),
  });
}

/** `length of the comment (notes.txt)` for a field of a ZIP header; anything else as it is. */
function subjectOf({ code, subject }: Finding, words: Translator): string {
  const shown = readable(subject ?? "?");
  const space = shown.indexOf(" ");
  const field = space < 0 ? shown : shown.slice(0, space);
  if (code !== "zip-field" || !Object.hasOwn(ZIP_FIELD_WORDS, field)) return shown;
  return `${words.tr(ZIP_FIELD_WORDS[field]!)} (${space < 0 ? "" : shown.slice(space + 1)})`;
}

/** Amounts of bytes as the language writes them: kept as `1234 bytes`, or as `1234` where the sentence counts bytes. */
function valueOf(value: string | null, sentence: string, words: Translator): string {
  const found = /^(\d{1,15})( bytes)?$/.exec(value ?? "");
  if (found === null || (found[2] === undefined && !sentence.includes("bytes"))) return readable(value ?? "?");
  const count = Number(found[1]);
  return found[2] === undefined ? words.number(count) : words.trn("{count} byte", "{count} bytes", count);
}
