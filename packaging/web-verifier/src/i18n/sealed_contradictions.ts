/** Whether a bundle is wrong in nothing but what its sender sealed: as in the program. */

import type { Finding } from "../verify/codes";
import type { ReportFields } from "../verify/report";

/**
 * What is read in files that the tag manifest names, whose digests are compared all the same: a change of such a
 * file is a finding of its own, which is not here.
 */
const IN_WHAT_WAS_SEALED: ReadonlySet<string> = new Set([
  "bagit-text",
  "bag-info-form",
  "bag-info-differs",
  "request-version",
  "list-not-canonical",
  "text-too-long",
  "identifier-form",
  "list-order",
  "count-differs",
  "artifact-repeated",
  "artifact-without-file",
  "artifact-differs",
  "payload-without-artifact",
  "payload-twice",
  "nonce-size",
  "csv-differs",
  "blocks-list",
  "merkle-differs",
  "supplement-form",
  "supplement-of-itself",
  "supplement-not-earlier",
  "supplement-order",
  "supplement-item-unknown",
]);

/** How the seal's container is written. What it states of the files could be read and compared all the same. */
const IN_THE_SEAL: ReadonlySet<string> = new Set(["seal-zip", "seal-mimetype", "seal-order", "seal-manifest"]);

/**
 * Whether the axes of the files failed, and over nothing but what the sealed lists say or how the seal is written:
 * every file is as the seal says. One finding on a digest, a missing file or the bundle's ZIP is enough for no, and so
 * is anything that could not be read at all.
 */
export function wrongAsSealed(findings: readonly Finding[]): boolean {
  const found = grave(findings);
  return found.length > 0 && found.every((f) => IN_WHAT_WAS_SEALED.has(f.code) || IN_THE_SEAL.has(f.code));
}

/** Of what is wrong as it was sealed: whether the sealed lists are. */
export const wrongInLists = (findings: readonly Finding[]): boolean => grave(findings).some((f) => IN_WHAT_WAS_SEALED.has(f.code));

/** Of what is wrong as it was sealed: whether the seal is. */
export const wrongInSeal = (findings: readonly Finding[]): boolean => grave(findings).some((f) => IN_THE_SEAL.has(f.code));

/** Whether a seal that somebody signed confirms what is in the files that are here. */
export function isAsSealed({ axes, findings }: Pick<ReportFields, "axes" | "findings">): boolean {
  const same = axes.content === "pass" || wrongAsSealed(findings);
  return same && isSigned({ axes });
}

/** What is found of one file, and says nothing of another. */
const OF_ONE_FILE: ReadonlySet<string> = new Set(["file-differs", "file-missing", "file-unlisted", "file-unreadable"]);

/**
 * Whether a seal that somebody signed confirms the legal request that is here: everything is as it was sealed, or
 * nothing is wrong but contents, each of which the report names.
 */
export function requestIsAsSealed(report: Pick<ReportFields, "axes" | "findings">): boolean {
  if (isAsSealed(report)) return true;
  const ofContents = grave(report.findings).every(
    ({ code, subject }) => IN_WHAT_WAS_SEALED.has(code) || IN_THE_SEAL.has(code) || (OF_ONE_FILE.has(code) && subject?.startsWith("data/") === true),
  );
  return ofContents && isSigned(report) && report.findings.every(({ code }) => code !== "more-findings");
}

/** Whether the lists that are here can be called sealed: a signature over them holds, by whomever. */
export function isSigned({ axes }: Pick<ReportFields, "axes">): boolean {
  return axes.origin === "pass" || axes.origin === "unconfirmed";
}

const grave = (findings: readonly Finding[]): Finding[] =>
  findings.filter((f) => f.about === "sealed" && (f.severity === "fatal" || ofFiles(f)));

const ofFiles = ({ axis, severity }: Finding): boolean =>
  (axis === "content" || axis === "completeness") && (severity === "contradiction" || severity === "missing");
