/** What a verdict and each of its five axes mean, in one sentence each: those of the program. */

import type { Axis, AxisState, Finding, Severity, Verdict } from "../verify/codes";
import { CODES } from "../verify/codes";
import type { ReportFields } from "../verify/report";
import { N, NC, type Translator } from "./translator";
import { readable } from "./visible";

export const VERDICT_WORDS: Record<Verdict, string> = {
  verified: NC("verdict", "VERIFIED"),
  unconfirmed: NC("verdict", "UNCONFIRMED"),
  incomplete: NC("verdict", "INCOMPLETE"),
  altered: NC("verdict", "ALTERED"),
  unreadable: NC("verdict", "UNREADABLE"),
};
export const AXIS_WORDS: Record<Axis, string> = {
  content: NC("axis", "Content"),
  completeness: NC("axis", "Completeness"),
  origin: NC("axis", "Origin"),
  time: NC("axis", "Time"),
  custody: NC("axis", "Custody"),
};
export const STATE_WORDS: Record<AxisState, string> = {
  pass: NC("axis state", "Confirmed"),
  fail: NC("axis state", "Failed"),
  unconfirmed: NC("axis state", "Not confirmed"),
  none: NC("axis state", "Not present"),
};
export const SEVERITY_WORDS: Record<Severity, string> = {
  fatal: NC("severity", "Unreadable"),
  contradiction: NC("severity", "Wrong"),
  missing: NC("severity", "Missing"),
  doubt: NC("severity", "Doubt"),
  note: NC("severity", "Note"),
};

const FAIL: Record<Axis, string> = {
  content: N("Something is not as it was sealed."),
  completeness: N("Something is missing or was added."),
  origin: N("The signature can't be relied on."),
  time: N("The time-stamp can't be relied on."),
  custody: N("The custody ledger does not hold."),
};
const UNCONFIRMED: Record<Axis, string> = {
  content: N("The content is as sealed, but could still change here."),
  completeness: N("Whether everything is there could not be checked."),
  origin: N("The signature is sound, but who made it is not confirmed."),
  time: N("There is a time-stamp, but it is not fully confirmed."),
  custody: N("The ledger is bound to this seal, but its times raise questions."),
};
const NONE: Record<Axis, string> = {
  content: N("The content was not checked."),
  completeness: N("Whether everything is there was not checked."),
  origin: N("There is no signature that could be checked."),
  time: N("No independent time."),
  custody: N("There is no custody ledger that could be checked."),
};

type Told = Pick<ReportFields, "verdict" | "axes" | "seal" | "bundle"> & { readonly findings: readonly Finding[] };

export function verdictSentence(report: Told, words: Translator): string {
  const sentence = ofVerdict(report, words);
  if (report.seal.signer?.demo !== true) return sentence;
  return `${sentence} ${words.tr("DEMO: the signer is a made-up identity, so this proves nothing.")}`;
}

function ofVerdict({ verdict, bundle, findings }: Told, words: Translator): string {
  const has = (code: string): boolean => findings.some((f) => f.code === code);
  switch (verdict) {
    case "verified":
      return has("revocation-not-checked")
        ? words.tr("Everything is as it was sealed, by a signer on your trusted list (whether the certificate was revoked was not checked).")
        : words.tr("Everything is as it was sealed, by a signer on your trusted list.");
    case "unconfirmed":
      if (bundle.scope === "seal") return words.tr("Nothing is wrong with the seal, but the bundle itself was not here to check.");
      if (bundle.scope === "addendum") {
        return words.tr("Nothing is wrong with the addendum, but the bundle it belongs to was not here to check.");
      }
      if (has("signer-unknown")) return words.tr("Nothing is wrong, but the signer is not known to you yet.");
      return words.tr("Nothing is wrong, but not everything could be confirmed.");
    case "incomplete":
      return words.tr("What is here is as it was sealed, but something is missing. Ask for a new copy.");
    case "altered":
      return words.tr("This is not what was sealed. Do not rely on it; ask for a new copy.");
    default:
      return words.tr("Nothing here could be checked. Ask for a new copy.");
  }
}

export function axisSentence(report: Told, axis: Axis, words: Translator): string {
  const state = report.axes[axis];
  if (state === "pass") return passed(report, axis, words);
  if (state === "fail") return failed(report, axis, words);
  if (state === "unconfirmed") return words.tr(UNCONFIRMED[axis]);
  if (axis === "time" && report.seal.signed_at !== null) {
    return words.tr("No independent time in this seal. The signer states {time}.", { time: readable(report.seal.signed_at) });
  }
  return words.tr(NONE[axis]);
}

function passed({ bundle, seal }: Told, axis: Axis, words: Translator): string {
  const label = seal.signer?.label ?? "?";
  switch (axis) {
    case "content":
      return words.trn("The one file is exactly as sealed, byte for byte.", "All {count} files are exactly as sealed, byte for byte.", bundle.files ?? 0);
    case "completeness":
      if (!bundle.omissions) return words.tr("Nothing is missing, nothing was added.");
      return words.trn("Nothing is missing, nothing was added. One omission is declared.", "Nothing is missing, nothing was added. {count} omissions are declared.", bundle.omissions);
    case "origin":
      return seal.signers[0]?.trust === "authority-and-subject"
        ? words.tr("Signed by {label}, whom you trust by name under an authority, which has not revoked it.", { label })
        : words.tr("Signed by {label}, whose certificate is on your trusted list.", { label });
    case "time":
      return words.tr("It existed on {time}, attested by an independent clock.", { time: readable(seal.timestamp ?? seal.existed_by ?? "?") });
    case "custody":
      if (!bundle.custody_events) return words.tr("The ledger is without a gap and bound to this seal.");
      return words.trn("One entry, bound to this seal.", "{count} entries without a gap, bound to this seal.", bundle.custody_events);
  }
}

function failed({ findings }: Told, axis: Axis, words: Translator): string {
  const own = findings.filter((f) => f.axis === axis);
  if (own.some((f) => f.severity === "fatal")) return words.tr("Nothing could be checked.");
  const differing = new Set(own.filter((f) => f.code === "file-differs").map((f) => f.subject));
  if (axis === "content" && differing.size === 1) {
    return words.tr("One file is not as sealed: {file}", { file: [...differing][0] ?? "?" });
  }
  if (axis === "completeness" && own.every((f) => ["missing", "note", "doubt"].includes(f.severity))) {
    return words.tr("Something that was sealed is missing.");
  }
  return words.tr(FAIL[axis]);
}

export function findingSentence(finding: Finding, words: Translator): string {
  return words.tr(CODES.get(finding.code)!.sentence, {
    subject: readable(finding.subject ?? "?"),
    expected: readable(finding.expected ?? "?"),
    actual: readable(finding.actual ?? "?"),
  });
}
