/**
 * Findings as people read them: how heavily each weighs here, where it belongs, and one sentence a matter.
 *
 * Codes and severities are those of the format. What is about the time after the seal has no part in the verdict
 * or in any of its answers, so that it isn't shown as if it had.
 */

import { N, type Translator } from "../i18n/translator";
import { AXIS_WORDS } from "../i18n/verdicts";
import { readable, visible } from "../i18n/visible";
import type { Finding, Severity } from "../verify/codes";
import type { ReportAddendum, ReportFields } from "../verify/report";

type Told = Finding & { readonly sentence: string };

export interface ShownFinding {
  readonly code: string;
  readonly severity: Severity;
  /** Which of the questions it belongs to; none, where it is about the time after the seal. */
  readonly place: string;
  readonly sentence: string;
}

const GRAVER_THAN_DOUBT: readonly Severity[] = ["fatal", "contradiction", "missing"];
const ANCESTOR_SENTENCES: Readonly<Record<string, string>> = {
  "addendum-ancestor-missing": N("The addendum {subject} follows or answers a record that is not here: {named}. Ask its signer for it. Of the files next to the bundle, only those ending in .asice are looked at."),
  "addendum-ancestor-unknown": N("The addendum {subject}, whose signer is not confirmed, follows or answers a record that is not here: {named}. Of the files next to the bundle, only those ending in .asice are looked at."),
};

/** All findings of a report in their order. A file and the event in it have a digest each, and are told of once. */
export function shownFindings(report: ReportFields, words: Translator): ShownFinding[] {
  return report.findings.flatMap((f, at) => {
    const together = f.code in ANCESTOR_SENTENCES
      ? report.findings.filter((other) => other.code === f.code && other.subject === f.subject)
      : [f];
    if (together[0] !== report.findings[at]) return [];
    const addendum = report.addenda.find((one) => one.file === f.subject);
    return [{
      code: f.code,
      severity: weight(f),
      place: words.tr(f.about === "sealed" ? AXIS_WORDS[f.axis] : N("After the seal")),
      sentence: f.code in ANCESTOR_SENTENCES ? ancestors(together, addendum, words) : f.sentence,
    }];
  });
}

/** How heavily one weighs where it is shown. */
export function weight(finding: Pick<Finding, "about" | "severity">): Severity {
  return finding.about !== "sealed" && GRAVER_THAN_DOUBT.includes(finding.severity) ? "doubt" : finding.severity;
}

function ancestors(together: readonly Told[], addendum: ReportAddendum | undefined, words: Translator): string {
  const events = [addendum?.refers_to, addendum?.receipt?.answers];
  const found = together.map((f) => f.expected ?? "");
  const files = found.filter((digest) => !events.includes(digest));
  const shown = files.map((digest) => words.tr("file with the SHA-256 {digest}", { digest: readable(visible(digest)) }));
  // who follows one record and answers one, mostly means the same
  const event = files.length === 1 && found.length > 1
    ? N("event with the digest {digest} (probably in that file)")
    : N("event with the digest {digest}");
  shown.push(...found.filter((digest) => events.includes(digest)).map((digest) => words.tr(event, { digest: readable(digest) })));
  const first = together[0]!;
  return words.tr(ANCESTOR_SENTENCES[first.code]!, { subject: visible(first.subject ?? ""), named: words.listed(shown) });
}
